// A tidy copy of the whole database at one moment, under a key of its own, beside the database for a while.
import { randomBytes } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import { openDatabase, type Database } from '../../base/sql.ts'
import type { StoreDatabase } from '../database.ts'
import type { Manifest } from './manifest.ts'

export interface Snapshot extends Pick<
  Manifest,
  'schema' | 'servers' | 'conversations' | 'messages' | 'databaseKey' | 'databaseBytes'
> {
  path: string
}

/** Where the copy lies; whoever begins removes one that was left. */
export function snapshotName(databasePath: string): string {
  return `${databasePath}.snapshot`
}

/** Makes it; the store goes on meanwhile. Needs as much room as the database has words. */
export function takeSnapshot(
  db: StoreDatabase,
  source: { path: string; encryptionKey: string | null }
): Snapshot {
  const path = snapshotName(source.path)
  dropSnapshot(path)
  db.copyInto(path)
  const databaseKey = randomBytes(32).toString('hex')
  const key = source.encryptionKey === null ? {} : { encryptionKey: source.encryptionKey }
  const copy = openDatabase(path, key)
  try {
    rekey(copy, databaseKey)
    return { path, databaseKey, ...countsOf(copy), databaseBytes: statSync(path).size }
  } finally {
    copy.close()
  }
}

export function dropSnapshot(path: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(path + end, { force: true })
}

/** Puts a copy under another key, in place; null takes its key away. It leaves WAL for that. */
export function rekey(copy: Database, key: string | null): void {
  if (key !== null && !/^[0-9a-f]{64}$/.test(key)) throw new TypeError('A key is 64 hex digits')
  copy.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  copy.exec(`PRAGMA journal_mode = DELETE; PRAGMA rekey = '${key ?? ''}'`)
}

function countsOf(
  copy: Database
): Pick<Snapshot, 'schema' | 'servers' | 'conversations' | 'messages'> {
  const one = (sql: string): number => copy.prepare<{ n: number }>(sql).get()?.n ?? 0
  const servers = copy
    .prepare<{ name: string }>(
      `SELECT CASE WHEN name <> '' THEN name ELSE coalesce(told_name, json_extract(connect, '$.url')) END
         AS name FROM servers WHERE removed = 0 ORDER BY position, id LIMIT 50`
    )
    .all()
    .map((row) => row.name)
  const live = 'server_id IN (SELECT id FROM servers WHERE removed = 0)'
  return {
    schema: copy.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0,
    servers,
    conversations: one(`SELECT count(*) AS n FROM conversations WHERE ${live}`),
    messages: one(
      `SELECT count(*) AS n FROM messages WHERE conversation_id IN
         (SELECT id FROM conversations WHERE ${live})`
    )
  }
}
