// Inserts messages, and their words into the index: in the same breath, or later where more comes than that allows.
import type {
  ConversationId,
  MessageId,
  MessageState,
  Proof
} from '../../../src-preload/contract/model.ts'
import type { SqlValue } from '../../base/sql.ts'
import type { StoreDatabase } from '../database.ts'
import { awaitIndexes, awaitParts, wordsFloor } from './search-index.ts'

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

/** Rows per statement: one call into SQLite costs more than a row. */
const CHUNK = 25

interface Insertion {
  one: string
  chunk: string
  /** Values of one row. */
  width: number
}

/** `row` is what stands for one row: a `?` for each value that is bound. */
function insertion(into: string, row: string): Insertion {
  return {
    one: `INSERT INTO ${into} VALUES ${row}`,
    chunk: `INSERT INTO ${into} VALUES ${Array<string>(CHUNK).fill(row).join(', ')}`,
    width: row.split('?').length - 1
  }
}

const COLUMNS = `messages (id, conversation_id, position, remote_id, author_id, author_name, time, received_at,
  text, seq, client_id, own, edited, deleted, notice, reply_id, reply_remote_id, reply_author,
  reply_text, state, proof)`
const anyRow = insertion(COLUMNS, '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
// Half of the columns are the same for nearly all that comes: what is not bound costs next to nothing.
const plainRow = insertion(
  COLUMNS,
  '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL)'
)
const wordsRow = insertion('message_index (rowid, text, place)', '(?, ?, ?)')

/** Writes one message's words into their index: its id, text and place. */
export const indexOne = wordsRow.one

/**
 * Inserts rows with their words; ids should ascend, or the index has to be flushed in between. `later` leaves the
 * words to the background.
 */
export function insertMessages(
  db: StoreDatabase,
  messages: readonly NewMessage[],
  later: boolean
): void {
  const plain: SqlValue[] = []
  const others: SqlValue[] = []
  for (const message of messages) {
    if (isPlain(message)) pushPlain(plain, message)
    else pushAll(others, message)
  }
  runChunked(db, plain, plainRow)
  runChunked(db, others, anyRow)
  index(db, messages, later)
}

function index(db: StoreDatabase, messages: readonly NewMessage[], later: boolean): void {
  const floor = wordsFloor(db)
  const words: SqlValue[] = []
  const partsDue: MessageId[] = []
  const bothDue: MessageId[] = []
  for (const { id, notice, text, conversationId } of messages) {
    const isDue = id >= floor && isIndexed(notice, text)
    if (isDue && later) bothDue.push(id)
    else if (!notice) partsDue.push(id)
    if (isDue && !later) words.push(id, text, placeOf(conversationId))
  }
  runChunked(db, words, wordsRow)
  awaitParts(db, partsDue)
  awaitIndexes(db, bothDue)
}

/** Runs a statement over rows that lie one after the other. */
function runChunked(
  db: StoreDatabase,
  values: readonly SqlValue[],
  { one, chunk, width }: Insertion
): void {
  let at = 0
  const step = width * CHUNK
  for (; at + step <= values.length; at += step) db.run(chunk, values.slice(at, at + step))
  for (; at < values.length; at += width) db.run(one, values.slice(at, at + width))
}

function isPlain(message: NewMessage): boolean {
  const { clientId, own, edited, deleted, notice, reply, state, proof } = message
  const isMarked = own || edited || deleted || notice
  return !isMarked && clientId === null && reply === null && state === null && proof === null
}

function pushPlain(row: SqlValue[], message: NewMessage): void {
  row.push(
    message.id,
    message.conversationId,
    message.position,
    message.remoteId,
    message.authorId,
    message.authorName,
    message.time,
    message.receivedAt,
    message.text,
    message.seq
  )
}

function pushAll(row: SqlValue[], message: NewMessage): void {
  pushPlain(row, message)
  row.push(
    message.clientId,
    message.own ? 1 : 0,
    message.edited ? 1 : 0,
    message.deleted ? 1 : 0,
    message.notice ? 1 : 0,
    message.reply?.id ?? null,
    message.reply?.remoteId ?? null,
    message.reply?.author ?? null,
    message.reply?.text ?? null,
    message.state,
    message.proof
  )
}

/** Whether the index of words holds such a message: the view message_index_source says the same. */
export function isIndexed(isNotice: boolean, text: string): boolean {
  return !isNotice && text !== ''
}

/** What the index of words has for a conversation. */
export function placeOf(conversationId: ConversationId): string {
  return `c${conversationId}`
}
