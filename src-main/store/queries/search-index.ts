// Keeps the search indexes: what is waiting to be indexed, how far each reaches, filling and emptying them.
import type { StoreDatabase } from '../database.ts'
import { nameWords, tokensOf } from '../search/tokens.ts'

/** What arrived within the last moment waits in any case. */
const FEW = 2_000

export const indexNames = ['words', 'parts'] as const
export type IndexName = (typeof indexNames)[number]

/** How far an index reaches. */
export interface IndexState {
  /** Messages with a lower id are not in it yet; 0: all are. */
  floor: number
  /** Messages indexed of those that were missing, and how many were. */
  done: number
  total: number
  /** Whether it is made anew since it was found broken. */
  broken: number
}

export function readIndexState(db: StoreDatabase, name: IndexName): IndexState {
  const state = db.get<IndexState>(
    'SELECT floor, done, total, broken FROM indexes WHERE name = ?',
    [name]
  )
  return state ?? { floor: 0, done: 0, total: 0, broken: 0 }
}

/** Messages that wait to be indexed. */
export interface Waiting {
  count: number
  newest: number
  /** The newest of those whose words are in no index yet; null: there are none. */
  newestWords: number | null
  /** How many are stored. */
  of: number
}

/** How many messages wait to be indexed; a few that wait for their parts alone are no news. */
export function readWaiting(db: StoreDatabase): Waiting | null {
  const few = db.all<{ words: number }>(
    'SELECT words FROM parts_waiting ORDER BY id DESC LIMIT ?',
    [FEW]
  )
  if (few.length < FEW && few.every(({ words }) => words === 0)) return null
  const row = db.get<Waiting>(
    `SELECT count(*) AS count, max(id) AS newest, max(iif(words = 1, id, NULL)) AS newestWords,
       (SELECT count(*) FROM messages) AS "of" FROM parts_waiting`
  )
  return row ?? null
}

/** From which id on messages have to be in the index of words. */
export function wordsFloor(db: StoreDatabase): number {
  return readIndexState(db, 'words').floor
}

/** Notes that messages are new or changed, for those that the filling will not come by. */
export function awaitParts(db: StoreDatabase, ids: readonly number[]): void {
  if (ids.length === 0) return
  db.run(
    `INSERT OR IGNORE INTO parts_waiting (id) SELECT value FROM json_each(?)
     WHERE value >= (SELECT floor FROM indexes WHERE name = 'parts')`,
    [JSON.stringify(ids)]
  )
}

/** The same for new messages whose words are not in their index either. */
export function awaitIndexes(db: StoreDatabase, ids: readonly number[]): void {
  if (ids.length === 0) return
  db.run('INSERT INTO parts_waiting (id, words) SELECT value, 1 FROM json_each(?)', [
    JSON.stringify(ids)
  ])
}

/** Whether a message's words are in their index. */
export function hasWordsIndexed(db: StoreDatabase, id: number): boolean {
  if (id < wordsFloor(db)) return false
  return db.get('SELECT 1 AS one FROM parts_waiting WHERE id = ? AND words = 1', [id]) === undefined
}

export function dropParts(db: StoreDatabase, id: number): void {
  db.run('DELETE FROM parts_waiting WHERE id = ?', [id])
  db.run('DELETE FROM message_parts WHERE rowid = ?', [id])
}

interface SourceRow {
  id: number
  conversationId: number
  authorName: string
  own: number
  files: number
  text: string
  isIndexed: number
}

const SOURCE = `SELECT id, conversation_id AS conversationId, author_name AS authorName, own, files, text,
  notice = 0 AND deleted = 0 AS isIndexed FROM messages`

/** Indexes the newest of those that wait; answers how many there were. */
export function fillWaiting(db: StoreDatabase, most: number): number {
  const waiting = db.all<{ id: number }>('SELECT id FROM parts_waiting ORDER BY id DESC LIMIT ?', [
    most
  ])
  const oldest = waiting.at(-1)?.id
  const newest = waiting[0]?.id
  if (oldest === undefined || newest === undefined) return 0
  const ids = JSON.stringify(waiting.map(({ id }) => id))
  db.run(
    `INSERT INTO message_index (rowid, text, place)
     SELECT id, text, place FROM message_index_source WHERE id IN
       (SELECT id FROM parts_waiting WHERE id >= ? AND id <= ? AND words = 1) ORDER BY id`,
    [oldest, newest]
  )
  indexParts(
    db,
    db.all<SourceRow>(`${SOURCE} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`, [ids])
  )
  db.run('DELETE FROM parts_waiting WHERE id >= ? AND id <= ?', [oldest, newest])
  return waiting.length
}

/** Indexes the newest of those that are missing; answers how many there were. */
export function fillParts(db: StoreDatabase, most: number): number {
  const { floor } = readIndexState(db, 'parts')
  if (floor === 0) return 0
  const rows = db.all<SourceRow>(`${SOURCE} WHERE id < ? ORDER BY id DESC LIMIT ?`, [floor, most])
  indexParts(db, rows.reverse())
  lowerFloor(db, 'parts', { floor: rows.length < most ? 0 : (rows[0]?.id ?? 0), more: rows.length })
  return rows.length
}

// Ids that ascend are what the index takes best.
function indexParts(db: StoreDatabase, rows: readonly SourceRow[]): void {
  const words = new Set<string>()
  for (const row of rows) {
    if (row.isIndexed === 0) {
      db.run('DELETE FROM message_parts WHERE rowid = ?', [row.id])
      continue
    }
    db.run('INSERT OR REPLACE INTO message_parts (rowid, tokens) VALUES (?, ?)', [
      row.id,
      tokensOf({ ...row, own: row.own === 1 })
    ])
    for (const word of nameWords(row.authorName)) words.add(word)
  }
  db.run('INSERT OR IGNORE INTO author_words (word) SELECT value FROM json_each(?)', [
    JSON.stringify([...words])
  ])
}

export function fillWords(db: StoreDatabase, most: number): number {
  const { floor } = readIndexState(db, 'words')
  if (floor === 0) return 0
  const ids = db.all<{ id: number }>(
    'SELECT id FROM messages WHERE id < ? ORDER BY id DESC LIMIT ?',
    [floor, most]
  )
  const from = ids.length < most ? 0 : (ids.at(-1)?.id ?? 0)
  db.run(
    `INSERT INTO message_index (rowid, text, place)
     SELECT id, text, place FROM message_index_source WHERE id >= ? AND id < ? ORDER BY id`,
    [from, floor]
  )
  lowerFloor(db, 'words', { floor: from, more: ids.length })
  return ids.length
}

function lowerFloor(
  db: StoreDatabase,
  name: IndexName,
  { floor, more }: { floor: number; more: number }
): void {
  // The first slice counts what there is to do: too much to be done while the file is opened.
  db.run(
    `UPDATE indexes SET total = (SELECT count(*) FROM messages)
     WHERE name = ? AND done = 0 AND total = 0`,
    [name]
  )
  db.run(
    `UPDATE indexes SET floor = ?, done = done + ?, broken = iif(? = 0, 0, broken) WHERE name = ?`,
    [floor, more, floor, name]
  )
}

/** Empties an index that is broken, to be filled anew. */
export function emptyIndex(db: StoreDatabase, name: IndexName): void {
  const table = name === 'words' ? 'message_index' : 'message_parts'
  layBare(db, table)
  db.run(`INSERT INTO ${table} (${table}) VALUES ('delete-all')`)
  if (name === 'parts') db.run('DELETE FROM parts_waiting WHERE words = 0')
  else db.run('UPDATE parts_waiting SET words = 0')
  db.run(
    `UPDATE indexes SET floor = (SELECT coalesce(max(id) + 1, 0) FROM messages), done = 0, total = 0,
       broken = 1 WHERE name = ?`,
    [name]
  )
}

// FTS5 does not even open a table whose first records are damaged, so these are written as in an empty
// one: the averages, and a structure of no levels. What remembers the old ones is told by 'delete-all'.
function layBare(db: StoreDatabase, table: string): void {
  db.run(`DELETE FROM ${table}_data`)
  db.run(`DELETE FROM ${table}_idx`)
  db.run(`INSERT INTO ${table}_data (id, block) VALUES (1, x''), (10, x'00000000000000')`)
}

const WORD = /[\p{L}\p{N}]+/u

/** Whether each index finds some messages from this id on by what they say. */
export function findMissing(db: StoreDatabase, from: number, most: number): IndexName[] {
  const rows = db.all<SourceRow>(`${SOURCE} WHERE id >= ? AND notice = 0 ORDER BY id LIMIT ?`, [
    from,
    most
  ])
  const parts = readIndexState(db, 'parts').floor
  const isMissing = new Set<IndexName>()
  for (const row of rows) {
    if (hasWordsIndexed(db, row.id) && !isInWords(db, row)) isMissing.add('words')
    if (row.id >= parts && row.isIndexed === 1 && !isInParts(db, row.id)) isMissing.add('parts')
  }
  return [...isMissing]
}

function isInWords(db: StoreDatabase, { id, text }: SourceRow): boolean {
  const word = WORD.exec(text)?.[0]
  if (word === undefined) return true
  const sql = 'SELECT 1 AS one FROM message_index WHERE message_index MATCH ? AND rowid = ?'
  return db.get(sql, [`text : "${word}"`, id]) !== undefined
}

function isInParts(db: StoreDatabase, id: number): boolean {
  const isThere = db.get('SELECT 1 AS one FROM message_parts WHERE rowid = ?', [id]) !== undefined
  return isThere || db.get('SELECT 1 AS one FROM parts_waiting WHERE id = ?', [id]) !== undefined
}

/** Ids spread evenly over all that is stored, to look at a few messages after each. */
export function sampleIds(db: StoreDatabase, count: number): number[] {
  const ends = db.get<{ first: number | null; last: number | null }>(
    'SELECT (SELECT min(id) FROM messages) AS first, (SELECT max(id) FROM messages) AS last'
  )
  const { first, last } = ends ?? { first: null, last: null }
  if (first === null || last === null) return []
  return Array.from({ length: count }, (_, at) => Math.floor(first + ((last - first) * at) / count))
}
