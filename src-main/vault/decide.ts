// What to do with what is found on disk at start: never a new key over a database that has one.
import type { LockReason, Protection } from '../../src-preload/contract/vault.ts'
import { slotOf } from './slots.ts'
import type { KeyFile, LockedKey } from './key-file.ts'

/** What the first bytes of the database file say; an empty file counts as missing. */
export type DatabaseKind = 'missing' | 'plain' | 'encrypted'

export interface Found {
  keyFile: KeyFile | 'missing' | 'damaged'
  /** Whether the file and its copy are there and the same. */
  isWhole: boolean
  database: DatabaseKind
}

/**
 * `begin`: make a key for a new file. `encrypt`: make one for a plain file. `unlock`: the keys are in the
 * file. `lost`: the database is encrypted and no key for it is here.
 */
export type Start =
  | { kind: 'begin' }
  | { kind: 'encrypt' }
  | { kind: 'unlock'; file: KeyFile; isPlain: boolean }
  | { kind: 'lost' }

/** Decides how to start. */
export function decideStart({ keyFile, database }: Found): Start {
  const file = typeof keyFile === 'string' ? null : keyFile
  if (file && (file.current || file.next)) {
    return { kind: 'unlock', file: settled(file, database), isPlain: database === 'plain' }
  }
  if (database === 'encrypted') return { kind: 'lost' }
  return { kind: database === 'plain' ? 'encrypt' : 'begin' }
}

// A plain file that was to be encrypted and is gone: what begins now begins under the key made for it.
function settled(file: KeyFile, database: DatabaseKind): KeyFile {
  const isFresh = database === 'missing' && !file.current
  return isFresh ? { ...file, current: file.next, next: null } : file
}

/** The keys that a file holds: one, or two while the key is being changed. */
export function lockedKeys(file: KeyFile): LockedKey[] {
  return [file.current, file.next].filter((key) => key !== null)
}

/** What protects a key. */
export function protectionOf(locked: LockedKey): Protection {
  if (slotOf(locked, 'open')) return 'none'
  return slotOf(locked, 'keyring') ? 'keyring' : 'passphrase'
}

/** Why the vault stays locked, from the slots and the keyring that is there now. */
export function lockReason(keys: readonly LockedKey[], backend: string | null): LockReason {
  if (keys.some((locked) => slotOf(locked, 'keyring'))) {
    return backend === null ? 'keyring-unavailable' : 'keyring-changed'
  }
  return keys.some((locked) => slotOf(locked, 'passphrase')) ? 'passphrase-needed' : 'key-damaged'
}
