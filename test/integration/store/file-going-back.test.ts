// Holds that a version that comes back after a newer one did not start meets a file that it can read.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/base/sql.ts'
import { under } from '../../../src-main/store/file/copy.ts'
import { schemaSteps } from '../../../src-main/store/schema/steps.ts'
import { fileRig, fill, KEY, open, tryOpen, wordsOf, type FileRig } from './file-rig.ts'

const steps = schemaSteps as string[]
const known = steps.length
const STEP = 'ALTER TABLE messages ADD COLUMN tested INTEGER NOT NULL DEFAULT 7'

let rig: FileRig
beforeEach(async () => {
  rig = fileRig()
  await fill(rig.path, KEY, 20)
  await (await open(rig.path, { key: KEY })).close()
})
afterEach(() => {
  steps.length = known
  rig.end()
})

/** A newer Filo opens the file, migrates it, and ends; then there is the known one again. */
async function beNewer(): Promise<void> {
  steps.push(STEP)
  await (await open(rig.path, { key: KEY })).close()
  steps.length = known
}

it('goes back to the file from before the migration, and keeps the newer one', async () => {
  await beNewer()
  const newer = readFileSync(rig.path)
  const back = await open(rig.path, { key: KEY, mayGoBack: true })
  expect(back.opened.schemaVersion).toBe(known)
  expect((await wordsOf(back)).length).toBe(23)
  await back.close()
  const [kept, ...others] = rig.names().filter((name) => /newer-\d{8}-\d{6}\.sqlite$/.test(name))
  expect(others).toEqual([])
  expect(readFileSync(join(rig.folder, kept ?? '')).equals(newer)).toBe(true)
})

it('sends nothing again that the newer version may have sent', async () => {
  const waiting = (): unknown => {
    const database = openDatabase(rig.path, under(KEY))
    const count = (sql: string): unknown => database.prepare<{ n: number }>(sql).get()?.n
    const found = {
      outbox: count('SELECT count(*) AS n FROM outbox'),
      unconfirmed: count("SELECT count(*) AS n FROM messages WHERE state = 'unconfirmed'")
    }
    database.close()
    return found
  }
  const before = waiting() as { outbox: number; unconfirmed: number }
  expect(before.outbox).toBeGreaterThan(0)
  await beNewer()
  await (await open(rig.path, { key: KEY, mayGoBack: true })).close()
  expect(waiting()).toEqual({ outbox: 0, unconfirmed: before.unconfirmed + before.outbox })
})

it('stays away from a newer file where nothing was taken back, or nothing is there to go back to', async () => {
  await beNewer()
  const newer = readFileSync(rig.path)
  const refused = { failure: { code: 'store-too-new', detail: { schema: known + 1 } } }
  expect(await tryOpen(rig.path, { key: KEY })).toMatchObject(refused)
  rmSync(join(rig.folder, `filo.before-${known}.sqlite`))
  expect(await tryOpen(rig.path, { key: KEY, mayGoBack: true })).toMatchObject(refused)
  expect(readFileSync(rig.path).equals(newer)).toBe(true)
})
