// Writes conversations: making them, what servers tell of them, and the person's own marks.
import type { ConversationRef } from '../../../src-preload/contract/inbound.ts'
import type { ConversationId, ServerId } from '../../../src-preload/contract/model.ts'
import type { StoreDatabase } from '../database.ts'
import type { ConversationRow } from './conversations-read.ts'

export interface NewConversation {
  serverId: ServerId
  ref: ConversationRef
  joined: boolean
  topic: string | null
  createdAt: number
}

export function insertConversation(db: StoreDatabase, made: NewConversation): ConversationId {
  const { ref } = made
  return db.run(
    `INSERT INTO conversations
       (server_id, remote_id, kind, title, topic, peer_id, peer_name, joined, active_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      made.serverId,
      ref.remoteId,
      ref.kind,
      ref.title,
      made.topic,
      ref.peer?.id ?? null,
      ref.peer?.name ?? null,
      made.joined ? 1 : 0,
      made.createdAt
    ]
  ).lastInsertRowid
}

/** Deletes a conversation in which nothing stands, waits or was begun; answers whether it did. */
export function deleteConversationIfBare(db: StoreDatabase, id: ConversationId): boolean {
  return (
    db.run(
      `DELETE FROM conversations WHERE id = ? AND draft = '' AND muted = 0
         AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id)
         AND NOT EXISTS (SELECT 1 FROM outbox WHERE conversation_id = conversations.id)`,
      [id]
    ).changes > 0
  )
}

/** Writes back all that a commit may change. */
export function updateConversation(db: StoreDatabase, row: ConversationRow): void {
  db.run(
    `UPDATE conversations SET kind = ?, title = ?, topic = ?, peer_id = ?, peer_name = ?, joined = ?,
       muted = ?, muted_until = ?, notify = ?, unread = ?, mentions = ?, active_at = ?, last_message_id = ?, read_position = ?,
       filled = ?, start_reached = ?
     WHERE id = ?`,
    [
      row.kind,
      row.title,
      row.topic,
      row.peer_id,
      row.peer_name,
      row.joined,
      row.muted,
      row.muted_until,
      row.notify,
      row.unread,
      row.mentions,
      row.active_at,
      row.last_message_id,
      row.read_position,
      row.filled,
      row.start_reached,
      row.id
    ]
  )
}

export function writeDraft(db: StoreDatabase, id: ConversationId, text: string): void {
  db.run('UPDATE conversations SET draft = ? WHERE id = ?', [text, id])
}

/** Ids of a server's joined conversations, the single one aside. */
export function readJoinedIds(db: StoreDatabase, serverId: ServerId): ConversationId[] {
  return db
    .all<{ id: number }>(
      `SELECT id FROM conversations WHERE server_id = ? AND joined = 1 AND kind <> 'single'`,
      [serverId]
    )
    .map((row) => row.id)
}

/** Gives words back to the composer, unless something else stands there by now. */
export function saveDraftIfEmpty(db: StoreDatabase, id: ConversationId, draft: string): void {
  db.run("UPDATE conversations SET draft = ? WHERE id = ? AND draft = ''", [draft, id])
}
