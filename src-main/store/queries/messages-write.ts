// Writes messages and, in the same breath, their words into the index.
import type {
  ConversationId,
  MessageId,
  MessageState,
  Proof
} from '../../../src-preload/contract/model.ts'
import type { SqlValue } from '../../base/sql.ts'
import type { StoreDatabase } from '../database.ts'
import { awaitParts, dropParts, wordsFloor } from './search-index.ts'
import type { StoredMessage } from './stored-messages.ts'

export interface NewMessage {
  id: MessageId
  conversationId: ConversationId
  position: number
  remoteId: string | null
  clientId: string | null
  authorId: string | null
  authorName: string
  own: boolean
  time: number
  receivedAt: number
  text: string
  edited: boolean
  deleted: boolean
  notice: boolean
  seq: number | null
  reply: { id: MessageId | null; remoteId: string | null; author: string; text: string } | null
  state: MessageState | null
  proof: Proof | null
}

const COLUMNS = `id, conversation_id, position, remote_id, client_id, author_id, author_name, own, time,
  received_at, text, edited, deleted, notice, seq, reply_id, reply_remote_id, reply_author,
  reply_text, state, proof`
const ROW_WIDTH = COLUMNS.split(',').length
const MARKS = `(${Array<string>(ROW_WIDTH).fill('?').join(', ')})`
/** Rows per statement: one call into SQLite costs more than a row. */
const CHUNK = 20

const insertOne = `INSERT INTO messages (${COLUMNS}) VALUES ${MARKS}`
const insertChunk = `INSERT INTO messages (${COLUMNS}) VALUES ${repeated(MARKS)}`
const indexOne = 'INSERT INTO message_index (rowid, text, place) VALUES (?, ?, ?)'
const indexChunk = `INSERT INTO message_index (rowid, text, place) VALUES ${repeated('(?, ?, ?)')}`
const unindexOne = `INSERT INTO message_index (message_index, rowid, text, place)
  VALUES ('delete', ?, ?, ?)`

function repeated(marks: string): string {
  return Array<string>(CHUNK).fill(marks).join(', ')
}

/** Inserts rows with their words; ids should ascend, or the index has to be flushed in between. */
export function insertMessages(db: StoreDatabase, messages: readonly NewMessage[]): void {
  const rows: SqlValue[] = []
  const words: SqlValue[] = []
  const floor = wordsFloor(db)
  for (const message of messages) {
    pushColumns(rows, message)
    if (message.id < floor || !isIndexed(message.notice, message.text)) continue
    words.push(message.id, message.text, placeOf(message.conversationId))
  }
  runChunked(db, rows, { one: insertOne, chunk: insertChunk, width: ROW_WIDTH })
  runChunked(db, words, { one: indexOne, chunk: indexChunk, width: 3 })
  awaitParts(
    db,
    messages.filter(({ notice }) => !notice).map(({ id }) => id)
  )
}

/** Runs a statement over rows that lie one after the other, `width` values each. */
function runChunked(
  db: StoreDatabase,
  values: readonly SqlValue[],
  { one, chunk, width }: { one: string; chunk: string; width: number }
): void {
  let at = 0
  const step = width * CHUNK
  for (; at + step <= values.length; at += step) db.run(chunk, values.slice(at, at + step))
  for (; at < values.length; at += width) db.run(one, values.slice(at, at + width))
}

function pushColumns(row: SqlValue[], message: NewMessage): void {
  row.push(
    message.id,
    message.conversationId,
    message.position,
    message.remoteId,
    message.clientId,
    message.authorId,
    message.authorName,
    message.own ? 1 : 0,
    message.time,
    message.receivedAt,
    message.text,
    message.edited ? 1 : 0,
    message.deleted ? 1 : 0,
    message.notice ? 1 : 0,
    message.seq,
    message.reply?.id ?? null,
    message.reply?.remoteId ?? null,
    message.reply?.author ?? null,
    message.reply?.text ?? null,
    message.state,
    message.proof
  )
}

// The view message_index_source says the same: an index entry that was never made must not be deleted.
function isIndexed(isNotice: boolean, text: string): boolean {
  return !isNotice && text !== ''
}

function placeOf(conversationId: ConversationId): string {
  return `c${conversationId}`
}

/** What a message says. */
export interface Content {
  text: string
  edited: boolean
  deleted: boolean
}

/** Changes what a message says; `base` is what the server has, where that differs for now. */
export function writeContent(
  db: StoreDatabase,
  stored: StoredMessage,
  content: Content,
  base: Content | null
): void {
  db.run('UPDATE messages SET text = ?, edited = ?, deleted = ?, base = ? WHERE id = ?', [
    content.text,
    content.edited ? 1 : 0,
    content.deleted ? 1 : 0,
    base === null ? null : JSON.stringify(base),
    stored.id
  ])
  if (content.text === stored.text) return
  awaitParts(db, [stored.id])
  if (stored.id < wordsFloor(db)) return
  unindex(db, stored)
  if (isIndexed(stored.notice === 1, content.text)) {
    db.run(indexOne, [stored.id, content.text, placeOf(stored.conversation_id)])
  }
}

export function deleteMessage(db: StoreDatabase, stored: StoredMessage): void {
  if (stored.id >= wordsFloor(db)) unindex(db, stored)
  dropParts(db, stored.id)
  db.run('DELETE FROM messages WHERE id = ?', [stored.id])
}

function unindex(db: StoreDatabase, stored: StoredMessage): void {
  if (!isIndexed(stored.notice === 1, stored.text)) return
  db.run(unindexOne, [stored.id, stored.text, placeOf(stored.conversation_id)])
}

export function writePosition(db: StoreDatabase, id: MessageId, position: number): void {
  db.run('UPDATE messages SET position = ? WHERE id = ?', [position, id])
}

/** What is known of an own message's way. */
export interface Progress {
  state: MessageState
  proof: Proof | null
  remoteId: string | null
  time: number
  seq: number | null
  position: number
}

export function writeProgress(db: StoreDatabase, id: MessageId, progress: Progress): void {
  db.run(
    `UPDATE messages SET state = ?, proof = ?, remote_id = ?, time = ?, seq = ?, position = ?,
       failure = NULL WHERE id = ?`,
    [
      progress.state,
      progress.proof,
      progress.remoteId,
      progress.time,
      progress.seq,
      progress.position,
      id
    ]
  )
}

/** The state, and why where it failed; null clears an earlier failure. */
export function writeState(
  db: StoreDatabase,
  id: MessageId,
  state: MessageState,
  failure: string | null
): void {
  db.run('UPDATE messages SET state = ?, failure = ? WHERE id = ?', [state, failure, id])
}

export function writeFailure(db: StoreDatabase, id: MessageId, failure: string | null): void {
  db.run('UPDATE messages SET failure = ? WHERE id = ?', [failure, id])
}

export function writeOutboxId(db: StoreDatabase, id: MessageId, outboxId: number): void {
  db.run('UPDATE messages SET outbox_id = ? WHERE id = ?', [outboxId, id])
}

/** @param moment the wall clock, ms since 1970, and how long the computer has run, ms */
export function writeEmitted(
  db: StoreDatabase,
  id: MessageId,
  moment: { now: number; uptime: number }
): void {
  db.run(`UPDATE messages SET state = 'sending', emitted_at = ?, emitted_uptime = ? WHERE id = ?`, [
    moment.now,
    Math.round(moment.uptime),
    id
  ])
}

/** Brings what the server calls a message up to what it now says. */
export function writeRemote(
  db: StoreDatabase,
  id: MessageId,
  { remoteId, seq }: { remoteId: string | null; seq: number | null }
): void {
  db.run(
    `UPDATE messages SET remote_id = coalesce(remote_id, ?), seq = coalesce(seq, ?) WHERE id = ?`,
    [remoteId, seq, id]
  )
}
