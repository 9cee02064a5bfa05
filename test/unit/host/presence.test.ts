// Who is here, gathered for a quarter of a second of a clock that the test moves.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LocalPresence } from '../../../src-main/host/presence.ts'
import type { Peer } from '../../../src-main/host/protocol-events.ts'

const anna = { id: 'a', name: 'Anna' }
const bruno = { id: 'b', name: 'Bruno' }
let told: Peer[][]
let presence: LocalPresence

beforeEach(() => {
  vi.useFakeTimers()
  told = []
  presence = new LocalPresence((people) => told.push(people))
})
afterEach(() => {
  presence.close()
  vi.useRealTimers()
})

describe('presence', () => {
  it('tells a crowd once', () => {
    presence.arrived(anna, 's1')
    presence.arrived(bruno, 's2')
    vi.advanceTimersByTime(250)
    expect(told).toEqual([
      [
        { ...anna, online: true },
        { ...bruno, online: true }
      ]
    ])
  })

  it('tells only how things stand in the end', () => {
    presence.arrived(anna, 's1')
    presence.left(anna, 's1')
    vi.advanceTimersByTime(250)
    expect(told).toEqual([[{ ...anna, online: false }]])
  })

  it('keeps someone here until the last socket is gone', async () => {
    presence.arrived(anna, 's1')
    presence.arrived(anna, 's2')
    presence.left(anna, 's1')
    const before = await presence.online(['a', 'b'])
    presence.left(anna, 's2')
    presence.left(anna, 's2')
    expect([[...before], [...(await presence.online(['a', 'b']))]]).toEqual([['a'], []])
  })

  it('cuts a very large crowd into several tellings', () => {
    for (let n = 0; n < 1_100; n++) presence.arrived({ id: `p${n}`, name: `P${n}` }, `s${n}`)
    vi.advanceTimersByTime(250)
    expect(told.map((people) => people.length)).toEqual([500, 500, 100])
  })

  it('tells nothing after it was closed', () => {
    presence.arrived(anna, 's1')
    presence.close()
    vi.advanceTimersByTime(1_000)
    expect(told).toEqual([])
  })
})
