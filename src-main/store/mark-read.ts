// What the person has seen: the local mark, and the one intent that tells the server.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { ConversationId, MessageId } from '../../src-preload/contract/model.ts'
import { enqueue } from './enqueue.ts'
import type { OpenConversation } from './open-conversation.ts'
import { deleteOutbox, findReadIntents } from './queries/outbox.ts'
import { featuresOf, readServerRow } from './queries/servers-read.ts'
import { newestNamedUpTo } from './queries/places.ts'
import { findById } from './queries/stored-messages.ts'
import { markReadUpTo } from './read-mark.ts'
import type { WriteSession } from './write-session.ts'

export interface MarkReadInput {
  conversationId: ConversationId
  messageId: MessageId
  /** For the intent, if one is made. */
  clientId: string
}

export function markRead(session: WriteSession, input: MarkReadInput): Result<null> {
  const conversation = session.conversation(input.conversationId)
  const stored = findById(session.db, input.messageId)
  if (!conversation || stored?.conversation_id !== input.conversationId) return refuse('not-found')
  return markUpTo(session, conversation, stored.position, input.clientId)
}

/** The same for all that is stored of a conversation. */
export function markAllRead(
  session: WriteSession,
  { conversationId, clientId }: Omit<MarkReadInput, 'messageId'>
): Result<null> {
  const conversation = session.conversation(conversationId)
  if (!conversation) return refuse('not-found')
  return markUpTo(session, conversation, conversation.lastConfirmed ?? 0, clientId)
}

function markUpTo(
  session: WriteSession,
  conversation: OpenConversation,
  position: number,
  clientId: string
): Result<null> {
  const isNews = markReadUpTo(session, conversation, position)
  const server = readServerRow(session.db, conversation.row.server_id)
  if (isNews && server && featuresOf(server).receipts) tellServer(session, conversation, clientId)
  return done(null)
}

// Only the newest mark matters: an older one that still waits is replaced.
function tellServer(session: WriteSession, conversation: OpenConversation, clientId: string): void {
  const { row } = conversation
  for (const older of findReadIntents(session.db, row.id)) {
    if (older.attempted === 1) continue
    deleteOutbox(session.db, older.id)
    session.changes.removeFromOutbox(older.id)
  }
  const named = newestNamedUpTo(session.db, row.id, row.read_position)
  const payload = { targetRemoteId: named }
  enqueue(session, conversation, { messageId: null, intent: 'read', clientId, payload })
}
