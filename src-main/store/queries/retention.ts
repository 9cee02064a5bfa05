// Finds and counts what is older than a server's history is kept here, and how much of each is stored.
import type { ConversationId, ServerId } from '../../../src-preload/contract/model.ts'
import type { StoredOfServer } from '../../../src-preload/contract/store-calls.ts'
import type { StoreDatabase } from '../database.ts'

export function writeRetention(db: StoreDatabase, id: ServerId, days: number | null): void {
  db.run('UPDATE servers SET retention_days = ? WHERE id = ?', [days, id])
}

/** Servers whose history is not kept for ever. */
export function readRetentions(db: StoreDatabase): { id: ServerId; days: number }[] {
  return db.all(
    `SELECT id, retention_days AS days FROM servers
     WHERE removed = 0 AND retention_days IS NOT NULL ORDER BY id`
  )
}

export function readRetentionDays(db: StoreDatabase, id: ServerId): number | null {
  const row = db.get<{ days: number | null }>(
    'SELECT retention_days AS days FROM servers WHERE id = ?',
    [id]
  )
  return row?.days ?? null
}

// What is still to be done to a message keeps it: the outbox would lose its entry with it.
const OLD = `m.position < ?
  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message_id = m.id)
  AND NOT EXISTS (SELECT 1 FROM files f JOIN transfers t ON t.file_id = f.id
    WHERE f.message_id = m.id AND t.direction = 'up' AND t.state <> 'done')`

/** A conversation of the server that holds messages from before a place; null if none does. */
export function findOldConversation(
  db: StoreDatabase,
  serverId: ServerId,
  before: number
): ConversationId | null {
  const row = db.get<{ id: number }>(
    `SELECT c.id FROM conversations c WHERE c.server_id = ?
       AND EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = c.id AND ${OLD}) LIMIT 1`,
    [serverId, before]
  )
  return row?.id ?? null
}

/** The oldest messages of a conversation from before a place. */
export function readOldMessages(
  db: StoreDatabase,
  conversationId: ConversationId,
  { before, most }: { before: number; most: number }
): { id: number; position: number }[] {
  return db.all(
    `SELECT m.id, m.position FROM messages m WHERE m.conversation_id = ? AND ${OLD}
     ORDER BY m.position LIMIT ?`,
    [conversationId, before, most]
  )
}

export function countOld(db: StoreDatabase, serverId: ServerId, before: number): number {
  const row = db.get<{ n: number }>(
    `SELECT count(*) AS n FROM conversations c CROSS JOIN messages m ON m.conversation_id = c.id
     WHERE c.server_id = ? AND ${OLD}`,
    [serverId, before]
  )
  return row?.n ?? 0
}

/** How much of each server is stored; counts all of it, so it is for those who look. */
export function readStored(db: StoreDatabase): StoredOfServer[] {
  return db.all<StoredOfServer>(
    `SELECT s.id AS serverId, s.retention_days AS days,
       (SELECT count(*) FROM conversations c CROSS JOIN messages m ON m.conversation_id = c.id
        WHERE c.server_id = s.id) AS messages,
       (SELECT min((SELECT m.time FROM messages m WHERE m.conversation_id = c.id
          ORDER BY m.position LIMIT 1)) FROM conversations c WHERE c.server_id = s.id) AS oldest
     FROM servers s WHERE s.removed = 0 ORDER BY s.position, s.id`
  )
}

/** What was deleted by wish is no hole: gaps before a place go, one across it ends there. */
export function closeGapsBefore(
  db: StoreDatabase,
  conversationId: ConversationId,
  before: number
): boolean {
  const gone = db.run('DELETE FROM gaps WHERE conversation_id = ? AND before_position <= ?', [
    conversationId,
    before
  ])
  const cut = db.run(
    'UPDATE gaps SET after_position = ? WHERE conversation_id = ? AND after_position < ?',
    [before, conversationId, before]
  )
  return gone.changes + cut.changes > 0
}
