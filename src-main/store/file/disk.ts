// What SQLite does not do for us on disk: writes that survive a power cut, free space, removing.
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { dirname } from 'node:path'
import { syncFolder } from '../../base/sync-folder.ts'
import { refuse, type Result } from '../../../src-preload/contract/failure.ts'

/** Beyond what a copy needs: the log while it is in use, the notes. */
const RESERVE_BYTES = 8 * 1024 * 1024

/** Waits until a file's content is on disk. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Replaces a file's content as a whole: after a crash it is the old or the new one. */
export function writeDurably(path: string, content: string | Uint8Array): void {
  const draft = `${path}.draft`
  writeFileSync(draft, content)
  syncFile(draft)
  renameSync(draft, path)
  syncFolder(dirname(path))
}

/** Removes a database file and what SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(path + end, { force: true })
}

/** Bytes; 0 for a file that is not there. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

/** Bytes of a database with its log. */
export function databaseSize(path: string): number {
  return sizeOf(path) + sizeOf(`${path}-wal`)
}

/** The first bytes of a file, fewer if it is shorter. */
export function readStart(path: string, length: number): Buffer {
  if (!existsSync(path)) return Buffer.alloc(0)
  const bytes = Buffer.alloc(length)
  const file = openSync(path, 'r')
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, length, 0))
  } finally {
    closeSync(file)
  }
}

/** Refuses with `disk-space-low` unless so many bytes and a reserve fit beside `path`. */
export function checkSpace(path: string, bytes: number): Result<null> {
  const { bavail, bsize } = statfsSync(dirname(path))
  const freeBytes = bavail * bsize
  const needBytes = bytes + RESERVE_BYTES
  if (freeBytes < needBytes) return refuse('disk-space-low', { needBytes, freeBytes })
  return { ok: true, value: null }
}
