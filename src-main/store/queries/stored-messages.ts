// Finds stored messages for commits: by id, by the server's id, by outbox row, by what they say.
import type {
  ConversationId,
  MessageId,
  MessageState,
  Proof
} from '../../../src-preload/contract/model.ts'
import type { StoreDatabase } from '../database.ts'
import { PENDING_BASE } from '../position.ts'

/** The columns of a message that commits decide by. */
export interface StoredMessage {
  id: number
  conversation_id: number
  position: number
  remote_id: string | null
  client_id: string | null
  author_id: string | null
  author_name: string
  own: number
  time: number
  text: string
  edited: number
  deleted: number
  notice: number
  seq: number | null
  state: MessageState | null
  proof: Proof | null
  emitted_at: number | null
  emitted_uptime: number | null
  outbox_id: number | null
  /** What the server has, as JSON, while changes of the person are under way. */
  base: string | null
}

const STORED = `SELECT m.id, m.conversation_id, m.position, m.remote_id, m.client_id, m.author_id,
  m.author_name, m.own, m.time, m.text, m.edited, m.deleted, m.notice, m.seq, m.state, m.proof,
  m.emitted_at, m.emitted_uptime, m.outbox_id, m.base FROM messages m`

export function findById(db: StoreDatabase, id: MessageId): StoredMessage | undefined {
  return db.get<StoredMessage>(`${STORED} WHERE m.id = ?`, [id])
}

export function findByRemoteId(
  db: StoreDatabase,
  conversationId: ConversationId,
  remoteId: string
): StoredMessage | undefined {
  return db.get<StoredMessage>(`${STORED} WHERE m.remote_id = ? AND m.conversation_id = ?`, [
    remoteId,
    conversationId
  ])
}

/** For servers that name a message without its conversation. */
export function findByRemoteIdOnServer(
  db: StoreDatabase,
  serverId: string,
  remoteId: string
): StoredMessage | undefined {
  return db.get<StoredMessage>(
    `${STORED} JOIN conversations c ON c.id = m.conversation_id
     WHERE m.remote_id = ? AND c.server_id = ? LIMIT 1`,
    [remoteId, serverId]
  )
}

/** Which of these ids of the server the conversation already has. */
export function findKnownRemoteIds(
  db: StoreDatabase,
  conversationId: ConversationId,
  remoteIds: readonly string[]
): string[] {
  const rows = db.all<{ remote_id: string }>(
    `SELECT remote_id FROM messages
     WHERE remote_id IN (SELECT value FROM json_each(?)) AND conversation_id = ?`,
    [JSON.stringify(remoteIds), conversationId]
  )
  return rows.map((row) => row.remote_id)
}

/** Which of these ids, made by clients, are of stored messages. */
export function findKnownClientIds(db: StoreDatabase, clientIds: readonly string[]): string[] {
  if (clientIds.length === 0) return []
  const rows = db.all<{ client_id: string }>(
    'SELECT client_id FROM messages WHERE client_id IN (SELECT value FROM json_each(?))',
    [JSON.stringify(clientIds)]
  )
  return rows.map((row) => row.client_id)
}

export function findByClientId(db: StoreDatabase, clientId: string): StoredMessage | undefined {
  return db.get<StoredMessage>(`${STORED} WHERE m.client_id = ?`, [clientId])
}

/** The message that an outbox row, perhaps settled already, was made for. */
export function findByOutboxId(db: StoreDatabase, outboxId: number): StoredMessage | undefined {
  return db.get<StoredMessage>(`${STORED} WHERE m.outbox_id = ?`, [outboxId])
}

/** Own messages of one state with this text that were emitted, oldest first. */
export function findEmitted(
  db: StoreDatabase,
  conversationId: ConversationId,
  { state, text }: { state: MessageState; text: string }
): StoredMessage[] {
  // The newest hundred: an echo that comes later than a hundred own messages is no echo.
  return db
    .all<StoredMessage>(
      `SELECT * FROM (${STORED} WHERE m.conversation_id = ? AND m.own = 1 AND m.state = ?
         ORDER BY m.position DESC LIMIT 100)
       WHERE text = ? AND emitted_at IS NOT NULL`,
      [conversationId, state, text]
    )
    .reverse()
}

/** Own messages with files of one state that were emitted, oldest first. */
export function findEmittedFiles(
  db: StoreDatabase,
  conversationId: ConversationId,
  state: MessageState
): StoredMessage[] {
  return db
    .all<StoredMessage>(
      `SELECT * FROM (${STORED} WHERE m.conversation_id = ? AND m.own = 1 AND m.state = ?
         AND m.files > 0 AND m.emitted_at IS NOT NULL ORDER BY m.position DESC LIMIT 20)`,
      [conversationId, state]
    )
    .reverse()
}

/** Own messages of one state up to a place, newest first. */
export function findOwnUpTo(
  db: StoreDatabase,
  conversationId: ConversationId,
  { state, upTo, limit }: { state: MessageState; upTo: number; limit: number }
): StoredMessage[] {
  return db.all<StoredMessage>(
    `${STORED} WHERE m.conversation_id = ? AND m.own = 1 AND m.state = ? AND m.position <= ?
     ORDER BY m.position DESC LIMIT ?`,
    [conversationId, state, upTo, limit]
  )
}

/** A conversation's newest messages that the server has and has not taken back, newest first. */
export function findNewestKept(
  db: StoreDatabase,
  conversationId: ConversationId,
  limit: number
): StoredMessage[] {
  return db.all<StoredMessage>(
    `SELECT * FROM (${STORED} WHERE m.conversation_id = ? AND m.position < ${PENDING_BASE}
       ORDER BY m.position DESC LIMIT ?)
     WHERE deleted = 0 AND notice = 0`,
    [conversationId, limit]
  )
}

/** How far apart the times may be by which the network and the store remember when a message came, ms. */
const CAME_WITHIN_MS = 60_000

/** Messages of others, or of the person's from elsewhere, that were stored with these words; the nearest in time first. */
export function findUnclaimed(
  db: StoreDatabase,
  conversationId: ConversationId,
  was: { author: string; text: string; remoteId: string | null; receivedAt: number }
): StoredMessage[] {
  return db.all<StoredMessage>(
    `SELECT * FROM (${STORED.replace(' FROM', ', m.received_at FROM')}
       WHERE m.conversation_id = ? AND m.position < ${PENDING_BASE} ORDER BY m.position DESC LIMIT 2000)
     WHERE text = ? AND author_name = ? AND remote_id IS ? AND client_id IS NULL AND deleted = 0
       AND abs(received_at - ?) <= ${CAME_WITHIN_MS}
     ORDER BY abs(received_at - ?), id LIMIT 100`,
    [conversationId, was.text, was.author, was.remoteId, was.receivedAt, was.receivedAt]
  )
}

/** Messages without a server's id of exactly this time, oldest first. */
export function findUnnamedAt(
  db: StoreDatabase,
  conversationId: ConversationId,
  time: number
): StoredMessage[] {
  return db.all<StoredMessage>(
    `${STORED} WHERE m.conversation_id = ? AND m.time = ? AND m.remote_id IS NULL
       AND m.position < ${PENDING_BASE} ORDER BY m.position LIMIT 1000`,
    [conversationId, time]
  )
}

/** What a message of the person answers to, as the server is to be told; null if it is no reply. */
export function readReply(
  db: StoreDatabase,
  id: MessageId
): { remoteId: string | null; author: string; text: string } | null {
  const row = db.get<{ remoteId: string | null; author: string | null; text: string | null }>(
    `SELECT coalesce(q.remote_id, m.reply_remote_id) AS remoteId, m.reply_author AS author,
       m.reply_text AS text
     FROM messages m LEFT JOIN messages q ON q.id = m.reply_id WHERE m.id = ?`,
    [id]
  )
  if (!row || row.author === null) return null
  return { remoteId: row.remoteId, author: row.author, text: row.text ?? '' }
}
