// Changes and takes back messages that are still in the outbox and were never emitted.
import { tellChanged } from './content.ts'
import { dropFiles } from './files/drop-files.ts'
import { isWaiting } from './files/send-files.ts'
import { deleteMessage, writeContent, writeOutboxId } from './queries/messages-write.ts'
import {
  deleteOutbox,
  findOutboxOfMessage,
  findUnattemptedFrom,
  insertOutbox,
  payloadOf,
  type OutboxRow
} from './queries/outbox.ts'
import type { StoredMessage } from './queries/stored-messages.ts'
import type { WriteSession } from './write-session.ts'

function entryOf(session: WriteSession, stored: StoredMessage): OutboxRow | undefined {
  return findOutboxOfMessage(session.db, stored.id).find((row) => row.intent === 'send')
}

/** Whether a message was composed here and never left. */
export function isQueued(session: WriteSession, stored: StoredMessage): boolean {
  if (stored.state !== 'queued') return false
  const entry = entryOf(session, stored)
  // Without an entry it waits for its files.
  return entry ? entry.attempted === 0 : isWaiting(session, stored)
}

/**
 * Gives a queued message another text. The sender may hold the old entry already: it is taken back and
 * made anew under a new number, and so are those behind it, so that their order is kept. The sender
 * hears of this before its own `markAttempted` is answered.
 */
export function changeQueued(session: WriteSession, stored: StoredMessage, text: string): null {
  const content = { text, edited: false, deleted: false }
  writeContent(session.db, stored, content, null)
  tellChanged(session, stored)
  const entry = entryOf(session, stored)
  if (!entry) return null
  for (const row of findUnattemptedFrom(session.db, entry.conversation_id, entry.id)) {
    requeue(session, row, row.id === entry.id ? text : null)
  }
  return null
}

function requeue(session: WriteSession, row: OutboxRow, text: string | null): void {
  const payload = payloadOf(row)
  deleteOutbox(session.db, row.id)
  session.changes.removeFromOutbox(row.id)
  const outboxId = insertOutbox(session.db, {
    serverId: row.server_id,
    conversationId: row.conversation_id,
    messageId: row.message_id,
    intent: row.intent,
    clientId: row.client_id,
    payload: text === null ? payload : { ...payload, text },
    createdAt: row.created_at
  })
  session.changes.addToOutbox(outboxId)
  if (row.intent === 'send' && row.message_id !== null) {
    writeOutboxId(session.db, row.message_id, outboxId)
  }
}

/** Removes a queued message as if it had never been composed. */
export function takeBackQueued(session: WriteSession, stored: StoredMessage): null {
  dropFiles(session, stored.id)
  for (const row of findOutboxOfMessage(session.db, stored.id)) {
    deleteOutbox(session.db, row.id)
    session.changes.removeFromOutbox(row.id)
  }
  deleteMessage(session.db, stored)
  session.changes.messageRemoved(stored.conversation_id, stored.id, stored.position)
  const conversation = session.conversation(stored.conversation_id)
  if (conversation) conversation.hasNewWords = true
  return null
}
