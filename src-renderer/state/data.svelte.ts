// Exports, backups and restoring, as main tells of them; main alone knows where files lie.
import type {
  BackupSummary,
  ChosenBackup,
  DataState,
  DataTask,
  ExportFormat,
  ExportScope
} from '../../src-preload/contract/data-calls.ts'
import type { Result } from '../../src-preload/contract/failure.ts'
import type { Wires } from './wires.ts'

export class Data {
  #now: DataState = $state.raw({ task: null, backup: null, lastBackupAt: null })
  /** The dialog that lies over whatever else is open. */
  dialog: 'backup' | 'restore' | null = $state(null)
  readonly #wires: Wires

  constructor(wires: Wires) {
    this.#wires = wires
  }

  apply(state: DataState): void {
    this.#now = state
  }

  get task(): DataTask | null {
    return this.#now.task
  }

  get isRunning(): boolean {
    return this.#now.task?.state === 'running'
  }

  /** The backup that was chosen to be restored. */
  get backup(): ChosenBackup | null {
    return this.#now.backup
  }

  get lastBackupAt(): number | null {
    return this.#now.lastBackupAt
  }

  exportMessages(scope: ExportScope, format: ExportFormat): Promise<Result<null>> {
    return this.#wires.app.ask.exportMessages({ scope, format })
  }

  makeBackup(passphrase: string): Promise<Result<null>> {
    return this.#wires.app.ask.makeBackup({ passphrase })
  }

  cancel(): void {
    void this.#wires.app.ask.cancelTask({})
  }

  dismiss(): void {
    void this.#wires.app.ask.dismissTask({})
  }

  showWritten(): void {
    void this.#wires.app.ask.showWritten({})
  }

  /** Opens the dialog that leads through restoring, and the system's over it. */
  beginRestore(): Promise<Result<null>> {
    this.dialog = 'restore'
    return this.#wires.app.ask.chooseBackup({})
  }

  /** A backup was opened from outside: it has been chosen already, and whether to restore is asked. */
  askAboutOffered(): void {
    if (this.backup && !this.isRunning) this.dialog = 'restore'
  }

  openBackup(passphrase: string): Promise<Result<BackupSummary>> {
    return this.#wires.app.ask.openBackup({ passphrase })
  }

  restore(): Promise<Result<null>> {
    return this.#wires.app.ask.restoreBackup({})
  }

  endRestore(): void {
    this.dialog = null
    void this.#wires.app.ask.closeBackup({})
  }
}
