// The vault: holds the data key while it is open, and changes what protects it.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { LockedVault, Vault } from '../../src-preload/contract/vault.ts'
import { decideStart, lockedKeys, lockReason, protectionOf, type Found } from './decide.ts'
import type { KeyFile, LockedKey } from './key-file.ts'
import {
  keyringSlot,
  lockKey,
  makeKey,
  openByKeyring,
  openByPassphrase,
  openUnprotected,
  passphraseSlot,
  slotOf,
  type Locksmith
} from './slots.ts'

/** Where the vault keeps its file; `StoreFolder` is the real one. */
export interface VaultDisk {
  read(): Found
  writeKeys(file: KeyFile): void
  keepDamagedKeys(now: number): void
}

export interface VaultOptions extends Locksmith {
  disk: VaultDisk
  /** ms since 1970. */
  now: () => number
}

/** 64 hex digits each. */
export interface DataKeys {
  /** Null: the file is plain. */
  key: string | null
  /** What the file is to be under from now on; null: nothing is being changed. */
  nextKey: string | null
}

interface Opened {
  file: KeyFile
  /** Of the file's two entries; null where it has none. */
  current: string | null
  next: string | null
  /** The database is not encrypted yet. */
  isPlain: boolean
}

const lost: LockedVault = {
  state: 'locked',
  reason: 'key-damaged',
  hasPassphrase: false,
  backend: null
}

/** Opens at start, by itself where it can; calls follow each other, none overlaps another. */
export class KeyVault {
  readonly #options: VaultOptions
  #opened: Opened | null = null
  /** The file of a vault that stayed locked. */
  #locked: KeyFile | null = null
  #isPlain = false
  #backend: string | null = null
  #state: Vault = lost
  #line: Promise<unknown> = Promise.resolve()

  constructor(options: VaultOptions) {
    this.#options = options
  }

  get state(): Vault {
    return this.#state
  }

  /** The key is being changed: the database is under one of two. */
  get isChanging(): boolean {
    return this.#opened !== null && this.#opened.file.next !== null
  }

  /** The keys for the database; throws while locked, since nothing may be opened then. */
  get keys(): DataKeys {
    if (!this.#opened) throw new Error('The vault is locked')
    const { current, next, isPlain } = this.#opened
    return isPlain ? { key: null, nextKey: next ?? current } : { key: current, nextKey: next }
  }

  /** Reads what is on disk and opens it if that takes no person; makes a key where there is nothing to open. */
  open(): Promise<Vault> {
    return this.#inLine(async () => {
      const { disk, keyring, now } = this.#options
      this.#opened = null
      this.#locked = null
      this.#backend = await keyring.backend()
      const found = disk.read()
      const start = decideStart(found)
      if (start.kind === 'lost') return (this.#state = lost)
      if (start.kind === 'unlock') {
        if (!found.isWhole) disk.writeKeys(start.file)
        return this.#openFile(start.file, start.isPlain)
      }
      if (found.keyFile === 'damaged') disk.keepDamagedKeys(now())
      return this.#begin(start.kind === 'encrypt')
    })
  }

  /** Opens it by passphrase. A keyring that does not know the key is given it. */
  unlock(passphrase: string): Promise<Result<null>> {
    return this.#inLine(async () => {
      const file = this.#locked
      if (!file) return this.#opened ? done(null) : refuse('not-allowed')
      const keys = await openBoth(file, (locked) => openByPassphrase(locked, passphrase))
      if (!keys) return refuse('passphrase-wrong')
      this.#nowOpen({ file, ...keys, isPlain: this.#isPlain })
      const isKeyringNew = lockReason(lockedKeys(file), this.#backend) === 'keyring-changed'
      if (isKeyringNew) await this.#relock((locked, key) => this.#withKeyring(locked, key))
      return done(null)
    })
  }

  /** Sets or changes the passphrase; a key that lay open does so no more. */
  setPassphrase(passphrase: string): Promise<Result<null>> {
    return this.#change((locked, key) => this.#withPassphrase(locked, key, passphrase))
  }

  /** Leaves the key to the keyring or, where there is none, open. */
  removePassphrase(): Promise<Result<null>> {
    return this.#change(async (locked, key) => {
      const slots = locked.slots.filter((slot) => slot.kind !== 'passphrase')
      if (slots.length > 0) return { ...locked, slots }
      return lockKey(this.#options, key, { keyring: this.#backend !== null, passphrase: null })
    })
  }

  /** Lets the keyring open the vault at start, or no longer: then only the passphrase does. */
  useKeyring(on: boolean): Promise<Result<null>> {
    return this.#change(async (locked, key) => {
      if (on) return this.#withKeyring(locked, key)
      const slots = locked.slots.filter((slot) => slot.kind === 'passphrase')
      return slots.length > 0 ? { ...locked, slots } : null
    })
  }

  /** Remembers that the person has read the warning. */
  dismissWarning(): Promise<Result<null>> {
    return this.#inLine(async () => {
      if (!this.#opened) return refuse('not-allowed')
      return this.#write({ ...this.#opened.file, warningSeen: true })
    })
  }

  /** Makes the next key, protected as the current one; the database goes under it when it is opened next. */
  beginChange(passphrase: string | null): Promise<Result<null>> {
    return this.#inLine(async () => {
      const opened = this.#opened
      const locked = opened?.file.current
      if (!opened || !locked || opened.isPlain || opened.file.next) return refuse('not-allowed')
      const wanted = { keyring: slotOf(locked, 'keyring') !== undefined, passphrase: null }
      const key = makeKey(this.#options)
      if (!slotOf(locked, 'passphrase')) return this.#addNext(key, wanted)
      const isRight = passphrase !== null && (await openByPassphrase(locked, passphrase)) !== null
      return isRight ? this.#addNext(key, { ...wanted, passphrase }) : refuse('passphrase-wrong')
    })
  }

  /** Takes what the store says of the file: from now on it is under this key alone. */
  storeOpened(key: 'current' | 'next'): Promise<Result<null>> {
    return this.#inLine(async () => {
      const opened = this.#opened
      if (!opened) return refuse('not-allowed')
      if (key === 'next') opened.isPlain = false
      this.#tell()
      if (!opened.file.next) return done(null)
      const { file, current, next } = opened
      const kept =
        key === 'next' ? { file: file.next, key: next } : { file: file.current, key: current }
      // In memory at once: what could not be written is found out again at the next start.
      this.#nowOpen({ ...opened, current: kept.key, next: null })
      return this.#write({ ...file, current: kept.file, next: null })
    })
  }

  async #begin(isPlain: boolean): Promise<Vault> {
    const key = makeKey(this.#options)
    const wanted = { keyring: this.#backend !== null, passphrase: null }
    const locked =
      (await lockKey(this.#options, key, wanted)) ??
      (await lockKey(this.#options, key, { keyring: false, passphrase: null }))
    const blank = { version: 1 as const, warningSeen: false }
    const file = isPlain
      ? { ...blank, current: null, next: locked }
      : { ...blank, current: locked, next: null }
    this.#options.disk.writeKeys(file)
    const keys = isPlain ? { current: null, next: key } : { current: key, next: null }
    return this.#nowOpen({ file, ...keys, isPlain })
  }

  async #openFile(file: KeyFile, isPlain: boolean): Promise<Vault> {
    const keys = await openBoth(
      file,
      async (locked) => openUnprotected(locked) ?? openByKeyring(locked, this.#options.keyring)
    )
    if (!keys) return this.#stayLocked(file, isPlain)
    this.#nowOpen({ file, ...keys, isPlain })
    // A keyring came: what lay open is given to it. If it refuses, everything stays as it was.
    const liesOpen = lockedKeys(file).every((locked) => slotOf(locked, 'open'))
    if (liesOpen && this.#backend !== null) {
      await this.#relock((locked, key) => this.#withKeyring(locked, key))
    }
    return this.#state
  }

  #stayLocked(file: KeyFile, isPlain: boolean): Vault {
    const keys = lockedKeys(file)
    this.#locked = file
    this.#isPlain = isPlain
    this.#state = {
      state: 'locked',
      reason: lockReason(keys, this.#backend),
      hasPassphrase: keys.every((locked) => slotOf(locked, 'passphrase')),
      backend: keys.map((locked) => slotOf(locked, 'keyring')?.backend).find(Boolean) ?? null
    }
    return this.#state
  }

  #nowOpen(opened: Opened): Vault {
    this.#opened = opened
    this.#locked = null
    this.#tell()
    return this.#state
  }

  #tell(): void {
    if (!this.#opened) return
    const { current, next, warningSeen } = this.#opened.file
    const locked = current ?? next
    this.#state = {
      state: 'open',
      protection: locked ? protectionOf(locked) : 'none',
      hasPassphrase: locked !== null && slotOf(locked, 'passphrase') !== undefined,
      keyringAvailable: this.#backend !== null,
      backend: this.#backend,
      warningSeen
    }
  }

  async #addNext(key: string, wanted: Parameters<typeof lockKey>[2]): Promise<Result<null>> {
    const opened = this.#opened
    const next = await lockKey(this.#options, key, wanted)
    if (!opened || !next) return refuse('keyring-unavailable', undefined, true)
    const written = this.#write({ ...opened.file, next })
    if (written.ok && this.#opened) this.#opened.next = key
    return written
  }

  async #withKeyring(locked: LockedKey, key: string): Promise<LockedKey | null> {
    const slot = await keyringSlot(this.#options.keyring, key)
    const others = locked.slots.filter((one) => one.kind === 'passphrase')
    return slot && { ...locked, slots: [slot, ...others] }
  }

  async #withPassphrase(locked: LockedKey, key: string, passphrase: string): Promise<LockedKey> {
    const slot = await passphraseSlot(this.#options, { key, check: locked.check, passphrase })
    const others = locked.slots.filter((one) => one.kind === 'keyring')
    return { ...locked, slots: [...others, slot] }
  }

  // Not while the key is being changed: that ends by itself within the next opening of the database.
  #change(relocked: Relock): Promise<Result<null>> {
    return this.#inLine(async () => {
      if (!this.#opened || this.isChanging) return refuse('not-allowed', undefined, true)
      return this.#relock(relocked)
    })
  }

  async #relock(relocked: Relock): Promise<Result<null>> {
    const opened = this.#opened
    if (!opened) return refuse('not-allowed')
    const again = async (locked: LockedKey | null, key: string | null) =>
      locked && key !== null ? ((await relocked(locked, key)) ?? 'refused') : null
    const current = await again(opened.file.current, opened.current)
    const next = await again(opened.file.next, opened.next)
    if (current === 'refused' || next === 'refused') {
      return refuse('keyring-unavailable', undefined, true)
    }
    return this.#write({ ...opened.file, current, next })
  }

  #write(file: KeyFile): Result<null> {
    if (!this.#opened) return refuse('not-allowed')
    try {
      this.#options.disk.writeKeys(file)
    } catch (cause) {
      return isFull(cause) ? refuse('disk-full') : refuse('key-not-written', undefined, true)
    }
    this.#opened.file = file
    this.#tell()
    return done(null)
  }

  #inLine<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#line.then(work, work)
    this.#line = next
    return next
  }
}

/** Locks one key anew; null where the keyring refuses. */
type Relock = (locked: LockedKey, key: string) => Promise<LockedKey | null>

/** Both keys of a file, or null where one of them does not open: with one alone the database might not. */
async function openBoth(
  file: KeyFile,
  open: (locked: LockedKey) => Promise<string | null>
): Promise<{ current: string | null; next: string | null } | null> {
  const current = file.current && (await open(file.current))
  const next = file.next && (await open(file.next))
  const isWhole =
    (file.current === null) === (current === null) && (file.next === null) === (next === null)
  return isWhole ? { current, next } : null
}

function isFull(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC'
}
