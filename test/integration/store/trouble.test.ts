// Holds what becomes of a full disk, a broken file, a wrong key, a lock, and a bug in one event.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KeptEvent } from '../../../src-preload/contract/inbound.ts'
import { openDatabase } from '../../../src-main/base/sql.ts'
import type { openLog } from '../../../src-main/base/log.ts'
import { CommitQueue } from '../../../src-main/store/commit-queue.ts'
import { sendMessage } from '../../../src-main/store/compose.ts'
import { StoreDatabase } from '../../../src-main/store/database.ts'
import { realPaceClock } from '../../../src-main/store/pace.ts'
import { insertServer } from '../../../src-main/store/queries/servers-write.ts'
import { StoreCore } from '../../../src-main/store/store-core.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { live, must, newServer, page, said, SERVER, START } from './store-rig.ts'

let folder: string
let path: string
let db: StoreDatabase
let core: StoreCore
let commits: CommitQueue

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'filo-trouble-'))
  path = join(folder, 'store.db')
  db = StoreDatabase.open(path, null)
  core = new StoreCore({
    db,
    bodyOf: () => ({ blocks: [], emojiOnly: 0 }),
    now: () => START,
    uptime: () => 0,
    newId: () => 'id',
    clock: realPaceClock,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} } satisfies ReturnType<
      typeof openLog
    >
  })
  commits = new CommitQueue(core)
  core.write((session) => insertServer(session.db, newServer()))
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

const commit = (events: KeptEvent[]) =>
  commits.commit({ serverId: SERVER, events, receivedAt: START })
const count = (): number => db.get<{ n: number }>('SELECT count(*) AS n FROM messages')?.n ?? -1
const many = (n: number, text = 'x'.repeat(500)): KeptEvent[] =>
  Array.from({ length: n }, (_, index) => live(said(`${index} ${text}`, { remoteId: `m${index}` })))

it('says that the disk is full, writes nothing by half, and goes on when there is room', async () => {
  must(await commit(many(10)))
  const pages = db.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0
  db.get(`PRAGMA max_page_count = ${pages + 4}`)
  const heard: unknown[] = []
  core.onChange((changes) => heard.push(changes))
  expect(await commit(many(500))).toMatchObject({ failure: { code: 'disk-full', retry: true } })
  expect([count(), heard]).toEqual([10, []])
  db.get('PRAGMA max_page_count = 1000000')
  expect(must(await commit(many(500))).added).toBe(490)
  expect(count()).toBe(500)
})

it('says that another process holds the file', { timeout: 20_000 }, async () => {
  const other = openDatabase(path)
  other.exec('BEGIN IMMEDIATE')
  expect(await commit(many(1))).toMatchObject({ failure: { code: 'store-locked', retry: true } })
  other.exec('ROLLBACK')
  other.close()
  expect(must(await commit(many(1))).added).toBe(1)
})

describe('opening', () => {
  it('refuses a file that is no database, and a wrong key', () => {
    writeFileSync(join(folder, 'junk'), 'x'.repeat(9000))
    const encrypted = join(folder, 'encrypted')
    StoreDatabase.open(encrypted, 'right').close()
    for (const [file, key] of [
      [join(folder, 'junk'), null],
      [encrypted, 'wrong'],
      [encrypted, null]
    ] as const) {
      expect(openStore({ path: file, encryptionKey: key })).toMatchObject({
        failure: { code: 'store-corrupt', detail: { sqlite: 'SQLITE_NOTADB' } }
      })
    }
  })

  it('refuses a file that a newer Filo wrote, and leaves it alone', () => {
    const newer = join(folder, 'newer')
    const database = openDatabase(newer)
    database.exec('PRAGMA user_version = 999')
    database.close()
    expect(openStore({ path: newer, encryptionKey: null })).toMatchObject({
      failure: { code: 'store-too-new', detail: { schema: 999 } }
    })
  })
})

it('skips an event that trips over a bug, and keeps its neighbours', async () => {
  must(await commit(many(1)))
  // A trigger stands in for the bug.
  const other = openDatabase(path)
  other.exec(`CREATE TRIGGER bug BEFORE INSERT ON messages WHEN new.text = 'bad'
    BEGIN SELECT raise(ABORT, 'bug'); END`)
  other.close()
  const events = [live(said('good')), live(said('bad')), live(said('better'))]
  expect(must(await commit(events)).added).toBe(2)
  const texts = db.all<{ text: string }>('SELECT text FROM messages ORDER BY position')
  expect(texts.slice(1).map((row) => row.text)).toEqual(['good', 'better'])
})

it('keeps no words of the person without their place in the outbox, nor tells of them', async () => {
  must(await commit(many(1)))
  const other = openDatabase(path)
  other.exec(`CREATE TRIGGER bug BEFORE INSERT ON outbox BEGIN SELECT raise(ABORT, 'bug'); END`)
  const heard: unknown[] = []
  core.onChange((changes) => heard.push(changes))
  const words = { conversationId: 1, clientId: 'c', text: 'mine', replyToId: null }
  expect(() => core.write((session) => sendMessage(session, words))).toThrow('bug')
  expect([count(), heard]).toEqual([1, []])
  other.exec('DROP TRIGGER bug')
  other.close()
  must(core.write((session) => sendMessage(session, words)))
  const waiting = db.get<{ n: number }>(
    'SELECT count(*) AS n FROM outbox JOIN messages USING (client_id)'
  )
  expect([count(), waiting?.n]).toEqual([2, 1])
})

it('shares one transaction among requests that wait, and answers each', async () => {
  let transactions = 0
  core.onChange(() => (transactions += 1))
  const requests = [
    many(3, 'a'),
    [page([said('h', { remoteId: 'h', time: START })])],
    [live(said('b'))]
  ]
  const added = await Promise.all(requests.map(async (events) => must(await commit(events)).added))
  expect([added, transactions]).toEqual([[3, 1, 1], 1])
})

it('keeps strange text as whole as it can be kept', async () => {
  const strange = ['a\0b', '\ud800', '\u202eevil', '', '👩‍👩‍👧‍👦', 'x'.repeat(20_000)]
  must(await commit(strange.map((text) => live(said(text)))))
  const texts = db.all<{ text: string }>('SELECT text FROM messages ORDER BY position')
  expect(texts.map((row) => row.text)).toEqual(['a\ufffdb', '\ufffd', ...strange.slice(2)])
})
