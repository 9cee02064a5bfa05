// Joins vault and store: opens the file when its key is there, follows how it stands, and changes key or store on request.
import { done, refuse, type Failure, type Result } from '../../src-preload/contract/failure.ts'
import type {
  Keeping,
  RepairReport,
  SetAside,
  StoreOpenProgress
} from '../../src-preload/contract/vault.ts'
import { describeError, openLog } from '../base/log.ts'
import type { StoreOpened } from '../ports/process-calls.ts'
import type { StoreProcesses } from '../supervisor/supervisor.ts'
import type { DataKeys, KeyVault } from '../vault/vault.ts'

const log = openLog('keeper')

/** A change of the key can wait for room on the disk; the person's messages can not. */
const WANTS_ROOM: readonly string[] = ['disk-full', 'disk-space-low']

/** The files, as far as the keeper moves them; `StoreFolder` is the real one. */
export interface KeptFiles {
  prepare(): void
  setAside(now: number): void
  bringBack(name: string, now: number): boolean
  takeIn(folder: string, now: number): boolean
  listSetAside(): SetAside[]
  pathOf(name: string): string | null
  keepRepair(report: RepairReport | null): void
  readRepair(): RepairReport | null
}

export interface StoreKeeperOptions {
  vault: KeyVault
  files: KeptFiles
  processes: StoreProcesses
  onChange: (keeping: Keeping) => void
  /** Another store is shown from now on: what the window remembers of the old one is wrong. */
  onReplaced: () => void
  /** Starts Filo again, where the system shows its keyring only to a new process; null elsewhere. */
  relaunch: (() => void) | null
  showInFolder: (path: string) => void
  /** ms since 1970. */
  now: () => number
}

/** What main knows and does about how the history is kept. */
export class StoreKeeper {
  readonly #options: StoreKeeperOptions
  // Not `waiting`: before the vault was looked at nobody knows that it is locked.
  #store: Keeping['store'] = { state: 'opening', progress: null }
  #keyChange: Keeping['keyChange'] = 'none'
  #keyFailure: Failure | null = null
  /** The change of the key is left out at this opening, for what it failed with. */
  #heldBackFor: Failure | null = null
  #repair: RepairReport | null = null
  #setAside: SetAside[] = []
  #isReplacing = false

  constructor(options: StoreKeeperOptions) {
    this.#options = options
  }

  get state(): Keeping {
    return {
      vault: this.#options.vault.state,
      store: this.#store,
      keyChange: this.#keyChange,
      keyFailure: this.#keyFailure,
      repair: this.#repair,
      setAside: this.#setAside
    }
  }

  /** The keys for the next opening; only asked once the vault is open. */
  get keys(): DataKeys {
    const { keys } = this.#options.vault
    return this.#heldBackFor ? { ...keys, nextKey: null } : keys
  }

  /** Opens the vault and, where that takes no person, the store. */
  async start(): Promise<void> {
    try {
      this.#options.files.prepare()
      this.#repair = this.#options.files.readRepair()
      this.#setAside = this.#options.files.listSetAside()
      await this.#options.vault.open()
      this.#openStore()
    } catch (cause) {
      log.error('the key file could not be read or written', { error: describeError(cause) })
      this.storeRefused(failureOf(cause))
    }
  }

  storeProgressed(progress: StoreOpenProgress): void {
    this.#tell({ state: 'opening', progress })
  }

  storeRefused(failure: Failure): void {
    const { vault, processes } = this.#options
    const isHeldBack = this.#heldBackFor !== null
    if (!isHeldBack && vault.isChanging && WANTS_ROOM.includes(failure.code)) {
      // Both keys stay: should the file be under the next one already, the next try has it again.
      this.#heldBackFor = failure
      queueMicrotask(() => processes.open())
      return
    }
    const first = this.#heldBackFor ?? failure
    this.#heldBackFor = null
    this.#tell({ state: 'refused', failure: first })
  }

  storeOpened({ key, repair }: StoreOpened): void {
    const { vault } = this.#options
    if (vault.isChanging) this.#keyChange = key === 'next' ? 'done' : 'failed'
    this.#keyFailure = this.#heldBackFor
    this.#heldBackFor = null
    if (repair) this.#keepRepair(repair)
    this.#tell({ state: 'open' })
    void vault.storeOpened(key).then((kept) => {
      if (!kept.ok) log.error('the new key was not written down', { code: kept.failure.code })
      this.#tell(this.#store)
    })
  }

  /** The process died: it opens the file again by itself. */
  storeLeft(): void {
    if (this.#store.state === 'open') this.#tell({ state: 'opening', progress: null })
  }

  async unlock(passphrase: string): Promise<Result<null>> {
    const answer = await this.#options.vault.unlock(passphrase)
    if (answer.ok) this.#openStore()
    return answer
  }

  /** Refuses with `keyring-unavailable` where it is still not there and no new start would show it. */
  async tryKeyringAgain(): Promise<Result<null>> {
    const { vault, relaunch } = this.#options
    if (vault.state.state === 'open') return done(null)
    const opened = await vault.open()
    this.#openStore()
    if (opened.state === 'open') return done(null)
    if (opened.reason === 'key-damaged') return refuse('not-found')
    if (relaunch === null) return refuse('keyring-unavailable')
    relaunch()
    return done(null)
  }

  /** Runs a change of what protects the key, and tells what protects it now. */
  async protect(change: (vault: KeyVault) => Promise<Result<null>>): Promise<Result<null>> {
    const answer = await change(this.#options.vault)
    this.#tell(this.#store)
    return answer
  }

  async rotateKey(passphrase: string | null): Promise<Result<null>> {
    if (this.#store.state !== 'open') return refuse('not-allowed', undefined, true)
    const begun = await this.#options.vault.beginChange(passphrase)
    if (!begun.ok) return begun
    this.#keyChange = 'running'
    this.#tell({ state: 'opening', progress: null })
    await this.#options.processes.reopen()
    return begun
  }

  /** Tries again what was refused or given up, the vault first where even that could not be read. */
  openAgain(): void {
    const isUnread = this.#store.state === 'refused' && this.#options.vault.state.state === 'locked'
    if (isUnread) void this.start()
    else if (this.#store.state !== 'open') this.#openStore()
  }

  startAfresh(): Promise<Result<null>> {
    return this.#replace((now) => {
      this.#options.files.setAside(now)
      return true
    })
  }

  useSetAside(name: string): Promise<Result<null>> {
    if (this.#options.files.pathOf(name) === null) return Promise.resolve(refuse('not-found'))
    return this.#replace((now) => this.#options.files.bringBack(name, now))
  }

  /** Puts the store that was laid out in a folder in the place of the one in use, which is put aside. */
  takeIn(folder: string): Promise<Result<null>> {
    return this.#replace((now) => this.#options.files.takeIn(folder, now))
  }

  showSetAside(name: string): Result<null> {
    const path = this.#options.files.pathOf(name)
    if (path === null) return refuse('not-found')
    this.#options.showInFolder(path)
    return done(null)
  }

  showRepaired(): Result<null> {
    if (!this.#repair) return refuse('not-found')
    this.#options.showInFolder(this.#repair.keptAt)
    return done(null)
  }

  repairSeen(): Result<null> {
    this.#options.files.keepRepair(null)
    this.#repair = null
    this.#tell(this.#store)
    return done(null)
  }

  async #replace(move: (now: number) => boolean): Promise<Result<null>> {
    const { processes, files, now } = this.#options
    if (this.#isReplacing) return refuse('not-allowed', undefined, true)
    this.#isReplacing = true
    await processes.stop()
    const moved = attempt(() => move(now()))
    this.#keyChange = 'none'
    this.#setAside = files.listSetAside()
    this.#store = { state: 'opening', progress: null }
    processes.resume()
    await this.start()
    this.#isReplacing = false
    if (moved.ok) this.#options.onReplaced()
    return moved
  }

  #openStore(): void {
    const isLocked = this.#options.vault.state.state === 'locked'
    this.#tell(isLocked ? { state: 'waiting' } : { state: 'opening', progress: null })
    if (!isLocked) this.#options.processes.open()
  }

  #keepRepair(report: RepairReport): void {
    this.#repair = report
    try {
      this.#options.files.keepRepair(report)
    } catch (cause) {
      // It is shown now; only a person who looks away until the next start would miss it.
      log.error('the repair report was not kept', { error: describeError(cause) })
    }
  }

  #tell(store: Keeping['store']): void {
    this.#store = store
    this.#options.onChange(this.state)
  }
}

function attempt(move: () => boolean): Result<null> {
  try {
    return move() ? done(null) : refuse('not-found')
  } catch (cause) {
    log.error('the store could not be moved', { error: describeError(cause) })
    return { ok: false, failure: failureOf(cause) }
  }
}

function failureOf(cause: unknown): Failure {
  const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC'
  return { code: isFull ? 'disk-full' : 'key-not-written', retry: true }
}
