// The Inspector's state over a network process that is made up: watching, pausing, going to a message's event.
import { describe, expect, it } from 'vitest'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import { done, refuse } from '../../../src-preload/contract/failure.ts'
import type { EventRow } from '../../../src-preload/contract/inspector.ts'
import type { Message } from '../../../src-preload/contract/model.ts'
import {
  networkCalls,
  type NetworkCalls,
  type NetworkEvents
} from '../../../src-preload/contract/network-calls.ts'
import {
  openRpc,
  type CallTable,
  type Handlers,
  type Rpc
} from '../../../src-preload/contract/rpc.ts'
import { Inspector } from '../../../src-renderer/state/inspector.svelte.ts'
import { Wires } from '../../../src-renderer/state/wires.ts'

const serverId = '0b51b5a5-6a31-4a4b-8d0a-5ae4b3f4f001'
const row = (id: number, more: Partial<EventRow> = {}): EventRow => ({
  id,
  at: id,
  direction: 'in',
  event: `e${id}`,
  namespace: '/',
  bytes: 1,
  argCount: 0,
  preview: '',
  ack: null,
  ackMs: null,
  purpose: null,
  reading: null,
  ...more
})
const soon = (): Promise<void> => new Promise((go) => setTimeout(go, 20))

function openInspector() {
  const watched: (string | null)[] = []
  const remembered: EventRow[] = []
  const searched: [string, number][] = []
  let rpc: Rpc<CallTable, NetworkEvents> | null = null
  const handlers: Partial<Handlers<NetworkCalls>> = {
    watchEvents: (wish) => {
      watched.push(wish.serverId)
      return done(wish.serverId === null ? [] : [...remembered])
    },
    readEvent: ({ id }) => {
      const found = remembered.find((one) => one.id === id)
      return found
        ? done({ row: found, args: [id], ackArgs: null, events: [] })
        : refuse('not-found')
    },
    findEvent: ({ text }) =>
      done({ id: remembered.find(({ event }) => event === text)?.id ?? null }),
    clearEvents: () => done(null),
    searchEvents: ({ text, from }) => {
      searched.push([text, from])
      return done({ ids: [1] })
    }
  }
  const wires = new Wires()
  const inspector = new Inspector(wires)
  wires.network.hear({ eventsCaptured: (told) => inspector.apply(told) })
  const connect = (): void => {
    const [ours, theirs] = portPair()
    rpc = openRpc(theirs, {
      answers: { table: networkCalls, handlers: handlers as Handlers<NetworkCalls> }
    })
    wires.network.open(ours)
  }
  connect()
  const tell = async (rows: EventRow[], skipped = 0): Promise<void> => {
    remembered.push(...rows)
    rpc?.tell('eventsCaptured', { serverId, rows, skipped })
    await soon()
  }
  const ids = (): number[] => inspector.list.shown.map(({ id }) => id)
  return { inspector, watched, remembered, searched, tell, ids, connect }
}

describe('the Inspector', () => {
  it('watches one server while it is open, and knows what came while it was not', async () => {
    const { inspector, watched, remembered, tell, ids } = openInspector()
    remembered.push(row(1))
    await inspector.open(serverId)
    await tell([row(2)], 7)
    expect([ids(), inspector.skipped]).toEqual([[1, 2], 7])
    inspector.close()
    await tell([row(3)])
    expect(ids()).toEqual([1, 2])
    await inspector.open(serverId)
    expect(ids()).toEqual([1, 2, 3])
    expect(watched.filter((one) => one !== null)).toHaveLength(2)
    expect(watched).toContain(null)
  })

  it('holds what comes while it is paused, and lets what is shown change', async () => {
    const { inspector, tell, ids } = openInspector()
    await inspector.open(serverId)
    await tell([row(1, { ack: 'wanted' })])
    inspector.setPaused(true)
    await tell([row(1, { ack: 'answered' }), row(2), row(3)])
    expect([ids(), inspector.held, inspector.list.byId(1)?.ack]).toEqual([[1], 2, 'answered'])
    inspector.setPaused(false)
    expect([ids(), inspector.held]).toEqual([[1, 2, 3], 0])
  })

  it('goes to the event of a message, or says that it is gone', async () => {
    const { inspector, tell } = openInspector()
    await inspector.open(serverId)
    await tell([row(1), row(2)])
    inspector.setFilter({ ...inspector.list.filter, direction: 'out' })
    const message = { text: 'e2', own: false } as Message
    expect(await inspector.showMessage(serverId, message)).toBe(true)
    expect([inspector.chosenId, inspector.pane, inspector.detail?.args]).toEqual([2, 'detail', [2]])
    expect(inspector.list.shown).toHaveLength(2)
    expect(await inspector.showMessage(serverId, { ...message, text: 'gone' })).toBe(false)
  })

  it('finds what rows do not show by asking, of new events only for them', async () => {
    const { inspector, searched, tell, ids } = openInspector()
    await inspector.open(serverId)
    await tell([row(1), row(2, { preview: 'a Needle' }), row(3)])
    inspector.setFilter({ ...inspector.list.filter, text: 'needle' })
    expect(ids()).toEqual([2])
    await expect.poll(ids).toEqual([1, 2])
    await tell([row(4)])
    expect(searched).toEqual([
      ['needle', 1],
      ['needle', 4]
    ])
  })

  it('is empty once it was cleared, and shows what comes after', async () => {
    const { inspector, tell, ids } = openInspector()
    await inspector.open(serverId)
    await tell([row(1), row(2)])
    await inspector.choose(2)
    await inspector.clear()
    expect([ids(), inspector.list.total, inspector.pane]).toEqual([[], 0, 'none'])
    await tell([row(3)])
    expect(ids()).toEqual([3])
  })

  it('begins anew where the network process did', async () => {
    const { inspector, remembered, tell, ids, connect } = openInspector()
    await inspector.open(serverId)
    await tell([row(1), row(2), row(3)])
    remembered.length = 0
    remembered.push(row(1, { event: 'first of the new one' }))
    connect()
    await soon()
    expect(ids()).toEqual([1])
    expect(inspector.list.byId(1)?.event).toBe('first of the new one')
  })
})
