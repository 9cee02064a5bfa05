// Knows when so much comes that only what must be done at once is done at once.

/** So many messages within so long, ms, are a flood; it is over after as long a time with fewer. */
const FLOOD = 1_500
const STRETCH_MS = 500

export class Flow {
  #since = Number.NEGATIVE_INFINITY
  #count = 0
  #isFlood = false

  /** So many messages were committed; `now` in ms, never going backwards. */
  came(count: number, now: number): void {
    const passed = now - this.#since
    if (passed >= STRETCH_MS) {
      this.#isFlood = this.#count >= FLOOD && passed < 2 * STRETCH_MS
      this.#since = now
      this.#count = 0
    }
    this.#count += count
    if (this.#count >= FLOOD) this.#isFlood = true
  }

  isFlood(now: number): boolean {
    return this.#isFlood && now - this.#since < 2 * STRETCH_MS
  }
}
