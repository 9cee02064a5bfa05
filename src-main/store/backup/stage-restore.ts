// Lays a backup's database out as a file of this computer: authenticated, checked, migrated, its outbox settled.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { openDatabase, sqlCode, type Database } from '../../base/sql.ts'
import { syncFolder } from '../../base/sync-folder.ts'
import type { JobWatch } from '../archive/job.ts'
import { migrate } from '../schema/migrate.ts'
import { schemaSteps } from '../schema/steps.ts'
import { settleOutbox } from '../settle-outbox.ts'
import { BackupError, type BackupReader } from './read-backup.ts'
import { dropSnapshot, rekey } from './snapshot.ts'

export interface StageWish {
  /** Absolute path in a folder that is there; the file is not. */
  target: string
  /** 64 hex digits; null: plain. */
  key: string | null
  /** ms since 1970. */
  now: number
}

/** Throws `BackupError`, or what the file system and SQLite throw; then nothing is left at the target. */
export function stageRestore(reader: BackupReader, wish: StageWish, watch: JobWatch): void {
  const { target, key, now } = wish
  const { databaseKey, schema } = reader.manifest()
  if (schema > schemaSteps.length) throw new BackupError('backup-too-new')
  // A file that is there already is not ours: this throws, and nothing is removed.
  const file = openSync(target, 'wx', 0o600)
  try {
    unpack(reader, file, watch)
    watch.onProgress({ step: 'checking', done: 0, total: 0 })
    checkAndRekey(target, { databaseKey, key, schema })
    settleOutbox(target, { key, now })
    syncFolder(dirname(target))
  } catch (error) {
    dropSnapshot(target)
    throw error
  }
}

function unpack(reader: BackupReader, file: number, watch: JobWatch): void {
  try {
    for (const { bytes, done, total } of reader.database()) {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
      watch.onProgress({ step: 'writing', done, total })
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

interface Keys {
  databaseKey: string
  key: string | null
  schema: number
}

function checkAndRekey(target: string, { databaseKey, key, schema }: Keys): void {
  const database = openBackedUp(target, databaseKey)
  try {
    const check = database.prepare<{ quick_check: string }>('PRAGMA quick_check(1)').get()
    if (check?.quick_check !== 'ok') throw new BackupError('backup-damaged')
    if (shapeOf(database) !== wantedShape(schema)) throw new BackupError('backup-damaged')
    migrate(database)
    rekey(database, key)
  } finally {
    database.close()
  }
}

function openBackedUp(target: string, encryptionKey: string): Database {
  try {
    return openDatabase(target, { encryptionKey })
  } catch (error) {
    if (sqlCode(error) === 'SQLITE_NOTADB') throw new BackupError('backup-damaged', error)
    throw error
  }
}

// A backup from elsewhere may hold any database: with triggers or views of its own it would act as us.
function shapeOf(database: Database): string {
  const rows = database
    .prepare<{ shape: string }>(
      `SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS shape FROM sqlite_schema
       WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY shape`
    )
    .all()
  const version = database.prepare<{ user_version: number }>('PRAGMA user_version').get()
  return JSON.stringify([version?.user_version, rows.map((row) => row.shape)])
}

function wantedShape(schema: number): string {
  const database = openDatabase(':memory:')
  try {
    for (const step of schemaSteps.slice(0, schema)) database.exec(step)
    database.exec(`PRAGMA user_version = ${schema}`)
    return shapeOf(database)
  } finally {
    database.close()
  }
}
