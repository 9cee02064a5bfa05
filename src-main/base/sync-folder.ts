// Waits until what the file system was told is on disk, not only in memory.
import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Waits until the names in a folder are on disk: without it a rename could be forgotten by a power cut. */
export function syncFolder(path: string): void {
  // Windows opens no folders, and writes its renames through by itself.
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
