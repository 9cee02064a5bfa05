// Owns the rate limit: a bucket of tokens that refills with time.

/** `atOnce` may be taken in a burst; `perSecond` flow back. */
export interface TokenRate {
  atOnce: number
  perSecond: number
}

export type Taken = { ok: true } | { ok: false; retryAfterMs: number }

/** One bucket. Time is passed in, in ms; going backwards refills nothing. */
export class TokenBucket {
  readonly #rate: TokenRate
  #tokens: number
  #filledAt: number

  constructor(rate: TokenRate, now: number) {
    this.#rate = rate
    this.#tokens = rate.atOnce
    this.#filledAt = now
  }

  /** Takes one token, or tells how long until there is one. */
  take(now: number): Taken {
    const passedMs = Math.max(0, now - this.#filledAt)
    const { atOnce, perSecond } = this.#rate
    this.#tokens = Math.min(atOnce, this.#tokens + (passedMs * perSecond) / 1000)
    this.#filledAt = now
    if (this.#tokens >= 1) {
      this.#tokens -= 1
      return { ok: true }
    }
    return { ok: false, retryAfterMs: Math.ceil(((1 - this.#tokens) * 1000) / perSecond) }
  }

  /** Whether nothing is owed, so that the bucket may be forgotten. */
  isFull(now: number): boolean {
    const passedMs = Math.max(0, now - this.#filledAt)
    return this.#tokens + (passedMs * this.#rate.perSecond) / 1000 >= this.#rate.atOnce
  }
}
