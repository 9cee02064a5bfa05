// Holds that a damaged file is saved row by row, that the original is kept, and that damage is noticed.
import { readFileSync, truncateSync, writeFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/base/sql.ts'
import { namesOf } from '../../../src-main/store/file/names.ts'
import { changeNotes } from '../../../src-main/store/file/notes.ts'
import { under } from '../../../src-main/store/file/copy.ts'
import type { PaceClock } from '../../../src-main/store/pace.ts'
import {
  fileRig,
  fill,
  KEY,
  open,
  seeded,
  textOf,
  tryOpen,
  wordsOf,
  type FileRig
} from './file-rig.ts'
import { live, must, said, SERVER, START } from './store-rig.ts'

const PAGE = 4096
const MESSAGES = 1000

let rig: FileRig
beforeEach(() => {
  rig = fileRig()
})
afterEach(() => rig.end())

/** A closed file with its notes, as any file is after its first start. */
async function used(key: string | null, messages = MESSAGES): Promise<void> {
  await fill(rig.path, key, messages)
  await (await open(rig.path, { key })).close()
}

function found(): void {
  changeNotes(namesOf(rig.path), { needsRepair: true })
}

interface Stored {
  id: number
  remote_id: string | null
  text: string
}

function stored(key: string | null): Stored[] {
  const database = openDatabase(rig.path, under(key))
  const rows = database.prepare<Stored>('SELECT id, remote_id, text FROM messages').all()
  const check = database.prepare<{ integrity_check: string }>('PRAGMA integrity_check').get()
  const orphans = database.prepare('PRAGMA foreign_key_check').all()
  database.exec(`INSERT INTO message_index (message_index, rank) VALUES ('integrity-check', 1)`)
  database.close()
  expect([check?.integrity_check, orphans]).toEqual(['ok', []])
  return rows
}

/** Names of rows whose words are neither those that were written nor a shown part of them. */
const strange = (rows: Stored[]): string[] =>
  rows.flatMap(({ remote_id: id, text }) => {
    const written = id === null ? text : textOf(Number(id.slice(1)))
    return text === written || text.endsWith('…') ? [] : [`${id}: ${text.slice(0, 200)}`]
  })

function damage(change: (bytes: Buffer, random: () => number) => void, seed: number): Buffer {
  const bytes = readFileSync(rig.path)
  change(bytes, seeded(seed))
  writeFileSync(rig.path, bytes)
  return bytes
}

function garblePages(count: number, with_: 'zeros' | 'noise', from = 1) {
  return (bytes: Buffer, random: () => number): void => {
    const pages = bytes.length / PAGE
    for (let n = 0; n < count; n++) {
      const at = (from + Math.floor(random() * (pages - from))) * PAGE
      for (let byte = at; byte < at + PAGE; byte++) {
        bytes[byte] = with_ === 'zeros' ? 0 : Math.floor(random() * 256)
      }
    }
  }
}

describe.each([
  ['plain', null],
  ['encrypted', KEY]
])('a damaged %s file', (_, key) => {
  it.each([
    ['zeroed pages', garblePages(8, 'zeros'), 1],
    ['pages of noise', garblePages(8, 'noise'), 2],
    ['more pages of noise', garblePages(40, 'noise'), 3]
  ])('gives back what stands outside of %s, word for word', async (_name, change, seed) => {
    await used(key)
    const bytes = damage(change, seed)
    found()
    const opened = await open(rig.path, { key })
    const { repair } = opened.opened
    await opened.close()
    const rows = stored(key)
    expect(repair).toMatchObject({ cause: 'damaged', messagesSaved: rows.length })
    expect(readFileSync(repair?.keptAt ?? '').equals(bytes)).toBe(true)
    expect(strange(rows)).toEqual([])
    // A page holds about 25 messages, and most pages hold none.
    expect(rows.length).toBeGreaterThan(MESSAGES * 0.6)
    expect(repair?.messagesLost ?? MESSAGES + 3 - rows.length).toBe(MESSAGES + 3 - rows.length)
  })

  it('gives back most though single bytes all over it are wrong', async () => {
    await used(key)
    damage((bytes, random) => {
      for (let n = 0; n < 60; n++) {
        bytes[PAGE + Math.floor(random() * (bytes.length - PAGE))] = Math.floor(random() * 256)
      }
    }, 4)
    found()
    const opened = await open(rig.path, { key })
    await opened.close()
    const rows = stored(key)
    expect(rows.length).toBeGreaterThan(MESSAGES * 0.9)
    expect(strange(rows).length).toBeLessThan(60)
  })

  it('gives back what comes before the place where it was cut off', async () => {
    await used(key)
    const { length } = readFileSync(rig.path)
    truncateSync(rig.path, Math.floor(length * 0.7) + 123)
    const opened = await open(rig.path, { key })
    expect(opened.opened.repair?.cause).toBe('damaged')
    await opened.close()
    const rows = stored(key)
    expect([strange(rows), rows.length > 200]).toEqual([[], true])
  })

  it('gives back everything though its first pages are gone', async () => {
    await used(key)
    damage((bytes) => bytes.fill(0, 0, PAGE * 3), 5)
    const opened = await open(rig.path, { key })
    const { repair } = opened.opened
    expect(repair).toMatchObject({ cause: 'damaged', messagesSaved: MESSAGES + 3, messagesLost: 0 })
    // Words that were not sent yet still go out, once.
    expect(must(await opened.network.listOutbox({})).map(({ text }) => text)).toEqual([
      'waiting 0',
      'waiting 1',
      'waiting 2'
    ])
    await opened.close()
    expect(strange(stored(key))).toEqual([])
  })

  it('is set aside where nothing can be read, and a fresh one begins', async () => {
    await used(key, 50)
    rmSync(namesOf(rig.path).head)
    const bytes = damage((all, random) => {
      for (let at = 0; at < all.length; at++) all[at] = Math.floor(random() * 256)
    }, 6)
    const opened = await open(rig.path, { key })
    const { repair } = opened.opened
    expect(repair).toMatchObject({ cause: 'unreadable', messagesSaved: 0, messagesLost: null })
    expect(readFileSync(repair?.keptAt ?? '').equals(bytes)).toBe(true)
    expect(must(await opened.window.listServers({}))).toEqual([])
    await opened.close()
  })
})

it('shows a gap wherever words were lost between others, though the server does not number them', async () => {
  await used(null)
  damage((bytes) => {
    for (let at = 0, met = 0; at < bytes.length; at += PAGE) {
      const isLeaf = bytes[at] === 0x0d && bytes.subarray(at, at + PAGE).includes('message ')
      if (isLeaf && met++ % 6 === 2) bytes.fill(0, at, at + PAGE)
    }
  }, 9)
  found()
  await (await open(rig.path)).close()
  const database = openDatabase(rig.path)
  const sql = `SELECT CAST(substr(m.remote_id, 2) AS INTEGER) AS n, g.id AS gap
    FROM messages m LEFT JOIN gaps g ON g.after_position = m.position
    WHERE m.remote_id IS NOT NULL ORDER BY m.position`
  const rows = database.prepare<{ n: number; gap: number | null }>(sql).all()
  database.close()
  const isFollowedByLoss = rows.slice(0, -1).map(({ n }, at) => rows[at + 1]?.n !== n + 1)
  expect(isFollowedByLoss.filter(Boolean).length).toBeGreaterThan(3)
  expect(rows.slice(0, -1).map(({ gap }) => gap !== null)).toEqual(isFollowedByLoss)
})

it('keeps words whose conversation, and queued words whose row was lost', async () => {
  await used(null, 30)
  const database = openDatabase(rig.path)
  database.exec(`PRAGMA foreign_keys = OFF;
    DELETE FROM messages WHERE text = 'waiting 1';
    UPDATE messages SET conversation_id = 77 WHERE remote_id IN ('m1', 'm2')`)
  database.close()
  found()
  const opened = await open(rig.path)
  expect(must(await opened.network.listOutbox({})).map(({ text }) => text)).toContain('waiting 1')
  const texts = (await wordsOf(opened)).map(({ state }) => state).filter((state) => state !== null)
  expect(texts).toEqual(['queued', 'queued', 'queued'])
  await opened.close()
  expect(stored(null)).toHaveLength(33)
})

it('answers with the report until main has it', async () => {
  await used(null, 30)
  found()
  const first = await open(rig.path)
  const { repair } = first.opened
  await first.close()
  const second = await open(rig.path)
  expect([repair !== null, second.opened.repair]).toEqual([true, repair])
  must(await second.side.handlers.repairHeard({ at: repair?.at ?? 0 }))
  await second.close()
  const third = await open(rig.path)
  expect(third.opened.repair).toBeNull()
  await third.close()
})

it('stops writing when damage shows at work, says so, and is repaired at the next opening', async () => {
  await used(KEY)
  const intact = stored(KEY).length
  const opened = await open(rig.path, { key: KEY })
  // The pages with the latest words, where the next ones would go.
  damage((bytes) => bytes.fill(7, bytes.length - PAGE * 60), 7)
  expect(opened.opened.repair).toBeNull()
  const commit = (): ReturnType<typeof opened.network.commit> =>
    opened.network.commit({ serverId: SERVER, events: [live(said('more'))], receivedAt: START })
  const answers = [await commit(), await wordsOf(opened).catch(() => null), await commit()]
  expect(opened.damage).toEqual([1])
  expect(answers.at(-1)).toMatchObject({ ok: false, failure: { code: 'store-corrupt' } })
  await opened.close()
  const repaired = await open(rig.path, { key: KEY })
  expect(repaired.opened.repair?.cause).toBe('damaged')
  expect(
    must(
      await repaired.network.commit({
        serverId: SERVER,
        events: [live(said('more'))],
        receivedAt: START
      })
    ).added
  ).toBe(1)
  await repaired.close()
  expect(stored(KEY).length).toBeGreaterThan(intact / 2)
})

it('reads the file for damage in the background and says what it found', async () => {
  await used(null)
  const due: (() => void)[] = []
  const clock: PaceClock = {
    now: () => 0,
    after: (delayMs, work) => {
      if (delayMs >= 30_000) due.push(work)
      return () => undefined
    }
  }
  const opened = await open(rig.path, { clock })
  damage(garblePages(30, 'noise', 20), 8)
  for (let round = 0; round < 3 && opened.damage.length === 0; round++) {
    due.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(opened.damage[0]).toBeGreaterThan(0)
  await opened.close()
  const repaired = await open(rig.path)
  expect(repaired.opened.repair?.messagesSaved).toBeGreaterThan(0)
  await repaired.close()
  expect(await tryOpen(join(rig.folder, 'filo.sqlite'))).toMatchObject({ ok: true })
})
