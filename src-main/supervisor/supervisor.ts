// Keeps store and network alive, joins them with each other and with the window, and ends them in order.
import type { ProcessChange } from '../../src-preload/contract/app-calls.ts'
import {
  networkProcessCalls,
  storeProcessCalls,
  type NetworkProcessCalls,
  type StoreProcessCalls
} from '../ports/process-calls.ts'
import { Broker, type Channel, type Party } from './broker.ts'
import { Supervised, type Forked } from './supervised.ts'

const CLOSE_GRACE_MS = 3_000

export interface SupervisorOptions {
  fork: (name: 'store' | 'network') => Forked
  makeChannel: () => Channel
  /** Gives the window one end of a channel. */
  handWindow: (other: 'store' | 'network', end: unknown) => void
  onChange: (change: ProcessChange) => void
  /** Absolute path of the database file. */
  databasePath: string
  language: () => 'en' | 'it'
  /** ms since 1970. */
  now: () => number
}

/** Main's view of the two processes that every window needs. */
export class Supervisor {
  readonly store: Supervised<StoreProcessCalls>
  readonly network: Supervised<NetworkProcessCalls>
  readonly #broker: Broker

  constructor(options: SupervisorOptions) {
    this.#broker = new Broker({
      makeChannel: options.makeChannel,
      hand: (party, other, end) => this.#hand(options, party, other, end)
    })
    this.store = new Supervised({
      name: 'store',
      fork: () => options.fork('store'),
      table: storeProcessCalls,
      open: (ask) => ask.open({ path: options.databasePath, encryptionKey: null }),
      ping: (ask) => ask.ping({}),
      onRunning: () => this.#broker.arrived('store'),
      onChange: (change) => this.#changed(change, 'store', options),
      now: options.now
    })
    this.network = new Supervised({
      name: 'network',
      fork: () => options.fork('network'),
      table: networkProcessCalls,
      open: (ask) => ask.open({ dialectsDir: null, language: options.language() }),
      ping: (ask) => ask.ping({}),
      onRunning: () => this.#broker.arrived('network'),
      onChange: (change) => this.#changed(change, 'network', options),
      now: options.now
    })
  }

  /** Starts both; the window may arrive before or after. */
  start(): void {
    this.store.start()
    this.network.start()
  }

  /** The window's page listens: hands it its ports. */
  windowArrived(): void {
    this.#broker.arrived('window')
  }

  windowLeft(): void {
    this.#broker.left('window')
  }

  /** Ends both: the network first, so that nothing arrives any more that could not be kept. */
  async stop(): Promise<void> {
    await this.network.stop((ask) => ask.close({}), CLOSE_GRACE_MS)
    await this.store.stop((ask) => ask.close({}), CLOSE_GRACE_MS)
  }

  #hand(options: SupervisorOptions, party: Party, other: Party, end: unknown): void {
    if (party !== 'window') this[party].hand(other, end)
    else if (other !== 'window') options.handWindow(other, end)
  }

  #changed(change: ProcessChange, party: Party, options: SupervisorOptions): void {
    if (change.state !== 'running') this.#broker.left(party)
    options.onChange(change)
  }
}
