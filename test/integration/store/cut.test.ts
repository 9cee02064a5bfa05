// Holds that a key, a schema or a repair under way survives being cut off at any write to the disk.
import type * as NodeFs from 'node:fs'
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openDatabase } from '../../../src-main/base/sql.ts'
import { under } from '../../../src-main/store/file/copy.ts'
import { namesOf } from '../../../src-main/store/file/names.ts'
import { changeNotes } from '../../../src-main/store/file/notes.ts'
import { schemaSteps } from '../../../src-main/store/schema/steps.ts'
import { fileRig, fill, KEY, open, OTHER_KEY, tryOpen, type FileRig } from './file-rig.ts'

// From the chosen call on, nothing reaches the disk any more: as if the process were gone.
const power = vi.hoisted(() => ({
  left: Number.POSITIVE_INFINITY,
  spend(): void {
    if (this.left-- <= 0) throw new Error('the power is cut')
  }
}))

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof NodeFs>()
  const writes = [
    'copyFileSync',
    'fsyncSync',
    'linkSync',
    'renameSync',
    'rmSync',
    'truncateSync',
    'writeFileSync',
    'writeSync'
  ] as const
  const cut = (name: (typeof writes)[number]) => {
    const real = fs[name] as (...given: unknown[]) => unknown
    return (...given: unknown[]): unknown => {
      power.spend()
      return real(...given)
    }
  }
  const cutting = Object.fromEntries(writes.map((name) => [name, cut(name)]))
  return { ...fs, ...cutting, default: { ...fs, ...cutting } }
})

const steps = schemaSteps as string[]
const known = steps.length
let rig: FileRig
let kept: FileRig
beforeEach(() => {
  rig = fileRig()
  kept = fileRig()
})
afterEach(() => {
  power.left = Number.POSITIVE_INFINITY
  steps.length = known
  rig.end()
  kept.end()
})

const MESSAGES = 12

function putBack(): void {
  for (const name of readdirSync(rig.folder)) rmSync(join(rig.folder, name))
  cpSync(kept.folder, rig.folder, { recursive: true })
}

/** What is stored, whole: anything else throws. */
function stored(key: string | null): number {
  const database = openDatabase(rig.path, under(key))
  const check = database.prepare<{ integrity_check: string }>('PRAGMA integrity_check').get()
  const count = database.prepare<{ n: number }>('SELECT count(*) AS n FROM messages').get()
  database.close()
  expect(check?.integrity_check).toBe('ok')
  return count?.n ?? -1
}

const cases = [
  { name: 'a new key', from: KEY, to: OTHER_KEY, begin: () => undefined },
  {
    name: 'a migration',
    from: KEY,
    to: null,
    begin: () => void steps.push('ALTER TABLE messages ADD COLUMN tested INTEGER')
  },
  {
    name: 'a repair',
    from: KEY,
    to: null,
    begin: () => changeNotes(namesOf(kept.path), { needsRepair: true })
  }
]

it.each(cases)('$name ends well wherever it is cut off', async ({ from, to, begin }) => {
  await fill(kept.path, from, MESSAGES)
  await (await open(kept.path, { key: from })).close()
  begin()
  const keys = { key: from, nextKey: to }
  let points = 0
  for (let isDone = false; !isDone; points++) {
    putBack()
    power.left = points
    const cut = await tryOpen(rig.path, keys).catch(() => null)
    isDone = power.left >= 0
    if (cut?.ok) await cut.value.close()
    power.left = Number.POSITIVE_INFINITY
    const opened = await open(rig.path, keys)
    expect(opened.opened).toMatchObject({
      schemaVersion: steps.length,
      key: to === null ? 'current' : 'next'
    })
    await opened.close()
    expect(stored(to ?? from)).toBe(MESSAGES + 3)
    expect(rig.names().filter((name) => /\.(new|broken|draft)/.test(name))).toEqual([])
  }
  // A repair, a copy, a swap: each writes more often than this.
  expect(points).toBeGreaterThan(10)
})
