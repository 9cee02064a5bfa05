// Turns what SQLite throws into the failures that callers understand.
import type { Failure, Result } from '../../src-preload/contract/failure.ts'
import { sqlCode } from '../base/sql.ts'
import { SchemaTooNewError } from './schema/migrate.ts'

/** The failure behind an error, or null where it is a bug of ours. */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof SchemaTooNewError) {
    return { code: 'store-too-new', retry: false, detail: { schema: error.found } }
  }
  const code = sqlCode(error)
  if (code === undefined) return null
  if (code === 'SQLITE_FULL') return { code: 'disk-full', retry: true }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return { code: 'store-locked', retry: true }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return { code: 'store-corrupt', retry: false, detail: { sqlite: code } }
  }
  if (/^SQLITE_(IOERR|READONLY|CANTOPEN|NOMEM|PERM)/.test(code)) {
    return { code: 'internal', retry: true, detail: { sqlite: code } }
  }
  return null
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
