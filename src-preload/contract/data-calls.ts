// What the person takes out of Filo and brings back: exports, backups, restoring; main opens every dialog.
import * as v from 'valibot'
import type { Failure } from './failure.ts'
import { limits } from './limits.ts'
import { call } from './rpc.ts'

/** How much of the history. */
export const exportScopeSchema = v.variant('of', [
  v.strictObject({
    of: v.literal('conversation'),
    conversationId: v.pipe(v.number(), v.safeInteger(), v.minValue(1))
  }),
  v.strictObject({ of: v.literal('server'), serverId: v.pipe(v.string(), v.uuid()) }),
  v.strictObject({ of: v.literal('everything') })
])
export type ExportScope = v.InferOutput<typeof exportScopeSchema>

/** `json` is one file; `web` is a folder of pages. */
export const exportFormatSchema = v.picklist(['json', 'web'])
export type ExportFormat = v.InferOutput<typeof exportFormatSchema>

/** `snapshot`: the store is copied; `writing`: into the file; `checking`: the file is read back. */
export type DataStep = 'snapshot' | 'writing' | 'checking'

/** Something that takes a while; one at a time. */
export interface DataTask {
  kind: 'export' | 'backup' | 'restore'
  state: 'running' | 'done' | 'failed' | 'cancelled'
  step: DataStep
  /** Messages of an export, bytes of the others; `total` 0: not known yet. */
  done: number
  total: number
  /** Of the file or folder, without the way to it. */
  name: string
  /** How many messages were written, once it is done. */
  messages: number
  failure: Failure | null
}

/** What a backup holds, told only to who knows its passphrase. */
export interface BackupSummary {
  /** ms since 1970. */
  createdAt: number
  app: string
  /** Their names; at most 50. */
  servers: string[]
  conversations: number
  messages: number
}

/** A backup that was chosen to be restored; `summary` once the passphrase has opened it. */
export interface ChosenBackup {
  name: string
  summary: BackupSummary | null
}

export interface DataState {
  task: DataTask | null
  backup: ChosenBackup | null
  /** When the last backup of this store was made, ms since 1970. */
  lastBackupAt: number | null
}

const empty = v.strictObject({})
const passphrase = v.pipe(v.string(), v.maxLength(limits.backupPassphrase))
const newPassphrase = v.pipe(passphrase, v.minLength(limits.backupPassphraseLeast))

/** Whatever they begin is told by `dataChanged`: a dialog may stay open for as long as the person likes. */
export const dataCalls = {
  dataState: call(empty).returns<DataState>(),
  /** Asks for a place, then exports. Refuses with `too-many` while another task runs. */
  exportMessages: call(
    v.strictObject({ scope: exportScopeSchema, format: exportFormatSchema })
  ).returns<null>(),
  /** Asks for a place, then writes everything into one encrypted file. */
  makeBackup: call(v.strictObject({ passphrase: newPassphrase })).returns<null>(),
  cancelTask: call(empty).returns<null>(),
  /** The person has read how the task ended. */
  dismissTask: call(empty).returns<null>(),
  /** Shows what the last task wrote, in the system's file manager. */
  showWritten: call(empty).returns<null>(),
  /** Asks for a backup file; `dataChanged` tells which. */
  chooseBackup: call(empty).returns<null>(),
  /** Refuses with `backup-passphrase-wrong`; takes about a second whatever is given. */
  openBackup: call(v.strictObject({ passphrase })).returns<BackupSummary>(),
  /** Puts what the opened backup holds in the place of the store, which is kept aside. */
  restoreBackup: call(empty).returns<null>(),
  /** Forgets the chosen backup. */
  closeBackup: call(empty).returns<null>()
}
export type DataCalls = typeof dataCalls
