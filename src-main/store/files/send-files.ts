// Messages with files: they wait in the conversation until their files are on the server, then in the outbox.
import { done, refuse, type Failure, type Result } from '../../../src-preload/contract/failure.ts'
import type { FileId } from '../../../src-preload/contract/files.ts'
import type { MessageId } from '../../../src-preload/contract/model.ts'
import { tellChanged } from '../content.ts'
import { enqueue } from '../enqueue.ts'
import {
  countFiles,
  readFilesOf,
  readMessageFiles,
  readStaged,
  writeFileMessage,
  type MovingRow
} from '../queries/files.ts'
import { writeOutboxId, writeState } from '../queries/messages-write.ts'
import { findOutboxOfMessage } from '../queries/outbox.ts'
import {
  areFilesSent,
  deleteTransfer,
  insertTransfer,
  restartTransfer,
  serverOf
} from '../queries/transfers.ts'
import { findById, readReply, type StoredMessage } from '../queries/stored-messages.ts'
import type { WriteSession } from '../write-session.ts'

/** The composer's files that are to be sent, in the order that was wished. */
export function pickStaged(
  session: WriteSession,
  conversationId: number,
  fileIds: readonly FileId[]
): Result<MovingRow[]> {
  const staged = new Map(readStaged(session.db, conversationId).map((row) => [row.id, row]))
  const picked = [...new Set(fileIds)].flatMap((id) => staged.get(id) ?? [])
  return picked.length === new Set(fileIds).size ? done(picked) : refuse('not-found')
}

/** Makes files part of a message that is stored already, and wants them on the server. */
export function attach(
  session: WriteSession,
  message: { id: MessageId; conversationId: number },
  files: readonly MovingRow[]
): void {
  const serverId = serverOf(session.db, message.conversationId)
  if (serverId === null) return
  for (const [place, file] of files.entries()) {
    writeFileMessage(session.db, file.id, { messageId: message.id, place })
    insertTransfer(session.db, {
      fileId: file.id,
      serverId,
      direction: 'up',
      priority: 1,
      most: null,
      now: session.now
    })
  }
  countFiles(session.db, message.id, files.length)
  session.changes.staged.add(message.conversationId)
  session.changes.transfersWaiting.add(serverId)
}

/** Puts a message whose files are all on the server into the outbox, behind what is there. */
export function sendIfComplete(session: WriteSession, messageId: MessageId): void {
  const stored = findById(session.db, messageId)
  if (!stored || !isWaiting(session, stored) || !areFilesSent(session.db, messageId)) return
  const conversation = session.conversation(stored.conversation_id)
  if (!conversation || stored.client_id === null) return
  const outboxId = enqueue(session, conversation, {
    messageId,
    intent: 'send',
    clientId: stored.client_id,
    payload: { text: stored.text, replyTo: readReply(session.db, messageId) }
  })
  writeOutboxId(session.db, messageId, outboxId)
}

/** Whether it was composed here and waits for its files. */
export function isWaiting(session: WriteSession, stored: StoredMessage): boolean {
  if (stored.state !== 'queued' || stored.own === 0 || stored.remote_id !== null) return false
  return findOutboxOfMessage(session.db, stored.id).every((row) => row.intent !== 'send')
}

/** One of its files will not go: so the message failed, for the same reason. */
export function stopWaiting(session: WriteSession, messageId: MessageId, failure: Failure): void {
  const stored = findById(session.db, messageId)
  if (!stored || !isWaiting(session, stored)) return
  writeState(session.db, messageId, 'failed', JSON.stringify(failure))
  tellChanged(session, stored)
}

/** A failed message is tried again: those of its files that did not go, too. False where none has to. */
export function retryFiles(session: WriteSession, stored: StoredMessage): boolean {
  if (areFilesSent(session.db, stored.id)) return false
  for (const file of readMessageFiles(session.db, stored.id)) {
    if (file.state === 'failed' || file.state === 'paused') restartTransfer(session.db, file.id)
  }
  const serverId = serverOf(session.db, stored.conversation_id)
  if (serverId !== null) session.changes.transfersWaiting.add(serverId)
  return true
}

/** A message is taken back: its own files go back into the composer, and are not sent. */
export function returnFiles(session: WriteSession, stored: StoredMessage): void {
  const files = readFilesOf(session.db, [stored.id]).get(stored.id) ?? []
  if (files.length === 0 || stored.own === 0) return
  const last = readStaged(session.db, stored.conversation_id).at(-1)?.place ?? 0
  for (const [at, file] of files.entries()) {
    deleteTransfer(session.db, file.id)
    session.changes.transfersStopped.add(file.id)
    writeFileMessage(session.db, file.id, { messageId: null, place: last + at + 1 })
  }
  session.changes.staged.add(stored.conversation_id)
  session.changes.haveTransfersChanged = true
}
