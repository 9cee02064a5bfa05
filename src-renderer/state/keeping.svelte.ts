// How the history is kept, as main tells it: locked or open, being prepared, repaired, put aside; and what can be asked for.
import { refuse, type Failure, type Result } from '../../src-preload/contract/failure.ts'
import type {
  Keeping as KeepingState,
  LockedVault,
  OpenVault,
  RepairReport,
  SetAside
} from '../../src-preload/contract/vault.ts'
import type { Wires } from './wires.ts'

/** `copying` … while something long is done; `opening` for the moments between. */
export type KeepingStep = 'copying' | 'migrating' | 'repairing' | 'opening'

export class Keeping {
  #now: KeepingState | null = $state.raw(null)
  /** The dialog that lies over whatever else is open. */
  dialog: 'passphrase' | 'change-key' | null = $state(null)
  /** Resolves once the history is open, for what has to wait for it. */
  readonly #waiting = new Set<() => void>()
  readonly #wires: Wires

  constructor(wires: Wires) {
    this.#wires = wires
  }

  apply(state: KeepingState): void {
    this.#now = state
    if (state.store.state !== 'open') return
    for (const go of this.#waiting) go()
    this.#waiting.clear()
  }

  get locked(): LockedVault | null {
    const vault = this.#now?.vault
    return vault?.state === 'locked' && this.#now?.store.state === 'waiting' ? vault : null
  }

  get open(): OpenVault | null {
    const vault = this.#now?.vault
    return vault?.state === 'open' ? vault : null
  }

  /** Why the file did not open, where it did not. */
  get refusal(): Failure | null {
    const store = this.#now?.store
    return store?.state === 'refused' ? store.failure : null
  }

  /** What is being done before the history opens; null while nothing is known of it. */
  get progress(): { step: KeepingStep; share: number | null } | null {
    const store = this.#now?.store
    if (store?.state !== 'opening') return null
    if (!store.progress) return { step: 'opening', share: null }
    const { step, done, total } = store.progress
    return { step, share: total > 0 ? Math.min(1, done / total) : null }
  }

  get keyChange(): KeepingState['keyChange'] {
    return this.#now?.keyChange ?? 'none'
  }

  /** Why the change of the key was given up, where that is known. */
  get keyFailure(): Failure | null {
    return this.#now?.keyFailure ?? null
  }

  get repair(): RepairReport | null {
    return this.#now?.repair ?? null
  }

  get setAside(): readonly SetAside[] {
    return this.#now?.setAside ?? []
  }

  /** The history lies unprotected and nobody has been told. */
  get isWarning(): boolean {
    return this.open?.protection === 'none' && !this.open.warningSeen
  }

  /** Waits until the history is open. */
  opened(): Promise<void> {
    if (this.#now?.store.state === 'open') return Promise.resolve()
    return new Promise((go) => this.#waiting.add(go))
  }

  unlock(passphrase: string): Promise<Result<null>> {
    return this.#wires.app.ask.unlockVault({ passphrase })
  }

  tryAgain(): Promise<Result<null>> {
    return this.#wires.app.ask.tryKeyringAgain({})
  }

  setPassphrase(passphrase: string): Promise<Result<null>> {
    return this.#wires.app.ask.setPassphrase({ passphrase })
  }

  removePassphrase(): Promise<Result<null>> {
    return this.#wires.app.ask.removePassphrase({})
  }

  useKeyring(on: boolean): Promise<Result<null>> {
    return this.#wires.app.ask.useKeyring({ on })
  }

  dismissWarning(): Promise<Result<null>> {
    return this.#wires.app.ask.dismissVaultWarning({})
  }

  rotateKey(passphrase: string | null): Promise<Result<null>> {
    // An empty field is a wrong passphrase, not a wrong call.
    if (passphrase === '') return Promise.resolve(refuse('passphrase-wrong'))
    return this.#wires.app.ask.rotateKey({ passphrase })
  }

  startAfresh(): Promise<Result<null>> {
    return this.#wires.app.ask.startAfresh({})
  }

  openAgain(): Promise<Result<null>> {
    return this.#wires.app.ask.openStoreAgain({})
  }

  useSetAside(name: string): Promise<Result<null>> {
    return this.#wires.app.ask.useSetAside({ name })
  }

  showSetAside(name: string): Promise<Result<null>> {
    return this.#wires.app.ask.showSetAside({ name })
  }

  showRepaired(): Promise<Result<null>> {
    return this.#wires.app.ask.showRepaired({})
  }

  repairSeen(): Promise<Result<null>> {
    return this.#wires.app.ask.repairSeen({})
  }
}
