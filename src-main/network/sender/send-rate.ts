// How fast one server may be sent to: a bucket that fills at the dialect's rate, and pauses that the server asks for.
import type { Clock } from '../clock.ts'

export class SendRate {
  readonly #clock: Clock
  #perSecond: number | null
  #tokens: number
  #filledAt: number
  #pausedUntil = 0

  constructor(clock: Clock, perSecond: number | null) {
    this.#clock = clock
    this.#perSecond = perSecond
    this.#tokens = this.#capacity()
    this.#filledAt = clock.elapsed()
  }

  /** Another dialect, another rate. */
  setPerSecond(perSecond: number | null): void {
    this.#perSecond = perSecond
  }

  /** The server said: not before so many ms. */
  pause(delayMs: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.elapsed() + delayMs)
  }

  /**
   * Takes one turn if there is one and `reserve` more are left for others; otherwise how long to wait
   * before asking again, ms.
   */
  take(reserve = 0): number {
    const now = this.#clock.elapsed()
    if (now < this.#pausedUntil) return this.#pausedUntil - now
    if (this.#perSecond === null) return 0
    this.#tokens += ((now - this.#filledAt) / 1000) * this.#perSecond
    this.#tokens = Math.min(this.#capacity(), this.#tokens)
    this.#filledAt = now
    const needed = Math.min(1 + reserve, this.#capacity())
    if (this.#tokens < needed) {
      return Math.ceil(((needed - this.#tokens) / this.#perSecond) * 1000)
    }
    this.#tokens -= 1
    return 0
  }

  #capacity(): number {
    return Math.max(1, this.#perSecond ?? 1)
  }
}
