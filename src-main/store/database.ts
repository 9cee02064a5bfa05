// The store's open database: settings of the connection, the statement cache, transactions.
import {
  openDatabase,
  type Database,
  type SqlBinding,
  type SqlRow,
  type SqlRunResult,
  type SqlStatement
} from '../base/sql.ts'
import { migrate } from './schema/migrate.ts'

// 16 MiB of pages: enough for the hot ends of the indexes, small beside what a window takes.
const SETTINGS = `
  PRAGMA cache_size = -16384;
  PRAGMA temp_store = MEMORY;
  PRAGMA wal_autocheckpoint = 1000;
  PRAGMA journal_size_limit = 16777216;
`

/** One connection; statements are prepared once and kept. Texts come from code, never from outside. */
export class StoreDatabase {
  readonly schemaVersion: number
  readonly #database: Database
  readonly #statements = new Map<string, SqlStatement<unknown>>()

  private constructor(database: Database, schemaVersion: number) {
    this.#database = database
    this.schemaVersion = schemaVersion
  }

  /** Opens and migrates the file; throws SQLite's error if it cannot. */
  static open(path: string, encryptionKey: string | null): StoreDatabase {
    const database = openDatabase(path, encryptionKey === null ? {} : { encryptionKey })
    try {
      database.exec(SETTINGS)
      return new StoreDatabase(database, migrate(database))
    } catch (cause) {
      database.close()
      throw cause
    }
  }

  get<Row = SqlRow>(sql: string, binding: SqlBinding = []): Row | undefined {
    return this.#statement<Row>(sql).get(binding)
  }

  all<Row = SqlRow>(sql: string, binding: SqlBinding = []): Row[] {
    return this.#statement<Row>(sql).all(binding)
  }

  run(sql: string, binding: SqlBinding = []): SqlRunResult {
    return this.#statement(sql).run(binding)
  }

  /** All or nothing; `work` is synchronous. */
  transaction<T>(work: () => T): T {
    return this.#database.transaction(work)
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

  close(): void {
    this.#statements.clear()
    this.#database.close()
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
