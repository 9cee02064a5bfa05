// Searches the words of all messages, newest first.
import type { ConversationId } from '../../../src-preload/contract/model.ts'
import type { SearchHit } from '../../../src-preload/contract/store-calls.ts'
import type { StoreDatabase } from '../database.ts'
import { cutPieces, readSearchQuery } from '../search-query.ts'

interface HitRow {
  messageId: number
  conversationId: number
  serverId: string
  conversationTitle: string
  author: string
  time: number
  text: string
}

// CROSS JOIN: the index is walked from its end, and the rest is looked up until there are enough.
const SEARCH = `SELECT m.id AS messageId, m.conversation_id AS conversationId, c.server_id AS serverId,
    coalesce(c.title, c.peer_name, c.remote_id) AS conversationTitle, m.author_name AS author,
    m.time, m.text
  FROM message_index i
  CROSS JOIN messages m ON m.id = i.rowid
  CROSS JOIN conversations c ON c.id = m.conversation_id
  CROSS JOIN servers s ON s.id = c.server_id AND s.removed = 0
  WHERE message_index MATCH ? ORDER BY i.rowid DESC LIMIT ?`

export function searchMessages(
  db: StoreDatabase,
  asked: { query: string; conversationId: ConversationId | null; limit: number }
): SearchHit[] {
  const query = readSearchQuery(asked.query)
  if (!query) return []
  const place = asked.conversationId === null ? '' : ` AND place : "c${asked.conversationId}"`
  const match = `text : (${query.match})${place}`
  return db
    .all<HitRow>(SEARCH, [match, asked.limit])
    .map(({ text, ...hit }) => ({ ...hit, pieces: cutPieces(text, query.words) }))
}
