// Reads and writes reactions: one row per message, emoji and person.
import type { InboundPerson } from '../../../src-preload/contract/inbound.ts'
import type { MessageId, Reaction } from '../../../src-preload/contract/model.ts'
import type { StoreDatabase } from '../database.ts'

const NAMES_SHOWN = 20
/** The key of the person of this app, whatever the server calls them. */
const ME = 'me'

interface ReactionRow {
  message_id: number
  emoji: string
  count: number
  mine: number
}

/** The reactions of each of these messages that has any. */
export function readReactions(
  db: StoreDatabase,
  ids: readonly MessageId[]
): Map<MessageId, Reaction[]> {
  const found = new Map<MessageId, Reaction[]>()
  if (ids.length === 0) return found
  const rows = db.all<ReactionRow>(
    `SELECT message_id, emoji, count(*) AS count, max(own) AS mine FROM reactions
     WHERE message_id IN (SELECT value FROM json_each(?))
     GROUP BY message_id, emoji ORDER BY message_id, count DESC, emoji`,
    [JSON.stringify(ids)]
  )
  for (const row of rows) {
    const list = found.get(row.message_id) ?? []
    found.set(row.message_id, list)
    list.push({
      emoji: row.emoji,
      count: row.count,
      mine: row.mine === 1,
      names: readNames(db, row.message_id, row.emoji)
    })
  }
  return found
}

function readNames(db: StoreDatabase, id: MessageId, emoji: string): string[] {
  return db
    .all<{ name: string }>(
      `SELECT name FROM reactions WHERE message_id = ? AND emoji = ? AND name <> ''
       ORDER BY own DESC, person LIMIT ${NAMES_SHOWN}`,
      [id, emoji]
    )
    .map((row) => row.name)
}

/** Who reacted: the server's id, else the name; the person of this app has a key of their own. */
export interface Reactor {
  key: string
  name: string
  own: boolean
}

export function reactorOf(by: InboundPerson, own: boolean): Reactor {
  const key = own ? ME : by.id !== null ? `i:${by.id}` : `n:${by.name ?? ''}`
  return { key, name: by.name ?? '', own }
}

/** Answers whether anything changed. */
export function writeReaction(
  db: StoreDatabase,
  id: MessageId,
  emoji: string,
  { by, on }: { by: Reactor; on: boolean }
): boolean {
  if (!on) {
    const gone = 'DELETE FROM reactions WHERE message_id = ? AND emoji = ? AND person = ?'
    return db.run(gone, [id, emoji, by.key]).changes > 0
  }
  const added = db.run(
    `INSERT OR IGNORE INTO reactions (message_id, emoji, person, name, own) VALUES (?, ?, ?, ?, ?)`,
    [id, emoji, by.key, by.name, by.own ? 1 : 0]
  )
  return added.changes > 0
}

export function hasOwnReaction(db: StoreDatabase, id: MessageId, emoji: string): boolean {
  const mine = 'SELECT 1 AS one FROM reactions WHERE message_id = ? AND emoji = ? AND person = ?'
  return db.get(mine, [id, emoji, ME]) !== undefined
}

export function countReactions(db: StoreDatabase, id: MessageId): number {
  const all = 'SELECT count(*) AS n FROM reactions WHERE message_id = ?'
  return db.get<{ n: number }>(all, [id])?.n ?? 0
}

export function deleteReactions(db: StoreDatabase, id: MessageId): void {
  db.run('DELETE FROM reactions WHERE message_id = ?', [id])
}

/** Gives one message's reactions to another, for two rows that turned out to be one message. */
export function moveReactions(db: StoreDatabase, from: MessageId, to: MessageId): void {
  db.run('UPDATE OR IGNORE reactions SET message_id = ? WHERE message_id = ?', [to, from])
}
