// Answers main in the process that reads a backup.
import { done, type Failure, type Result } from '../../../src-preload/contract/failure.ts'
import type { Handlers } from '../../../src-preload/contract/rpc.ts'
import type { ArchiveProgress } from '../../ports/process-calls.ts'
import type { RestoreProcessCalls } from '../../ports/restore-calls.ts'
import { fileFailureOf } from '../archive/file-failure.ts'
import { BackupError, BackupReader } from './read-backup.ts'
import { stageRestore } from './stage-restore.ts'

const TELL_EVERY_MS = 100

/** The process is ended by whoever started it, at any moment. */
export function makeRestoreSide(
  onProgress: (progress: ArchiveProgress) => void
): Handlers<RestoreProcessCalls> {
  let reader: BackupReader | null = null
  return {
    openBackup: ({ path, passphrase }) =>
      answered('reading', () => {
        reader?.close()
        reader = null
        reader = BackupReader.open(path, passphrase)
        const { createdAt, app, servers, conversations, messages } = reader.manifest()
        return done({ createdAt, app, servers, conversations, messages })
      }),
    stage: ({ target, key }) =>
      answered('writing', () => {
        if (!reader) return { ok: false, failure: { code: 'not-found', retry: false } }
        const watch = { onProgress: calmly(onProgress), isCancelled: () => false }
        stageRestore(reader, { target, key, now: Date.now() }, watch)
        const { settings, dialects } = reader.manifest()
        return done({ settings, dialects })
      })
  }
}

function answered<T>(doing: 'reading' | 'writing', work: () => Result<T>): Result<T> {
  try {
    return work()
  } catch (error) {
    const failure = failureOf(error, doing)
    if (!failure) throw error
    return { ok: false, failure }
  }
}

function failureOf(error: unknown, doing: 'reading' | 'writing'): Failure | null {
  if (error instanceof BackupError) return { code: error.code, retry: false }
  return fileFailureOf(error, doing)
}

function calmly(tell: (progress: ArchiveProgress) => void): (progress: ArchiveProgress) => void {
  let toldAt = Number.NEGATIVE_INFINITY
  return (progress) => {
    const now = performance.now()
    if (progress.done !== progress.total && now - toldAt < TELL_EVERY_MS) return
    toldAt = now
    tell(progress)
  }
}
