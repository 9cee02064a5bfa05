import { describe, expect, it } from 'vitest'
import { budgetLimits, ServerBudget } from '../../../src-main/network/link/server-budget.ts'
import type { Failure } from '../../../src-preload/contract/failure.ts'
import { FakeClock } from '../../support/network/fake-clock.ts'

function bench() {
  const clock = new FakeClock()
  const slowed: boolean[] = []
  const exhausted: Failure[] = []
  const budget = new ServerBudget({
    clock,
    limits: budgetLimits,
    onRest: () => undefined,
    onSlowed: (on) => void slowed.push(on),
    onExhausted: (failure) => void exhausted.push(failure)
  })
  /** Sends at a pace for a while, as far as it is read. Returns how much was. */
  const send = async (perSecond: number, seconds: number, bytes = 10): Promise<number> => {
    let read = 0
    for (let tick = 0; tick < seconds * 10 && exhausted.length === 0; tick++) {
      if (!budget.isResting) {
        budget.spend(perSecond / 10, (perSecond / 10) * bytes)
        read += perSecond / 10
      }
      await clock.pass(100)
    }
    return read
  }
  return { clock, budget, slowed, exhausted, send }
}

describe('a server within its budget', () => {
  it('is neither slowed nor paused, however long it goes on', async () => {
    const { send, slowed, exhausted } = bench()
    expect(await send(2_000, 1_000)).toBe(2_000_000)
    expect([slowed, exhausted]).toEqual([[], []])
  })

  it('may send a long history at once', async () => {
    const { send, slowed, exhausted } = bench()
    expect(await send(20_000, 10)).toBe(200_000)
    expect([slowed, exhausted]).toEqual([[], []])
  })
})

describe('a server over its budget', () => {
  it('is read no faster than the budget allows, and goes on when it calms down', async () => {
    const { send, slowed, exhausted, budget } = bench()
    expect((await send(100_000, 10)) / 10).toBeLessThan(30_000)
    expect([budget.isSlowed, slowed]).toEqual([true, [true]])
    await send(10, 60)
    expect([budget.isSlowed, slowed, exhausted]).toEqual([false, [true, false], []])
  })

  it('rests often and briefly, so that others are not outrun in between', async () => {
    const { clock, budget, send } = bench()
    await send(100_000, 4)
    const runs: number[] = []
    let run = 0
    for (let ms = 0; ms < 1_000; ms++) {
      if (budget.isResting && run > 0) runs.push(run)
      if (budget.isResting) run = 0
      else run += 100
      if (!budget.isResting) budget.spend(100, 1_000)
      await clock.pass(1)
    }
    expect(runs.length).toBeGreaterThan(20)
    expect(Math.max(...runs)).toBeLessThan(1_000)
  })

  it('is paused where it goes on, with how much came', async () => {
    const { send, exhausted } = bench()
    await send(12_000, 120)
    expect(exhausted).toEqual([
      { code: 'server-over-budget', retry: false, detail: { unit: 'events', amount: 12_000 } }
    ])
  })

  it('is paused for its bytes, too', async () => {
    const { send, exhausted } = bench()
    await send(100, 120, 200_000)
    expect(exhausted[0]?.detail).toEqual({ unit: 'bytes', amount: 20 })
  })

  it('pays more for what is refused', async () => {
    const { budget, clock, exhausted } = bench()
    for (let second = 0; second < 60; second++) {
      for (let n = 0; n < 100; n++) budget.refused(50)
      await clock.pass(1_000)
    }
    expect(exhausted).toHaveLength(1)
  })

  it('begins anew when the person wants it back', async () => {
    const { send, budget, exhausted } = bench()
    await send(12_000, 120)
    budget.renew()
    exhausted.length = 0
    expect(await send(2_000, 100)).toBe(200_000)
  })
})
