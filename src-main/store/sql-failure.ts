// Turns what SQLite throws into the failures that callers understand.
import type { Failure, Result } from '../../src-preload/contract/failure.ts'
import { sqlCode } from '../base/sql.ts'
import { SchemaDueError, SchemaTooNewError } from './schema/migrate.ts'

/** The file was found damaged: nothing more is written into it. */
export class StoreDamagedError extends Error {}

/** The failure behind an error, or null where it is a bug of ours. */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof SchemaTooNewError) {
    return { code: 'store-too-new', retry: false, detail: { schema: error.found } }
  }
  if (error instanceof SchemaDueError) {
    return { code: 'internal', retry: true, detail: { schemaDue: error.found } }
  }
  if (error instanceof StoreDamagedError) return { code: 'store-corrupt', retry: true }
  const code = sqlCode(error)
  if (code === undefined) return failureOfDisk(error)
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE')
    return { code: 'disk-full', retry: true }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return { code: 'store-locked', retry: true }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return { code: 'store-corrupt', retry: false, detail: { sqlite: code } }
  }
  if (/^SQLITE_(IOERR|READONLY|CANTOPEN|NOMEM|PERM)/.test(code)) {
    return { code: 'internal', retry: true, detail: { sqlite: code } }
  }
  return null
}

// Copies and notes are written without SQLite.
function failureOfDisk(error: unknown): Failure | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOSPC' || code === 'EDQUOT') return { code: 'disk-full', retry: true }
  return /^E(IO|BUSY|PERM|ACCES|ROFS|MFILE)$/.test(code)
    ? { code: 'internal', retry: true, detail: { disk: code } }
    : null
}

/** Runs work that may meet a full disk or a broken file; bugs pass through as what they are. */
export function guarded<T>(work: () => Result<T>): Result<T> {
  try {
    return work()
  } catch (error) {
    const failure = failureOf(error)
    if (!failure) throw error
    return { ok: false, failure }
  }
}
