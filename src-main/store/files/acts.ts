// What the person does to transfers: fetch, pause, go on, give up, try again.
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { FileId } from '../../../src-preload/contract/files.ts'
import { tellChanged } from '../content.ts'
import { isFileHere, readFileRow, type MovingRow } from '../queries/files.ts'
import { writeState } from '../queries/messages-write.ts'
import { findById } from '../queries/stored-messages.ts'
import { takeBackQueued } from '../queued.ts'
import {
  deleteTransfer,
  insertTransfer,
  pauseAll,
  restartTransfer,
  serverOf,
  writeTransferState
} from '../queries/transfers.ts'
import { saveDraftIfEmpty } from '../queries/conversations-write.ts'
import type { WriteSession } from '../write-session.ts'
import { isWaiting, returnFiles } from './send-files.ts'

/** A file's message is drawn anew, and so is the panel. */
export function tellFile(session: WriteSession, row: Pick<MovingRow, 'message_id'>): void {
  session.changes.haveTransfersChanged = true
  const stored = row.message_id === null ? undefined : findById(session.db, row.message_id)
  if (stored) tellChanged(session, stored)
}

function tellServer(session: WriteSession, row: MovingRow): void {
  const serverId = serverOf(session.db, row.conversation_id)
  if (serverId !== null) session.changes.transfersWaiting.add(serverId)
}

/** Wants a file of somebody else's message here. */
export function download(
  session: WriteSession,
  fileId: FileId,
  { priority, most }: { priority: number; most: number | null } = { priority: 1, most: null }
): Result<null> {
  const row = readFileRow(session.db, fileId)
  if (!row || row.message_id === null) return refuse('not-found')
  if (row.state === 'queued' || row.state === 'running') return done(null)
  if (isFileHere(row) || row.direction === 'up') return done(null)
  if (row.url === null && row.remote_id === null) return refuse('not-supported')
  const serverId = serverOf(session.db, row.conversation_id)
  if (serverId === null) return refuse('not-found')
  insertTransfer(session.db, {
    ...{ fileId, serverId, priority, most },
    direction: 'down',
    now: session.now
  })
  session.changes.transfersWaiting.add(serverId)
  tellFile(session, row)
  return done(null)
}

export function pause(session: WriteSession, fileId: FileId): Result<null> {
  const row = readFileRow(session.db, fileId)
  if (!row) return refuse('not-found')
  if (row.state !== 'queued' && row.state !== 'running') return done(null)
  writeTransferState(session.db, fileId, { state: 'paused', failure: null, now: session.now })
  session.changes.transfersStopped.add(fileId)
  tellFile(session, row)
  return done(null)
}

/** Goes on with what was paused, or tries again what failed. */
export function goOn(session: WriteSession, fileId: FileId): Result<null> {
  const row = readFileRow(session.db, fileId)
  if (!row || row.state === null) return refuse('not-found')
  if (row.state === 'running' || row.state === 'done') return done(null)
  restartTransfer(session.db, fileId)
  const stored = row.message_id === null ? undefined : findById(session.db, row.message_id)
  if (stored?.state === 'failed' && stored.remote_id === null && row.direction === 'up') {
    writeState(session.db, stored.id, 'queued', null)
  }
  tellServer(session, row)
  tellFile(session, row)
  return done(null)
}

export function pauseEverything(session: WriteSession, paused: boolean): Result<null> {
  for (const fileId of pauseAll(session.db, paused)) {
    const row = readFileRow(session.db, fileId)
    if (!row) continue
    if (paused) session.changes.transfersStopped.add(fileId)
    else tellServer(session, row)
    tellFile(session, row)
  }
  return done(null)
}

/** A download is forgotten; an upload's message goes back into the composer with all its files. */
export function cancel(session: WriteSession, fileId: FileId): Result<null> {
  const row = readFileRow(session.db, fileId)
  if (!row || row.state === null) return done(null)
  if (row.direction === 'down' || row.state === 'done') {
    deleteTransfer(session.db, fileId)
    session.changes.transfersStopped.add(fileId)
    tellFile(session, row)
    return done(null)
  }
  const stored = row.message_id === null ? undefined : findById(session.db, row.message_id)
  if (!stored) return refuse('not-found')
  if (stored.state !== 'failed' && !isWaiting(session, stored)) return refuse('not-allowed')
  saveDraftIfEmpty(session.db, stored.conversation_id, stored.text)
  returnFiles(session, stored)
  return done(takeBackQueued(session, stored))
}
