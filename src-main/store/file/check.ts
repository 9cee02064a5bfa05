// Reads a whole database for damage, table by table, while somebody else goes on writing.
import { sqlCode, type Database } from '../../base/sql.ts'
import { quoted, tableNames, under, withDatabase } from './copy.ts'
import { sizeOf } from './disk.ts'

/** Problems that are counted before it stops. */
const MOST_PROBLEMS = 20
/** A reader keeps the log from being reused: when it has grown to this, bytes, the check gives way. */
const LOG_LIMIT = 64 * 1024 * 1024

export interface CheckRequest {
  path: string
  key: string | null
}

export interface Checked {
  problems: number
  /** False: it gave way to traffic, to be done another time. */
  isComplete: boolean
}

/** Never writes. Each table is a transaction of its own, so that the log can be emptied between them. */
export function checkFile({ path, key }: CheckRequest): Checked {
  try {
    return withDatabase(path, under(key, { isReadOnly: true }), (database) =>
      checkTables(database, path)
    )
  } catch (error) {
    if (!/^SQLITE_(CORRUPT|NOTADB)/.test(sqlCode(error) ?? '')) throw error
    return { problems: 1, isComplete: true }
  }
}

// The quick one finds what is broken, the slow one what is missing in an index.
function checkTables(database: Database, path: string): Checked {
  const tables = tableNames(database)
  const works = ['quick_check', 'integrity_check'].flatMap((pragma) =>
    tables.map((table) => ({ pragma, table }))
  )
  let problems = 0
  for (const { pragma, table } of works) {
    if (sizeOf(`${path}-wal`) > LOG_LIMIT) return { problems, isComplete: false }
    problems += problemsOf(database, pragma, table)
    if (problems >= MOST_PROBLEMS) break
  }
  return { problems, isComplete: true }
}

function problemsOf(database: Database, pragma: string, table: string): number {
  const rows = database.prepare<Record<string, string>>(`PRAGMA ${pragma}(${quoted(table)})`).all()
  return rows.filter((row) => row[pragma] !== 'ok').length
}
