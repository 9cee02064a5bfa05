// Owns the SQL that writes messages, each with its place in the conversation's order.
import { uuidv7 } from 'uuidv7'
import type { Database, SqlStatement } from '../../base/sql.ts'
import type { Change, Draft } from '../message-store.ts'
import { refused, type Outcome } from '../protocol.ts'
import type { ChatMessage, Place } from '../protocol-events.ts'
import type { ConversationTable } from './conversation-table.ts'
import type { FileTable } from './file-table.ts'
import type { MessageReader } from './message-reader.ts'

interface Target {
  id: string
  conversationId: string
  authorId: string
  seq: number
  deletedAt: number | null
}
type Written = Outcome<Change<{ message: ChatMessage }>>
type Removed = Outcome<Change<{ message: ChatMessage; unused: string[] }>>

interface Tables {
  conversations: ConversationTable
  reader: MessageReader
  files: FileTable
}

/** Every method runs inside a transaction. */
export class MessageTable {
  readonly #conversations: ConversationTable
  readonly #reader: MessageReader
  readonly #files: FileTable
  readonly #sent: SqlStatement<{ id: string }>
  readonly #target: SqlStatement<Target>
  readonly #nextMessage: SqlStatement<{ seq: number; change: number }>
  readonly #nextChange: SqlStatement<{ change: number }>
  readonly #insert: SqlStatement
  readonly #edit: SqlStatement
  readonly #empty: SqlStatement
  readonly #touch: SqlStatement
  readonly #unreact: SqlStatement
  readonly #react: SqlStatement
  readonly #dropReactions: SqlStatement
  readonly #emoji: SqlStatement<{ emoji: string; count: number }>

  constructor(database: Database, { conversations, reader, files }: Tables) {
    this.#conversations = conversations
    this.#reader = reader
    this.#files = files
    this.#sent = database.prepare('SELECT id FROM message WHERE author_id = ? AND client_id = ?')
    this.#target = database.prepare(
      `SELECT id, conversation_id AS conversationId, author_id AS authorId, seq,
       deleted_at AS deletedAt FROM message WHERE id = ?`
    )
    this.#nextMessage = database.prepare(
      `UPDATE conversation SET last_seq = last_seq + 1, last_change = last_change + 1
       WHERE id = ? RETURNING last_seq AS seq, last_change AS change`
    )
    this.#nextChange = database.prepare(
      `UPDATE conversation SET last_change = last_change + 1
       WHERE id = ? RETURNING last_change AS change`
    )
    this.#insert = database.prepare(
      `INSERT INTO message
        (id, conversation_id, seq, change, author_id, client_id, text, reply_to, at)
       VALUES (:id, :conversationId, :seq, :change, :authorId, :clientId, :text, :replyTo, :at)`
    )
    this.#edit = database.prepare(
      'UPDATE message SET text = :text, edited_at = :at, change = :change WHERE id = :id'
    )
    this.#empty = database.prepare(
      `UPDATE message SET text = '', deleted_at = :at, change = :change WHERE id = :id`
    )
    this.#touch = database.prepare('UPDATE message SET change = ? WHERE id = ?')
    this.#react = database.prepare(
      'INSERT OR IGNORE INTO reaction (message_id, emoji, person_id, at) VALUES (?, ?, ?, ?)'
    )
    this.#unreact = database.prepare(
      'DELETE FROM reaction WHERE message_id = ? AND emoji = ? AND person_id = ?'
    )
    this.#dropReactions = database.prepare('DELETE FROM reaction WHERE message_id = ?')
    this.#emoji = database.prepare(
      'SELECT emoji, count(*) AS count FROM reaction WHERE message_id = ? GROUP BY emoji'
    )
  }

  append(draft: Draft): Written {
    const { author, conversationId, clientId, after = [], text, replyTo, files = [], at } = draft
    const sent = this.#sent.get([author.id, clientId])
    if (sent) return this.#written(sent.id, author.id, false)
    const isTooEarly = after.some((before) => !this.#sent.get([author.id, before]))
    if (isTooEarly) return refused('out-of-order')
    const place = this.#conversations.joined(author.id, conversationId)
    if (!place.ok) return place
    if (replyTo !== undefined && this.#target.get([replyTo])?.conversationId !== conversationId) {
      return refused('not-found', { field: 'replyTo' })
    }
    const attachable = this.#files.check(files, author.id, conversationId)
    if (!attachable.ok) return attachable
    const numbers = this.#nextMessage.get([conversationId])
    if (!numbers) return refused('not-found')
    const id = uuidv7()
    const row = { id, conversationId, authorId: author.id, clientId, text, at, ...numbers }
    this.#insert.run({ ...row, replyTo: replyTo ?? null })
    this.#files.attach(files, id)
    this.#conversations.mark(author.id, { conversationId, level: 'read', seq: numbers.seq })
    return this.#written(id, author.id, true)
  }

  edit(personId: string, edit: { messageId: string; text: string; at: number }): Written {
    const target = this.#own(personId, edit.messageId)
    if (!target.ok) return target
    if (target.value.deletedAt !== null) return refused('not-allowed')
    const { id, conversationId } = target.value
    this.#edit.run({ id, text: edit.text, at: edit.at, change: this.#change(conversationId) })
    return this.#written(id, personId, true)
  }

  remove(personId: string, removal: { messageId: string; at: number }): Removed {
    const target = this.#own(personId, removal.messageId)
    if (!target.ok) return target
    const { id, conversationId, deletedAt } = target.value
    if (deletedAt !== null) return withUnused(this.#written(id, personId, false), [])
    this.#dropReactions.run([id])
    const unused = this.#files.drop(id)
    this.#empty.run({ id, at: removal.at, change: this.#change(conversationId) })
    return withUnused(this.#written(id, personId, true), unused)
  }

  react(
    personId: string,
    reaction: { messageId: string; emoji: string; on: boolean; at: number; mostEmoji: number }
  ): Outcome<Change<{ place: Place; change: number; count: number }>> {
    const { messageId, emoji, on, at, mostEmoji } = reaction
    const found = this.reachable(personId, messageId)
    if (!found.ok) return found
    if (found.value.target.deletedAt !== null) return refused('not-allowed')
    const before = this.#emoji.all([messageId])
    if (on && before.length >= mostEmoji && !before.some((row) => row.emoji === emoji)) {
      return refused('too-many', { limit: mostEmoji })
    }
    const { changes } = on
      ? this.#react.run([messageId, emoji, personId, at])
      : this.#unreact.run([messageId, emoji, personId])
    const { place } = found.value
    const change = changes > 0 ? this.#change(place.conversationId) : 0
    if (changes > 0) this.#touch.run([change, messageId])
    const count = this.#emoji.all([messageId]).find((row) => row.emoji === emoji)?.count ?? 0
    return { ok: true, value: { isChanged: changes > 0, place, change, count } }
  }

  /** A message that this person may see, and where it is. */
  reachable(
    personId: string,
    messageId: string
  ): Outcome<{ target: Target; place: Place; memberCount: number }> {
    const target = this.#target.get([messageId])
    if (!target) return refused('not-found')
    const seen = this.#conversations.joined(personId, target.conversationId)
    if (!seen.ok) return refused('not-found')
    const place = { conversationId: seen.value.id, conversationKind: seen.value.kind }
    return { ok: true, value: { target, place, memberCount: seen.value.memberCount } }
  }

  #own(personId: string, messageId: string): Outcome<Target> {
    const found = this.reachable(personId, messageId)
    if (!found.ok) return found
    const { target } = found.value
    return target.authorId === personId ? { ok: true, value: target } : refused('not-allowed')
  }

  #change(conversationId: string): number {
    return this.#nextChange.get([conversationId])?.change ?? 0
  }

  #written(id: string, viewerId: string, isChanged: boolean): Written {
    const message = this.#reader.one(id, viewerId)
    return message ? { ok: true, value: { message, isChanged } } : refused('not-found')
  }
}

function withUnused(written: Written, unused: string[]): Removed {
  return written.ok ? { ok: true, value: { ...written.value, unused } } : written
}
