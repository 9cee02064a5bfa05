// Owns the SQL of files: whose they are, in which message, and which bytes nobody needs any more.
import type { Database, SqlStatement } from '../../base/sql.ts'
import type { DraftFile, KeptFile } from '../message-store.ts'
import { refused, type Outcome } from '../protocol.ts'
import type { ChatFile } from '../protocol-events.ts'

interface FileRow extends Omit<KeptFile, 'at'> {
  width: number | null
  height: number | null
  messageId: string | null
}

const SELECT = `SELECT f.id, f.owner_id AS ownerId, f.conversation_id AS conversationId, f.name, f.type,
  f.size, f.hash, f.width, f.height, f.message_id AS messageId FROM file f`

export class FileTable {
  readonly #byId: SqlStatement<FileRow>
  readonly #ofMessages: SqlStatement<FileRow>
  readonly #fetchable: SqlStatement<FileRow>
  readonly #insert: SqlStatement
  readonly #attach: SqlStatement
  readonly #drop: SqlStatement<{ hash: string }>
  readonly #dropUnsent: SqlStatement<{ id: string; hash: string }>
  readonly #isUsed: SqlStatement<{ one: number }>
  readonly #bytes: SqlStatement<{ bytes: number }>
  readonly #hashes: SqlStatement<{ hash: string }>

  constructor(database: Database) {
    this.#byId = database.prepare(`${SELECT} WHERE f.id = ?`)
    this.#ofMessages = database.prepare(
      `${SELECT} WHERE f.message_id IN (SELECT value FROM json_each(:ids)) ORDER BY f.message_id, f.place`
    )
    this.#fetchable = database.prepare(
      `${SELECT} WHERE f.id = :id AND (f.owner_id = :person OR (f.message_id IS NOT NULL AND EXISTS
        (SELECT 1 FROM member m WHERE m.conversation_id = f.conversation_id AND m.person_id = :person)))`
    )
    this.#insert = database.prepare(
      `INSERT OR IGNORE INTO file (id, owner_id, conversation_id, name, type, size, hash, at)
       VALUES (:id, :ownerId, :conversationId, :name, :type, :size, :hash, :at)`
    )
    this.#attach = database.prepare(
      'UPDATE file SET message_id = :messageId, place = :place, width = :width, height = :height WHERE id = :id'
    )
    this.#drop = database.prepare('DELETE FROM file WHERE message_id = ? RETURNING hash')
    this.#dropUnsent = database.prepare(
      'DELETE FROM file WHERE message_id IS NULL AND at < ? RETURNING id, hash'
    )
    this.#isUsed = database.prepare('SELECT 1 AS one FROM file WHERE hash = ? LIMIT 1')
    this.#bytes = database.prepare(
      'SELECT coalesce(sum(size), 0) AS bytes FROM (SELECT DISTINCT hash, size FROM file)'
    )
    this.#hashes = database.prepare('SELECT DISTINCT hash FROM file')
  }

  add(file: KeptFile): void {
    const { id, ownerId, conversationId, name, type, size, hash, at } = file
    this.#insert.run({ id, ownerId, conversationId, name, type, size, hash, at })
  }

  /** Whether these files can go into a new message of this person there: theirs, for there, not used. */
  check(named: readonly DraftFile[], ownerId: string, conversationId: string): Outcome<object> {
    const isDouble = new Set(named.map((one) => one.id)).size < named.length
    const areFree = named.every(({ id }) => {
      const row = this.#byId.get([id])
      return (
        row?.ownerId === ownerId && row.conversationId === conversationId && row.messageId === null
      )
    })
    if (isDouble || !areFree) return refused('not-found', { field: 'files' })
    return { ok: true, value: {} }
  }

  /** Puts files into a message, in this order. Inside a transaction, after `check`. */
  attach(named: readonly DraftFile[], messageId: string): void {
    for (const [place, { id, width = null, height = null }] of named.entries()) {
      this.#attach.run({ id, messageId, place, width, height })
    }
  }

  ofMessages(ids: string): Map<string, ChatFile[]> {
    const byMessage = new Map<string, ChatFile[]>()
    for (const row of this.#ofMessages.all({ ids })) {
      if (row.messageId === null) continue
      const files = byMessage.get(row.messageId) ?? []
      byMessage.set(row.messageId, files)
      files.push(toChatFile(row))
    }
    return byMessage
  }

  fetchable(person: string, id: string): ChatFile | undefined {
    const row = this.#fetchable.get({ person, id })
    return row && toChatFile(row)
  }

  /** Takes a message's files away; answers the hashes that nobody needs now. */
  drop(messageId: string): string[] {
    return this.#unused(this.#drop.all([messageId]))
  }

  /** Takes away what came before `at` and is in no message. */
  dropUnsent(at: number): { ids: string[]; unused: string[] } {
    const rows = this.#dropUnsent.all([at])
    return { ids: rows.map((row) => row.id), unused: this.#unused(rows) }
  }

  bytes(): number {
    return this.#bytes.get([])?.bytes ?? 0
  }

  hashes(): string[] {
    return this.#hashes.all([]).map((row) => row.hash)
  }

  #unused(rows: readonly { hash: string }[]): string[] {
    const hashes = new Set(rows.map((row) => row.hash))
    return [...hashes].filter((hash) => this.#isUsed.get([hash]) === undefined)
  }
}

function toChatFile({ id, name, type, size, hash, width, height }: FileRow): ChatFile {
  const box = width !== null && height !== null ? { width, height } : {}
  return { id, name, type, size, sha256: hash, ...box }
}
