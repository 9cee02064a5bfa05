// Reads and writes the gaps: stretches of a conversation where messages may be missing that the server has.
import type { ConversationId, ServerId } from '../../../src-preload/contract/model.ts'
import type { HistoryGap } from '../../../src-preload/contract/store-calls.ts'
import type { BookedGap, HistoryCursor } from '../../ports/store-network-calls.ts'
import type { StoreDatabase } from '../database.ts'
import { PENDING_BASE } from '../position.ts'
import { readConversationRow, refOf } from './conversations-read.ts'

/**
 * A gap may be open: then it reaches from the last stored message to whatever comes next, and is
 * none to speak of before something came.
 */
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

/** The gaps that lie within two places or begin or end at them, oldest first; an open one is none yet. */
export function readGapsWithin(
  db: StoreDatabase,
  conversationId: ConversationId,
  { first, last }: { first: number; last: number }
): HistoryGap[] {
  return db.all<HistoryGap>(
    `SELECT id, after_position AS afterPosition, before_position AS beforePosition FROM gaps
     WHERE conversation_id = ? AND before_position >= ? AND after_position <= ?
       AND before_position < ${PENDING_BASE}
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

/** Takes a gap out of the books; answers in which conversation it was, null if it was gone. */
export function deleteGap(db: StoreDatabase, id: number): ConversationId | null {
  const row = db.get<{ conversation_id: number }>('SELECT conversation_id FROM gaps WHERE id = ?', [
    id
  ])
  db.run('DELETE FROM gaps WHERE id = ?', [id])
  return row?.conversation_id ?? null
}

/** The gap at a conversation's end, where nothing has come since the connection began. */
export function findOpenGap(db: StoreDatabase, conversationId: ConversationId): Gap | undefined {
  return db.get<Gap>(
    `SELECT id, after_position, before_position FROM gaps
     WHERE conversation_id = ? AND before_position >= ${PENDING_BASE}`,
    [conversationId]
  )
}

/** Opens a gap at the end of every conversation of a server that has messages and no such gap yet. */
export function insertOpenGaps(db: StoreDatabase, serverId: ServerId, foundAt: number): void {
  db.run(
    `INSERT INTO gaps (conversation_id, after_position, before_position, found_at)
     SELECT id, last, ${PENDING_BASE}, ? FROM (
       SELECT c.id, (SELECT m.position FROM messages m
         WHERE m.conversation_id = c.id AND m.position < ${PENDING_BASE}
         ORDER BY m.position DESC LIMIT 1) AS last
       FROM conversations c WHERE c.server_id = ?
         AND NOT EXISTS (SELECT 1 FROM gaps g
           WHERE g.conversation_id = c.id AND g.before_position >= ${PENDING_BASE}))
     WHERE last IS NOT NULL`,
    [foundAt, serverId]
  )
}

const LISTED = 500

/** The gaps that could be filled, the newest of each conversation first, with where to ask from. */
export function readBookedGaps(
  db: StoreDatabase,
  where: { serverId: ServerId; conversationId: ConversationId | null }
): BookedGap[] {
  const rows = db.all<Gap & { conversation_id: ConversationId }>(
    `SELECT g.id, g.conversation_id, g.after_position, g.before_position
     FROM gaps g JOIN conversations c ON c.id = g.conversation_id
     WHERE c.server_id = ? AND (c.id = ? OR (? IS NULL AND g.before_position < ${PENDING_BASE}))
     ORDER BY g.before_position DESC LIMIT ${LISTED}`,
    [where.serverId, where.conversationId, where.conversationId]
  )
  return rows.flatMap((row) => {
    const conversation = readConversationRow(db, row.conversation_id)
    if (!conversation) return []
    return {
      gapId: row.id,
      conversationId: row.conversation_id,
      conversation: refOf(conversation),
      before: readCursorFrom(db, row.conversation_id, row.before_position),
      after: readCursorUpTo(db, row.conversation_id, row.after_position),
      afterTime: readTimeAt(db, row.conversation_id, row.after_position)
    }
  })
}

function readTimeAt(
  db: StoreDatabase,
  conversationId: ConversationId,
  position: number
): number | null {
  const row = db.get<{ time: number }>(
    'SELECT time FROM messages WHERE conversation_id = ? AND position = ?',
    [conversationId, position]
  )
  return row?.time ?? null
}

// The first message above the gap, or one soon after it that the server gave a name.
function readCursorFrom(
  db: StoreDatabase,
  conversationId: ConversationId,
  position: number
): HistoryCursor['oldest'] {
  const near = db.all<NonNullable<HistoryCursor['oldest']>>(
    `SELECT remote_id AS remoteId, seq, time FROM messages
     WHERE conversation_id = ? AND position >= ? AND position < ${PENDING_BASE} AND notice = 0
     ORDER BY position LIMIT 20`,
    [conversationId, position]
  )
  return namedOf(near)
}

// The last message below the gap, or one soon before it that the server gave a name.
function readCursorUpTo(
  db: StoreDatabase,
  conversationId: ConversationId,
  position: number
): HistoryCursor['oldest'] {
  const near = db.all<NonNullable<HistoryCursor['oldest']>>(
    `SELECT remote_id AS remoteId, seq, time FROM messages
     WHERE conversation_id = ? AND position <= ? AND notice = 0
     ORDER BY position DESC LIMIT 20`,
    [conversationId, position]
  )
  return namedOf(near)
}

function namedOf(near: readonly NonNullable<HistoryCursor['oldest']>[]): HistoryCursor['oldest'] {
  return near.find((end) => end.remoteId !== null || end.seq !== null) ?? near[0] ?? null
}
