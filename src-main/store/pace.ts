// Lets work happen at most once per interval: the first time at once, then trailing; idle means no timer.

/** How the pace waits; tests pass a hand-driven one. */
export interface PaceClock {
  /** ms, never going backwards. */
  now(): number
  /** Calls back after the delay (0: soon, after what runs now); returns the undo. */
  after(delayMs: number, work: () => void): () => void
}

export const realPaceClock: PaceClock = {
  now: () => performance.now(),
  after: (delayMs, work) => {
    if (delayMs <= 0) {
      const soon = setImmediate(work)
      return () => clearImmediate(soon)
    }
    const timer = setTimeout(work, delayMs)
    return () => clearTimeout(timer)
  }
}

export class Pace {
  readonly #everyMs: number
  readonly #work: () => void
  readonly #clock: PaceClock
  #lastAt = Number.NEGATIVE_INFINITY
  /** Between the last run and the next. */
  #restMs: number
  #undo: (() => void) | null = null

  constructor(everyMs: number, work: () => void, clock: PaceClock) {
    this.#everyMs = everyMs
    this.#restMs = everyMs
    this.#work = work
    this.#clock = clock
  }

  /** Asks for one more run; several asks before it are one. */
  ask(): void {
    if (this.#undo) return
    const waitMs = this.#lastAt + this.#restMs - this.#clock.now()
    this.#undo = this.#clock.after(Math.max(0, waitMs), () => {
      this.#undo = null
      this.#lastAt = this.#clock.now()
      this.#restMs = this.#everyMs
      this.#work()
    })
  }

  /** Called by the work: the next run comes no sooner than so long after this one. */
  restFor(ms: number): void {
    this.#restMs = ms
  }

  close(): void {
    this.#undo?.()
    this.#undo = null
  }
}
