// Owns the SQL of people: who a token is, and names that no two people share.
import { uuidv7 } from 'uuidv7'
import type { Database, SqlStatement } from '../../base/sql.ts'
import type { Page, PageQuery } from '../message-store.ts'
import type { Person } from '../protocol-events.ts'
import { pageOf } from './page.ts'
import { LOBBY_ID } from './schema.ts'

/** After so many of one name the number is drawn, so that arriving stays cheap. */
const COUNTED_NAMES = 20

export class PeopleTable {
  readonly #byToken: SqlStatement<Person>
  readonly #byKey: SqlStatement<{ id: string }>
  readonly #insert: SqlStatement
  readonly #seen: SqlStatement
  readonly #recent: SqlStatement<Person>
  readonly #page: SqlStatement<Person>
  readonly #enterLobby: SqlStatement
  readonly #countInLobby: SqlStatement

  constructor(database: Database) {
    this.#byToken = database.prepare('SELECT id, name FROM person WHERE token_hash = ?')
    this.#byKey = database.prepare('SELECT id FROM person WHERE name_key = ?')
    this.#insert = database.prepare(
      `INSERT INTO person (id, name, name_key, token_hash, created_at, seen_at)
       VALUES (:id, :name, :nameKey, :tokenHash, :at, :at)`
    )
    this.#seen = database.prepare(
      'UPDATE person SET name = :name, name_key = :nameKey, seen_at = :at WHERE id = :id'
    )
    this.#recent = database.prepare('SELECT id, name FROM person ORDER BY seen_at DESC LIMIT ?')
    this.#page = database.prepare('SELECT id, name FROM person WHERE id > ? ORDER BY id LIMIT ?')
    this.#enterLobby = database.prepare(
      `INSERT INTO member (conversation_id, person_id, joined_at, read_seq, delivered_seq)
       SELECT id, :id, :at, last_seq, last_seq FROM conversation WHERE id = :lobby`
    )
    this.#countInLobby = database.prepare(
      'UPDATE conversation SET member_count = member_count + 1 WHERE id = ?'
    )
  }

  byToken(tokenHash: string): Person | undefined {
    return this.#byToken.get([tokenHash])
  }

  /** Inside a transaction. */
  admit(arrival: { tokenHash: string; name: string; at: number }): {
    person: Person
    isNew: boolean
    isRenamed: boolean
  } {
    const known = this.byToken(arrival.tokenHash)
    const id = known?.id ?? uuidv7()
    const name = this.#freeName(arrival.name, id)
    const row = { id, name, nameKey: nameKey(name), at: arrival.at }
    if (known) {
      this.#seen.run(row)
      return { person: { id, name }, isNew: false, isRenamed: known.name !== name }
    }
    this.#insert.run({ ...row, tokenHash: arrival.tokenHash })
    this.#enterLobby.run({ id, at: arrival.at, lobby: LOBBY_ID })
    this.#countInLobby.run([LOBBY_ID])
    return { person: { id, name }, isNew: true, isRenamed: false }
  }

  recent(limit: number): Person[] {
    return this.#recent.all([limit])
  }

  page({ after = '', limit }: PageQuery): Page<Person> {
    return pageOf(this.#page.all([after, limit + 1]), limit)
  }

  #freeName(wished: string, id: string): string {
    for (let number = 1; ; number++) {
      const suffix = number <= COUNTED_NAMES ? number : Math.floor(Math.random() * 1e6) + number
      const name = number === 1 ? wished : `${wished} ${suffix}`
      const holder = this.#byKey.get([nameKey(name)])
      if (holder === undefined || holder.id === id) return name
    }
  }
}

/** What makes two names the same to the eye: case, width, composition, invisible joiners. */
export function nameKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\p{Cf}/gu, '')
}
