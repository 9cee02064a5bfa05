// Puts one thing to be done into the outbox.
import type { OpenConversation } from './open-conversation.ts'
import { insertOutbox, type NewOutboxRow } from './queries/outbox.ts'
import type { WriteSession } from './write-session.ts'

/** What is to be done; where and when follow from the conversation and the session. */
export type Act = Pick<NewOutboxRow, 'messageId' | 'intent' | 'clientId' | 'payload'>

/** Answers with the entry's number; the network process hears of it once it is committed. */
export function enqueue(session: WriteSession, { row }: OpenConversation, act: Act): number {
  const outboxId = insertOutbox(session.db, {
    ...act,
    serverId: row.server_id,
    conversationId: row.id,
    createdAt: session.now
  })
  session.changes.addToOutbox(outboxId)
  return outboxId
}
