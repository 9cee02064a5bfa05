// Saves what can be read of a damaged database into a fresh one, page by page and row by row.
import { openLog } from '../../../base/log.ts'
import { openDatabase, type Database } from '../../../base/sql.ts'
import type { RepairReport } from '../../../../src-preload/contract/vault.ts'
import { migrate } from '../../schema/migrate.ts'
import { proveWhole, quoted, tableNames, under } from '../copy.ts'
import { removeDatabase, sizeOf } from '../disk.ts'
import { damagedName, type FileNames } from '../names.ts'
import { readNotes } from '../notes.ts'
import type { TellProgress } from '../step.ts'
import { bookLostPlaces } from './lost-places.ts'
import { mend, rebuildIndexes } from './mend.ts'
import { openBroken, type BrokenFile } from './open-broken.ts'
import { RowSaver } from './row-saver.ts'
import { shapeOf } from './shape.ts'
import { walkTree } from './pages.ts'

const log = openLog('store')

export interface SalvageJob {
  names: FileNames
  /** What the damaged file is under. */
  key: string | null
  /** What the fresh one shall be under. */
  freshKey: string | null
  steps: readonly string[]
  /** ms since 1970. */
  now: number
  tell: TellProgress
}

/** Filled anew by the program itself. */
const DERIVED: readonly string[] = ['indexes', 'parts_waiting']

/** Leaves `names.fresh` complete and closed; the damaged file is not touched. */
export function salvage(job: SalvageJob): { report: RepairReport; schema: number } {
  const { names } = job
  removeDatabase(names.fresh)
  job.tell({ step: 'repairing', done: 0, total: 1 })
  const broken = openBroken(names, job.key)
  const fresh = openDatabase(names.fresh, under(job.freshKey, { isScratch: true }))
  try {
    const schema = migrate(fresh, stepsOf(job, broken))
    const saved = broken ? saveAll(broken, fresh, job.tell) : { messages: 0, lost: null }
    const report: RepairReport = {
      at: job.now,
      cause: broken ? 'damaged' : 'unreadable',
      messagesSaved: saved.messages,
      messagesLost: saved.lost,
      keptAt: freeName(damagedName(names.path, job.now))
    }
    log.warn('file salvaged', { cause: report.cause, saved: saved.messages, lost: saved.lost })
    return { report, schema }
  } finally {
    fresh.close()
    broken?.database.close()
    removeDatabase(names.broken)
  }
}

// Rows are saved into the schema they were written in; a later step brings that up to date.
function stepsOf({ steps, names }: SalvageJob, broken: BrokenFile | null): readonly string[] {
  if (!broken) return steps
  const said = broken.pages.bytes(1)?.readUInt32BE(60) ?? 0
  const noted = readNotes(names).schema ?? steps.length
  return steps.slice(0, said > 0 && said <= steps.length ? said : noted)
}

function saveAll(
  broken: BrokenFile,
  fresh: Database,
  tell: TellProgress
): { messages: number; lost: number | null } {
  const names = tableNames(fresh).filter((name) => isOurs(fresh, name))
  const shapes = names.map((name) => shapeOf(fresh, name))
  const saver = new RowSaver(fresh, shapes)
  const reached = new Set<number>()
  let hasHoles = false
  for (const shape of shapes) {
    const root = broken.roots.tables.get(shape.name)
    if (root === undefined) hasHoles = true
    else if (saver.saveTree(broken.pages, root, shape, reached).broken > 0) hasHoles = true
    tell({ step: 'repairing', done: reached.size, total: broken.pages.count })
  }
  if (hasHoles) saver.saveLoose(broken.pages, reached)
  saver.finish()
  const lost = lostMessages(broken, saver)
  mend(fresh)
  bookLostPlaces(broken, fresh)
  rebuildIndexes(fresh)
  proveWhole(fresh)
  return { messages: countOf(fresh, 'messages'), lost }
}

function isOurs(fresh: Database, name: string): boolean {
  if (name.startsWith('sqlite_') || DERIVED.includes(name)) return false
  const row = fresh
    .prepare<{ type: string }>('SELECT type FROM pragma_table_list WHERE name = ?')
    .get([name])
  return row?.type === 'table'
}

// Every message stands in this index too, so that it knows how many there were.
function lostMessages({ pages, roots }: BrokenFile, saver: RowSaver): number | null {
  const saved = saver.saved('messages')
  const { seen, isWhole } = saver.found('messages')
  if (isWhole) return Math.max(0, seen - saved)
  const root = roots.indexes.get('messages_by_position')
  if (root === undefined) return null
  let entries = 0
  const { broken } = walkTree(pages, root, (cells) => (entries += cells.length))
  return broken > 0 ? null : Math.max(0, entries - saved)
}

function countOf(database: Database, table: string): number {
  const count = database.prepare<{ n: number }>(`SELECT count(*) AS n FROM ${quoted(table)}`)
  return count.get()?.n ?? 0
}

function freeName(wanted: string): string {
  let name = wanted
  for (let next = 2; sizeOf(name) > 0; next++) {
    name = wanted.replace(/(\.[^.]*)$/, `-${next}$1`)
  }
  return name
}
