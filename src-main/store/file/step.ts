// Decides and does the next thing that a database file needs before it can be used; runs in its own thread.
import { existsSync } from 'node:fs'
import { done, refuse, type Failure, type Result } from '../../../src-preload/contract/failure.ts'
import { describeError, openLog } from '../../base/log.ts'
import { openDatabase, sqlCode } from '../../base/sql.ts'
import type { StoreOpenProgress } from '../../../src-preload/contract/vault.ts'
import { migrate } from '../schema/migrate.ts'
import { schemaSteps } from '../schema/steps.ts'
import { failureOf } from '../sql-failure.ts'
import { copyInto, proveCopy, proveWhole, under, versionOf, withDatabase } from './copy.ts'
import { checkSpace, databaseSize, readStart, removeDatabase } from './disk.ts'
import { goBack } from './go-back.ts'
import { judgeUnopened, lookAt } from './known-file.ts'
import { beforeName, namesOf, type FileNames } from './names.ts'
import { printOf, readNotes } from './notes.ts'
import { salvage } from './salvage/salvage.ts'
import { beginSwap } from './swap.ts'

const log = openLog('store')

export interface StepRequest {
  path: string
  /** The key it is under. */
  key: string | null
  /** The key it shall be under; often the same. */
  wanted: string | null
  /** ms since 1970. */
  now: number
  /** Whether a file of a newer schema may give way to the one before its migration. */
  mayGoBack?: boolean
  /** Tests give their own. */
  steps?: readonly string[]
}

/** Progress; `watch` names a file whose size says how far it is, since SQLite does not. */
export type StepProgress = StoreOpenProgress & { watch?: string }
export type TellProgress = (progress: StepProgress) => void

export type Step =
  | { kind: 'ready'; isNext: boolean; schema: number }
  /** A fresh copy waits to take the file's place. */
  | { kind: 'swap' }
  | { kind: 'refused'; failure: Failure }

/** Does one step; ask again after a swap, until the file is ready. */
export function nextStep(request: StepRequest, tell: TellProgress): Step {
  const names = namesOf(request.path)
  try {
    return stepFor(request, names, tell)
  } catch (error) {
    log.error('file not prepared', { error: describeError(error) })
    removeDatabase(names.fresh)
    removeDatabase(names.broken)
    return { kind: 'refused', failure: failureOf(error) ?? { code: 'internal', retry: false } }
  }
}

function stepFor(request: StepRequest, names: FileNames, tell: TellProgress): Step {
  if (!existsSync(names.path)) return { kind: 'ready', isNext: true, schema: 0 }
  if (readNotes(names).needsRepair) return repair(names, request, keyByNotes(names, request), tell)
  const found = findKey(names, request)
  if (found.kind === 'refused') return found
  if (found.kind === 'damaged') return repair(names, request, found.key, tell)
  const { key, schema } = found
  const steps = request.steps ?? schemaSteps
  if (schema > steps.length) {
    if (request.mayGoBack && goBack(names, key, request, steps.length)) return { kind: 'swap' }
    return { kind: 'refused', failure: refuse('store-too-new', { schema }).failure }
  }
  const isDue = schema > 0 && schema < steps.length
  if (key === request.wanted && !isDue) return { kind: 'ready', isNext: true, schema }
  try {
    return key === request.wanted
      ? migrateCopy(names, key, request, tell)
      : rekeyCopy(names, key, request, tell)
  } catch (error) {
    // The copy reads every page, so this is where damage deep inside shows.
    if (failureOf(error)?.code !== 'store-corrupt') throw error
    removeDatabase(names.fresh)
    return repair(names, request, key, tell)
  }
}

type Found =
  | { kind: 'opens'; key: string | null; schema: number }
  | { kind: 'damaged'; key: string | null }
  | { kind: 'refused'; failure: Failure }

function findKey(names: FileNames, request: StepRequest): Found {
  const look = lookAt(readStart(names.path, 24))
  const keys = [...new Set([request.wanted, request.key])]
  // A plain file is taken as it is, and encrypted if there is a key.
  for (const key of look === 'plain' ? [null] : keys) {
    const found = probe(names.path, key)
    if (found) return found
  }
  const verdict = judgeUnopened({
    look,
    keyPrint: readNotes(names).keyPrint,
    keys: keys.map((key) => ({ key, print: printOf(key) }))
  })
  if (verdict.kind === 'damaged') return verdict
  return { kind: 'refused', failure: refuse('store-key-wrong').failure }
}

/** Null: no database under this key. */
function probe(path: string, key: string | null): Found | null {
  try {
    const schema = withDatabase(path, under(key), versionOf)
    return { kind: 'opens', key, schema }
  } catch (error) {
    const code = sqlCode(error) ?? ''
    if (code === 'SQLITE_NOTADB') return null
    if (code.startsWith('SQLITE_CORRUPT')) return { kind: 'damaged', key }
    throw error
  }
}

// What was found broken was open under one of the two; the notes know which.
function keyByNotes(names: FileNames, { key, wanted }: StepRequest): string | null {
  const { keyPrint } = readNotes(names)
  if (keyPrint === printOf(wanted)) return wanted
  return keyPrint === printOf(null) ? null : key
}

function rekeyCopy(
  names: FileNames,
  key: string | null,
  { wanted, now }: StepRequest,
  tell: TellProgress
): Step {
  const total = databaseSize(names.path)
  const space = checkSpace(names.path, total)
  if (!space.ok) return { kind: 'refused', failure: space.failure }
  tell({ step: 'copying', done: 0, total, watch: names.fresh })
  const { rows, schema } = withDatabase(names.path, under(key), (database) => ({
    rows: copyInto(database, names.fresh, wanted),
    schema: versionOf(database)
  }))
  withDatabase(names.fresh, under(wanted, { isScratch: true }), (copy) => proveCopy(copy, rows))
  // Nobody has the old key any more, and a plain file would give away what the new one hides.
  beginSwap(names, {
    keepAs: null,
    keepsLog: false,
    dropsOlder: true,
    schema,
    keyPrint: printOf(wanted),
    checkedAt: now
  })
  return { kind: 'swap' }
}

function migrateCopy(
  names: FileNames,
  key: string | null,
  { now, steps = schemaSteps }: StepRequest,
  tell: TellProgress
): Step {
  const total = databaseSize(names.path)
  // A migration may write every row once more.
  const space = checkSpace(names.path, total * 2)
  if (!space.ok) return { kind: 'refused', failure: space.failure }
  tell({ step: 'copying', done: 0, total, watch: names.fresh })
  const from = withDatabase(names.path, under(key), (database) => {
    copyInto(database, names.fresh, key)
    return versionOf(database)
  })
  const migrated = migrateFresh(names, key, steps, (index) =>
    tell({ step: 'migrating', done: index - from, total: steps.length - from })
  )
  if (!migrated.ok) {
    removeDatabase(names.fresh)
    return { kind: 'refused', failure: migrated.failure }
  }
  const keepAs = beforeName(names.path, from)
  removeDatabase(keepAs)
  beginSwap(names, {
    keepAs,
    keepsLog: false,
    dropsOlder: true,
    schema: steps.length,
    keyPrint: printOf(key),
    checkedAt: now
  })
  return { kind: 'swap' }
}

function migrateFresh(
  names: FileNames,
  key: string | null,
  steps: readonly string[],
  tellStep: (index: number) => void
): Result<null> {
  const copy = openDatabase(names.fresh, under(key, { isScratch: true }))
  const from = versionOf(copy)
  try {
    copy.exec('PRAGMA foreign_keys = ON')
    for (let version = from + 1; version <= steps.length; version++) {
      tellStep(version - 1)
      migrate(copy, steps.slice(0, version))
    }
    proveWhole(copy)
    return done(null)
  } catch (error) {
    log.error('migration failed', { error: describeError(error) })
    const failure = failureOf(error)
    if (failure?.code === 'disk-full') return { ok: false, failure }
    return refuse('store-migration-failed', { from, to: steps.length })
  } finally {
    copy.close()
  }
}

function repair(
  names: FileNames,
  { now, wanted, steps = schemaSteps }: StepRequest,
  key: string | null,
  tell: TellProgress
): Step {
  const size = databaseSize(names.path)
  // One copy to read from, one to write to.
  const space = checkSpace(names.path, size * 2)
  if (!space.ok) return { kind: 'refused', failure: space.failure }
  const { report, schema } = salvage({ names, key, steps, now, tell, freshKey: wanted })
  beginSwap(names, {
    keepAs: report.keptAt,
    keepsLog: true,
    dropsOlder: false,
    schema,
    keyPrint: printOf(wanted),
    checkedAt: now,
    report
  })
  return { kind: 'swap' }
}
