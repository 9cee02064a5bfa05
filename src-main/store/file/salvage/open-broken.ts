// Opens a copy of a damaged file in whichever way shows most of its tables.
import { constants, copyFileSync, existsSync, rmSync, truncateSync } from 'node:fs'
import { openDatabase, sqlCode, type Database } from '../../../base/sql.ts'
import { under } from '../copy.ts'
import { removeDatabase, sizeOf } from '../disk.ts'
import { correctLength, restoreHead } from '../head.ts'
import type { FileNames } from '../names.ts'
import { PAGE_BYTES, Pages, walkTree } from './pages.ts'
import { readRecord } from './record.ts'

/** Where tables and indexes begin. */
export interface Roots {
  tables: Map<string, number>
  indexes: Map<string, number>
}

export interface BrokenFile {
  database: Database
  pages: Pages
  roots: Roots
}

interface Attempt {
  withLog: boolean
  withHead: boolean
}

// The kept head helps where the first pages are gone, leaving the log out where that is what is broken.
const ATTEMPTS: readonly Attempt[] = [
  { withLog: true, withHead: false },
  { withLog: true, withHead: true },
  { withLog: false, withHead: false },
  { withLog: false, withHead: true }
]

/** Opens a copy, to be closed and removed by the caller; null if nothing makes it readable. */
export function openBroken(names: FileNames, key: string | null): BrokenFile | null {
  let best: { attempt: Attempt; tables: number } | null = null
  for (const attempt of ATTEMPTS) {
    const opened = tryOpen(names, key, attempt)
    if (!opened) continue
    const tables = opened.roots.tables.size
    if (tables > 0 && opened.broken === 0) return opened
    opened.database.close()
    if (tables > (best?.tables ?? -1)) best = { attempt, tables }
  }
  return best && tryOpen(names, key, best.attempt)
}

function tryOpen(
  names: FileNames,
  key: string | null,
  attempt: Attempt
): (BrokenFile & { broken: number }) | null {
  if (!makeCopy(names, attempt)) return null
  let database: Database | null = null
  try {
    database = openDatabase(names.broken, under(key, { isBroken: true }))
    if (attempt.withHead) correctLength(database, sizeOf(names.broken) / PAGE_BYTES)
    const pages = new Pages(database)
    const { roots, broken } = readRoots(pages)
    return { database, pages, roots, broken }
  } catch (error) {
    database?.close()
    if (sqlCode(error) === undefined) throw error
    return null
  }
}

function makeCopy(names: FileNames, { withLog, withHead }: Attempt): boolean {
  const log = `${names.path}-wal`
  if (!withLog && sizeOf(log) === 0) return false
  removeDatabase(names.broken)
  copyFileSync(names.path, names.broken, constants.COPYFILE_FICLONE)
  const pages = Math.ceil(sizeOf(names.broken) / PAGE_BYTES)
  truncateSync(names.broken, Math.max(1, pages) * PAGE_BYTES)
  if (withLog && existsSync(log)) copyFileSync(log, `${names.broken}-wal`)
  else rmSync(`${names.broken}-wal`, { force: true })
  return !withHead || restoreHead(names, names.broken)
}

function readRoots(pages: Pages): { roots: Roots; broken: number } {
  const roots: Roots = { tables: new Map(), indexes: new Map() }
  const { broken } = walkTree(pages, 1, (cells) => {
    for (const { payload } of cells) {
      const [type, name, , root] = readRecord(payload) ?? []
      if (typeof name !== 'string' || typeof root !== 'number' || root < 2) continue
      if (type === 'table') roots.tables.set(name, root)
      if (type === 'index') roots.indexes.set(name, root)
    }
  })
  return { roots, broken }
}
