// Keeps the database file safe for the store process: prepares it, opens it, watches it for damage.
import { done, type Failure, type Result } from '../../../src-preload/contract/failure.ts'
import { describeError, openLog } from '../../base/log.ts'
import type { RepairReport } from '../../../src-preload/contract/vault.ts'
import type { StorePolicy } from '../../ports/policy.ts'
import type { StoreProcessEvents } from '../../ports/process-calls.ts'
import { realPaceClock, type PaceClock } from '../pace.ts'
import { openStore, type Store } from '../store.ts'
import { checkAfterMs, planCheck } from './check-plan.ts'
import type { FileThread } from './file-thread.ts'
import { keepHead } from './head.ts'
import type { FileNames } from './names.ts'
import { changeNotes, readNotes } from './notes.ts'
import { distrust, noteOpen, prepareFile, type PreparedFile } from './prepare.ts'

const log = openLog('store')

export interface FileKeeperOptions {
  thread: FileThread
  tell: <Name extends keyof StoreProcessEvents>(
    name: Name,
    payload: StoreProcessEvents[Name]
  ) => void
  clock?: PaceClock
}

export interface OpenRequest {
  path: string
  key: string | null
  nextKey: string | null
  /** See `storeProcessCalls.open`. */
  mayGoBack?: boolean
  policy?: StorePolicy | null
}

export interface KeptStore {
  store: Store
  isNext: boolean
  repair: RepairReport | null
}

export class FileKeeper {
  readonly #options: FileKeeperOptions
  #names: FileNames | null = null
  #undoCheck: (() => void) | null = null

  constructor(options: FileKeeperOptions) {
    this.#options = options
  }

  /** Opens the store once its file is ready; what the notes promised wrongly is looked at closely, once. */
  async open(request: OpenRequest): Promise<Result<KeptStore>> {
    const first = await this.#tryOpen(request)
    if (first.ok || !isSurprise(first.failure) || !this.#names) return first
    distrust(this.#names, String(first.failure.detail?.['sqlite'] ?? ''))
    return this.#tryOpen(request)
  }

  /** Main has written the report down. */
  forgetReport(at: number): null {
    const { report } = this.#names ? readNotes(this.#names) : { report: null }
    if (this.#names && report?.at === at) changeNotes(this.#names, { report: null })
    return null
  }

  /** Before the store is closed. */
  close(): void {
    this.#undoCheck?.()
    this.#undoCheck = null
  }

  async #tryOpen({
    path,
    key,
    nextKey,
    mayGoBack,
    policy
  }: OpenRequest): Promise<Result<KeptStore>> {
    const prepared = await prepareFile({
      path,
      key,
      nextKey,
      mayGoBack: mayGoBack ?? false,
      now: Date.now(),
      runStep: this.#options.thread.runStep,
      tell: (progress) => this.#options.tell('openProgress', progress)
    })
    if (!prepared.ok) return prepared
    const file = prepared.value
    this.#names = file.names
    const opened = openStore({
      path,
      encryptionKey: file.key,
      policy: policy ?? null,
      onDamage: () => this.#damaged(file.names, 1),
      notices: {
        shown: (notice) => this.#options.tell('noticeShown', notice),
        ended: (keys) => this.#options.tell('noticesEnded', { keys }),
        unread: (totals) => this.#options.tell('unreadChanged', totals)
      }
    })
    if (!opened.ok) return opened
    this.#opened(file, opened.value)
    const { report } = readNotes(file.names)
    return done({ store: opened.value, isNext: file.isNext, repair: report })
  }

  // Nothing of this may keep a store from opening that is open already.
  #opened(file: PreparedFile, store: Store): void {
    try {
      keepHead(store.database.raw, file.names)
      noteOpen(file.names, file.key)
    } catch (error) {
      log.warn('nothing noted about the file', { error: describeError(error) })
    }
    const { checkedAt } = readNotes(file.names)
    const afterMs = checkAfterMs({
      checkedAt,
      wasLeftOpen: file.wasLeftOpen,
      now: Date.now()
    })
    if (afterMs === null) return
    this.#undoCheck = planCheck(afterMs, {
      clock: this.#options.clock ?? realPaceClock,
      runCheck: () => this.#options.thread.runCheck({ path: file.names.path, key: file.key }),
      activity: () => store.ping().eventsTotal + store.ping().queue,
      onWhole: () => changeNotes(file.names, { checkedAt: Date.now() }),
      onDamage: (problems) => {
        this.#damaged(file.names, problems)
        store.database.noteDamage()
      }
    })
  }

  // On disk first: whatever dies now, the next opening repairs it.
  #damaged(names: FileNames, problems: number): void {
    if (readNotes(names).needsRepair) return
    log.error('file is damaged', { problems })
    try {
      changeNotes(names, { needsRepair: true })
    } catch (error) {
      log.error('damage not noted', { error: describeError(error) })
    }
    this.#options.tell('damageFound', { problems })
  }
}

// A file that is not what the notes say: damaged, or put there by hand.
function isSurprise({ code, detail }: Failure): boolean {
  return code === 'store-corrupt' || detail?.['schemaDue'] !== undefined
}
