// Holds that what is not to be kept goes, and nothing else: not what waits, not the marks, not the books.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/base/sql.ts'
import {
  addRoom,
  clientId,
  commit,
  compose,
  live,
  messagesOf,
  must,
  openRig,
  page,
  said,
  SERVER,
  settleDown,
  START,
  type Rig
} from './store-rig.ts'

const DAY = 86_400_000
let rig: Rig
let id: number

beforeEach(async () => {
  rig = openRig()
  id = await addRoom(rig)
})
afterEach(() => rig.end())

const ago = (days: number, name = `d${days}`) =>
  said(name, { remoteId: name, time: START - days * DAY })
const keep = async (days: number | null): Promise<void> => {
  must(await rig.window.ask.setRetention({ serverId: SERVER, days }))
  await gone()
}
/** Slices follow each other by 15 ms. */
const gone = (): Promise<void> => settleDown(120)
const texts = async (): Promise<string[]> => (await messagesOf(rig, id)).map(({ text }) => text)
const found = async (query: string): Promise<number> =>
  must(await rig.window.ask.search({ query, conversationId: null, limit: 50, cursor: null })).hits
    .length

it('tells how much is stored, and what would go', async () => {
  await commit(rig, [page([ago(100), ago(20), ago(1)])])
  expect(must(await rig.window.ask.listStored({}))).toEqual([
    { serverId: SERVER, messages: 3, oldest: START - 100 * DAY, days: null }
  ])
  expect(must(await rig.window.ask.countOlder({ serverId: SERVER, days: 30 }))).toEqual({
    messages: 1
  })
  expect(must(await rig.window.ask.countOlder({ serverId: SERVER, days: 7 }))).toEqual({
    messages: 2
  })
})

it('deletes what is older, from the indexes too, and goes on at the next start', async () => {
  const many = Array.from({ length: 1200 }, (_, n) => ago(200 - n / 100, `old${n}`))
  await commit(rig, [page(many)])
  await commit(rig, [live(said('fresh', { remoteId: 'f' }))])
  must(await rig.window.ask.setRetention({ serverId: SERVER, days: 30 }))
  rig.reopen()
  await settleDown(600)
  expect(await texts()).toEqual(['fresh'])
  expect([await found('old7'), await found('fresh')]).toEqual([0, 1])
  expect(must(await rig.window.ask.listServers({}))[0]?.retentionDays).toBe(30)
  rig.store.close()
  const database = openDatabase(rig.path)
  // Throws if an entry is missing, doubled or left behind.
  database.exec(`INSERT INTO message_index (message_index, rank) VALUES ('integrity-check', 1)`)
  database.close()
})

it('keeps what still waits to be sent, and what waits for a change', async () => {
  await commit(rig, [page([ago(90, 'gone'), { ...ago(80, 'mine'), own: true }])])
  const [, mine] = await messagesOf(rig, id)
  const edit = { messageId: mine?.id ?? 0, clientId: clientId(), text: 'mine, changed' }
  must(await rig.window.ask.editMessage(edit))
  rig.clock.now = START - 40 * DAY
  await compose(rig, id, 'never sent')
  rig.clock.now = START
  await keep(7)
  expect(await texts()).toEqual(['mine, changed', 'never sent'])
  expect(must(await rig.network.ask.listOutbox({}))).toHaveLength(2)
})

it('takes what is gone out of the unread count and the list', async () => {
  await commit(rig, [page([ago(90, 'read')])])
  rig.clock.now = START - 50 * DAY
  await commit(rig, [live(said('one', { remoteId: '1' })), live(said('two', { remoteId: '2' }))])
  rig.clock.now = START
  await commit(rig, [live(said('three', { remoteId: '3' }))])
  const list = async () =>
    must(await rig.window.ask.watchConversations({ serverId: SERVER }))[0] ?? null
  expect((await list())?.unread).toBe(3)
  await keep(30)
  expect(await list()).toMatchObject({ unread: 1, preview: { text: 'three' } })
  rig.clock.now = START + 60 * DAY
  rig.reopen()
  await gone()
  expect(await list()).toMatchObject({ unread: 0, preview: null })
})

it('leaves no hole to be filled where messages were deleted, and takes none back', async () => {
  await commit(rig, [page([ago(90), ago(80)])])
  await commit(rig, [page([ago(60), ago(50)], 'latest', true)])
  await commit(rig, [page([ago(10), ago(9)], 'latest', true)])
  const opened = must(
    await rig.window.ask.openRange({ conversationId: id, anchor: { at: 'end' }, rows: 50 })
  )
  expect(opened.gaps).toHaveLength(2)
  await keep(30)
  const change = rig.window.of('rangeChanged').at(-1)
  expect(change?.gaps).toHaveLength(1)
  expect(change?.gaps[0]?.afterPosition).toBe((START - 30 * DAY) * 2048)
  // The server is asked for what may be missing: what is too old ends it there.
  expect(await commit(rig, [page([ago(40), ago(20), ago(10)], 'before', true)])).toBe(1)
  expect(await texts()).toEqual(['d20', 'd10', 'd9'])
  const again = must(
    await rig.window.ask.openRange({ conversationId: id, anchor: { at: 'end' }, rows: 50 })
  )
  expect(again.gaps).toEqual([])
})

it('keeps all again when that is wished', async () => {
  await keep(7)
  await keep(null)
  await commit(rig, [page([ago(100), ago(1)])])
  await gone()
  expect(await texts()).toEqual(['d100', 'd1'])
})
