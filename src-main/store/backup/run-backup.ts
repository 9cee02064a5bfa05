// Makes one backup from beginning to end: a copy of the database, sealed into a file, read back and compared.
import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { DraftFile } from '../archive/draft-file.ts'
import { stopIfCancelled, type JobWatch } from '../archive/job.ts'
import type { StoreDatabase } from '../database.ts'
import {
  deriveKey,
  headerBytes,
  makeHeader,
  usualDerivation,
  type Derivation
} from './backup-header.ts'
import { ChunkSealer } from './chunks.ts'
import type { Manifest } from './manifest.ts'
import { BackupReader } from './read-backup.ts'
import { dropSnapshot, snapshotName, takeSnapshot, type Snapshot } from './snapshot.ts'

const READ_BYTES = 1024 * 1024

export interface BackupJob extends Pick<Manifest, 'app' | 'settings' | 'dialects'> {
  /** Absolute path; a file that is there is replaced at the end. */
  path: string
  passphrase: string
  /** ms since 1970. */
  now: number
  /** For tests, that can not wait. */
  derivation?: Derivation
}

export interface BackupWork {
  db: StoreDatabase
  source: { path: string; encryptionKey: string | null }
  job: BackupJob
}

/** Answers with how many messages it holds. Throws what the file system and SQLite throw. */
export function runBackup({ db, source, job }: BackupWork, watch: JobWatch): number {
  watch.onProgress({ step: 'snapshot', done: 0, total: 0 })
  const file = new DraftFile(job.path)
  try {
    const snapshot = takeSnapshot(db, source)
    stopIfCancelled(watch)
    const digest = sealInto(file, { snapshot, job }, watch)
    file.close()
    checkWritten(file.draft, { passphrase: job.passphrase, digest }, watch)
    file.keep()
    return snapshot.messages
  } catch (error) {
    file.discard()
    throw error
  } finally {
    dropSnapshot(snapshotName(source.path))
  }
}

function sealInto(
  file: DraftFile,
  { snapshot, job }: { snapshot: Snapshot; job: BackupJob },
  watch: JobWatch
): string {
  const { path, ...counted } = snapshot
  const { app, settings, dialects, now } = job
  const manifest: Manifest = { createdAt: now, app, settings, dialects, ...counted }
  const header = makeHeader(now, job.derivation ?? usualDerivation)
  const open = headerBytes(header)
  const key = deriveKey(job.passphrase, header)
  const digest = createHash('sha256')
  const sealer = new ChunkSealer({ key, header: open, chunkBytes: header.chunkBytes }, (bytes) =>
    file.write(bytes)
  )
  const add = (bytes: Buffer): void => {
    digest.update(bytes)
    sealer.add(bytes)
  }
  file.write(open)
  add(manifestBytes(manifest))
  for (const { bytes, done } of bytesOf(path)) {
    add(bytes)
    watch.onProgress({ step: 'writing', done, total: snapshot.databaseBytes })
    stopIfCancelled(watch)
  }
  sealer.end()
  return digest.digest('hex')
}

// What is on disk is what a restore will find, so that is what is looked at.
function checkWritten(
  path: string,
  { passphrase, digest }: { passphrase: string; digest: string },
  watch: JobWatch
): void {
  const reader = BackupReader.open(path, passphrase)
  try {
    const found = createHash('sha256')
    for (const { bytes, done, total } of reader.everything()) {
      found.update(bytes)
      watch.onProgress({ step: 'checking', done, total })
      stopIfCancelled(watch)
    }
    if (found.digest('hex') !== digest) throw new Error('a backup does not read as it was written')
  } finally {
    reader.close()
  }
}

function manifestBytes(manifest: Manifest): Buffer {
  const json = Buffer.from(JSON.stringify(manifest), 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return Buffer.concat([length, json])
}

function* bytesOf(path: string): Generator<{ bytes: Buffer; done: number }> {
  const file = openSync(path, 'r')
  try {
    let done = 0
    for (;;) {
      const bytes = Buffer.allocUnsafe(READ_BYTES)
      const length = readSync(file, bytes)
      if (length === 0) return
      done += length
      yield { bytes: bytes.subarray(0, length), done }
    }
  } finally {
    closeSync(file)
  }
}
