// What the person takes out and brings back, as main sees it: asks where, starts it, follows it, shows it.
import { rmSync } from 'node:fs'
import { basename } from 'node:path'
import * as v from 'valibot'
import { settingsSchema, type Settings } from '../../../src-preload/contract/app-calls.ts'
import type {
  BackupSummary,
  DataState,
  DataTask,
  ExportFormat,
  ExportScope
} from '../../../src-preload/contract/data-calls.ts'
import { done, refuse, type Failure, type Result } from '../../../src-preload/contract/failure.ts'
import type { Caller } from '../../../src-preload/contract/rpc.ts'
import { describeError, openLog } from '../../base/log.ts'
import {
  DRAFT_END,
  type ArchiveEnd,
  type ArchiveProgress,
  type NetworkProcessCalls,
  type StoreProcessCalls
} from '../../ports/process-calls.ts'
import type { SettingsFile } from '../settings-file.ts'
import type { BackupRoom } from './backup-room.ts'
import { BACKUP_END } from './backup-file.ts'
import { datedName, type DataPlaces, type SaveWish } from './data-places.ts'
import { isWithin } from './own-folder.ts'

const log = openLog('data')

/** The settings that go along; the others belong to one computer. */
const takenAlong = v.partial(
  v.pick(settingsSchema, ['language', 'theme', 'density', 'personName', 'listWidth'])
)

export interface DataDeskOptions {
  places: DataPlaces
  /** Null while the network is not there; it holds the person's dialects. */
  network: () => Promise<Caller<NetworkProcessCalls> | null>
  /** Null while the store is not open. */
  store: () => Caller<StoreProcessCalls> | null
  makeRoom: (onProgress: (progress: ArchiveProgress) => void) => BackupRoom
  /** Puts a store that was laid out in the place of the one in use. */
  takeIn: (folder: string) => Promise<Result<null>>
  settings: Pick<SettingsFile, 'current' | 'change'>
  language: () => 'en' | 'it'
  app: string
  /** Where nothing may be written. */
  userData: string
  onChange: (state: DataState) => void
  showInFolder: (path: string) => void
  /** ms since 1970. */
  now: () => number
}

const filterNames = { en: 'Filo backup', it: 'Backup di Filo' }

type Chosen = { path: string; summary: BackupSummary | null }

/** One task at a time. */
export class DataDesk {
  readonly #options: DataDeskOptions
  readonly #room: BackupRoom
  #task: DataTask | null = null
  #isAsking = false
  #chosen: Chosen | null = null
  /** What the running task writes, or the last one wrote; never told to the window. */
  #path: string | null = null
  #isCancelled = false

  constructor(options: DataDeskOptions) {
    this.#options = options
    this.#room = options.makeRoom((progress) => this.progressed(progress))
  }

  get state(): DataState {
    const backup = this.#chosen && {
      name: basename(this.#chosen.path),
      summary: this.#chosen.summary
    }
    return { task: this.#task, backup, lastBackupAt: this.#options.settings.current.lastBackupAt }
  }

  exportMessages(scope: ExportScope, format: ExportFormat): Result<null> {
    const { language, app } = this.#options
    const wish: SaveWish = {
      name: datedName('filo-export', this.#options.now()),
      end: format === 'json' ? '.json' : null,
      filterName: 'JSON'
    }
    return this.#write('export', wish, (store, path) =>
      store.exportMessages({ scope, format, path, language: language(), app })
    )
  }

  makeBackup(passphrase: string): Result<null> {
    const { settings, app, language, now } = this.#options
    const wish: SaveWish = {
      name: datedName('filo', now()),
      end: BACKUP_END,
      filterName: filterNames[language()]
    }
    return this.#write('backup', wish, async (store, path) => {
      const taken = v.parse(takenAlong, settings.current)
      const dialects = await this.#askNetwork((network) => network.dialectFiles({}))
      if (!dialects.ok) return dialects
      const wanted = { path, passphrase, app, settings: taken, dialects: dialects.value }
      const answer = await store.backUp(wanted)
      if (answer.ok && answer.value.end === 'done') settings.change({ lastBackupAt: now() })
      return answer
    })
  }

  progressed(progress: ArchiveProgress): void {
    if (this.#task?.state === 'running') this.#set({ ...this.#task, ...progress })
  }

  cancel(): void {
    if (this.#task?.state !== 'running') return
    this.#isCancelled = true
    // Reading a backup is ended with its process: nothing of the store was touched yet.
    if (this.#task.kind === 'restore') {
      this.#chosen = null
      this.#room.close()
    } else void this.#options.store()?.cancelArchive({})
  }

  dismiss(): void {
    if (this.#task && this.#task.state !== 'running') this.#set(null)
  }

  showWritten(): Result<null> {
    if (this.#path === null || this.#task?.state !== 'done') return refuse('not-found')
    this.#options.showInFolder(this.#path)
    return done(null)
  }

  chooseBackup(): Result<null> {
    return this.#asking(async () => {
      const { places, language } = this.#options
      const path = await places.askForFile(BACKUP_END, filterNames[language()])
      if (path === null) return
      this.#chosen = { path, summary: null }
      this.#tell()
    })
  }

  /** As if the person had chosen it: nothing of it is read before they give its passphrase. */
  offerBackup(path: string): void {
    if (this.#isBusy) return
    this.#room.close()
    this.#chosen = { path, summary: null }
    this.#tell()
  }

  async openBackup(passphrase: string): Promise<Result<BackupSummary>> {
    const chosen = this.#chosen
    if (!chosen) return refuse('not-found')
    const answer = await this.#room.open(chosen.path, passphrase)
    if (answer.ok && this.#chosen === chosen) {
      this.#chosen = { path: chosen.path, summary: answer.value }
      this.#tell()
    }
    return answer
  }

  closeBackup(): void {
    if (this.#task?.kind === 'restore' && this.#task.state === 'running') return
    this.#chosen = null
    this.#room.close()
    this.#tell()
  }

  restore(): Result<null> {
    const summary = this.#chosen?.summary
    if (!this.#chosen || !summary) return refuse('not-found')
    if (this.#isBusy) return refuse('too-many', undefined, true)
    this.#begin('restore', this.#chosen.path)
    void this.#restore(summary).then((failure) => this.#ended(failure, summary.messages))
    return done(null)
  }

  /** The app ends: what is half written goes. */
  close(): void {
    this.#room.close()
    if (this.#task?.state === 'running' && this.#path !== null) dropDraft(this.#path)
  }

  get #isBusy(): boolean {
    return this.#isAsking || this.#task?.state === 'running'
  }

  #asking(work: () => Promise<void>): Result<null> {
    if (this.#isBusy) return refuse('too-many', undefined, true)
    this.#isAsking = true
    void work().finally(() => (this.#isAsking = false))
    return done(null)
  }

  #write(kind: 'export' | 'backup', wish: SaveWish, work: Write): Result<null> {
    if (!this.#options.store()) return refuse('process-gone', undefined, true)
    return this.#asking(async () => {
      const path = await this.#options.places.askToSave(wish)
      if (path === null) return
      this.#begin(kind, path)
      const answer = await this.#writeTo(path, work)
      if (!answer.ok) dropDraft(path)
      else if (answer.value.end === 'cancelled') this.#isCancelled = true
      const messages = answer.ok && answer.value.end === 'done' ? answer.value.messages : 0
      this.#ended(answer.ok ? null : answer.failure, messages)
    })
  }

  #writeTo(path: string, work: Write): Promise<Result<ArchiveEnd>> {
    const store = this.#options.store()
    if (isWithin(this.#options.userData, path)) return Promise.resolve(refuse('file-not-written'))
    return store ? work(store, path) : Promise.resolve(refuse('process-gone', undefined, true))
  }

  async #restore(summary: BackupSummary): Promise<Failure | null> {
    const staged = await this.#room.stage()
    if (!staged.ok) return staged.failure
    if (this.#isCancelled) return null
    // What the servers speak is here before they are.
    const files = staged.value.dialects
    const spoken = await this.#askNetwork((network) => network.takeDialects({ files }))
    if (!spoken.ok) return spoken.failure
    const taken = await this.#options.takeIn(staged.value.folder)
    if (!taken.ok) return taken.failure
    // Too late to think better of it.
    this.#isCancelled = false
    this.#takeSettings(staged.value.settings, summary)
    this.#chosen = null
    this.#room.close()
    return null
  }

  async #askNetwork<T>(
    work: (network: Caller<NetworkProcessCalls>) => Promise<Result<T>>
  ): Promise<Result<T>> {
    const network = await this.#options.network()
    return network ? work(network) : refuse('process-gone', undefined, true)
  }

  // Whatever does not fit stays as it is here.
  #takeSettings(wanted: Record<string, unknown>, { createdAt }: BackupSummary): void {
    const parsed = v.safeParse(takenAlong, wanted)
    const patch: Partial<Settings> = parsed.success
      ? Object.fromEntries(Object.entries(parsed.output).filter(([, value]) => value !== undefined))
      : {}
    this.#options.settings.change({
      ...patch,
      lastBackupAt: createdAt,
      lastServerId: null,
      lastConversationId: null
    })
  }

  #begin(kind: DataTask['kind'], path: string): void {
    this.#path = path
    this.#isCancelled = false
    const step = kind === 'backup' ? 'snapshot' : 'writing'
    const name = basename(path)
    this.#set({ kind, state: 'running', step, done: 0, total: 0, name, messages: 0, failure: null })
  }

  #ended(failure: Failure | null, messages: number): void {
    const task = this.#task
    if (!task) return
    if (this.#isCancelled) this.#set({ ...task, state: 'cancelled' })
    else if (failure) this.#set({ ...task, state: 'failed', failure })
    else this.#set({ ...task, state: 'done', messages })
  }

  #set(task: DataTask | null): void {
    this.#task = task
    this.#tell()
  }

  #tell(): void {
    this.#options.onChange(this.state)
  }
}

type Write = (store: Caller<StoreProcessCalls>, path: string) => Promise<Result<ArchiveEnd>>

// The store removes it by itself unless it was killed.
function dropDraft(path: string): void {
  try {
    rmSync(path + DRAFT_END, { recursive: true, force: true })
  } catch (error) {
    log.warn('a draft was left', { error: describeError(error) })
  }
}
