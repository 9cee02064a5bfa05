// Puts a complete fresh copy in the place of the database; begun once, it is finished whatever is killed.
import {
  existsSync,
  linkSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  type Stats
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { syncFolder } from '../../base/sync-folder.ts'
import { removeDatabase, syncFile } from './disk.ts'
import { isBeforeName, type FileNames } from './names.ts'
import type { RepairReport } from '../../../src-preload/contract/vault.ts'
import { changeNotes, readNotes, type Swap } from './notes.ts'

export interface SwapPlan {
  /** Where the replaced file stays; null where it goes. */
  keepAs: string | null
  keepsLog: boolean
  dropsOlder: boolean
  /** What is known about the fresh file. */
  schema: number
  keyPrint: string
  /** When it was proven whole, ms since 1970. */
  checkedAt: number
  /** Of the repair that made it. */
  report?: RepairReport
}

/** The fresh copy is verified and closed: from here on it is the database. */
export function beginSwap(names: FileNames, plan: SwapPlan): void {
  syncFile(names.fresh)
  syncFolder(dirname(names.fresh))
  const { size, mtimeMs } = statSync(names.path)
  const { keepAs, keepsLog, dropsOlder, schema, keyPrint, checkedAt } = plan
  const report = plan.report ?? readNotes(names).report
  const then = { schema, keyPrint, checkedAt, report }
  changeNotes(names, {
    swap: { size, changedAt: mtimeMs, keepAs, keepsLog, dropsOlder, then }
  })
}

/**
 * Finishes a swap that was begun; without one, removes what a killed copy left. Nobody may have the
 * file open.
 */
export function finishSwap(names: FileNames): void {
  const { swap } = readNotes(names)
  if (!swap || !isStillMeant(names, swap)) {
    removeDatabase(names.fresh)
    removeDatabase(names.broken)
    if (swap) changeNotes(names, { swap: null })
    return
  }
  if (existsSync(names.fresh)) replace(names, swap)
  if (swap.dropsOlder) dropOlder(names, swap.keepAs)
  removeDatabase(names.broken)
  changeNotes(names, { ...swap.then, swap: null, needsRepair: false })
}

// An older Filo may have opened and changed the file meanwhile: then its words count.
function isStillMeant(names: FileNames, swap: Swap): boolean {
  if (!existsSync(names.fresh)) return true
  const found = statSync(names.path, { throwIfNoEntry: false })
  if (!found) return swap.keepAs !== null && existsSync(swap.keepAs)
  return isSame(found, swap) && (swap.keepsLog || !hasLog(names))
}

function isSame(found: Stats, swap: Swap): boolean {
  return found.size === swap.size && found.mtimeMs === swap.changedAt
}

function hasLog(names: FileNames): boolean {
  return (statSync(`${names.path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0
}

// The log must be gone before the fresh file has the name: SQLite would play it into that.
function replace(names: FileNames, { keepAs, keepsLog }: Swap): void {
  // The schema lies elsewhere in the fresh file.
  rmSync(names.head, { force: true })
  if (keepAs !== null) keep(names.path, keepAs)
  if (keepAs !== null && keepsLog && existsSync(`${names.path}-wal`)) {
    renameSync(`${names.path}-wal`, `${keepAs}-wal`)
  }
  for (const end of ['-wal', '-shm', '-journal']) rmSync(names.path + end, { force: true })
  syncFolder(dirname(names.path))
  renameSync(names.fresh, names.path)
  syncFolder(dirname(names.path))
}

function keep(path: string, keepAs: string): void {
  if (!existsSync(path) || existsSync(keepAs)) return
  try {
    // Both names at once, so that there is never none.
    linkSync(path, keepAs)
  } catch {
    renameSync(path, keepAs)
  }
}

function dropOlder(names: FileNames, keepAs: string | null): void {
  const folder = dirname(names.path)
  for (const name of readdirSync(folder)) {
    const isKept = keepAs !== null && name === basename(keepAs)
    if (isBeforeName(names.path, name) && !isKept) removeDatabase(join(folder, name))
  }
}
