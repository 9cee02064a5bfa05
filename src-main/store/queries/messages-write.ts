// Changes messages and, in the same breath, what the index of words holds of them.
import type { MessageId, MessageState, Proof } from '../../../src-preload/contract/model.ts'
import type { StoreDatabase } from '../database.ts'
import { indexOne, isIndexed, placeOf } from './messages-insert.ts'
import { awaitParts, dropParts, hasWordsIndexed } from './search-index.ts'
import type { StoredMessage } from './stored-messages.ts'

const unindexOne = `INSERT INTO message_index (message_index, rowid, text, place)
  VALUES ('delete', ?, ?, ?)`

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
  if (!hasWordsIndexed(db, stored.id)) return
  unindex(db, stored)
  if (isIndexed(stored.notice === 1, content.text)) {
    db.run(indexOne, [stored.id, content.text, placeOf(stored.conversation_id)])
  }
}

export function deleteMessage(db: StoreDatabase, stored: StoredMessage): void {
  if (hasWordsIndexed(db, stored.id)) unindex(db, stored)
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
