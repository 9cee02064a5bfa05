// The host's file in memory: order, idempotency, access, steps.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/base/sql.ts'
import { defaultHostLimits } from '../../../src-main/host/host-limits.ts'
import type { MessageStore } from '../../../src-main/host/message-store.ts'
import type { Person } from '../../../src-main/host/protocol-events.ts'
import { directId } from '../../../src-main/host/sqlite/conversation-table.ts'
import { nameKey } from '../../../src-main/host/sqlite/people-table.ts'
import { ensureLobby, migrate } from '../../../src-main/host/sqlite/schema.ts'
import { openSqliteStore } from '../../../src-main/host/sqlite/sqlite-store.ts'

const options = { path: ':memory:', lobbyTitle: 'Lobby', limits: defaultHostLimits, now: () => 5 }
let store: MessageStore
let anna: Person

beforeEach(async () => {
  store = openSqliteStore(options)
  anna = (await store.admit({ tokenHash: 'h1', name: 'Anna', at: 1 })).person
})
afterEach(() => store.close())

const draft = (clientId: string, conversationId = 'lobby') => ({
  author: anna,
  conversationId,
  clientId,
  text: clientId,
  at: 9
})

describe('the message store', () => {
  it('numbers messages without holes, refusals and repeats between them', async () => {
    const sent = await Promise.all([
      store.append(draft('a')),
      store.append(draft('x', 'nowhere')),
      store.append(draft('a')),
      store.append(draft('b'))
    ])
    expect(sent.map((one) => (one.ok ? one.value.message.seq : one.error.code))).toEqual([
      1,
      'not-found',
      1,
      2
    ])
  })

  it('numbers each conversation by itself', async () => {
    const room = await store.createRoom(anna.id, { title: 'Room', topic: null, at: 1 })
    const id = room.ok ? room.value.id : ''
    await store.append(draft('a'))
    const first = await store.append(draft('b', id))
    expect(first).toMatchObject({ ok: true, value: { message: { seq: 1, conversationId: id } } })
  })

  it('counts what one writes as read by oneself', async () => {
    await store.append(draft('a'))
    const [lobby] = await store.conversationsOf(anna.id)
    expect(lobby).toMatchObject({ lastSeq: 1, readSeq: 1, memberCount: 1 })
  })

  it('lists 50 of many who reacted, the asking person first, and counts all', async () => {
    const sent = await store.append(draft('a'))
    const messageId = sent.ok ? sent.value.message.id : ''
    let last = anna
    for (let n = 0; n < 60; n++) {
      last = (await store.admit({ tokenHash: `t${n}`, name: `P${n}`, at: n })).person
      await store.react(last.id, { messageId, emoji: '🎉', on: true, at: n })
    }
    const page = await store.history(last.id, { conversationId: 'lobby', limit: 10 })
    const [reaction] = page.ok ? (page.value.items[0]?.reactions ?? []) : []
    expect([reaction?.count, reaction?.by.length, reaction?.by[0]]).toEqual([60, 50, last])
  })

  it('keeps settings', async () => {
    await store.keepSetting('k', 'one')
    await store.keepSetting('k', 'two')
    expect([await store.setting('k'), await store.setting('other')]).toEqual(['two', undefined])
  })

  it('gives a crowd of one name names of their own', async () => {
    const names = new Set<string>()
    for (let n = 0; n < 50; n++) {
      names.add((await store.admit({ tokenHash: `c${n}`, name: 'Crowd', at: n })).person.name)
    }
    expect(names.size).toBe(50)
  })
})

describe('its steps', () => {
  it('are taken once, and the lobby takes its new title', () => {
    const database = openDatabase(':memory:')
    for (const title of ['Lobby', 'Piazza']) {
      migrate(database)
      ensureLobby(database, title, 1)
    }
    const rooms = database.prepare('SELECT id, title FROM conversation').all()
    database.close()
    expect(rooms).toEqual([{ id: 'lobby', title: 'Piazza' }])
  })

  it('refuse a file of a newer version', () => {
    const database = openDatabase(':memory:')
    database.exec('PRAGMA user_version = 99')
    expect(() => migrate(database)).toThrow('newer version (99)')
    database.close()
  })
})

describe('keys', () => {
  it('is one for two people whoever comes first', () => {
    expect(directId('b', 'a')).toBe(directId('a', 'b'))
  })

  it('sees through case, width and invisible characters', () => {
    expect(new Set(['Anna', 'ANNA', 'Ａｎｎａ', 'An\u200dna'].map(nameKey)).size).toBe(1)
  })
})
