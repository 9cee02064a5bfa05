// Turns what the file system says no with into failures that people understand.
import type { Failure } from '../../../src-preload/contract/failure.ts'
import { failureOf } from '../sql-failure.ts'

const FULL = ['ENOSPC', 'EDQUOT']

/**
 * The failure behind an error of reading or writing a file, or of the database that is read for it;
 * null where it is a bug of ours.
 */
export function fileFailureOf(error: unknown, doing: 'reading' | 'writing'): Failure | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (FULL.includes(code)) return { code: 'disk-full', retry: true }
  // Node's own complaints start so; the file system's are E and a word.
  if (/^E[A-Z0-9]+$/.test(code) && !code.startsWith('ERR_')) {
    return { code: doing === 'writing' ? 'file-not-written' : 'file-not-read', retry: true }
  }
  return failureOf(error)
}
