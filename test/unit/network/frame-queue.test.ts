import { describe, expect, it } from 'vitest'
import { FrameQueue, pressureLimits } from '../../../src-main/network/link/frame-queue.ts'
import type { LinkFrame } from '../../../src-main/network/packed-frames.ts'
import { FakeClock } from '../../support/network/fake-clock.ts'

function bench(isAlone = false) {
  const batches: LinkFrame[][] = []
  const pressure: boolean[] = []
  const planned: (() => void)[] = []
  const clock = new FakeClock()
  const queue = new FrameQueue({
    isAlone: () => isAlone,
    flush: (frames) => void batches.push(frames),
    onPressure: (paused) => void pressure.push(paused),
    clock,
    later: (work) => void planned.push(work)
  })
  const push = (bytes = 10): void =>
    queue.push({ event: 'e', args: [], at: 0, bytes, ackToken: null })
  return { queue, push, batches, pressure, planned, clock }
}

describe('the frames of one server', () => {
  it('are handed on together after the turn in which they came, numbered', () => {
    const { push, batches, planned } = bench()
    push()
    push()
    expect(batches).toEqual([])
    expect(planned).toHaveLength(1)
    planned[0]?.()
    expect(batches.map((frames) => frames.map(({ seq }) => seq))).toEqual([[1, 2]])
  })

  it('gather a moment where they follow upon others', async () => {
    const { push, batches, planned, clock } = bench()
    push()
    planned[0]?.()
    push()
    await clock.pass(3)
    push()
    expect([batches.length, planned.length]).toEqual([1, 1])
    await clock.pass(2)
    expect(batches.map(({ length }) => length)).toEqual([1, 2])
    await clock.pass(10)
    push()
    expect(planned).toHaveLength(2)
  })

  it('gather no longer once somebody waits for them', () => {
    const { queue, push, batches } = bench()
    push()
    queue.flush()
    push()
    void queue.allSettled()
    expect(batches.map(({ length }) => length)).toEqual([1, 1])
  })

  it('are handed on at once when they are many or large', () => {
    const { push, batches } = bench()
    for (let n = 0; n < 500; n++) push()
    push(300_000)
    expect(batches.map(({ length }) => length)).toEqual([500, 1])
  })

  it('stop the flow at the limit, and start it at half of it', () => {
    const { queue, push, pressure } = bench()
    for (let n = 0; n < pressureLimits.frames; n++) push()
    expect(pressure).toEqual([true])
    queue.settle(pressureLimits.frames / 2 - 1)
    expect(pressure).toEqual([true])
    queue.settle(pressureLimits.frames / 2)
    expect(pressure).toEqual([true, false])
  })

  it('may be more under way while no other server speaks', () => {
    const { queue, push, pressure } = bench(true)
    for (let n = 1; n < pressureLimits.framesAlone; n++) push()
    expect(queue.paused).toBe(false)
    push()
    expect(pressure).toEqual([true])
  })

  it('stop the flow by their bytes too', () => {
    const { push, pressure } = bench()
    push(pressureLimits.bytes)
    expect(pressure).toEqual([true])
  })

  it('tell who waits for them once all that came before the question are settled', async () => {
    const { queue, push } = bench()
    await queue.allSettled()
    const told: string[] = []
    push()
    push()
    const first = queue.allSettled().then(() => told.push('first'))
    push()
    const second = queue.allSettled().then(() => told.push('second'))
    queue.settle(1)
    await Promise.resolve()
    expect(told).toEqual([])
    queue.settle(2)
    await first
    expect(told).toEqual(['first'])
    queue.abandon()
    await second
  })

  it('are all handed out again for a new receiver, but for the settled ones', () => {
    const { queue, push, batches } = bench()
    for (let n = 0; n < 3; n++) push()
    queue.flush()
    queue.settle(1)
    push()
    batches.length = 0
    queue.replay()
    queue.flush()
    expect(batches.map((frames) => frames.map(({ seq }) => seq))).toEqual([[2, 3, 4]])
  })
})
