import { describe, expect, it } from 'vitest'
import type { CounterReading, ThreadName } from '../../../src-main/network/counters.ts'
import { ThreadWatch } from '../../../src-main/network/monitor/thread-watch.ts'

const reading = (beatAt: number, more: Partial<CounterReading> = {}): CounterReading => ({
  beatAt,
  beats: beatAt,
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
  it('warns after six silent seconds, shows a hang after eight, and reports it after a second check, once', () => {
    const watch = new ThreadWatch(1)
    const told = Array.from({ length: 20 }, (_, second) => {
      const judged = watch.look(one('receiver', reading(500)), second * 1_000)
      return [judged.readings[0]?.state, judged.hung.length]
    })
    expect(told.slice(0, 6)).toEqual(Array(6).fill(['alive', 0]))
    expect(told.slice(6, 8)).toEqual(Array(2).fill(['slow', 0]))
    expect(told.slice(8, 11)).toEqual(Array(3).fill(['hung', 0]))
    expect(told[11]).toEqual(['hung', 1])
    expect(told.slice(12)).toEqual(Array(8).fill(['hung', 0]))
  })

  it('is not fooled by the machine’s sleep', () => {
    const watch = new ThreadWatch(1)
    watch.look(one('receiver', reading(500)), 0)
    const judged = watch.look(one('receiver', reading(500)), 3_600_000)
    expect(judged).toMatchObject({ hung: [], readings: [{ state: 'alive' }] })
  })

  it('does not count looks that came far too late, however many', () => {
    const watch = new ThreadWatch(1)
    for (let look = 0; look < 50; look++) {
      const judged = watch.look(one('receiver', reading(500)), look * 3_000)
      expect(judged).toMatchObject({ hung: [], readings: [{ state: 'alive' }] })
    }
  })

  it('begins the second check again when the process was stopped in the middle of it', () => {
    const watch = new ThreadWatch(1)
    const look = (now: number): number => watch.look(one('receiver', reading(500)), now).hung.length
    for (let second = 0; second <= 10; second++) expect(look(second * 1_000)).toBe(0)
    expect([60_000, 61_000, 62_000].map(look)).toEqual([0, 0, 0])
    expect(look(63_000)).toBe(1)
  })

  it('shows of the threads that move files those that were told of, and holds nothing against one that is off', () => {
    const watch = new ThreadWatch(1)
    const look = (second: number) =>
      watch.look(
        [...one('transfers 1', reading(7)), ...one('transfers 2', reading(0))],
        second * 1_000
      )
    expect(look(0).readings).toEqual([])
    watch.changed({ name: 'transfers 1', state: 'off', restarts: 0 })
    for (let second = 1; second <= 20; second++) {
      const { readings, hung } = look(second)
      expect(readings).toMatchObject([{ name: 'transfers 1', state: 'off', load: null }])
      expect(hung).toEqual([])
    }
    watch.changed({ name: 'transfers 1', state: 'alive', restarts: 0 })
    const hung = Array.from({ length: 12 }, (_, second) => look(21 + second).hung).at(-1)
    expect(hung).toEqual(['transfers 1'])
  })

  it('takes a beat between the checks for life', () => {
    const watch = new ThreadWatch(1)
    for (let second = 0; second <= 10; second++) {
      watch.look(one('sender', reading(500)), second * 1_000)
    }
    const judged = watch.look(one('sender', reading(501)), 11_000)
    expect(judged).toMatchObject({ hung: [], readings: [{ state: 'alive' }] })
  })

  it('counts nothing against a worker while link, which passes on the wish for beats, is silent', () => {
    const watch = new ThreadWatch(1)
    const judged = Array.from({ length: 30 }, (_, second) =>
      watch.look([...one('link', reading(7)), ...one('receiver', reading(500))], second * 1_000)
    ).at(-1)
    expect(judged?.readings.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'link hung',
      'receiver alive'
    ])
  })

  it('goes on looking at one that is suspected, though nothing else is at work', () => {
    const watch = new ThreadWatch(1)
    const busy = Array.from(
      { length: 14 },
      (_, second) => watch.look(one('sender', reading(500)), second * 1_000).isBusy
    )
    expect(busy.slice(6, 11)).toEqual(Array(5).fill(true))
    expect(busy.slice(11)).toEqual(Array(3).fill(false))
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
