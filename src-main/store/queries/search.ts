// Asks the two indexes and the messages themselves for candidates of a search, newest first.
import type { SqlBinding } from '../../base/sql.ts'
import type { StoreDatabase } from '../database.ts'

/** A message that may be what is looked for. */
export interface Candidate {
  messageId: number
  conversationId: number
  serverId: string
  conversationTitle: string
  author: string
  own: number
  time: number
  text: string
  /** Not of a removed server, not deleted. */
  isShown: number
}

/** Ids from `from` up to, but not with, `before`. */
export interface Stretch {
  from: number
  before: number
}

const FOUND = `SELECT m.id AS messageId, m.conversation_id AS conversationId, c.server_id AS serverId,
    coalesce(c.title, c.peer_name, c.remote_id) AS conversationTitle, m.author_name AS author,
    m.own, m.time, m.text, s.removed = 0 AND m.deleted = 0 AND m.notice = 0 AS isShown`
// CROSS JOIN: the index is walked from its end, and the rest is looked up until there are enough.
const JOINED = `CROSS JOIN conversations c ON c.id = m.conversation_id
  CROSS JOIN servers s ON s.id = c.server_id`
const IN_STRETCH = 'rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?'

const byWords = `${FOUND} FROM (SELECT rowid AS id FROM message_index WHERE message_index MATCH ?
  AND ${IN_STRETCH}) i CROSS JOIN messages m ON m.id = i.id ${JOINED}`
const byParts = `${FOUND} FROM (SELECT rowid AS id FROM message_parts WHERE message_parts MATCH ?
  AND ${IN_STRETCH}) i CROSS JOIN messages m ON m.id = i.id ${JOINED}`
const byTime = `${FOUND} FROM (SELECT * FROM messages WHERE id >= ? AND id < ?
  ORDER BY id DESC LIMIT ?) m ${JOINED}`

export function findByWords(
  db: StoreDatabase,
  match: string,
  { from, before }: Stretch,
  limit: number
): Candidate[] {
  return db.all<Candidate>(byWords, [match, from, before, limit])
}

export function findByParts(
  db: StoreDatabase,
  match: string,
  { from, before }: Stretch,
  limit: number
): Candidate[] {
  return db.all<Candidate>(byParts, [match, from, before, limit])
}

export function findByTime(
  db: StoreDatabase,
  { from, before }: Stretch,
  limit: number
): Candidate[] {
  return db.all<Candidate>(byTime, [from, before, limit])
}

/** Whether the index of words finds a message too. */
export function isFoundByWords(db: StoreDatabase, match: string, id: number): boolean {
  const sql = 'SELECT 1 AS one FROM message_index WHERE message_index MATCH ? AND rowid = ?'
  return db.get(sql, [match, id]) !== undefined
}

/** Words of names that begin so, the first of them by the alphabet. */
export function readNameWords(db: StoreDatabase, beginning: string, limit: number): string[] {
  const binding: SqlBinding = [beginning, `${beginning}\u{10ffff}`, limit]
  return db
    .all<{ word: string }>(
      'SELECT word FROM author_words WHERE word >= ? AND word < ? ORDER BY word LIMIT ?',
      binding
    )
    .map(({ word }) => word)
}
