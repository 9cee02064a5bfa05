// Reads how much of a conversation's history is here: its two ends.
import type { ConversationId } from '../../../src-preload/contract/model.ts'
import type { HistoryCursor } from '../../ports/store-network-calls.ts'
import type { StoreDatabase } from '../database.ts'
import { PENDING_BASE, positionAt } from '../position.ts'
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

/** Deeper in history than this nobody counts. */
const COUNTED = 200_000

/**
 * How many messages, from one of them on, the server has too, as far as that is known: rather too few than too many,
 * so that whoever leaves out as many leaves out none that is not here.
 */
export function countFrom(
  db: StoreDatabase,
  id: ConversationId,
  from: { remoteId: string | null; time: number }
): number {
  const start = db.get<{ position: number }>(
    'SELECT position FROM messages WHERE conversation_id = ? AND remote_id = ?',
    [id, from.remoteId]
  )
  const found = db.get<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM messages
       WHERE conversation_id = ? AND position >= ? AND position < ${PENDING_BASE}
         AND notice = 0 AND deleted = 0 AND (own = 0 OR remote_id IS NOT NULL) LIMIT ${COUNTED})`,
    [id, start?.position ?? positionAt(from.time)]
  )
  return found?.count ?? 0
}
