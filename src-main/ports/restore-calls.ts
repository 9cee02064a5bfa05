// What main asks of the process that reads a backup: it opens it and lays out a database, and touches no other.
import * as v from 'valibot'
import type { BackupSummary } from '../../src-preload/contract/data-calls.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import { call } from '../../src-preload/contract/rpc.ts'
import type { ArchiveProgress } from './process-calls.ts'

const path = v.pipe(v.string(), v.minLength(1), v.maxLength(4096))

/** What a backup holds beside the database; whoever takes it checks it. */
export interface RestoredExtras {
  settings: Record<string, unknown>
  dialects: { name: string; text: string }[]
}

export interface RestoreProcessEvents {
  progress: ArchiveProgress
}

export const restoreProcessCalls = {
  /** Opens a backup, the one before it is let go. Refuses with `backup-…` and `file-not-read`. */
  openBackup: call(
    v.object({ path, passphrase: v.pipe(v.string(), v.maxLength(limits.backupPassphrase)) })
  ).returns<BackupSummary>(),
  /**
   * Lays the opened backup's database out at `target`, where nothing is, under `key` (64 hex digits; null:
   * plain). Answers once all of it was authenticated, checked, brought to the newest schema and is on disk.
   */
  stage: call(
    v.object({
      target: path,
      key: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)))
    })
  ).returns<RestoredExtras>()
}
export type RestoreProcessCalls = typeof restoreProcessCalls
