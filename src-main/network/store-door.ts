// The network process's way to the store: survives the store's restarts, repeating in order what was not answered.
import { refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { Port } from '../../src-preload/contract/port.ts'
import { openRpc, type CallTable, type Caller, type Rpc } from '../../src-preload/contract/rpc.ts'
import {
  storeForNetworkCalls,
  type StoreForNetworkCalls,
  type StoreToNetworkEvents
} from '../ports/store-network-calls.ts'
import type { Clock } from './clock.ts'

type Listeners = {
  [Name in keyof StoreToNetworkEvents]: (payload: StoreToNetworkEvents[Name]) => void
}

/** Calls that must reach the store however often it restarts; the rest give up after a while. */
const durable: readonly string[] = [
  ...['commit', 'markAttempted', 'settle', 'listOutbox', 'listLinks'],
  'endTransfer'
]
const PATIENCE_MS = 15_000

interface Pending {
  name: keyof StoreForNetworkCalls
  input: unknown
  resolve: (result: Result<unknown>) => void
  undoTimer: (() => void) | null
}

export interface StoreDoorOptions {
  clock: Clock
  hears: Listeners
  /** A store is there, for the first time or anew. */
  onAttached: () => void
}

export class StoreDoor {
  readonly #options: StoreDoorOptions
  readonly #pending = new Set<Pending>()
  #rpc: Rpc<StoreForNetworkCalls, object> | null = null
  readonly ask: Caller<StoreForNetworkCalls>

  constructor(options: StoreDoorOptions) {
    this.#options = options
    const names = Object.keys(storeForNetworkCalls) as (keyof StoreForNetworkCalls)[]
    const entries = names.map((name) => [name, (input: unknown) => this.#ask(name, input)])
    // The table's keys are the caller's keys by construction.
    this.ask = Object.fromEntries(entries) as Caller<StoreForNetworkCalls>
  }

  /** A port to a (new) store: asks again, in order, what the last one did not answer. */
  attach(port: Port): void {
    this.#rpc?.close()
    const rpc = openRpc<CallTable, StoreForNetworkCalls, StoreToNetworkEvents, object>(port, {
      asks: storeForNetworkCalls,
      hears: this.#options.hears,
      timeoutMs: -1
    })
    this.#rpc = rpc
    for (const pending of this.#pending) void this.#send(rpc, pending)
    this.#options.onAttached()
  }

  close(): void {
    this.#rpc?.close()
    this.#rpc = null
    for (const pending of [...this.#pending])
      this.#finish(pending, refuse('process-gone', {}, true))
  }

  #ask(name: keyof StoreForNetworkCalls, input: unknown): Promise<Result<unknown>> {
    return new Promise((resolve) => {
      const pending: Pending = { name, input, resolve, undoTimer: null }
      this.#pending.add(pending)
      if (!durable.includes(name)) {
        pending.undoTimer = this.#options.clock.after(PATIENCE_MS, () =>
          this.#finish(pending, refuse('process-gone', {}, true))
        )
      }
      if (this.#rpc) void this.#send(this.#rpc, pending)
    })
  }

  async #send(rpc: Rpc<StoreForNetworkCalls, object>, pending: Pending): Promise<void> {
    // The caller's input fits its own table; only the union of all tables can't be told apart here.
    const call = rpc.ask[pending.name] as (input: unknown) => Promise<Result<unknown>>
    const result = await call(pending.input)
    // A store that died is replaced: the question stays open for the next one.
    const isLost = !result.ok && result.failure.code === 'process-gone'
    if (!isLost) this.#finish(pending, result)
  }

  #finish(pending: Pending, result: Result<unknown>): void {
    if (!this.#pending.delete(pending)) return
    pending.undoTimer?.()
    pending.resolve(result)
  }
}
