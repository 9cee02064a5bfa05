// The store's open database: settings of the connection, the statement cache, transactions.
import {
  openDatabase,
  sqlCode,
  type Database,
  type SqlBinding,
  type SqlRow,
  type SqlRunResult,
  type SqlStatement
} from '../base/sql.ts'
import { under, versionOf } from './file/copy.ts'
import { migrate, SchemaDueError } from './schema/migrate.ts'
import { schemaSteps } from './schema/steps.ts'
import { StoreDamagedError } from './sql-failure.ts'

// 16 MiB of pages: enough for the hot ends of the indexes, small beside what a window takes. The log is brought
// into the file when it is as large: pages that change again and again are written there once.
const SETTINGS = `
  PRAGMA cache_size = -16384;
  PRAGMA temp_store = MEMORY;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 16777216;
`

/** Word indexes that are made anew by themselves when they are found broken. */
const INDEXES = /\bmessage_(?:index|parts)\b/

/** One connection; statements are prepared once and kept. Texts come from code, never from outside. */
export class StoreDatabase {
  readonly schemaVersion: number
  readonly #database: Database
  readonly #statements = new Map<string, SqlStatement<unknown>>()

  #isDamaged = false
  #onDamage: () => void = () => undefined

  private constructor(database: Database, schemaVersion: number) {
    this.#database = database
    this.schemaVersion = schemaVersion
  }

  /** Opens the file, with all tables if it is new; throws SQLite's error if it cannot. */
  static open(path: string, encryptionKey: string | null): StoreDatabase {
    const database = openDatabase(path, under(encryptionKey))
    try {
      database.exec(SETTINGS)
      const found = versionOf(database)
      if (found > 0 && found < schemaSteps.length) throw new SchemaDueError(found)
      return new StoreDatabase(database, migrate(database))
    } catch (cause) {
      database.close()
      throw cause
    }
  }

  /** Whether SQLite found the file damaged while it was open. */
  get isDamaged(): boolean {
    return this.#isDamaged
  }

  /** Told once, when damage shows; from then on nothing is written. */
  set onDamage(listener: () => void) {
    this.#onDamage = listener
  }

  /** Something else found it damaged. */
  noteDamage(): void {
    if (this.#isDamaged) return
    this.#isDamaged = true
    this.#onDamage()
  }

  /** For work that is about the file itself. */
  get raw(): Database {
    return this.#database
  }

  /** Opens a file that is open elsewhere, for reading only; throws SQLite's error if it cannot. */
  static openReader(path: string, encryptionKey: string | null): StoreDatabase {
    const key = encryptionKey === null ? {} : { encryptionKey }
    const database = openDatabase(path, { ...key, isReadOnly: true })
    const row = database.prepare<{ user_version: number }>('PRAGMA user_version').get()
    return new StoreDatabase(database, row?.user_version ?? 0)
  }

  get<Row = SqlRow>(sql: string, binding: SqlBinding = []): Row | undefined {
    return this.#watch(sql, () => this.#statement<Row>(sql).get(binding))
  }

  all<Row = SqlRow>(sql: string, binding: SqlBinding = []): Row[] {
    return this.#watch(sql, () => this.#statement<Row>(sql).all(binding))
  }

  run(sql: string, binding: SqlBinding = []): SqlRunResult {
    if (this.#isDamaged) throw new StoreDamagedError()
    return this.#watch(sql, () => this.#statement(sql).run(binding))
  }

  /** All or nothing; `work` is synchronous. */
  transaction<T>(work: () => T): T {
    if (this.#isDamaged) throw new StoreDamagedError()
    return this.#watch('', () => this.#database.transaction(work))
  }

  /** All that `work` reads is as it was at one moment, whatever is committed meanwhile. */
  snapshot<T>(work: () => T): T {
    this.#database.exec('BEGIN DEFERRED')
    try {
      return work()
    } finally {
      this.#database.exec('COMMIT')
    }
  }

  /** Brings into the file what is in its log, as far as that holds up nobody. */
  tidyLog(): void {
    this.#database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get()
  }

  /** Gives back the pages that are only remembered, and what statements hold beside them. */
  giveBackMemory(): void {
    if (!this.#isDamaged) this.#database.exec('PRAGMA shrink_memory')
  }

  /** Writes all of it, tidily, into a new file under the same key; for a reader too. */
  copyInto(path: string): void {
    this.#database.exec('PRAGMA query_only = OFF')
    this.#database.exec(`VACUUM INTO '${path.replaceAll("'", "''")}'`)
  }

  /** Inside a transaction: undoes only `work` if it throws. */
  savepoint<T>(work: () => T): T {
    this.#database.exec('SAVEPOINT step')
    try {
      const result = work()
      this.#database.exec('RELEASE step')
      return result
    } catch (cause) {
      // A full disk may have ended the whole transaction already.
      if (this.#database.isInTransaction) {
        this.#database.exec('ROLLBACK TO step; RELEASE step')
      }
      throw cause
    }
  }

  /** A damaged file is left as it is, so that all of it can still be read. */
  close(): void {
    this.#statements.clear()
    if (!this.#isDamaged) this.#database.close()
  }

  #watch<T>(sql: string, work: () => T): T {
    try {
      return work()
    } catch (error) {
      const isIndexRead = INDEXES.test(sql) && !this.#database.isInTransaction
      const code = sqlCode(error) ?? ''
      // A search index that contradicts itself is made anew: the file around it is whole.
      const isIndexAlone = isIndexRead || code === 'SQLITE_CORRUPT_VTAB'
      if (/^SQLITE_(CORRUPT|NOTADB)/.test(code) && !isIndexAlone) this.noteDamage()
      throw error
    }
  }

  #statement<Row>(sql: string): SqlStatement<Row> {
    const known = this.#statements.get(sql)
    // The row type is the caller's promise about its own SQL, as in base/sql.ts.
    if (known) return known as SqlStatement<Row>
    const made = this.#database.prepare<Row>(sql)
    this.#statements.set(sql, made)
    return made
  }
}
