// Finds places in a conversation: its ends, what is next to a stretch, what is unread, what is free.
import type { ConversationId, MessageId } from '../../../src-preload/contract/model.ts'
import type { StoreDatabase } from '../database.ts'
import { PENDING_BASE } from '../position.ts'

/** The last place that the server's order has reached; null in an empty conversation. */
export function lastConfirmedPosition(
  db: StoreDatabase,
  conversationId: ConversationId
): number | null {
  const row = db.get<{ position: number }>(
    `SELECT position FROM messages WHERE conversation_id = ? AND position < ${PENDING_BASE}
     ORDER BY position DESC LIMIT 1`,
    [conversationId]
  )
  return row?.position ?? null
}

export function firstPosition(db: StoreDatabase, conversationId: ConversationId): number | null {
  const row = db.get<{ position: number }>(
    'SELECT position FROM messages WHERE conversation_id = ? ORDER BY position LIMIT 1',
    [conversationId]
  )
  return row?.position ?? null
}

/** The very last place, own messages that are under way included. */
export function lastPosition(db: StoreDatabase, conversationId: ConversationId): number | null {
  const row = db.get<{ position: number }>(
    'SELECT position FROM messages WHERE conversation_id = ? ORDER BY position DESC LIMIT 1',
    [conversationId]
  )
  return row?.position ?? null
}

/** The places of the messages that a server numbered just before and just after this one. */
export function neighboursBySeq(
  db: StoreDatabase,
  conversationId: ConversationId,
  seq: number
): { below: number | null; above: number | null } {
  type Place = { position: number }
  const placed = `SELECT position FROM messages
    WHERE conversation_id = ? AND position < ${PENDING_BASE} AND seq`
  const below = db.get<Place>(`${placed} < ? ORDER BY seq DESC LIMIT 1`, [conversationId, seq])
  const above = db.get<Place>(`${placed} > ? ORDER BY seq LIMIT 1`, [conversationId, seq])
  return { below: below?.position ?? null, above: above?.position ?? null }
}

/** The highest number that a server gave here; null where it gives none. */
export function lastSeq(db: StoreDatabase, conversationId: ConversationId): number | null {
  const row = db.get<{ seq: number }>(
    `SELECT seq FROM messages WHERE conversation_id = ? AND seq IS NOT NULL
     ORDER BY seq DESC LIMIT 1`,
    [conversationId]
  )
  return row?.seq ?? null
}

/** Whether an own message that stands behind this place was said back by the server already. */
export function hasEchoedAfter(
  db: StoreDatabase,
  conversationId: ConversationId,
  position: number
): boolean {
  const row = db.get<{ id: MessageId }>(
    `SELECT id FROM messages WHERE conversation_id = ? AND position > ? AND position < ${PENDING_BASE}
       AND own = 1 AND client_id IS NOT NULL AND proof IN ('echoed', 'delivered', 'read') LIMIT 1`,
    [conversationId, position]
  )
  return row !== undefined
}

/** The places next to a stretch. */
export function neighbours(
  db: StoreDatabase,
  conversationId: ConversationId,
  { first, last }: { first: number; last: number }
): { before: number | null; after: number | null } {
  type Place = { position: number }
  const before = `SELECT position FROM messages WHERE conversation_id = ? AND position < ?
    ORDER BY position DESC LIMIT 1`
  const after = `SELECT position FROM messages WHERE conversation_id = ? AND position > ?
    ORDER BY position LIMIT 1`
  return {
    before: db.get<Place>(before, [conversationId, first])?.position ?? null,
    after: db.get<Place>(after, [conversationId, last])?.position ?? null
  }
}

/** The first free place at or after this one. */
export function freePosition(
  db: StoreDatabase,
  conversationId: ConversationId,
  wanted: number
): number {
  let free = wanted
  for (;;) {
    const taken = db.all<{ position: number }>(
      `SELECT position FROM messages WHERE conversation_id = ? AND position >= ?
       ORDER BY position LIMIT 64`,
      [conversationId, free]
    )
    const hole = taken.findIndex((row, index) => row.position !== free + index)
    if (hole >= 0) return free + hole
    free += taken.length
    if (taken.length < 64) return free
  }
}

/** Others' messages between two places, the first excluded, the second included. */
export function countOthers(
  db: StoreDatabase,
  conversationId: ConversationId,
  { after, upTo }: { after: number; upTo: number }
): number {
  const row = db.get<{ n: number }>(
    `SELECT count(*) AS n FROM messages WHERE conversation_id = ? AND position > ? AND position <= ?
       AND own = 0 AND notice = 0`,
    [conversationId, after, upTo]
  )
  return row?.n ?? 0
}

/** The first message of someone else after a place. */
export function firstOtherAfter(
  db: StoreDatabase,
  conversationId: ConversationId,
  position: number
): { id: MessageId; position: number } | undefined {
  return db.get(
    `SELECT id, position FROM messages WHERE conversation_id = ? AND position > ?
       AND own = 0 AND notice = 0 ORDER BY position LIMIT 1`,
    [conversationId, position]
  )
}

/** The server's id of the newest message up to a place that has one nearby. */
export function newestNamedUpTo(
  db: StoreDatabase,
  conversationId: ConversationId,
  position: number
): string | null {
  const row = db.get<{ remote_id: string }>(
    `SELECT remote_id FROM (SELECT remote_id FROM messages WHERE conversation_id = ? AND position <= ?
       ORDER BY position DESC LIMIT 50) WHERE remote_id IS NOT NULL LIMIT 1`,
    [conversationId, position]
  )
  return row?.remote_id ?? null
}

/** Where the n-th last message of someone else stands; the first one's place if there are fewer. */
export function nthLastOther(
  db: StoreDatabase,
  conversationId: ConversationId,
  n: number
): number | null {
  const rows = db.all<{ position: number }>(
    `SELECT position FROM messages WHERE conversation_id = ? AND own = 0 AND notice = 0
     ORDER BY position DESC LIMIT ?`,
    [conversationId, Math.min(n, 5000)]
  )
  return rows.at(-1)?.position ?? null
}

/** The message that stands for a conversation in the list; notices do not, if they are not too many. */
export function lastWords(
  db: StoreDatabase,
  conversationId: ConversationId
): { id: MessageId; time: number } | undefined {
  return db.get(
    `SELECT id, time FROM (SELECT id, time, notice FROM messages WHERE conversation_id = ?
       ORDER BY position DESC LIMIT 200) WHERE notice = 0 LIMIT 1`,
    [conversationId]
  )
}

/** The server's number of the message at a place; null where it has none. */
export function seqAt(
  db: StoreDatabase,
  conversationId: ConversationId,
  position: number
): number | null {
  const at = 'SELECT seq FROM messages WHERE conversation_id = ? AND position = ?'
  return db.get<{ seq: number | null }>(at, [conversationId, position])?.seq ?? null
}
