// Messages that failed or stayed unconfirmed: the person tries again, or takes them back.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { MessageId } from '../../src-preload/contract/model.ts'
import { retryFiles, returnFiles, sendIfComplete } from './files/send-files.ts'
import { proveMessage } from './own-messages.ts'
import { deleteMessage as deleteRow, writePosition, writeState } from './queries/messages-write.ts'
import { findById, type StoredMessage } from './queries/stored-messages.ts'
import type { WriteSession } from './write-session.ts'

function stoppedMessage(session: WriteSession, messageId: MessageId): Result<StoredMessage> {
  const stored = findById(session.db, messageId)
  if (!stored) return refuse('not-found')
  if (stored.state !== 'failed' && stored.state !== 'unconfirmed') return refuse('not-allowed')
  return done(stored)
}

/** Puts a failed or unconfirmed message back into the outbox, at the end of what is under way. */
export function retryMessage(session: WriteSession, messageId: MessageId): Result<null> {
  const found = stoppedMessage(session, messageId)
  if (!found.ok) return found
  const stored = found.value
  const conversation = session.conversation(stored.conversation_id)
  if (!conversation || stored.client_id === null) return refuse('not-found')
  const position = conversation.takePending()
  writeState(session.db, messageId, 'queued', null)
  if (!retryFiles(session, stored)) sendIfComplete(session, messageId)
  writePosition(session.db, messageId, position)
  conversation.hasNewWords = true
  session.changes.messageMoved({
    conversationId: stored.conversation_id,
    messageId,
    position,
    movedFrom: stored.position
  })
  return done(null)
}

/** The person saw that it arrived: no more is known of it than that it was written. */
export function confirmMessage(session: WriteSession, messageId: MessageId): Result<null> {
  const found = stoppedMessage(session, messageId)
  if (!found.ok) return found
  if (found.value.state !== 'unconfirmed') return refuse('not-allowed')
  const nothingElse = { remoteId: null, time: null, seq: null, position: null }
  proveMessage(session, messageId, { proof: 'written', wasSaidBefore: true, ...nothingElse })
  return done(null)
}

/** Takes a failed or unconfirmed message out of the conversation; its text goes back to the person. */
export function discardMessage(
  session: WriteSession,
  messageId: MessageId
): Result<{ text: string }> {
  const found = stoppedMessage(session, messageId)
  if (!found.ok) return found
  const stored = found.value
  returnFiles(session, stored)
  deleteRow(session.db, stored)
  session.changes.messageRemoved(stored.conversation_id, stored.id, stored.position)
  const conversation = session.conversation(stored.conversation_id)
  if (conversation) conversation.hasNewWords = true
  return done({ text: stored.text })
}
