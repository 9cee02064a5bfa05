// Reads what notifications and the numbers on the app's icon are made of.
import type {
  ConversationId,
  ConversationKind,
  MessageId,
  NotifyRule,
  ServerId
} from '../../../src-preload/contract/model.ts'
import type { UnreadTotals } from '../../../src-preload/contract/notices.ts'
import type { StoreDatabase } from '../database.ts'
import { titleOf } from './conversations-read.ts'
import { featuresOf, nameOf, readServerRow } from './servers-read.ts'

/** Conversations that the app's menu names. */
const NAMED = 5

/** A conversation as its notification needs it. */
export interface NoticeConversation {
  kind: ConversationKind
  title: string
  isMuted: boolean
  rule: NotifyRule
  unread: number
  readPosition: number
}

interface Row {
  kind: ConversationKind
  title: string | null
  peer_name: string | null
  remote_id: string
  muted: number
  notify: NotifyRule
  unread: number
  read_position: number
}

export function readNoticeConversation(
  db: StoreDatabase,
  id: ConversationId
): NoticeConversation | null {
  const row = db.get<Row>(
    `SELECT kind, title, peer_name, remote_id, muted, notify, unread, read_position
     FROM conversations WHERE id = ?`,
    [id]
  )
  if (!row) return null
  const { kind, notify: rule, unread, read_position: readPosition } = row
  return { kind, title: titleOf(row), isMuted: row.muted === 1, rule, unread, readPosition }
}

export interface NoticeServer {
  name: string
  rule: NotifyRule
  canSend: boolean
}

export function readNoticeServer(db: StoreDatabase, id: ServerId): NoticeServer | null {
  const row = readServerRow(db, id)
  return row ? { name: nameOf(row), rule: row.notify, canSend: featuresOf(row).send } : null
}

/** A message that is still there and not read yet; its text cut. */
export function readNoticeMessage(
  db: StoreDatabase,
  id: MessageId,
  length: number
): { author: string; text: string; position: number } | null {
  const row = db.get<{ author: string; text: string; position: number; deleted: number }>(
    `SELECT author_name AS author, substr(text, 1, ${length}) AS text, position, deleted
     FROM messages WHERE id = ?`,
    [id]
  )
  return row && row.deleted === 0 ? row : null
}

/** All that is unread where nothing is muted; names only if wanted. */
export function readUnreadTotals(db: StoreDatabase, areNamed: boolean): UnreadTotals {
  const unmuted = `FROM conversations c JOIN servers s ON s.id = c.server_id
    WHERE s.removed = 0 AND c.muted = 0 AND c.unread > 0`
  const sums = db.get<{ messages: number; mentions: number }>(
    `SELECT coalesce(sum(c.unread), 0) AS messages, coalesce(sum(c.mentions), 0) AS mentions
     ${unmuted}`
  )
  const rows = db.all<Pick<Row, 'title' | 'peer_name' | 'remote_id' | 'unread'> & Place>(
    `SELECT c.server_id AS serverId, c.id AS conversationId, c.title, c.peer_name, c.remote_id,
       c.unread ${unmuted} ORDER BY c.active_at DESC LIMIT ${NAMED}`
  )
  const conversations = rows.map((row) => ({
    serverId: row.serverId,
    conversationId: row.conversationId,
    title: areNamed ? titleOf(row) : null,
    unread: row.unread
  }))
  return { messages: sums?.messages ?? 0, mentions: sums?.mentions ?? 0, conversations }
}

interface Place {
  serverId: ServerId
  conversationId: ConversationId
}

/** When the next conversation stops being muted, ms since 1970; null where none does by itself. */
export function nextMuteEnd(db: StoreDatabase): number | null {
  const row = db.get<{ next: number | null }>(
    'SELECT min(muted_until) AS next FROM conversations WHERE muted_until IS NOT NULL'
  )
  return row?.next ?? null
}

export function findMuteEnded(db: StoreDatabase, now: number): ConversationId[] {
  const rows = db.all<{ id: number }>(
    'SELECT id FROM conversations WHERE muted_until IS NOT NULL AND muted_until <= ?',
    [now]
  )
  return rows.map(({ id }) => id)
}
