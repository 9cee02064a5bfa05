// Holds that what was answered is on disk: the store is killed in the middle of commits, again and again.
import { spawn } from 'node:child_process'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/base/sql.ts'
import { buildEntry, type BuiltEntry } from '../../support/build-entry.ts'
import {
  addRoom,
  commit,
  live,
  messagesOf,
  openRig,
  room,
  said,
  SERVER,
  START,
  type Rig
} from './store-rig.ts'

let entry: BuiltEntry
let rig: Rig

beforeAll(async () => {
  entry = await buildEntry('test/integration/store/crash-child.ts')
})
afterAll(() => entry.close())
beforeEach(() => {
  rig = openRig({ encryptionKey: 'key' })
})
afterEach(() => rig.end())

/** Runs a child until it has answered some batches, kills it, and tells how many it answered. */
function runAndKill(round: string, afterBatches: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entry.path, rig.path, round], {
      stdio: ['ignore', 'pipe', 'inherit']
    })
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      if (printed.split('\n').length > afterBatches) child.kill('SIGKILL')
    })
    child.on('error', reject)
    child.on('close', () => resolve(printed.split('\n').length - 1))
  })
}

it('keeps every answered commit whole, however often it is killed', async () => {
  const id = await addRoom(rig)
  rig.store.close()
  const answered: number[] = []
  for (const after of [3, 10, 25]) answered.push(await runAndKill(`r${answered.length}`, after))
  const database = openDatabase(rig.path, { encryptionKey: 'key' })
  const stored = database
    .prepare<{ text: string }>('SELECT text FROM messages WHERE conversation_id = ?')
    .all([id])
    .map((row) => row.text)
  const check = database.prepare<{ integrity_check: string }>('PRAGMA integrity_check').get()
  database.exec(`INSERT INTO message_index (message_index, rank) VALUES ('integrity-check', 1)`)
  database.close()
  const kept = new Set(stored)
  const expected = answered.flatMap((batches, round) =>
    Array.from({ length: batches * 20 }, (_, n) => `r${round}-${Math.floor(n / 20)}-${n % 20}`)
  )
  expect(expected.filter((name) => !kept.has(name))).toEqual([])
  expect([kept.size, stored.length % 20, check?.integrity_check]).toEqual([stored.length, 0, 'ok'])
  rig.reopen()
  expect((await messagesOf(rig, id)).length).toBeGreaterThan(0)
})

it('commits a batch once, though its answer was lost and it is asked again', async () => {
  const id = await addRoom(rig)
  const request = { serverId: SERVER, receivedAt: START, batch: 'b1' }
  const events = [live(said('without an id'), room)]
  expect(await rig.network.ask.commit({ ...request, events })).toEqual({
    ok: true,
    value: { added: 1 }
  })
  rig.reopen()
  expect(await rig.network.ask.commit({ ...request, events })).toEqual({
    ok: true,
    value: { added: 1 }
  })
  await commit(rig, events)
  expect((await messagesOf(rig, id)).length).toBe(2)
})

it('commits a batch that names the one before it only behind that one', async () => {
  const id = await addRoom(rig)
  const first = {
    serverId: SERVER,
    receivedAt: START,
    batch: 'b1',
    events: [live(said('1'), room)]
  }
  const second = { ...first, batch: 'b2', after: 'b1', events: [live(said('2'), room)] }
  expect(await rig.network.ask.commit(second)).toMatchObject({
    ok: false,
    failure: { retry: true }
  })
  const both = await Promise.all([first, second].map((batch) => rig.network.ask.commit(batch)))
  expect(both.map(({ ok }) => ok)).toEqual([true, true])
  expect((await messagesOf(rig, id)).map(({ text }) => text)).toEqual(['1', '2'])
})
