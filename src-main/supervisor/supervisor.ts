// Keeps store and network alive, joins them with each other and with the window, and ends them in order.
import type { ProcessChange } from '../../src-preload/contract/app-calls.ts'
import { done, type Failure, type Result } from '../../src-preload/contract/failure.ts'
import type { Caller, Handlers } from '../../src-preload/contract/rpc.ts'
import type { StoreOpenProgress } from '../../src-preload/contract/vault.ts'
import {
  mainForNetworkCalls,
  networkProcessCalls,
  storeProcessCalls,
  type ArchiveProgress,
  type MainForNetworkCalls,
  type NetworkOpened,
  type NetworkProcessCalls,
  type NetworkProcessEvents,
  type StoreOpened,
  type StoreProcessCalls,
  type StoreProcessEvents
} from '../ports/process-calls.ts'
import type { ThreadEnd } from '../ports/facts.ts'
import type { NoticeEvents } from '../ports/notice-calls.ts'
import type { StorePolicy } from '../ports/policy.ts'
import { Broker, type Channel, type Party } from './broker.ts'
import { Supervised, type Forked, type ProcessDeath } from './supervised.ts'

const CLOSE_GRACE_MS = 3_000
/** Retrying by itself fills no disk with room: the person has to make some. */
const NEEDS_THE_PERSON: readonly string[] = ['disk-full', 'disk-space-low']

export interface TroubleListener {
  died(death: ProcessDeath): void
  /** A thread of the network process. */
  threadEnded(end: ThreadEnd): void
}

export interface SupervisorOptions {
  fork: (name: 'store' | 'network') => Forked
  makeChannel: () => Channel
  /** Gives the window one end of a channel. */
  handWindow: (other: 'store' | 'network', end: unknown) => void
  onChange: (change: ProcessChange) => void
  /** Hears of what ended without being asked to. */
  troubles?: TroubleListener
  /** Absolute path of the database file. */
  databasePath: string
  /** The key of the database file and, while it is being changed, the next; asked at each opening. */
  storeKeys: () => StoreKeys
  /** A newer Filo was taken back: its database may be, too. */
  mayGoBack?: boolean
  /** The store is open. A repair report is answered again at the next opening unless this returns. */
  onStoreOpened: (opened: StoreOpened) => void
  /** The store did not open and is not tried again until `openStore`. */
  onStoreRefused: (failure: Failure) => void
  onArchiveProgress: (progress: ArchiveProgress) => void
  onStoreProgress: (progress: StoreOpenProgress) => void
  /** What the store tells of notifications, once it is asked to. */
  notices: { [Name in keyof NoticeEvents]: (told: NoticeEvents[Name]) => void }
  /** Absolute path of the folder with the person's own dialects; null: there is none. */
  dialectsDir: string | null
  /** By which proxies the system reaches a URL, as a PAC script says it. */
  resolveProxy: (url: string) => Promise<string>
  language: () => 'en' | 'it'
  /** What an organisation has set; absent: nothing. */
  policy?: SupervisedPolicy
  /** ms since 1970. */
  now: () => number
}

/** A policy as the processes are told of it. */
export interface SupervisedPolicy {
  forStore: () => StorePolicy | null
  /** Documents of dialects. */
  dialects: readonly Record<string, unknown>[]
  /** Told at each start of the network which of them are none. */
  onDialectsRefused: (refused: NetworkOpened['refusedPresets']) => void
}

/** The processes as seen by whoever moves the database file or changes its key. */
export interface StoreProcesses {
  /** Starts the store, or tries again after it was refused. */
  open(): void
  /** Opens it anew, with the keys as they are then. */
  reopen(): Promise<void>
  /** Ends everything that uses it. */
  stop(): Promise<void>
  /** Starts again what `stop` ended, without the store. */
  resume(): void
}

/** 64 hex digits each. */
export interface StoreKeys {
  /** Null: the file is plain. */
  key: string | null
  /** What the file is to be under from now on, or 'plain'; null: nothing is being changed. */
  nextKey: string | null
}

/** Main's view of the two processes that every window needs. */
export class Supervisor {
  readonly store: Supervised<StoreProcessCalls, StoreProcessEvents>
  readonly network: Supervised<NetworkProcessCalls, NetworkProcessEvents, MainForNetworkCalls>
  readonly #options: SupervisorOptions
  readonly #broker: Broker

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#broker = new Broker({
      makeChannel: options.makeChannel,
      hand: (party, other, end) => this.#hand(options, party, other, end)
    })
    this.store = this.#superviseStore()
    this.network = new Supervised({
      name: 'network',
      fork: () => options.fork('network'),
      table: networkProcessCalls,
      open: (ask) => this.#openNetwork(ask),
      answers: this.#answersToNetwork(),
      hears: { threadEnded: (end) => options.troubles?.threadEnded(end) },
      onDied: (death) => options.troubles?.died(death),
      onStirred: () => this.store.attend(),
      ping: (ask) => ask.ping({}),
      onRunning: () => this.#broker.arrived('network'),
      onChange: (change) => this.#changed(change, 'network'),
      now: options.now
    })
  }

  /** Starts the store, or tries again after it was refused or given up; nothing if it is on its way. */
  openStore(): void {
    this.store.start()
  }

  /** What lets go of the database file, and takes it again. */
  get storeProcesses(): StoreProcesses {
    return {
      open: () => this.openStore(),
      reopen: () => this.store.restart((ask) => ask.close({}), CLOSE_GRACE_MS),
      stop: () => this.stop(),
      resume: () => this.network.start()
    }
  }

  /** The window's page listens: hands it its ports. */
  windowArrived(): void {
    this.#broker.arrived('window')
  }

  windowLeft(): void {
    this.#broker.left('window')
  }

  /** The window asks something of them. */
  windowWorks(): void {
    this.store.attend()
    this.network.attend()
  }

  /** Ends both: the network first, so that nothing arrives any more that could not be kept. */
  async stop(): Promise<void> {
    await this.network.stop((ask) => ask.close({}), CLOSE_GRACE_MS)
    await this.store.stop((ask) => ask.close({}), CLOSE_GRACE_MS)
  }

  #answersToNetwork(): { table: MainForNetworkCalls; handlers: Handlers<MainForNetworkCalls> } {
    return {
      table: mainForNetworkCalls,
      handlers: {
        resolveProxy: async ({ url }) => done({ list: await this.#options.resolveProxy(url) })
      }
    }
  }

  #superviseStore(): Supervised<StoreProcessCalls, StoreProcessEvents> {
    const options = this.#options
    return new Supervised<StoreProcessCalls, StoreProcessEvents>({
      name: 'store',
      onDied: (death) => options.troubles?.died(death),
      fork: () => options.fork('store'),
      table: storeProcessCalls,
      hears: {
        archiveProgress: (progress) => options.onArchiveProgress(progress),
        ...options.notices,
        openProgress: (progress) => options.onStoreProgress(progress),
        // It writes no more, and repairs the file as soon as it opens it again.
        damageFound: () => void this.store.restart((ask) => ask.close({}), CLOSE_GRACE_MS)
      },
      open: (ask) => this.#openStore(ask),
      // A copy of a large file takes minutes.
      openTimeoutMs: null,
      isFinal: (failure) => !failure.retry || NEEDS_THE_PERSON.includes(failure.code),
      ping: (ask) => ask.ping({}),
      onStirred: () => this.network.attend(),
      onRunning: () => this.#broker.arrived('store'),
      onChange: (change) => this.#changed(change, 'store'),
      now: options.now
    })
  }

  async #openNetwork(ask: Caller<NetworkProcessCalls>): Promise<Result<unknown>> {
    const { dialectsDir, language, policy } = this.#options
    const presets = [...(policy?.dialects ?? [])]
    const opened = await ask.open({ dialectsDir, language: language(), presets })
    if (opened.ok) policy?.onDialectsRefused(opened.value.refusedPresets)
    return opened
  }

  async #openStore(ask: Caller<StoreProcessCalls>): Promise<Result<unknown>> {
    const { databasePath, storeKeys, mayGoBack = false, onStoreOpened } = this.#options
    const policy = this.#options.policy?.forStore() ?? null
    const opened = await ask.open({ path: databasePath, ...storeKeys(), mayGoBack, policy })
    if (!opened.ok) return opened
    onStoreOpened(opened.value)
    const { repair } = opened.value
    if (repair) void ask.repairHeard({ at: repair.at })
    return opened
  }

  #hand(options: SupervisorOptions, party: Party, other: Party, end: unknown): void {
    if (party !== 'window') this[party].hand(other, end)
    else if (other !== 'window') options.handWindow(other, end)
  }

  #changed(change: ProcessChange, party: Party): void {
    if (change.state !== 'running') this.#broker.left(party)
    this.#options.onChange(change)
    if (party === 'store' && change.failure) this.#options.onStoreRefused(change.failure)
  }
}
