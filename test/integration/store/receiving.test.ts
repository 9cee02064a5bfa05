// Holds what commits do: order, duplicates, unread counts, edits, reactions, receipts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InboundMessage } from '../../../src-preload/contract/inbound.ts'
import {
  addRoom,
  commit,
  compose,
  live,
  messagesOf,
  must,
  openRig,
  page,
  room,
  said,
  SERVER,
  START,
  type Rig
} from './store-rig.ts'

let rig: Rig
let id: number

beforeEach(async () => {
  rig = openRig()
  id = await addRoom(rig)
})
afterEach(() => rig.end())

const texts = async (): Promise<string[]> => (await messagesOf(rig, id)).map((one) => one.text)

describe('live messages', () => {
  it('stand in order of arrival, whatever their times say', async () => {
    await commit(rig, [
      live(said('one', { time: START })),
      live(said('two', { time: START - 60_000 })),
      live(said('three'))
    ])
    expect(await texts()).toEqual(['one', 'two', 'three'])
  })

  it('are stored once when they come twice with the same id', async () => {
    const twice = live(said('one', { remoteId: 'm1' }))
    expect(await commit(rig, [twice, twice])).toBe(1)
    expect(await commit(rig, [twice])).toBe(0)
    expect(await texts()).toEqual(['one'])
  })
})

describe('many messages taken back at once', () => {
  const clear = (more: object) =>
    ({ kind: 'clear', conversation: room, by: null, from: null, to: null, ...more }) as const

  beforeEach(() =>
    commit(rig, [
      live(said('one', { author: { id: 'u1', name: 'Ana' }, time: START })),
      live(said('two', { author: { id: 'u2', name: 'Bo' }, time: START + 1000 })),
      live(said('three', { author: { id: 'u1', name: 'Ana' }, time: START + 2000 }))
    ])
  )

  it('are those of one person, on the whole server', async () => {
    await commit(rig, [clear({ conversation: null, by: { id: 'u1', name: null } })])
    expect(await texts()).toEqual(['', 'two', ''])
  })

  it('are those of a stretch of time', async () => {
    await commit(rig, [clear({ from: START + 500, to: START + 1500 })])
    expect(await texts()).toEqual(['one', '', 'three'])
  })

  it('are all, and nothing is unread then', async () => {
    await commit(rig, [clear({})])
    expect(await messagesOf(rig, id)).toMatchObject([
      { deleted: true },
      { deleted: true },
      { deleted: true }
    ])
    const listed = must(await rig.window.ask.watchConversations({ serverId: SERVER }))
    expect(listed).toMatchObject([{ unread: 0 }])
  })
})

describe('a server that numbers its messages', () => {
  const numbered = (seq: number, time = START + seq * 1000): InboundMessage =>
    said(`n${seq}`, { remoteId: `n${seq}`, seq, time })

  it('has one that was overtaken on its way put where its number says', async () => {
    await commit(rig, [live(numbered(1)), live(numbered(4)), live(numbered(5))])
    await commit(rig, [live(numbered(3)), live(numbered(2))])
    await commit(rig, [live(numbered(6))])
    expect(await texts()).toEqual(['n1', 'n2', 'n3', 'n4', 'n5', 'n6'])
  })

  it('has its order kept where its clock ran backwards', async () => {
    await commit(rig, [live(numbered(1, START)), live(numbered(3, START - 9000))])
    await commit(rig, [live(numbered(2, START + 9000))])
    expect(await texts()).toEqual(['n1', 'n2', 'n3'])
  })

  it('has a page that ends before what came live meanwhile put before it', async () => {
    await commit(rig, [live(numbered(1)), live(numbered(8, START)), live(numbered(9, START))])
    await commit(rig, [page([numbered(2), numbered(3), numbered(4)], 'after', true)])
    await commit(rig, [page([numbered(5), numbered(6), numbered(7)], 'after', false)])
    expect(await texts()).toEqual(['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'n9'])
  })

  it('has an own message whose ack came late put where its number says', async () => {
    const { outboxId } = await compose(rig, id, 'own')
    await commit(rig, [live(numbered(1)), live(numbered(3))])
    const settlement = { outboxId, proof: 'acknowledged', remoteId: 'own', seq: 2 } as const
    const settlements = [{ ...settlement, outcome: 'proven' as const, time: START + 2000 }]
    must(await rig.network.ask.settle({ settlements }))
    expect(await texts()).toEqual(['n1', 'own', 'n3'])
  })
})

describe('history', () => {
  it('goes before and between what is stored, by time', async () => {
    await commit(rig, [live(said('b', { remoteId: 'b', time: START - 5000 }))])
    await commit(rig, [
      page([
        said('a', { remoteId: 'a', time: START - 9000 }),
        said('b', { remoteId: 'b', time: START - 5000 }),
        said('c', { remoteId: 'c', time: START - 4000 })
      ])
    ])
    expect(await texts()).toEqual(['a', 'b', 'c'])
  })
})

it('applies edits, deletions and reactions to what is stored', async () => {
  await commit(rig, [
    live(said('one', { remoteId: 'm1' })),
    live(said('two', { remoteId: 'm2' })),
    { kind: 'edit', remoteId: 'm1', conversation: room, text: 'uno' },
    { kind: 'delete', remoteId: 'm2', conversation: null },
    {
      kind: 'reaction',
      remoteId: 'm1',
      conversation: null,
      emoji: '👍',
      by: { id: 'u3', name: 'Carla' },
      own: false,
      on: true
    }
  ])
  const [first, second] = await messagesOf(rig, id)
  expect([first?.text, first?.edited, first?.reactions]).toEqual([
    'uno',
    true,
    [{ emoji: '👍', count: 1, mine: false, names: ['Carla'] }]
  ])
  expect([second?.text, second?.deleted]).toEqual(['', true])
})
