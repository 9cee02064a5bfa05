// Holds what commits do: order, duplicates, unread counts, edits, reactions, receipts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  addRoom,
  commit,
  live,
  messagesOf,
  openRig,
  page,
  room,
  said,
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
