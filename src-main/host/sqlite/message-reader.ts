// Owns the SQL that reads messages: one, or a page of history with its reactions.
import type { Database, SqlStatement } from '../../base/sql.ts'
import type { HistoryQuery, Page } from '../message-store.ts'
import type {
  ChatFile,
  ChatMessage,
  ConversationKind,
  Person,
  Reaction
} from '../protocol-events.ts'
import type { FileTable } from './file-table.ts'

/** People listed for one reaction; the rest is in its count. */
const LISTED_PEOPLE = 50
/** A page ends early at so many characters of text, to stay small on the wire. */
const PAGE_CHARACTERS = 400_000

interface MessageRow {
  id: string
  conversationId: string
  conversationKind: ConversationKind
  seq: number
  change: number
  clientId: string
  authorId: string
  authorName: string
  text: string
  at: number
  editedAt: number | null
  deletedAt: number | null
  replyId: string | null
  replySeq: number | null
  replyAuthorId: string | null
  replyAuthorName: string | null
  replyText: string | null
}
interface ReactionRow {
  messageId: string
  emoji: string
  personId: string
  name: string
  count: number
}

const SELECT = `SELECT m.id, m.conversation_id AS conversationId, c.kind AS conversationKind,
  m.seq, m.change, m.client_id AS clientId, m.author_id AS authorId, author.name AS authorName,
  m.text, m.at, m.edited_at AS editedAt, m.deleted_at AS deletedAt,
  quoted.id AS replyId, quoted.seq AS replySeq, quoted.author_id AS replyAuthorId,
  quotedAuthor.name AS replyAuthorName, substr(quoted.text, 1, 200) AS replyText
  FROM message m
  JOIN conversation c ON c.id = m.conversation_id
  JOIN person author ON author.id = m.author_id
  LEFT JOIN message quoted ON quoted.id = m.reply_to
  LEFT JOIN person quotedAuthor ON quotedAuthor.id = quoted.author_id`

type PageStatement = SqlStatement<MessageRow>

export class MessageReader {
  readonly #one: PageStatement
  readonly #before: PageStatement
  readonly #after: PageStatement
  readonly #changedAfter: PageStatement
  readonly #reactions: SqlStatement<ReactionRow>
  readonly #files: FileTable

  constructor(database: Database, files: FileTable) {
    this.#files = files
    const page = (rest: string): PageStatement =>
      database.prepare(`${SELECT} WHERE m.conversation_id = ? AND ${rest} LIMIT ?`)
    this.#one = database.prepare(`${SELECT} WHERE m.id = ?`)
    this.#before = page('m.seq < ? ORDER BY m.seq DESC')
    this.#after = page('m.seq > ? ORDER BY m.seq')
    this.#changedAfter = page('m.change > ? ORDER BY m.change')
    this.#reactions = database.prepare(
      `SELECT * FROM (
        SELECT r.message_id AS messageId, r.emoji, r.person_id AS personId, p.name,
          min(r.at) OVER (PARTITION BY r.message_id, r.emoji) AS firstAt,
          count(*) OVER (PARTITION BY r.message_id, r.emoji) AS count,
          row_number() OVER (PARTITION BY r.message_id, r.emoji
            ORDER BY r.person_id = :viewer DESC, r.at, r.person_id) AS place
        FROM reaction r JOIN person p ON p.id = r.person_id
        WHERE r.message_id IN (SELECT value FROM json_each(:ids))
      ) WHERE place <= ${LISTED_PEOPLE} ORDER BY messageId, firstAt, emoji, place`
    )
  }

  one(id: string, viewerId: string): ChatMessage | undefined {
    const row = this.#one.get([id])
    return row && this.#complete([row], viewerId)[0]
  }

  /** Oldest first, whichever way the cursor looks. */
  page(query: HistoryQuery, viewerId: string): Page<ChatMessage> {
    const { conversationId, before, after, changedAfter, limit } = query
    const isForward = after !== undefined || changedAfter !== undefined
    const rows =
      changedAfter !== undefined
        ? this.#changedAfter.all([conversationId, changedAfter, limit + 1])
        : after !== undefined
          ? this.#after.all([conversationId, after, limit + 1])
          : this.#before.all([conversationId, before ?? Number.MAX_SAFE_INTEGER, limit + 1])
    const kept = cutToSize(rows.slice(0, limit))
    const messages = this.#complete(isForward ? kept : kept.toReversed(), viewerId)
    return { items: messages, more: rows.length > kept.length }
  }

  #complete(rows: MessageRow[], viewer: string): ChatMessage[] {
    const ids = JSON.stringify(rows.map((row) => row.id))
    const byMessage = new Map<string, Reaction[]>()
    for (const row of this.#reactions.all({ viewer, ids })) addReaction(byMessage, row)
    const files = this.#files.ofMessages(ids)
    return rows.map((row) => toMessage(row, byMessage.get(row.id) ?? [], files.get(row.id) ?? []))
  }
}

function cutToSize(rows: MessageRow[]): MessageRow[] {
  let characters = 0
  const tooMuch = rows.findIndex((row, index) => {
    characters += row.text.length
    return index > 0 && characters > PAGE_CHARACTERS
  })
  return tooMuch === -1 ? rows : rows.slice(0, tooMuch)
}

function addReaction(byMessage: Map<string, Reaction[]>, row: ReactionRow): void {
  const reactions = byMessage.get(row.messageId) ?? []
  byMessage.set(row.messageId, reactions)
  const person: Person = { id: row.personId, name: row.name }
  const known = reactions.find((reaction) => reaction.emoji === row.emoji)
  if (known) known.by.push(person)
  else reactions.push({ emoji: row.emoji, count: row.count, by: [person] })
}

function toMessage(row: MessageRow, reactions: Reaction[], files: ChatFile[]): ChatMessage {
  const { id, conversationId, conversationKind, seq, change, clientId, text, at } = row
  const replyTo = toQuote(row)
  return {
    id,
    conversationId,
    conversationKind,
    seq,
    change,
    clientId,
    author: { id: row.authorId, name: row.authorName },
    text,
    at,
    ...(replyTo && { replyTo }),
    ...(row.editedAt !== null && { editedAt: row.editedAt }),
    ...(row.deletedAt !== null && { deletedAt: row.deletedAt }),
    ...(files.length > 0 && { files }),
    reactions
  }
}

function toQuote(row: MessageRow): ChatMessage['replyTo'] {
  const { replyId, replySeq, replyAuthorId, replyAuthorName, replyText } = row
  if (replyId === null || replySeq === null || replyAuthorId === null) return undefined
  const author = { id: replyAuthorId, name: replyAuthorName ?? '' }
  return { id: replyId, seq: replySeq, author, text: replyText ?? '' }
}
