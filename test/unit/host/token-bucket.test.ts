// The rate limit, on a clock that stands still until it is moved.
import { describe, expect, it } from 'vitest'
import { TokenBucket } from '../../../src-main/host/token-bucket.ts'

describe('a token bucket', () => {
  it('gives its burst at once, then says how long until the next', () => {
    const bucket = new TokenBucket({ atOnce: 2, perSecond: 4 }, 0)
    expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([
      { ok: true },
      { ok: true },
      { ok: false, retryAfterMs: 250 }
    ])
  })

  it('gives one as soon as it said', () => {
    const bucket = new TokenBucket({ atOnce: 1, perSecond: 3 }, 0)
    bucket.take(0)
    const refused = bucket.take(100)
    const waitMs = refused.ok ? 0 : refused.retryAfterMs
    expect([waitMs, bucket.take(100 + waitMs - 1).ok, bucket.take(100 + waitMs).ok]).toEqual([
      234,
      false,
      true
    ])
  })

  it('refills no further than its burst', () => {
    const bucket = new TokenBucket({ atOnce: 2, perSecond: 10 }, 0)
    const taken = [1, 2, 3].map(() => bucket.take(1_000_000).ok)
    expect(taken).toEqual([true, true, false])
  })

  it('refills nothing when the clock goes back', () => {
    const bucket = new TokenBucket({ atOnce: 1, perSecond: 1 }, 10_000)
    bucket.take(10_000)
    expect(bucket.take(5_000).ok).toBe(false)
  })

  it('keeps its rate over a long time', () => {
    const bucket = new TokenBucket({ atOnce: 5, perSecond: 7 }, 0)
    let taken = 0
    for (let now = 0; now <= 60_000; now += 10) if (bucket.take(now).ok) taken++
    expect(taken).toBe(5 + 7 * 60)
  })

  it('tells when it is full again and may be forgotten', () => {
    const bucket = new TokenBucket({ atOnce: 2, perSecond: 1 }, 0)
    bucket.take(0)
    expect([bucket.isFull(500), bucket.isFull(1_000)]).toEqual([false, true])
  })
})
