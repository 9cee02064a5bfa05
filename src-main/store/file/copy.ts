// Copies a database under the same or another key, and proves a copy before it is used.
import { pathToFileURL } from 'node:url'
import { openDatabase, type Database, type OpenDatabaseOptions } from '../../base/sql.ts'

/** A copy that does not hold what it should. */
class CopyBrokenError extends Error {}

/** How to open a file under `key`; null is a plain one. */
export function under(
  key: string | null,
  more: Omit<OpenDatabaseOptions, 'encryptionKey'> = {}
): OpenDatabaseOptions {
  return key === null ? more : { ...more, encryptionKey: key }
}

/** Opens, works, closes; whatever happens. */
export function withDatabase<T>(
  path: string,
  options: OpenDatabaseOptions,
  work: (database: Database) => T
): T {
  const database = openDatabase(path, options)
  try {
    return work(database)
  } finally {
    database.close()
  }
}

/**
 * Writes all of `database` into a new file under `key`, and answers with the rows of each table.
 * Reads every page, so a damaged source throws.
 */
export function copyInto(
  database: Database,
  target: string,
  key: string | null
): Map<string, number> {
  const address = `${pathToFileURL(target).href}?key=${key ?? ''}`
  database.exec(`VACUUM INTO '${address.replaceAll("'", "''")}'`)
  return countRows(database)
}

/** Throws `CopyBrokenError` unless the copy is whole and has these rows. */
export function proveCopy(copy: Database, rows: ReadonlyMap<string, number>): void {
  proveWhole(copy)
  for (const [table, count] of countRows(copy)) {
    if (rows.get(table) !== count) throw new CopyBrokenError(`rows of ${table} differ`)
  }
}

/** Throws `CopyBrokenError` with the first thing that is wrong. */
export function proveWhole(database: Database): void {
  const [first] = database.prepare<{ integrity_check: string }>('PRAGMA integrity_check(1)').all()
  if (first?.integrity_check !== 'ok') throw new CopyBrokenError(first?.integrity_check ?? '')
}

/** The schema's version, 0 for a file without tables. */
export function versionOf(database: Database): number {
  return database.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0
}

/** Names of all ordinary tables, those of word indexes among them. */
export function tableNames(database: Database): string[] {
  return database
    .prepare<{ name: string }>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY rowid`
    )
    .all()
    .map(({ name }) => name)
}

/** As an SQL name. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function countRows(database: Database): Map<string, number> {
  return new Map(
    tableNames(database).map((name) => {
      const row = database.prepare<{ n: number }>(`SELECT count(*) AS n FROM ${quoted(name)}`).get()
      return [name, row?.n ?? -1]
    })
  )
}
