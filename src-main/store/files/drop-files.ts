// Takes the files of a message away that was taken back.
import type { MessageId } from '../../../src-preload/contract/model.ts'
import { countFiles, deleteFile, readMessageFiles } from '../queries/files.ts'
import { awaitParts } from '../queries/search-index.ts'
import type { WriteSession } from '../write-session.ts'

/** Those that Filo keeps on the disk are removed once this is committed. */
export function dropFiles({ db, changes }: WriteSession, messageId: MessageId): void {
  const rows = readMessageFiles(db, messageId)
  if (rows.length === 0) return
  for (const row of rows) {
    changes.transfersStopped.add(row.id)
    deleteFile(db, row.id)
  }
  changes.haveFilesGone = true
  countFiles(db, messageId, 0)
  awaitParts(db, [messageId])
}
