// Reads how much of a conversation's history is here: its two ends.
import type { ConversationId } from '../../../src-preload/contract/model.ts'
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
