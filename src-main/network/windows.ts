// The windows that talk to the network process: all hear the events, each asks and watches for itself.
import type { Port } from '../../src-preload/contract/port.ts'
import { openRpc, type CallTable, type Handlers, type Rpc } from '../../src-preload/contract/rpc.ts'
import {
  networkCalls,
  type NetworkCalls,
  type NetworkEvents
} from '../../src-preload/contract/network-calls.ts'
import type { ConversationId, ServerId } from '../../src-preload/contract/model.ts'
import { describeError, type Log, ownWord } from '../base/log.ts'

type WindowRpc = Rpc<CallTable, NetworkEvents>

/** What one window has asked to be told of; forgotten when it goes. */
export interface Watches {
  members: Set<ConversationId>
  threads: boolean
  /** The server whose raw events are looked at. */
  events: ServerId | null
  /** Ends the network check that runs. */
  endDiagnosis: () => void
}

export interface WindowsOptions {
  log: Log
  handlersFor: (watches: Watches) => Handlers<NetworkCalls>
  /** What all windows together watch may have changed. */
  onWatches: () => void
}

export class Windows {
  readonly #options: WindowsOptions
  readonly #windows = new Map<WindowRpc, Watches>()

  constructor(options: WindowsOptions) {
    this.#options = options
  }

  add(port: Port): void {
    const watches: Watches = {
      members: new Set(),
      threads: false,
      events: null,
      endDiagnosis: () => undefined
    }
    const { log } = this.#options
    const rpc: WindowRpc = openRpc<NetworkCalls, CallTable, object, NetworkEvents>(port, {
      answers: { table: networkCalls, handlers: this.#options.handlersFor(watches) },
      timeoutMs: -1,
      onTrouble: ({ call, kind, error }) =>
        log.warn('a window call was refused', {
          call: ownWord(call, networkCalls),
          kind,
          error: describeError(error)
        })
    })
    this.#windows.set(rpc, watches)
    rpc.onClose(() => {
      this.#windows.delete(rpc)
      watches.endDiagnosis()
      this.#options.onWatches()
    })
  }

  tell<Name extends keyof NetworkEvents>(name: Name, payload: NetworkEvents[Name]): void {
    for (const rpc of this.#windows.keys()) rpc.tell(name, payload)
  }

  /** Tells only those that watch the server's raw events. */
  tellInspectors(payload: NetworkEvents['eventsCaptured']): void {
    for (const [rpc, { events }] of this.#windows) {
      if (events === payload.serverId) rpc.tell('eventsCaptured', payload)
    }
  }

  /** The servers whose raw events are looked at. */
  inspected(): Set<ServerId> {
    return new Set([...this.#windows.values()].flatMap(({ events }) => events ?? []))
  }

  isWatchingThreads(): boolean {
    return [...this.#windows.values()].some((watches) => watches.threads)
  }

  isWatchingMembers(conversationId: ConversationId): boolean {
    return [...this.#windows.values()].some((watches) => watches.members.has(conversationId))
  }

  close(): void {
    for (const rpc of this.#windows.keys()) rpc.close()
    this.#windows.clear()
  }
}
