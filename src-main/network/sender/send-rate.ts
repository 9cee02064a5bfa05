// How fast one server may be sent to: a bucket that fills at the dialect's rate, and pauses that the server asks for.
import type { Clock } from '../clock.ts'

export class SendRate {
  readonly #clock: Clock
  readonly #perSecond: number | null
  #tokens: number
  #filledAt: number
  #pausedUntil = 0

  constructor(clock: Clock, perSecond: number | null) {
    this.#clock = clock
    this.#perSecond = perSecond
    this.#tokens = this.#capacity()
    this.#filledAt = clock.now()
  }

  /** The server said: not before so many ms. */
  pause(delayMs: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + delayMs)
  }

  /** Takes one turn if there is one; otherwise how long to wait before asking again, ms. */
  take(): number {
    const now = this.#clock.now()
    if (now < this.#pausedUntil) return this.#pausedUntil - now
    if (this.#perSecond === null) return 0
    // A clock that was set back must not stop the flow.
    const passed = Math.max(0, now - this.#filledAt)
    this.#tokens = Math.min(this.#capacity(), this.#tokens + (passed / 1000) * this.#perSecond)
    this.#filledAt = now
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1000)
    this.#tokens -= 1
    return 0
  }

  #capacity(): number {
    return Math.max(1, this.#perSecond ?? 1)
  }
}
