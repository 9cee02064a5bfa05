// Reads a file that only an administrator may have written, as far as the system can tell.
import { constants } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { PolicyFaultReason } from '../../src-preload/contract/policy.ts'

export interface GuardedWish {
  /** Who may own it and its folder; null: the system does not tell. */
  owners: readonly number[] | null
  /** Bytes. */
  most: number
}

export type GuardedRead =
  { kind: 'none' } | { kind: 'text'; text: string } | { kind: 'fault'; reason: PolicyFaultReason }

interface Standing {
  uid: number
  gid: number
  mode: number
}

/** `none` where there is no such file. */
export async function readGuarded(path: string, wish: GuardedWish): Promise<GuardedRead> {
  let file: FileHandle | null = null
  try {
    // Without waiting, in case somebody laid a pipe there.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const found = await file.stat()
    if (!found.isFile()) return fault('unreadable')
    // Whoever may write to the folder may put another file in its place.
    if (!isGuarded(found, wish) || !isGuarded(await stat(dirname(path)), wish))
      return fault('unsafe')
    if (found.size > wish.most) return fault('too-large')
    return { kind: 'text', text: await file.readFile('utf8') }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'none' } : fault('unreadable')
  } finally {
    await file?.close()
  }
}

function isGuarded({ uid, gid, mode }: Standing, { owners }: GuardedWish): boolean {
  if (owners === null) return true
  const isOthers = (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== 0)
  return owners.includes(uid) && !isOthers
}

function fault(reason: PolicyFaultReason): GuardedRead {
  return { kind: 'fault', reason }
}
