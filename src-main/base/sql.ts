// Owns every call into libsql: one binding layer that checks what libsql does not (see sql.test.ts).
import Libsql from 'libsql'
import { readSqlParameters, type SqlParameters } from './sql-parameters.ts'
import { toBindable, type SqlCell, type SqlValue } from './sql-value.ts'

export type { SqlCell, SqlValue } from './sql-value.ts'

/** A row as libsql gives it, without its `_metadata`. Name a narrower type in `prepare<Row>`. */
export type SqlRow = Record<string, SqlCell>
/** Values in order for `?`, or by name (without the `:`) for `:name`. */
export type SqlBinding = readonly SqlValue[] | Readonly<Record<string, SqlValue>>
export type SqlRunResult = { changes: number; lastInsertRowid: number }

/** A prepared statement. Every call binds afresh and leaves nothing open. */
export interface SqlStatement<Row = SqlRow> {
  /** Runs a statement that returns no rows. */
  run(binding?: SqlBinding): SqlRunResult
  /** The first row, or undefined. */
  get(binding?: SqlBinding): Row | undefined
  /** All rows, read at once. */
  all(binding?: SqlBinding): Row[]
}

/** An open database. Whoever opens it closes it. */
export interface Database {
  /** The row type is a promise of the caller: keep tables STRICT so that it is true. */
  prepare<Row = SqlRow>(sql: string): SqlStatement<Row>
  /** Runs statements without parameters, several if separated by `;`. Never give it foreign text. */
  exec(sql: string): void
  /**
   * Runs `work` in one IMMEDIATE transaction: commits when it returns, rolls back and rethrows when
   * it throws. `work` is synchronous; a call inside a call throws.
   */
  transaction<T>(work: () => T): T
  readonly isInTransaction: boolean
  readonly isOpen: boolean
  /** Rolls back what is open and brings the log into the file. */
  close(): void
}

export type OpenDatabaseOptions = {
  /** Encrypts the file (aes256cbc). A wrong key throws an error whose `sqlCode` is SQLITE_NOTADB. */
  encryptionKey?: string
  /** How long a write waits for another process's write. Default 5000. */
  busyTimeoutMs?: number
  /** A copy that is thrown away if anything goes wrong: no log beside it, no waiting for the disk. */
  isScratch?: boolean
  /** For salvage: a damaged schema or a missing end stops nobody; the journal mode stays as it is. */
  isBroken?: boolean
  /** Refuses writes (libsql ignores better-sqlite3's `readonly`; this uses query_only). */
  isReadOnly?: boolean
}

const SAFE = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON'
const SCRATCH = 'PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF'

/** Opens a file (or ':memory:') in WAL mode, synchronous=FULL, foreign keys on; throws if it cannot. */
export function openDatabase(path: string, options: OpenDatabaseOptions = {}): Database {
  if (options.encryptionKey === '') throw new TypeError('An empty key would not encrypt')
  // The types of libsql lack `encryptionKey`; with the property absent the file is plain.
  const given = options.encryptionKey === undefined ? {} : { encryptionKey: options.encryptionKey }
  const raw = new Libsql(path, { ...given, timeout: options.busyTimeoutMs ?? 5000 })
  try {
    if (options.isBroken === true) raw.exec('PRAGMA writable_schema = ON')
    // The first real read is where a wrong key or a broken file shows.
    raw.prepare('SELECT count(*) FROM sqlite_schema').get([])
    if (options.isBroken !== true) raw.exec(options.isScratch === true ? SCRATCH : SAFE)
    if (options.isReadOnly === true) raw.exec('PRAGMA query_only = ON')
  } catch (cause) {
    raw.close()
    throw cause
  }
  return new CheckedDatabase(raw, options.isReadOnly === true)
}

/** SQLite's name for what went wrong (`SQLITE_CONSTRAINT_UNIQUE`, `SQLITE_FULL` …), if it was SQLite. */
export function sqlCode(error: unknown): string | undefined {
  if (error instanceof Libsql.SqliteError) return error.code
  // What stops it from opening the file at all comes as a bare error with SQLite's number at its end.
  const found =
    error instanceof Error ? /^ConnectionFailed\(.*: (\d+)"\)$/s.exec(error.message) : null
  if (!found) return undefined
  return found[1] === '14' ? 'SQLITE_CANTOPEN' : 'SQLITE_IOERR'
}

type RawStatement = Libsql.Statement

class CheckedDatabase implements Database {
  readonly #raw: Libsql.Database
  readonly #isReadOnly: boolean

  constructor(raw: Libsql.Database, isReadOnly: boolean) {
    this.#raw = raw
    this.#isReadOnly = isReadOnly
  }

  get isOpen(): boolean {
    return this.#raw.open
  }

  get isInTransaction(): boolean {
    return this.#raw.open && this.#raw.inTransaction
  }

  prepare<Row = SqlRow>(sql: string): SqlStatement<Row> {
    this.#refuseClosed()
    const parameters = readSqlParameters(sql)
    const statement = this.#raw.prepare(sql)
    refuseLostColumns(statement, sql)
    return new CheckedStatement<Row>(statement, parameters, sql, () => this.#refuseClosed())
  }

  exec(sql: string): void {
    this.#refuseClosed()
    this.#raw.exec(sql)
  }

  transaction<T>(work: () => T): T {
    if (this.isInTransaction) throw new Error('A transaction is already open')
    this.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      if (result instanceof Promise) throw new TypeError('A transaction cannot wait for a promise')
      this.exec('COMMIT')
      return result
    } catch (cause) {
      // SQLite rolls back by itself on some errors (full disk); a second ROLLBACK would hide the cause.
      if (this.isInTransaction) this.#raw.exec('ROLLBACK')
      throw cause
    }
  }

  close(): void {
    if (!this.#raw.open) return
    letGo(this.#raw, this.#isReadOnly)
    this.#raw.close()
  }

  // A libsql statement goes on writing after close(): nobody may reach it then.
  #refuseClosed(): void {
    if (!this.#raw.open) throw new Error('The database is closed')
  }
}

// libsql holds the file until the last statement is garbage collected, so what a real close would do
// is done by hand. (An exclusive locking_mode could not be given back at all: do not use it.)
function letGo(raw: Libsql.Database, isReadOnly: boolean): void {
  try {
    if (raw.inTransaction) raw.exec('ROLLBACK')
    // A mere reader must not hold up whoever writes.
    if (!isReadOnly) raw.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get([])
  } catch {
    // A full disk or a broken file: all that was committed is in the log and is found again.
  }
}

class CheckedStatement<Row> implements SqlStatement<Row> {
  readonly #raw: RawStatement
  readonly #parameters: SqlParameters
  readonly #sql: string
  readonly #refuseClosed: () => void

  constructor(raw: RawStatement, parameters: SqlParameters, sql: string, refuseClosed: () => void) {
    this.#raw = raw
    this.#parameters = parameters
    this.#sql = sql
    this.#refuseClosed = refuseClosed
  }

  run(binding: SqlBinding = []): SqlRunResult {
    if (this.#raw.reader) throw new TypeError(`Returns rows, use get or all: ${this.#sql}`)
    const { changes, lastInsertRowid } = this.#raw.run(this.#check(binding))
    return { changes, lastInsertRowid: Number(lastInsertRowid) }
  }

  get(binding: SqlBinding = []): Row | undefined {
    const row = this.#raw.get(this.#check(binding))
    if (typeof row !== 'object' || row === null) return undefined
    if ('_metadata' in row) delete row._metadata
    return row as Row // the caller's promise in prepare<Row>
  }

  all(binding: SqlBinding = []): Row[] {
    return this.#raw.all(this.#check(binding)) as Row[] // the caller's promise in prepare<Row>
  }

  #check(binding: SqlBinding): unknown {
    this.#refuseClosed()
    return this.#parameters.kind === 'positional'
      ? checkPositional(binding, this.#parameters.count, this.#sql)
      : checkNamed(binding, this.#parameters.names, this.#sql)
  }
}

// Always an array: a Buffer as the only loose argument aborts the process.
function checkPositional(binding: SqlBinding, count: number, sql: string): SqlValue[] {
  if (!Array.isArray(binding)) throw new TypeError(`Wants an array of values: ${sql}`)
  if (binding.length !== count) {
    throw new TypeError(`Wants ${count} values, got ${binding.length}: ${sql}`)
  }
  // A loop: this is called with every value that is stored.
  const bindable: SqlValue[] = []
  for (let at = 0; at < count; at++) bindable.push(toBindable(binding[at], at + 1))
  return bindable
}

function checkNamed(binding: SqlBinding, names: readonly string[], sql: string): object {
  if (Array.isArray(binding) || binding instanceof Uint8Array) {
    throw new TypeError(`Wants values by name: ${sql}`)
  }
  const given = Object.entries(binding)
  if (given.length !== names.length || !names.every((name) => Object.hasOwn(binding, name))) {
    const got = given.map(([name]) => name).join(', ')
    throw new TypeError(`Wants ${names.join(', ')}, got ${got}: ${sql}`)
  }
  return Object.fromEntries(given.map(([name, value]) => [name, toBindable(value, name)]))
}

// Of two columns with one name the first is silently lost; `_metadata` is libsql's own.
function refuseLostColumns(statement: RawStatement, sql: string): void {
  if (!statement.reader) return
  const names = statement.columns().map((column) => column.name)
  const lost = names.find((name, index) => names.indexOf(name) !== index || name === '_metadata')
  if (lost !== undefined) throw new TypeError(`Column ${lost} would be lost: ${sql}`)
}
