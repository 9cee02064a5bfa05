// Runs a job to its end and says how that was: nothing is thrown but bugs.
import { StoreDatabase } from '../database.ts'
import { runBackup, type BackupJob } from '../backup/run-backup.ts'
import { runExport, type ExportJob } from '../export/run-export.ts'
import { fileFailureOf } from './file-failure.ts'
import { CancelledError, type JobOutcome, type JobWatch } from './job.ts'

export type ArchiveJob = ({ kind: 'export' } & ExportJob) | ({ kind: 'backup' } & BackupJob)

/** The database that is read; it is open elsewhere. */
export interface ArchiveSource {
  path: string
  encryptionKey: string | null
}

/** Takes as long as it takes: for a thread of its own. */
export function runJob(source: ArchiveSource, job: ArchiveJob, watch: JobWatch): JobOutcome {
  try {
    const db = StoreDatabase.openReader(source.path, source.encryptionKey)
    try {
      const messages =
        job.kind === 'export' ? runExport(db, job, watch) : runBackup({ db, source, job }, watch)
      if (messages === null) return failed('not-found')
      return { kind: 'done', messages }
    } finally {
      // The log could not shrink while this was reading; nobody should have to wait for it later.
      db.tidyLog()
      db.close()
    }
  } catch (error) {
    if (error instanceof CancelledError) return { kind: 'cancelled' }
    const failure = fileFailureOf(error, 'writing')
    if (!failure) throw error
    return { kind: 'failed', failure }
  }
}

function failed(code: 'not-found'): JobOutcome {
  return { kind: 'failed', failure: { code, retry: false } }
}
