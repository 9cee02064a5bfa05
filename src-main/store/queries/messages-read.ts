// Reads messages as the window sees them: pages of a conversation, single rows, what surrounds a place.
import * as v from 'valibot'
import type { Body } from '../../../src-preload/contract/body.ts'
import { failureSchema, type Failure } from '../../../src-preload/contract/failure.ts'
import type {
  ConversationId,
  Message,
  MessageId,
  MessageState,
  Proof,
  Reaction,
  Reply
} from '../../../src-preload/contract/model.ts'
import type { HistoryGap } from '../../../src-preload/contract/store-calls.ts'
import type { StoreDatabase } from '../database.ts'
import { readGapsWithin } from './gaps.ts'
import { readFilesOf, toFileLabel, toFileView, type MovingRow } from './files.ts'
import { readReactions } from './reactions.ts'

interface ServedRow {
  id: number
  conversation_id: number
  position: number
  remote_id: string | null
  author_id: string | null
  author_name: string
  own: number
  time: number
  text: string
  edited: number
  deleted: number
  notice: number
  files: number
  state: MessageState | null
  proof: Proof | null
  failure: string | null
  reply_author: string | null
  reply_text: string | null
  quoted_id: number | null
}

const SERVED = `SELECT m.id, m.conversation_id, m.position, m.remote_id, m.author_id, m.author_name,
    m.own, m.time, m.text, m.edited, m.deleted, m.notice, m.files, m.state, m.proof, m.failure,
    m.reply_author, m.reply_text, coalesce(q.id, r.id) AS quoted_id
  FROM messages m
  LEFT JOIN messages q ON q.id = m.reply_id
  LEFT JOIN messages r ON r.remote_id = m.reply_remote_id
    AND r.conversation_id = m.conversation_id`

/** The queries that ranges live from; a test holds that each is read off an index. */
export const rangeSql = {
  last: `${SERVED} WHERE m.conversation_id = ? ORDER BY m.position DESC LIMIT ?`,
  before: `${SERVED} WHERE m.conversation_id = ? AND m.position < ? ORDER BY m.position DESC LIMIT ?`,
  from: `${SERVED} WHERE m.conversation_id = ? AND m.position >= ? ORDER BY m.position LIMIT ?`,
  byId: `${SERVED} WHERE m.id IN (SELECT value FROM json_each(?)) ORDER BY m.position`,
  isAnyBefore: 'SELECT 1 AS one FROM messages WHERE conversation_id = ? AND position < ? LIMIT 1',
  isAnyBetween: `SELECT 1 AS one FROM messages WHERE conversation_id = ? AND position > ?
    AND position < ? LIMIT 1`,
  isAnyAfter: 'SELECT 1 AS one FROM messages WHERE conversation_id = ? AND position > ? LIMIT 1'
} as const

/** Makes the tree of a text; given in, since only served rows get one. */
export type BodyMaker = (text: string) => Body

export class MessageReader {
  readonly #db: StoreDatabase
  readonly #bodyOf: BodyMaker

  constructor(db: StoreDatabase, bodyOf: BodyMaker) {
    this.#db = db
    this.#bodyOf = bodyOf
  }

  /** The last rows of a conversation, oldest first. */
  last(conversationId: ConversationId, rows: number): Message[] {
    return this.#serve(rangeSql.last, [conversationId, rows]).reverse()
  }

  /** The rows just before a place, oldest first. */
  before(conversationId: ConversationId, position: number, rows: number): Message[] {
    return this.#serve(rangeSql.before, [conversationId, position, rows]).reverse()
  }

  /** The rows from a place on, the one that stands there included. */
  from(conversationId: ConversationId, position: number, rows: number): Message[] {
    return this.#serve(rangeSql.from, [conversationId, position, rows])
  }

  byIds(ids: readonly MessageId[]): Message[] {
    return ids.length === 0 ? [] : this.#serve(rangeSql.byId, [JSON.stringify(ids)])
  }

  isAnyBefore(conversationId: ConversationId, position: number): boolean {
    return this.#db.get(rangeSql.isAnyBefore, [conversationId, position]) !== undefined
  }

  isAnyAfter(conversationId: ConversationId, position: number): boolean {
    return this.#db.get(rangeSql.isAnyAfter, [conversationId, position]) !== undefined
  }

  isAnyBetween(conversationId: ConversationId, after: number, before: number): boolean {
    return this.#db.get(rangeSql.isAnyBetween, [conversationId, after, before]) !== undefined
  }

  gapsWithin(conversationId: ConversationId, first: number, last: number): HistoryGap[] {
    return readGapsWithin(this.#db, conversationId, { first, last })
  }

  #serve(sql: string, binding: (number | string)[]): Message[] {
    const rows = this.#db.all<ServedRow>(sql, binding)
    const reactions = readReactions(
      this.#db,
      rows.filter((row) => row.deleted === 0).map((row) => row.id)
    )
    const files = readFilesOf(
      this.#db,
      rows.filter((row) => row.files > 0 && row.deleted === 0).map((row) => row.id)
    )
    const isQuotedSilent = (row: ServedRow): boolean =>
      row.reply_author !== null && (row.reply_text ?? '') === ''
    const quoted = readFilesOf(
      this.#db,
      rows.filter(isQuotedSilent).flatMap((row) => row.quoted_id ?? [])
    )
    return rows.map((row) => ({
      ...toMessage(row, reactions.get(row.id) ?? [], this.#bodyOf),
      reply: replyOf(row, quoted),
      files: (files.get(row.id) ?? []).map(toFileView)
    }))
  }
}

function toMessage(
  row: ServedRow,
  reactions: Reaction[],
  bodyOf: BodyMaker
): Omit<Message, 'files' | 'reply'> {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    position: row.position,
    author: { id: row.author_id, name: row.author_name },
    own: row.own === 1,
    time: row.time,
    text: row.text,
    body: bodyOf(row.text),
    edited: row.edited === 1,
    deleted: row.deleted === 1,
    notice: row.notice === 1,
    reactions,
    state: row.state,
    proof: row.proof,
    failure: toFailure(row.failure),
    addressable: row.remote_id !== null
  }
}

function replyOf(row: ServedRow, quoted: ReadonlyMap<MessageId, MovingRow[]>): Reply | null {
  if (row.reply_author === null) return null
  const reply = { messageId: row.quoted_id, author: row.reply_author, text: row.reply_text ?? '' }
  return { ...reply, ...toFileLabel(quoted.get(row.quoted_id ?? 0)) }
}

function toFailure(json: string | null): Failure | null {
  return json === null ? null : (v.parse(failureSchema, JSON.parse(json)) satisfies Failure)
}
