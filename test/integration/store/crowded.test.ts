// Holds that order is kept where a server's clock gives many messages no room between their neighbours.
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { InboundMessage } from '../../../src-preload/contract/inbound.ts'
import {
  addRoom,
  commit,
  live,
  messagesOf,
  must,
  openRig,
  page,
  said,
  settleDown,
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

const HOUR_MS = 3_600_000
/** Number n of a server whose clock was set back an hour and now stands still. */
const numbered = (n: number): InboundMessage =>
  said(String(n), { remoteId: `m${n}`, seq: n, time: START - HOUR_MS })
const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)
const textsOf = async (): Promise<number[]> =>
  (await messagesOf(rig, id)).map(({ text }) => Number(text))

it('history goes between two neighbours that stand close together', async () => {
  await commit(rig, [live(said('0', { remoteId: 'm0', seq: 0, time: START }))])
  await commit(rig, [live(numbered(1)), live(numbered(300)), live(numbered(301))])
  await commit(rig, [page(numbers(200, 299).map(numbered), 'latest', true)])
  await commit(rig, [page(numbers(100, 199).map(numbered), 'before', true)])
  await commit(rig, [page(numbers(1, 99).map(numbered), 'before', true)])
  expect(await textsOf()).toEqual(numbers(0, 301))
})

it('stragglers that come live one by one find their places', async () => {
  await commit(rig, [live(said('0', { remoteId: 'm0', seq: 0, time: START })), live(numbered(1))])
  await commit(rig, [live(numbered(150))])
  for (const n of numbers(2, 149)) await commit(rig, [live(numbered(n))])
  expect(await textsOf()).toEqual(numbers(0, 150))
})

it('the window is told of rows that had to move', async () => {
  await commit(rig, [live(said('0', { remoteId: 'm0', seq: 0, time: START })), live(numbered(1))])
  await commit(rig, [live(numbered(150)), live(numbered(151))])
  const opened = must(
    await rig.window.ask.openRange({ conversationId: id, anchor: { at: 'end' }, rows: 10 })
  )
  await commit(rig, [page(numbers(50, 149).map(numbered), 'latest', true)])
  await settleDown()
  const shown = new Map(opened.messages.map((message) => [message.id, message]))
  for (const change of rig.window.of('rangeChanged')) {
    for (const message of change.upserts) shown.set(message.id, message)
  }
  const rows = [...shown.values()].sort((left, right) => left.position - right.position)
  expect(rows.map(({ text }) => Number(text))).toEqual([0, 1, ...numbers(50, 151)])
})
