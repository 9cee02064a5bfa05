// Holds that a file is migrated as a copy: the older one stays, and a migration that fails harms nothing.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/base/sql.ts'
import { under } from '../../../src-main/store/file/copy.ts'
import { schemaSteps } from '../../../src-main/store/schema/steps.ts'
import { StoreDatabase } from '../../../src-main/store/database.ts'
import { fileRig, fill, KEY, open, tryOpen, wordsOf, type FileRig } from './file-rig.ts'

// A list that grows here as it does from one version of the app to the next.
const steps = schemaSteps as string[]
const known = steps.length
const STEP = 'ALTER TABLE messages ADD COLUMN tested INTEGER NOT NULL DEFAULT 7'

let rig: FileRig
beforeEach(() => {
  rig = fileRig()
})
afterEach(() => {
  steps.length = known
  rig.end()
})

const before = (): string => join(rig.folder, `filo.before-${known}.sqlite`)

function versionAt(path: string, key: string | null): unknown {
  const database = openDatabase(path, under(key))
  const row = database.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version
  const count = database.prepare<{ n: number }>('SELECT count(*) AS n FROM messages').get()?.n
  database.close()
  return [row, count]
}

it.each([
  ['plain', null],
  ['encrypted', KEY]
])('migrates a %s file as a copy and keeps the one before', async (_, key) => {
  await fill(rig.path, key, 200)
  await (await open(rig.path, { key })).close()
  writeFileSync(join(rig.folder, 'filo.before-1.sqlite'), 'older still')
  steps.push(STEP)
  const opened = await open(rig.path, { key })
  expect(opened.opened).toMatchObject({ schemaVersion: known + 1, key: 'current', repair: null })
  expect(opened.progress.map(({ step }) => step)).toEqual(['copying', 'migrating'])
  expect((await wordsOf(opened)).length).toBe(203)
  await opened.close()
  expect(versionAt(rig.path, key)).toEqual([known + 1, 203])
  expect(versionAt(before(), key)).toEqual([known, 203])
  expect(rig.names()).not.toContain('filo.before-1.sqlite')
})

it('leaves the file as it was when a migration fails, for the version that wrote it', async () => {
  await fill(rig.path, KEY, 50)
  await (await open(rig.path, { key: KEY })).close()
  const bytes = readFileSync(rig.path)
  steps.push(STEP, 'INSERT INTO nowhere VALUES (1)')
  for (let round = 0; round < 2; round++) {
    expect(await tryOpen(rig.path, { key: KEY })).toMatchObject({
      failure: {
        code: 'store-migration-failed',
        retry: false,
        detail: { from: known, to: known + 2 }
      }
    })
  }
  expect(readFileSync(rig.path).equals(bytes)).toBe(true)
  expect(rig.names().filter((name) => /\.new|before/.test(name))).toEqual([])
  steps.length = known
  const older = await open(rig.path, { key: KEY })
  expect((await wordsOf(older)).length).toBe(53)
  await older.close()
})

it('migrates and encrypts in one opening', async () => {
  await fill(rig.path, null, 50)
  steps.push(STEP)
  const opened = await open(rig.path, { key: null, nextKey: KEY })
  expect([opened.opened.key, (await wordsOf(opened)).length]).toEqual(['next', 53])
  await opened.close()
  expect(versionAt(rig.path, KEY)).toEqual([known + 1, 53])
})

it('repairs a damaged file of an older version first, and migrates what was saved', async () => {
  await fill(rig.path, null, 300)
  await (await open(rig.path)).close()
  const bytes = readFileSync(rig.path)
  bytes.fill(0, 0, 4096)
  writeFileSync(rig.path, bytes)
  steps.push(STEP)
  const opened = await open(rig.path)
  expect(opened.opened).toMatchObject({
    schemaVersion: known + 1,
    repair: { cause: 'damaged', messagesSaved: 303, messagesLost: 0 }
  })
  await opened.close()
  expect(versionAt(rig.path, null)).toEqual([known + 1, 303])
})

it('never migrates a file in its place', async () => {
  await fill(rig.path, null, 5)
  steps.push(STEP)
  expect(() => StoreDatabase.open(rig.path, null)).toThrow('not migrated')
  expect(versionAt(rig.path, null)).toEqual([known, 8])
})

it('takes a file that was put there by hand for what it is', async () => {
  await fill(rig.path, null, 40)
  await (await open(rig.path)).close()
  steps.push(STEP)
  await (await open(rig.path)).close()
  // The notes speak of the migrated file; the person put the older one back.
  writeFileSync(rig.path, readFileSync(before()))
  const opened = await open(rig.path)
  expect([opened.opened.schemaVersion, (await wordsOf(opened)).length]).toEqual([known + 1, 43])
  await opened.close()
})
