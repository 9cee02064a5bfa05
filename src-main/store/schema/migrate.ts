// Brings a database file to the newest schema, one step and one transaction at a time.
import type { Database } from '../../base/sql.ts'
import { schemaSteps } from './steps.ts'

/** Answers with the version reached; throws for a file that a newer Filo wrote. */
export function migrate(database: Database, steps: readonly string[] = schemaSteps): number {
  const found = versionOf(database)
  if (found > steps.length) throw new SchemaTooNewError(found, steps.length)
  for (const [index, step] of steps.entries()) {
    if (index < found) continue
    database.transaction(() => {
      database.exec(step)
      database.exec(`PRAGMA user_version = ${index + 1}`)
    })
  }
  return steps.length
}

/** The file was written by a newer Filo, whose tables this one does not know. */
export class SchemaTooNewError extends Error {
  constructor(
    readonly found: number,
    readonly known: number
  ) {
    super(`schema ${found} is newer than ${known}`)
  }
}

/** The file has an older schema: it is migrated as a copy, never in its place. */
export class SchemaDueError extends Error {
  constructor(readonly found: number) {
    super(`schema ${found} is not migrated yet`)
  }
}

function versionOf(database: Database): number {
  const row = database.prepare<{ user_version: number }>('PRAGMA user_version').get()
  return row?.user_version ?? 0
}
