// Deletes the rows of removed servers, a slice at a time, so that nothing else has to wait for it.
import type { StoreDatabase } from '../database.ts'

const SLICE_ROWS = 500

/** Deletes one slice; answers whether there is more to delete. Wants a transaction around it. */
export function purgeSlice(db: StoreDatabase): boolean {
  const server = db.get<{ id: string }>('SELECT id FROM servers WHERE removed = 1 LIMIT 1')
  if (!server) return false
  const conversation = db.get<{ id: number }>(
    'SELECT id FROM conversations WHERE server_id = ? LIMIT 1',
    [server.id]
  )
  if (!conversation) {
    db.run('DELETE FROM servers WHERE id = ?', [server.id])
    return true
  }
  db.run('DELETE FROM outbox WHERE conversation_id = ?', [conversation.id])
  if (purgeMessages(db, conversation.id) < SLICE_ROWS) {
    db.run('DELETE FROM conversations WHERE id = ?', [conversation.id])
  }
  return true
}

function purgeMessages(db: StoreDatabase, conversationId: number): number {
  const slice = [conversationId, SLICE_ROWS]
  db.run(
    `INSERT INTO message_index (message_index, rowid, text, place)
     SELECT 'delete', id, text, place FROM message_index_source WHERE id IN
       (SELECT id FROM messages WHERE conversation_id = ? ORDER BY position LIMIT ?)`,
    slice
  )
  return db.run(
    `DELETE FROM messages WHERE id IN
       (SELECT id FROM messages WHERE conversation_id = ? ORDER BY position LIMIT ?)`,
    slice
  ).changes
}
