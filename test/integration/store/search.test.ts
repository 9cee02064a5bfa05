// Holds the search: newest first, any input safe, the words shown where they stand.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  addRoom,
  clientId,
  commit,
  compose,
  live,
  must,
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

const search = async (query: string, conversationId: number | null = null, limit = 20) =>
  must(await rig.window.ask.search({ query, conversationId, limit }))
const found = async (query: string, conversationId: number | null = null): Promise<string[]> =>
  (await search(query, conversationId)).map((hit) => hit.pieces.map((piece) => piece.text).join(''))

it('finds newest first, history that came later in its place', async () => {
  await commit(rig, [live(said('apple pie', { remoteId: 'a' }))])
  await commit(rig, [page([said('old apple', { remoteId: 'b', time: START - 90_000 })], 'before')])
  await compose(rig, id, 'my apple')
  expect(await found('apple')).toEqual(['my apple', 'apple pie', 'old apple'])
})

it('wants all words, takes the last as a beginning, and forgives accents and case', async () => {
  await commit(rig, [live(said('Perché no, caffè?')), live(said('perche solo'))])
  expect(await found('PERCHE caf')).toEqual(['Perché no, caffè?'])
  expect(await search('perche caff')).toMatchObject([
    {
      pieces: [
        { text: 'Perché', hit: true },
        { text: ' no, ', hit: false },
        { text: 'caffè', hit: true },
        { text: '?', hit: false }
      ]
    }
  ])
})

it('stays within a conversation if asked to', async () => {
  const other = { ...room, remoteId: 'r2', title: 'Other' }
  await commit(rig, [live(said('apple here')), live(said('apple there'), other)])
  expect(await found('apple', id)).toEqual(['apple here'])
  expect(await found(`c${id}`)).toEqual([])
})

it('follows edits, deletions, and leaves notices out', async () => {
  await commit(rig, [
    live(said('plum', { remoteId: 'a' })),
    live(said('pear', { remoteId: 'b' })),
    live(said('plum joined', { notice: true })),
    { kind: 'edit', remoteId: 'a', conversation: null, text: 'cherry' },
    { kind: 'delete', remoteId: 'b', conversation: null }
  ])
  expect([await found('plum'), await found('pear'), await found('cherry')]).toEqual([
    [],
    [],
    ['cherry']
  ])
})

it('cuts a long text around the hit', async () => {
  const long = `${'lorem ipsum '.repeat(100)}needle ${'dolor sit '.repeat(100)}`
  await commit(rig, [live(said(long))])
  const [hit] = await search('needle')
  const pieces = hit?.pieces ?? []
  expect(pieces.filter((piece) => piece.hit).map((piece) => piece.text)).toEqual(['needle'])
  expect(pieces.map((piece) => piece.text).join('').length).toBeLessThan(250)
})

describe('whatever is typed', () => {
  it.each([
    '',
    '   ',
    '"',
    '""',
    '" OR "',
    "'; DROP TABLE messages; --",
    'a OR b',
    'NOT a',
    'NEAR(a b, 2)',
    'text : a',
    'place : c1',
    '{text place} : a',
    'a*b*',
    '^a',
    '*',
    '-',
    '()',
    'a\0b',
    '\ud800',
    '🎉',
    '..',
    'x'.repeat(300),
    'a '.repeat(150)
  ])('%j is answered', async (query) => {
    await commit(rig, [live(said('a b c text place near'))])
    expect(Array.isArray(await search(query))).toBe(true)
  })
})

it('keeps the index whole through all that happens to messages', async () => {
  const { messageId } = await compose(rig, id, 'one')
  const edit = { messageId, clientId: clientId(), text: 'two' }
  must(await rig.window.ask.editMessage(edit))
  const second = await compose(rig, id, 'three')
  must(await rig.window.ask.deleteMessage({ messageId: second.messageId, clientId: clientId() }))
  await commit(rig, [
    live(said('', { remoteId: 'e' })),
    live(said('x', { remoteId: 'x' })),
    { kind: 'edit', remoteId: 'e', conversation: null, text: 'full' },
    { kind: 'edit', remoteId: 'x', conversation: null, text: '' }
  ])
  rig.store.close()
  const { openDatabase } = await import('../../../src-main/base/sql.ts')
  const database = openDatabase(rig.path)
  // Throws if an entry is missing, doubled or left behind.
  database.exec(`INSERT INTO message_index (message_index, rank) VALUES ('integrity-check', 1)`)
  database.close()
})
