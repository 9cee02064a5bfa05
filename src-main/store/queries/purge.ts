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
  const rows = db.all<{ id: number }>(
    'SELECT id FROM messages WHERE conversation_id = ? ORDER BY position LIMIT ?',
    [conversationId, SLICE_ROWS]
  )
  deleteMessages(
    db,
    rows.map(({ id }) => id)
  )
  return rows.length
}

/** Deletes messages with all that the indexes hold of them. */
export function deleteMessages(db: StoreDatabase, ids: readonly number[]): void {
  const list = [JSON.stringify(ids)]
  const these = '(SELECT value FROM json_each(?))'
  db.run(
    `INSERT INTO message_index (message_index, rowid, text, place)
     SELECT 'delete', id, text, place FROM message_index_source AS source WHERE id IN ${these}
       AND id >= (SELECT floor FROM indexes WHERE name = 'words')
       AND NOT EXISTS (SELECT 1 FROM parts_waiting WHERE id = source.id AND words = 1)`,
    list
  )
  db.run(`DELETE FROM message_parts WHERE rowid IN ${these}`, list)
  db.run(`DELETE FROM parts_waiting WHERE id IN ${these}`, list)
  db.run(`DELETE FROM messages WHERE id IN ${these}`, list)
}
