// The Inspector's rows: filtered as they come, in order, bounded, and no slower for being many.
import { flushSync } from 'svelte'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { inspectorLimits, type EventRow } from '../../../src-preload/contract/inspector.ts'
import { EventList } from '../../../src-renderer/state/event-list.svelte.ts'
import { everything } from '../../../src-renderer/text/event-filter.ts'

function row(id: number, more: Partial<EventRow> = {}): EventRow {
  return {
    id,
    at: id,
    direction: 'in',
    event: 'message',
    namespace: '/',
    bytes: 10,
    argCount: 1,
    preview: `"number ${id}"`,
    ack: null,
    ackMs: null,
    purpose: null,
    reading: { rules: ['message#0'], told: [], count: 1, later: false },
    ...more
  }
}
const ids = (list: EventList): number[] => list.shown.map(({ id }) => id)

describe('the list of events', () => {
  it('shows what passes the filter, and follows rows that change', () => {
    const list = new EventList()
    list.apply([row(1), row(2, { direction: 'out' }), row(3, { reading: null, event: 'x' })])
    list.setFilter({ ...everything, understood: 'no' })
    expect(ids(list)).toEqual([3])
    list.apply([
      row(3, { event: 'x' }),
      row(4, { reading: { rules: ['message#0!no-text'], told: [], count: 0, later: false } })
    ])
    expect(ids(list)).toEqual([4])
    list.setFilter({ ...everything, direction: 'in', event: 'x' })
    expect(ids(list)).toEqual([3])
    list.setFilter({ ...everything, text: ' NUMBER 2' })
    expect(ids(list)).toEqual([2])
    list.addHolding([1])
    expect(ids(list)).toEqual([1, 2])
    list.setFilter(everything)
    expect(ids(list)).toEqual([1, 2, 3, 4])
    expect(list.names).toEqual(['message', 'x'])
  })

  it('keeps rows in the order of their numbers, each once', () => {
    const list = new EventList()
    list.apply([row(5), row(7)])
    list.apply([row(6), row(5), row(1)])
    expect(ids(list)).toEqual([1, 5, 6, 7])
    expect(list.byId(6)?.id).toBe(6)
    expect(list.byId(4)).toBeNull()
  })

  it('lets the oldest go beyond its bound', () => {
    const list = new EventList()
    list.apply(Array.from({ length: inspectorLimits.rows }, (_, n) => row(n + 1)))
    expect(list.total).toBe(inspectorLimits.rows)
    list.apply([row(inspectorLimits.rows + 1)])
    expect(list.total).toBeLessThan(inspectorLimits.rows)
    expect(list.shown).toHaveLength(list.total)
    expect(list.shown.at(-1)?.id).toBe(inspectorLimits.rows + 1)
  })

  it('takes in a batch about as fast with a hundred thousand rows as with a thousand', () => {
    const costOf = (rows: number): number => {
      const list = new EventList()
      list.apply(Array.from({ length: rows }, (_, n) => row(n + 1)))
      let next = rows
      const times = Array.from({ length: 9 }, () => {
        const batch = Array.from({ length: 500 }, () => row(++next))
        const start = performance.now()
        list.apply(batch)
        return performance.now() - start
      })
      return times.sort((one, other) => one - other)[4] ?? 0
    }
    costOf(1_000)
    // Nothing grows: the rows are put at the end of what is there.
    expect(costOf(95_000)).toBeLessThan(Math.max(8, costOf(1_000) * 5))
  })

  it('says how many shown rows were let go of, so that what is looked at can stay in place', () => {
    const list = new EventList()
    list.apply(Array.from({ length: inspectorLimits.rows }, (_, n) => row(n + 1)))
    list.setFilter({ ...everything, text: '9' })
    const before = list.shown.length
    list.apply([row(inspectorLimits.rows + 1, { preview: 'none' })])
    expect(list.shed).toBe(before - list.shown.length)
    expect(list.shed).toBeGreaterThan(0)
  })
})

describe('a flood of events', () => {
  afterEach(() => vi.useRealTimers())

  it('is drawn a few times a second, whole in the end; a few events are drawn at once', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    vi.advanceTimersByTime(1_000)
    const list = new EventList()
    const drawn: number[] = []
    const stop = $effect.root(() => {
      $effect(() => void drawn.push(list.shown.length))
    })
    let next = 0
    const comes = (count: number): void => {
      list.apply(Array.from({ length: count }, () => row(++next)))
      flushSync()
    }
    flushSync()
    for (let tenths = 0; tenths < 10; tenths++) {
      comes(200)
      vi.advanceTimersByTime(100)
      flushSync()
    }
    vi.advanceTimersByTime(1_000)
    flushSync()
    expect(drawn.length).toBeLessThanOrEqual(6)
    expect(drawn.at(-1)).toBe(2_000)
    comes(2)
    expect(drawn.at(-1)).toBe(2_002)
    stop()
  })
})
