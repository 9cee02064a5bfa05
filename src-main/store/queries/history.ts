// Reads and writes how much of a conversation's history is here: its two ends, and the gaps between.
import type { ConversationId } from '../../../src-preload/contract/model.ts'
import type { HistoryGap } from '../../../src-preload/contract/store-calls.ts'
import type { HistoryCursor } from '../../ports/store-network-calls.ts'
import type { StoreDatabase } from '../database.ts'
import { PENDING_BASE } from '../position.ts'
import { refOf, type ConversationRow } from './conversations-read.ts'

type End = HistoryCursor['oldest']

const END = `SELECT remote_id AS remoteId, seq, time FROM messages
  WHERE conversation_id = ? AND position < ${PENDING_BASE} AND notice = 0`

/** The oldest and newest stored message that can serve as a cursor. */
export function readHistoryCursor(db: StoreDatabase, row: ConversationRow): HistoryCursor {
  return {
    serverId: row.server_id,
    conversation: refOf(row),
    oldest: readEnd(db, row.id, 'ORDER BY position'),
    newest: readEnd(db, row.id, 'ORDER BY position DESC')
  }
}

// A server that gives ids pages by them: prefer a message that has one, if there is one nearby.
function readEnd(db: StoreDatabase, id: ConversationId, order: string): End {
  const near = db.all<NonNullable<End>>(`${END} ${order} LIMIT 50`, [id])
  return near.find((end) => end.remoteId !== null || end.seq !== null) ?? near[0] ?? null
}

export interface Gap {
  id: number
  after_position: number
  before_position: number
}

export function readGaps(db: StoreDatabase, conversationId: ConversationId): Gap[] {
  return db.all<Gap>(
    `SELECT id, after_position, before_position FROM gaps WHERE conversation_id = ?
     ORDER BY after_position`,
    [conversationId]
  )
}

/** The gaps that lie within two places or begin or end at them, oldest first. */
export function readGapsWithin(
  db: StoreDatabase,
  conversationId: ConversationId,
  { first, last }: { first: number; last: number }
): HistoryGap[] {
  return db.all<HistoryGap>(
    `SELECT id, after_position AS afterPosition, before_position AS beforePosition FROM gaps
     WHERE conversation_id = ? AND before_position >= ? AND after_position <= ?
     ORDER BY after_position`,
    [conversationId, first, last]
  )
}

/** Notes that messages may be missing between two places. */
export function insertGap(
  db: StoreDatabase,
  conversationId: ConversationId,
  gap: { after: number; before: number; foundAt: number }
): void {
  db.run(
    `INSERT INTO gaps (conversation_id, after_position, before_position, found_at)
     VALUES (?, ?, ?, ?)`,
    [conversationId, gap.after, gap.before, gap.foundAt]
  )
}

export function writeGap(
  db: StoreDatabase,
  id: number,
  gap: { after: number; before: number }
): void {
  db.run('UPDATE gaps SET after_position = ?, before_position = ? WHERE id = ?', [
    gap.after,
    gap.before,
    id
  ])
}

export function deleteGap(db: StoreDatabase, id: number): void {
  db.run('DELETE FROM gaps WHERE id = ?', [id])
}
