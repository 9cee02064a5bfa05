// Puts a new AppImage in the place of the running one: complete and proven, or not at all, with a way back.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  renameSync,
  rmSync
} from 'node:fs'
import { dirname } from 'node:path'
import { syncFolder } from '../base/sync-folder.ts'
import { DamagedError } from './errors.ts'
import type { Trial } from './trial.ts'

export interface SwapWish {
  /** The AppImage that is to be replaced; it keeps its name, since menus and shortcuts know that. */
  appImage: string
  /** The new one, wherever it was fetched to. */
  fetched: string
  version: string
  /** Base64. */
  sha512: string
  trial: Trial
}

/** Killed at any moment, one whole version stands under the name. Throws what the disk throws. */
export function swapAppImage({ appImage, fetched, version, sha512, trial }: SwapWish): void {
  const { incoming, former } = trial
  try {
    copyFileSync(fetched, incoming)
    chmodSync(incoming, 0o755)
    // It lay on disk since it was proven, where others may write, too.
    if (digestAndSync(incoming) !== sha512) throw new DamagedError('the file changed on disk')
    rmSync(former, { force: true })
    keepAlso(appImage, former)
    trial.begin(version)
    syncFolder(dirname(appImage))
    renameSync(incoming, appImage)
    syncFolder(dirname(appImage))
  } catch (error) {
    rmSync(incoming, { force: true })
    throw error
  }
  rmSync(fetched, { force: true })
}

function keepAlso(path: string, name: string): void {
  try {
    linkSync(path, name)
  } catch {
    // Not every file system gives a file two names.
    copyFileSync(path, name)
  }
}

function digestAndSync(path: string): string {
  const hash = createHash('sha512')
  const file = openSync(path, 'r+')
  try {
    const buffer = Buffer.alloc(1024 * 1024)
    for (let got = readSync(file, buffer); got > 0; got = readSync(file, buffer)) {
      hash.update(buffer.subarray(0, got))
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return hash.digest('base64')
}
