// Reads conversations: as the window lists them, and as commits need them.
import type { ConversationRef } from '../../../src-preload/contract/inbound.ts'
import { limits } from '../../../src-preload/contract/limits.ts'
import type {
  Conversation,
  ConversationId,
  ConversationKind,
  MessageState,
  NotifyRule
} from '../../../src-preload/contract/model.ts'
import type { StoreDatabase } from '../database.ts'
import { plainWords, READ_FOR_WORDS } from '../plain-words.ts'
import { readFilesOf, toFileLabel } from './files.ts'

/** Characters of a preview that are handed out. */
const PREVIEW_LENGTH = 200

/** One row of `conversations`, without its draft. */
export interface ConversationRow {
  id: number
  server_id: string
  remote_id: string
  kind: ConversationKind
  title: string | null
  topic: string | null
  peer_id: string | null
  peer_name: string | null
  joined: number
  muted: number
  muted_until: number | null
  notify: NotifyRule
  unread: number
  mentions: number
  active_at: number
  last_message_id: number | null
  read_position: number
  filled: number
  start_reached: number
}

const COLUMNS = `id, server_id, remote_id, kind, title, topic, peer_id, peer_name, joined, muted,
  muted_until, notify, unread, mentions, active_at, last_message_id, read_position, filled, start_reached`

export function readConversationRow(
  db: StoreDatabase,
  id: ConversationId
): ConversationRow | undefined {
  return db.get<ConversationRow>(
    `SELECT ${COLUMNS} FROM conversations
     WHERE id = ? AND server_id IN (SELECT id FROM servers WHERE removed = 0)`,
    [id]
  )
}

export function readConversationByRemoteId(
  db: StoreDatabase,
  serverId: string,
  remoteId: string
): ConversationRow | undefined {
  return db.get<ConversationRow>(
    `SELECT ${COLUMNS} FROM conversations WHERE server_id = ? AND remote_id = ?`,
    [serverId, remoteId]
  )
}

/** The conversations of a server that something was written in last. */
export function readLivelyConversationIds(
  db: StoreDatabase,
  serverId: string,
  limit: number
): ConversationId[] {
  const rows = db.all<{ id: number }>(
    'SELECT id FROM conversations WHERE server_id = ? ORDER BY active_at DESC LIMIT ?',
    [serverId, limit]
  )
  return rows.map(({ id }) => id)
}

export function countConversations(db: StoreDatabase, serverId: string): number {
  const row = db.get<{ n: number }>('SELECT count(*) AS n FROM conversations WHERE server_id = ?', [
    serverId
  ])
  return row?.n ?? 0
}

export function readDraft(db: StoreDatabase, id: ConversationId): string {
  return (
    db.get<{ draft: string }>('SELECT draft FROM conversations WHERE id = ?', [id])?.draft ?? ''
  )
}

interface ListedRow extends ConversationRow {
  draft: string
  preview_author: string | null
  preview_text: string | null
  preview_own: number | null
  preview_state: MessageState | null
}

const LISTED = `SELECT ${COLUMNS.replace(/(\w+)/g, 'c.$1')}, c.draft,
    m.author_name AS preview_author, substr(m.text, 1, ${READ_FOR_WORDS}) AS preview_text,
    m.own AS preview_own, m.state AS preview_state
  FROM conversations c LEFT JOIN messages m ON m.id = c.last_message_id`

/** A server's conversations, latest first, as many as the window is given. */
export function readConversations(db: StoreDatabase, serverId: string): Conversation[] {
  const rows = db.all<ListedRow>(
    `${LISTED} WHERE c.server_id = ? ORDER BY c.active_at DESC, c.id LIMIT ${limits.conversations}`,
    [serverId]
  )
  return toConversations(db, rows)
}

export function readConversationsById(
  db: StoreDatabase,
  ids: readonly ConversationId[]
): Conversation[] {
  const rows = db.all<ListedRow>(
    `${LISTED} WHERE c.id IN (SELECT value FROM json_each(?)) ORDER BY c.active_at DESC, c.id`,
    [JSON.stringify(ids)]
  )
  return toConversations(db, rows)
}

/** Id, title and last activity of every conversation, for matching titles. */
export function readTitles(db: StoreDatabase): { id: number; title: string; activeAt: number }[] {
  return db.all(
    `SELECT c.id, coalesce(c.title, c.peer_name, c.remote_id) AS title, c.active_at AS activeAt
     FROM conversations c JOIN servers s ON s.id = c.server_id WHERE s.removed = 0`
  )
}

function toConversations(db: StoreDatabase, rows: readonly ListedRow[]): Conversation[] {
  const silent = rows.filter((row) => row.preview_text === '')
  const files = readFilesOf(
    db,
    silent.flatMap((row) => row.last_message_id ?? [])
  )
  return rows.map((row) => {
    const conversation = toConversation(row)
    const { preview } = conversation
    if (!preview) return conversation
    const file = toFileLabel(files.get(row.last_message_id ?? 0))
    return { ...conversation, preview: { ...preview, ...file } }
  })
}

function toConversation(row: ListedRow): Conversation {
  return {
    id: row.id,
    serverId: row.server_id,
    kind: row.kind,
    title: titleOf(row),
    topic: row.topic,
    unread: row.unread,
    mentions: row.mentions,
    muted: row.muted === 1,
    mutedUntil: row.muted_until,
    notify: row.notify,
    joined: row.joined === 1,
    activeAt: row.active_at,
    preview: previewOf(row),
    draft: row.draft,
    peer: row.peer_name === null ? null : { id: row.peer_id, name: row.peer_name }
  }
}

function previewOf(row: ListedRow): Conversation['preview'] {
  if (row.preview_author === null) return null
  return {
    author: row.preview_author,
    text: plainWords(row.preview_text ?? '').slice(0, PREVIEW_LENGTH),
    own: row.preview_own === 1,
    state: row.preview_state
  }
}

/** A conversation without a title is called after whom it is with, else by its id on the server. */
export function titleOf(row: Pick<ConversationRow, 'title' | 'peer_name' | 'remote_id'>): string {
  return row.title ?? row.peer_name ?? row.remote_id
}

/** The conversation as the dialect names it. */
export function refOf(
  row: Pick<ConversationRow, 'remote_id' | 'kind' | 'title' | 'peer_id' | 'peer_name'>
): ConversationRef {
  const hasPeer = row.peer_id !== null || row.peer_name !== null
  return {
    remoteId: row.remote_id,
    kind: row.kind,
    title: row.title,
    peer: hasPeer ? { id: row.peer_id, name: row.peer_name } : null
  }
}
