// What protects the history on this computer, how its file stands, and what the person can do about both.
import * as v from 'valibot'
import type { Failure } from './failure.ts'
import { limits } from './limits.ts'
import { call } from './rpc.ts'

/**
 * `keyring`: the system's keyring opens it at start. `passphrase`: the person does, at each start.
 * `none`: the key lies open beside the file.
 */
export type Protection = 'keyring' | 'passphrase' | 'none'

export interface OpenVault {
  state: 'open'
  protection: Protection
  /** A passphrase opens it too. */
  hasPassphrase: boolean
  /** Whether the system has a keyring now. */
  keyringAvailable: boolean
  /** Which keyring that is, in Chromium's word; null where there is none. */
  backend: string | null
  /** The person was told that nothing protects the history here. */
  warningSeen: boolean
}

/**
 * `keyring-unavailable`: the keyring that holds the key is not there. `keyring-changed`: there is one, but
 * it does not know the key. `key-damaged`: the file with the key is gone or can not be read.
 */
export type LockReason =
  'keyring-unavailable' | 'keyring-changed' | 'passphrase-needed' | 'key-damaged'

export interface LockedVault {
  state: 'locked'
  reason: LockReason
  hasPassphrase: boolean
  /** Which keyring held the key; null where none did. */
  backend: string | null
}

export type Vault = OpenVault | LockedVault

/** How far a copy, migration or repair of the file has come. */
export interface StoreOpenProgress {
  step: 'copying' | 'migrating' | 'repairing'
  done: number
  total: number
}

/** What became of a damaged database file; the person is told. */
export interface RepairReport {
  /** ms since 1970. */
  at: number
  /** `unreadable`: nothing could be read, so a fresh file began. */
  cause: 'damaged' | 'unreadable'
  messagesSaved: number
  /** Null where nobody can know. */
  messagesLost: number | null
  /** Absolute path of the damaged file, which is kept. */
  keptAt: string
}

/** How the file stands. `waiting`: for the vault to be opened. */
export type StoreStanding =
  | { state: 'waiting' }
  | { state: 'opening'; progress: StoreOpenProgress | null }
  | { state: 'open' }
  | { state: 'refused'; failure: Failure }

/** A store that was put aside, with its key; never deleted by Filo. */
export interface SetAside {
  name: string
  /** ms since 1970. */
  at: number
  bytes: number
}

/** Everything that main knows of how the history is kept. */
export interface Keeping {
  vault: Vault
  store: StoreStanding
  /** A change of the key: under way, or given up with everything under the old key. */
  keyChange: 'none' | 'running' | 'failed' | 'done'
  /** Why it was given up, where that is known. */
  keyFailure: Failure | null
  /** Not yet seen by the person. */
  repair: RepairReport | null
  /** Newest first. */
  setAside: SetAside[]
}

const empty = v.strictObject({})
const passphrase = v.pipe(v.string(), v.minLength(1), v.maxLength(limits.passphrase))
const setAsideName = v.pipe(v.string(), v.regex(/^set-aside-[0-9-]{10,40}$/))

export const keepingCalls = {
  keepingState: call(empty).returns<Keeping>(),
  /** Refuses with `passphrase-wrong`; takes about a second whatever is given. */
  unlockVault: call(v.strictObject({ passphrase })).returns<null>(),
  /** Looks for the keyring anew; where the system shows it only to a new process, Filo starts again. */
  tryKeyringAgain: call(empty).returns<null>(),
  setPassphrase: call(
    v.strictObject({
      passphrase: v.pipe(
        v.string(),
        v.minLength(limits.passphraseLeast),
        v.maxLength(limits.passphrase)
      )
    })
  ).returns<null>(),
  /** What is left is the keyring, where there is one, else nothing. */
  removePassphrase: call(empty).returns<null>(),
  /** Whether the keyring opens the vault at start; off needs a passphrase. */
  useKeyring: call(v.strictObject({ on: v.boolean() })).returns<null>(),
  dismissVaultWarning: call(empty).returns<null>(),
  /** Makes a new key and writes the file anew under it. Wants the passphrase where one is set. */
  rotateKey: call(v.strictObject({ passphrase: v.nullable(passphrase) })).returns<null>(),
  /** Puts the store and its key aside and begins an empty one. */
  startAfresh: call(empty).returns<null>(),
  /** Brings a store back that was put aside; the one in use is put aside for it. */
  useSetAside: call(v.strictObject({ name: setAsideName })).returns<null>(),
  showSetAside: call(v.strictObject({ name: setAsideName })).returns<null>(),
  /** Tries again to open a file that was refused. */
  openStoreAgain: call(empty).returns<null>(),
  showRepaired: call(empty).returns<null>(),
  repairSeen: call(empty).returns<null>()
}
export type KeepingCalls = typeof keepingCalls
