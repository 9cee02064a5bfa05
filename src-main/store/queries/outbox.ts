// Reads and writes the outbox: what the person did and the server has not yet been told for certain.
import * as v from 'valibot'
import type { ConversationId, MessageId, ServerId } from '../../../src-preload/contract/model.ts'
import type { Intent, OutboxEntry } from '../../ports/store-network-calls.ts'
import type { OutboxFile } from '../../ports/transfer-calls.ts'
import type { StoreDatabase } from '../database.ts'
import { refOf, type ConversationRow } from './conversations-read.ts'
import { readFilesOf, type MovingRow } from './files.ts'

// What an entry needs beyond its columns; it was written here, and is checked again when read.
const payloadSchema = v.object({
  text: v.optional(v.string(), ''),
  targetRemoteId: v.optional(v.nullable(v.string()), null),
  replyTo: v.optional(
    v.nullable(
      v.object({ remoteId: v.nullable(v.string()), author: v.string(), text: v.string() })
    ),
    null
  ),
  emoji: v.optional(v.nullable(v.string()), null),
  on: v.optional(v.boolean(), false),
  /** For a reaction: whether it was there before. */
  was: v.optional(v.boolean(), false)
})
export type Payload = v.InferOutput<typeof payloadSchema>

export interface OutboxRow {
  id: number
  server_id: string
  conversation_id: number
  message_id: number | null
  intent: Intent
  client_id: string
  payload: string
  attempted: number
  attempts: number
  created_at: number
}

const COLUMNS = `o.id, o.server_id, o.conversation_id, o.message_id, o.intent, o.client_id, o.payload,
  o.attempted, o.attempts, o.created_at`

export interface NewOutboxRow {
  serverId: ServerId
  conversationId: ConversationId
  messageId: MessageId | null
  intent: Intent
  clientId: string
  payload: Partial<Payload>
  createdAt: number
}

export function insertOutbox(db: StoreDatabase, row: NewOutboxRow): number {
  return db.run(
    `INSERT INTO outbox
       (server_id, conversation_id, message_id, intent, client_id, payload, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [
      row.serverId,
      row.conversationId,
      row.messageId,
      row.intent,
      row.clientId,
      JSON.stringify(row.payload),
      row.createdAt
    ]
  ).lastInsertRowid
}

export function payloadOf(row: OutboxRow): Payload {
  return v.parse(payloadSchema, JSON.parse(row.payload))
}

export function findOutbox(db: StoreDatabase, id: number): OutboxRow | undefined {
  return db.get<OutboxRow>(`SELECT ${COLUMNS} FROM outbox o WHERE o.id = ?`, [id])
}

export function hasOutboxClientId(db: StoreDatabase, clientId: string): boolean {
  return db.get('SELECT 1 AS one FROM outbox WHERE client_id = ?', [clientId]) !== undefined
}

/** What is under way for a message, oldest first. */
export function findOutboxOfMessage(db: StoreDatabase, messageId: MessageId): OutboxRow[] {
  return db.all<OutboxRow>(`SELECT ${COLUMNS} FROM outbox o WHERE o.message_id = ? ORDER BY o.id`, [
    messageId
  ])
}

/** Entries of a conversation that were never emitted, from one on, oldest first. */
export function findUnattemptedFrom(
  db: StoreDatabase,
  conversationId: ConversationId,
  fromId: number
): OutboxRow[] {
  return db.all<OutboxRow>(
    `SELECT ${COLUMNS} FROM outbox o
     WHERE o.conversation_id = ? AND o.id >= ? AND o.attempted = 0 ORDER BY o.id`,
    [conversationId, fromId]
  )
}

export function findReadIntents(db: StoreDatabase, conversationId: ConversationId): OutboxRow[] {
  return db.all<OutboxRow>(
    `SELECT ${COLUMNS} FROM outbox o WHERE o.conversation_id = ? AND o.intent = 'read'`,
    [conversationId]
  )
}

export function outboxIdsOfServer(db: StoreDatabase, serverId: ServerId): number[] {
  const rows = db.all<{ id: number }>(
    `SELECT o.id FROM outbox o JOIN conversations c ON c.id = o.conversation_id
     WHERE c.server_id = ?`,
    [serverId]
  )
  return rows.map((row) => row.id)
}

/** Takes an entry out; answers whether it was there. */
export function deleteOutbox(db: StoreDatabase, id: number): boolean {
  return db.run('DELETE FROM outbox WHERE id = ?', [id]).changes > 0
}

export function markOutboxAttempted(db: StoreDatabase, id: number): void {
  db.run('UPDATE outbox SET attempted = 1 WHERE id = ?', [id])
}

/** The sender knows that it did not arrive, or may send it twice: it counts as not attempted. */
export function postponeOutbox(db: StoreDatabase, id: number): void {
  db.run('UPDATE outbox SET attempted = 0, attempts = attempts + 1 WHERE id = ?', [id])
}

export function writePayload(db: StoreDatabase, id: number, payload: Payload): void {
  db.run('UPDATE outbox SET payload = ? WHERE id = ?', [JSON.stringify(payload), id])
}

type EntryRow = OutboxRow & {
  remote_id: string
  kind: ConversationRow['kind']
  title: string | null
  peer_id: string | null
  peer_name: string | null
  files: number | null
}

const ENTRIES = `SELECT ${COLUMNS}, c.remote_id, c.kind, c.title, c.peer_id, c.peer_name, m.files
  FROM outbox o
  LEFT JOIN messages m ON m.id = o.message_id
  JOIN conversations c ON c.id = o.conversation_id
  JOIN servers s ON s.id = c.server_id AND s.removed = 0`

/** All that is still to be done, oldest first. */
export function readOutbox(db: StoreDatabase, folder: string): OutboxEntry[] {
  return toEntries(db, db.all<EntryRow>(`${ENTRIES} ORDER BY o.id`), folder)
}

export function readOutboxEntries(
  db: StoreDatabase,
  ids: readonly number[],
  folder: string
): OutboxEntry[] {
  const rows = db.all<EntryRow>(
    `${ENTRIES} WHERE o.id IN (SELECT value FROM json_each(?)) ORDER BY o.id`,
    [JSON.stringify(ids)]
  )
  return toEntries(db, rows, folder)
}

/** `folder`: where kept files lie. */
function toEntries(db: StoreDatabase, rows: readonly EntryRow[], folder: string): OutboxEntry[] {
  const withFiles = rows.filter(
    ({ intent, files }) => intent === 'send' && files !== null && files > 0
  )
  const files = readFilesOf(
    db,
    withFiles.flatMap(({ message_id }) => message_id ?? [])
  )
  return rows.map((row) => {
    const own = row.intent === 'send' ? (files.get(row.message_id ?? 0) ?? []) : []
    return { ...toEntry(row), files: own.map((file) => toOutboxFile(file, folder)) }
  })
}

function toOutboxFile(row: MovingRow, folder: string): OutboxFile {
  const path = row.path !== null && row.kept === 1 ? `${folder}/${row.path}` : row.path
  return {
    name: row.name,
    type: row.media_type,
    kind: row.kind,
    size: row.size ?? 0,
    sha256: row.sha256,
    width: row.width,
    height: row.height,
    result: row.result === null ? null : (JSON.parse(row.result) as unknown),
    source: path === null ? null : { path, size: row.size ?? 0, modifiedAt: row.modified_at }
  }
}

function toEntry(row: EntryRow): Omit<OutboxEntry, 'files'> {
  const payload = payloadOf(row)
  return {
    outboxId: row.id,
    serverId: row.server_id,
    conversationId: row.conversation_id,
    conversation: refOf(row),
    intent: row.intent,
    clientId: row.client_id,
    text: payload.text,
    targetRemoteId: payload.targetRemoteId,
    replyTo: payload.replyTo,
    emoji: payload.emoji,
    on: payload.on,
    attempted: row.attempted === 1,
    attempts: row.attempts,
    createdAt: row.created_at
  }
}
