// A chosen backup: read by a process of its own, laid out as a whole store beside the one in use.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { BackupSummary } from '../../../src-preload/contract/data-calls.ts'
import { refuse, type Result } from '../../../src-preload/contract/failure.ts'
import { openRpc, type CallTable, type Rpc } from '../../../src-preload/contract/rpc.ts'
import type { ArchiveProgress } from '../../ports/process-calls.ts'
import {
  restoreProcessCalls,
  type RestoredExtras,
  type RestoreProcessCalls,
  type RestoreProcessEvents
} from '../../ports/restore-calls.ts'
import type { Forked } from '../../supervisor/supervised.ts'
import { StoreFolder } from '../../vault/store-folder.ts'
import { KeyVault, type VaultOptions } from '../../vault/vault.ts'

export interface BackupRoomOptions {
  fork: () => Forked
  /** Absolute path of the person's folder. */
  userData: string
  /** The store in use, and what opens it. */
  files: StoreFolder
  vault: KeyVault
  /** For a vault of its own, where the one in use is locked. */
  vaultOptions: Omit<VaultOptions, 'disk'>
  onProgress: (progress: ArchiveProgress) => void
}

interface Reading {
  forked: Forked
  rpc: Rpc<RestoreProcessCalls, object>
}

/** At most one backup is open. */
export class BackupRoom {
  readonly #options: BackupRoomOptions
  #reading: Reading | null = null

  constructor(options: BackupRoomOptions) {
    this.#options = options
    this.#tidy()
  }

  /** Opens it, or says why it does not open. */
  open(path: string, passphrase: string): Promise<Result<BackupSummary>> {
    this.#reading ??= this.#start()
    return this.#reading.rpc.ask.openBackup({ path, passphrase })
  }

  /** Lays the opened backup out; answers with the folder that holds it, database and key. */
  async stage(): Promise<Result<RestoredExtras & { folder: string }>> {
    const ask = this.#reading?.rpc.ask
    if (!ask) return refuse('not-found')
    this.#tidy()
    const staged = new StoreFolder(this.#staging)
    mkdirSync(this.#staging, { recursive: true, mode: 0o700 })
    staged.prepare()
    const key = await this.#keyFor(staged)
    if (!key.ok) return key
    const answer = await ask.stage({ target: staged.databasePath, key: key.value })
    if (!answer.ok) {
      this.#tidy()
      return answer
    }
    return { ok: true, value: { ...answer.value, folder: staged.folder } }
  }

  /** Lets go of the backup; what is being laid out ends there. */
  close(): void {
    const reading = this.#reading
    this.#reading = null
    reading?.rpc.close()
    reading?.forked.kill()
    this.#tidy()
  }

  get #staging(): string {
    return join(this.#options.userData, 'restoring')
  }

  #tidy(): void {
    rmSync(this.#staging, { recursive: true, force: true })
  }

  #start(): Reading {
    const forked = this.#options.fork()
    const rpc = openRpc<CallTable, RestoreProcessCalls, RestoreProcessEvents, object>(forked.port, {
      asks: restoreProcessCalls,
      hears: { progress: (progress) => this.#options.onProgress(progress) },
      // A large backup takes minutes; a process that dies closes its port, and every call ends.
      timeoutMs: -1
    })
    forked.onExit(() => {
      if (this.#reading?.forked === forked) this.#reading = null
    })
    return { forked, rpc }
  }

  // Under the same key and protection as the store in use; where that is locked, under a new one.
  async #keyFor(staged: StoreFolder): Promise<Result<string | null>> {
    const { files, vault, vaultOptions } = this.#options
    if (vault.state.state === 'locked') {
      const own = new KeyVault({ ...vaultOptions, disk: staged })
      await own.open()
      return { ok: true, value: own.keys.key }
    }
    const { keyFile } = files.read()
    const { key } = vault.keys
    // While the key is being changed, or the file encrypted, the store is on its way: a moment later it is not.
    if (typeof keyFile === 'string' || vault.isChanging || key === null) {
      return refuse('process-gone', undefined, true)
    }
    staged.writeKeys(keyFile)
    return { ok: true, value: key }
  }
}
