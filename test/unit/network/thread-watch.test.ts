import { describe, expect, it } from 'vitest'
import type { CounterReading, ThreadName } from '../../../src-main/network/counters.ts'
import { ThreadWatch } from '../../../src-main/network/monitor/thread-watch.ts'

const reading = (beatAt: number, more: Partial<CounterReading> = {}): CounterReading => ({
  beatAt,
  queue: 0,
  events: 0,
  bytes: 0,
  load: 0,
  ...more
})
const one = (name: ThreadName, given: CounterReading): [ThreadName, CounterReading][] => [
  [name, given]
]

describe('the watch over threads', () => {
  it('warns after six silent seconds, and calls a thread hung after eleven, once', () => {
    const watch = new ThreadWatch(1)
    const told = Array.from({ length: 20 }, (_, second) => {
      const judged = watch.look(one('receiver', reading(500)), second * 1_000)
      return [judged.readings[0]?.state, judged.hung.length]
    })
    expect(told.slice(0, 6)).toEqual(Array(6).fill(['alive', 0]))
    expect(told.slice(6, 11)).toEqual(Array(5).fill(['slow', 0]))
    expect(told[11]).toEqual(['hung', 1])
    expect(told.slice(12)).toEqual(Array(8).fill(['hung', 0]))
  })

  it('is not fooled by the machine’s sleep', () => {
    const watch = new ThreadWatch(1)
    watch.look(one('receiver', reading(500)), 0)
    const judged = watch.look(one('receiver', reading(500)), 3_600_000)
    expect(judged).toMatchObject({ hung: [], readings: [{ state: 'alive' }] })
  })

  it('begins anew with a restarted thread', () => {
    const watch = new ThreadWatch(1)
    for (let second = 0; second < 12; second++) {
      watch.look(one('sender', reading(500)), second * 1_000)
    }
    watch.changed({ name: 'sender', state: 'restarting', restarts: 1 })
    expect(watch.look(one('sender', reading(500)), 12_000).readings[0]).toMatchObject({
      state: 'restarting',
      restarts: 1
    })
    watch.changed({ name: 'sender', state: 'alive', restarts: 1 })
    expect(watch.look(one('sender', reading(500)), 13_000).readings[0]?.state).toBe('alive')
  })

  it('tells rates per second, and whether anything is at work', () => {
    const watch = new ThreadWatch(7)
    watch.look(one('link', reading(1, { events: 100, bytes: 1_000 })), 0)
    const busy = watch.look(
      one('link', reading(2, { events: 300, bytes: 5_000, load: 0.5 })),
      2_000
    )
    expect(busy.readings[0]).toMatchObject({
      eventsPerSecond: 100,
      bytesPerSecond: 2_000,
      load: 0.5,
      pid: 7
    })
    expect(busy.isBusy).toBe(true)
    const quiet = watch.look(one('link', reading(3, { events: 300, bytes: 5_000 })), 3_000)
    expect(quiet.isBusy).toBe(false)
  })
})
