// What the network process does to transfers: takes them, tells how far they are, and how they ended.
import { done, type Failure, type Result } from '../../../src-preload/contract/failure.ts'
import type { FileId } from '../../../src-preload/contract/files.ts'
import type { ConversationRef } from '../../../src-preload/contract/inbound.ts'
import { limits } from '../../../src-preload/contract/limits.ts'
import type { ServerId } from '../../../src-preload/contract/model.ts'
import { assertNever } from '../../base/assert-never.ts'
import type { FilePlace, FileSource, TransferEnd, TransferJob } from '../../ports/transfer-calls.ts'
import { readConversationRow, refOf } from '../queries/conversations-read.ts'
import {
  isFileHere,
  writeFileSize,
  readFileRow,
  writeArrived,
  writeUploaded,
  type FileRow
} from '../queries/files.ts'
import {
  deleteTransfer,
  markRunning,
  postponeTransfer,
  raiseTransfers,
  readNextTransfers,
  readTransfer,
  readWaitingDownloads,
  requeueRunning,
  trimDone,
  writeTransferProgress,
  writeTransferState
} from '../queries/transfers.ts'
import type { WriteSession } from '../write-session.ts'
import { download, tellFile } from './acts.ts'
import { sendIfComplete, stopWaiting } from './send-files.ts'

/** Where the first files lie that wait to be fetched from a server. */
export function waitingPlaces(
  { db }: WriteSession,
  { serverId }: { serverId: ServerId }
): Result<FilePlace[]> {
  const fileIds = readWaitingDownloads(db, serverId, limits.placesAsked)
  return done(
    fileIds.flatMap((fileId) => {
      const row = readFileRow(db, fileId)
      const conversation = row && readConversationRow(db, row.conversation_id)
      return row && conversation ? placeOf(row, refOf(conversation)) : []
    })
  )
}

function placeOf(row: FileRow, conversation: ConversationRef): FilePlace {
  const { id: fileId, name, media_type: mediaType, remote_id: remoteId, url } = row
  return { fileId, conversation, name, mediaType, remoteId, url }
}

/** Hands out a server's next transfers; from now on they are running. */
export function takeTransfers(
  session: WriteSession,
  {
    serverId,
    limit,
    fileIds: among
  }: { serverId: ServerId; limit: number; fileIds?: FileId[] | undefined },
  folder: string
): Result<{ jobs: TransferJob[]; nextAt: number | null }> {
  const wish = { limit, now: session.now, among: among ?? null }
  const { fileIds, nextAt } = readNextTransfers(session.db, serverId, wish)
  const jobs = fileIds.flatMap((fileId) => jobOf(session, fileId, folder) ?? [])
  if (jobs.length === 0) return done({ jobs, nextAt })
  markRunning(
    session.db,
    jobs.map(({ fileId }) => fileId)
  )
  for (const { fileId } of jobs) {
    const row = readFileRow(session.db, fileId)
    if (row) tellFile(session, row)
  }
  return done({ jobs, nextAt })
}

function jobOf({ db }: WriteSession, fileId: FileId, folder: string): TransferJob | null {
  const row = readFileRow(db, fileId)
  const transfer = readTransfer(db, fileId)
  const conversation = row && readConversationRow(db, row.conversation_id)
  if (!row || !transfer || !conversation) return null
  return {
    ...placeOf(row, refOf(conversation)),
    serverId: transfer.server_id,
    conversationId: conversation.id,
    direction: transfer.direction,
    kind: row.kind,
    size: row.size,
    sha256: row.sha256,
    width: row.width,
    height: row.height,
    source: transfer.direction === 'up' ? sourceOf(row, folder) : null,
    most: transfer.most,
    bytes: transfer.bytes,
    // Written by `noteTransfers`, whose schema it fits.
    resume: JSON.parse(transfer.resume) as Record<string, string>,
    attempts: transfer.attempts,
    folder
  }
}

/** Where a file of ours lies; null where its bytes are elsewhere or in the database. */
export function sourceOf(row: FileRow, folder: string): FileSource | null {
  if (row.path === null) return null
  const path = row.kept === 1 ? `${folder}/${row.path}` : row.path
  return { path, size: row.size ?? 0, modifiedAt: row.modified_at }
}

export function noteTransfers(
  session: WriteSession,
  notes: readonly { fileId: FileId; bytes: number; resume: Record<string, string> }[]
): Result<null> {
  for (const note of notes) writeTransferProgress(session.db, note.fileId, note)
  session.changes.haveTransfersChanged = true
  return done(null)
}

/** Takes down how it ended; what was paused or taken back meanwhile stays so, unless it is done. */
export function endTransfer(session: WriteSession, fileId: FileId, end: TransferEnd): Result<null> {
  const row = readFileRow(session.db, fileId)
  if (!row || row.state === null || row.state === 'done') return done(null)
  switch (end.end) {
    case 'sent':
      writeUploaded(session.db, fileId, end)
      finish(session, fileId)
      if (row.message_id !== null) sendIfComplete(session, row.message_id)
      break
    case 'arrived':
      writeArrived(session.db, fileId, end)
      finish(session, fileId)
      break
    case 'failed':
      if (row.state !== 'running') return done(null)
      if (isTooLargeUnasked(session, row, end.failure)) break
      writeTransferState(session.db, fileId, {
        state: 'failed',
        failure: end.failure,
        now: session.now
      })
      if (row.direction === 'up' && row.message_id !== null) {
        stopWaiting(session, row.message_id, end.failure)
      }
      break
    case 'postponed':
      postponeTransfer(session.db, fileId, { ...end, notBefore: session.now + end.afterMs })
      break
    default:
      assertNever(end)
  }
  tellFile(session, row)
  return done(null)
}

// Nobody asked for it: it stays where it is, and the person sees how large it is.
function isTooLargeUnasked({ db }: WriteSession, row: FileRow, failure: Failure): boolean {
  const length = failure.detail?.['length']
  if (failure.code !== 'file-too-large' || typeof length !== 'number') return false
  if (readTransfer(db, row.id)?.most === null) return false
  writeFileSize(db, row.id, length)
  deleteTransfer(db, row.id)
  return true
}

function finish(session: WriteSession, fileId: FileId): void {
  writeTransferState(session.db, fileId, { state: 'done', failure: null, now: session.now })
  trimDone(session.db)
}

/** What is on screen goes first; its images that are small enough are wanted. */
export function showFiles(
  session: WriteSession,
  fileIds: readonly FileId[],
  autoBytes: number
): Result<null> {
  for (const fileId of fileIds) {
    const row = readFileRow(session.db, fileId)
    if (!row || row.kind !== 'image' || row.state !== null || isFileHere(row)) continue
    // A picture whose size nobody told may be tried: what turns out too large is not read to its end.
    if (row.size === null ? autoBytes > 0 : row.size <= autoBytes)
      download(session, fileId, { priority: 1, most: autoBytes })
  }
  raiseTransfers(session.db, fileIds)
  return done(null)
}

/** The network process began anew: whatever ran is taken up again. */
export function networkArrived(session: WriteSession): void {
  for (const fileId of requeueRunning(session.db)) {
    const row = readFileRow(session.db, fileId)
    if (row) tellFile(session, row)
  }
}
