// Reads and moves the places of a stretch of a conversation where there is no room left.
import type { ConversationId, MessageId } from '../../../src-preload/contract/model.ts'
import type { StoreDatabase } from '../database.ts'
import type { Shift } from '../make-room.ts'
import { PENDING_BASE } from '../position.ts'

/** Who stands where, from a place on; own messages that are under way not included. */
export function readPlaces(
  db: StoreDatabase,
  conversationId: ConversationId,
  from: number,
  limit: number
): { id: MessageId; position: number }[] {
  return db.all(
    `SELECT id, position FROM messages
     WHERE conversation_id = ? AND position >= ? AND position < ${PENDING_BASE}
     ORDER BY position LIMIT ?`,
    [conversationId, from, limit]
  )
}

/** Moves all from `first` to `last` by as much; their new places must be free. */
export function shiftPlaces(
  db: StoreDatabase,
  conversationId: ConversationId,
  { first, last, by }: Shift
): void {
  // Below zero first: no place may be taken twice, not even for a moment.
  db.run(
    `UPDATE messages SET position = -position - ?
     WHERE conversation_id = ? AND position BETWEEN ? AND ?`,
    [by, conversationId, first, last]
  )
  db.run('UPDATE messages SET position = -position WHERE conversation_id = ? AND position < 0', [
    conversationId
  ])
}

/** Holes in history lie where they lay, between the same messages. */
export function shiftGaps(
  db: StoreDatabase,
  conversationId: ConversationId,
  { first, last, by }: Shift
): void {
  for (const side of ['after_position', 'before_position']) {
    db.run(
      `UPDATE gaps SET ${side} = ${side} + ? WHERE conversation_id = ? AND ${side} BETWEEN ? AND ?`,
      [by, conversationId, first, last]
    )
  }
}
