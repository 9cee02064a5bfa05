// Speaks to servers of generation 2 through socket.io-client 2.
import io, { type Manager2, type Socket2 } from 'socket.io-client-2'
import msgpack from 'socket.io-msgpack-parser-2'
import type { Emission } from '../../dialects/compiled.ts'
import type { EmitOutcome } from '../thread-calls.ts'
import { Arrivals, goodbyeMs } from './arrivals.ts'
import { listenBehindGuard } from './behind-guard.ts'
import type { ClientOptions, ClientRefusal, ClientSocket, ResumePoint } from './client.ts'
import { CookieHeaders } from './cookie-taps.ts'
import { emitOn } from './emit-on.ts'
import { openEngineDoor, type EngineDoor } from './engine-door.ts'
import { guardEngines, type EngineGuard } from './engine-guard.ts'
import { refusalOf, socketIdOf } from './refusal-of.ts'
import type { Target } from './target.ts'

/** Emitting one of these would only call our own listeners. */
const reserved = new Set([
  'connect',
  'connect_error',
  'connect_timeout',
  'connecting',
  'disconnect',
  'error',
  'reconnect',
  'reconnect_attempt',
  'reconnect_failed',
  'reconnect_error',
  'reconnecting',
  'ping',
  'pong'
])

/** Opens (but does not yet connect) a client for the target. */
export function openClient2(options: ClientOptions): ClientSocket {
  return new Client2(options)
}

class Client2 implements ClientSocket {
  readonly #options: ClientOptions
  readonly #manager: Manager2
  readonly #socket: Socket2
  readonly #headers: CookieHeaders
  #door: EngineDoor | null = null
  #arrivals: Arrivals | null = null
  #guard: EngineGuard | null = null
  #closed = false
  #wasConnected = false
  #paused = false
  #bytes = 0
  #timer: NodeJS.Timeout | null = null

  constructor(options: ClientOptions) {
    this.#options = options
    guardLibrary()
    this.#headers = new CookieHeaders(options.target)
    const managed = managerOptions(options.target, this.#headers)
    this.#manager = new io.Manager(options.target.origin, managed)
    this.#hearUnreadable()
    this.#socket = this.#manager.socket(options.target.namespace, { query: options.target.query })
    this.#manager.on('open', () => this.#opened())
    this.#socket.on('connect', () => this.#connected())
    this.#socket.on('connect_error', (error: Error) => this.#fail(refusalOf(error)))
    this.#socket.on('error', (data: unknown) => this.#refused(data))
    this.#socket.on('disconnect', (reason: string) => this.#disconnected(reason))
    // Past the emitter: a server's event by the name of `disconnect` is only an event.
    this.#socket.onevent = ({ data = [], id }) => this.#heardEvent(data, id ?? null)
  }

  connect(): void {
    this.#timer = setTimeout(() => this.#fail({ kind: 'timeout' }), this.#options.timeoutMs)
    this.#socket.connect()
    this.#guardEngine()
  }

  isWritable(): boolean {
    return !this.#closed && this.#socket.connected && this.#door?.isOpen() === true
  }

  emit(emission: Emission, settled: (outcome: EmitOutcome) => void): void {
    const door = this.#door
    if (!door || !this.isWritable()) return settled({ kind: 'unsent' })
    if (reserved.has(emission.event)) return settled({ kind: 'impossible' })
    emitOn(this.#socket, door, emission, settled)
  }

  setPaused(paused: boolean): void {
    this.#paused = paused
    this.#door?.setPaused(paused)
  }

  whenArrived(over: () => void): void {
    if (this.#arrivals) this.#arrivals.await(over)
    else over()
  }

  probe(timeoutMs: number, answered: (latencyMs: number | null) => void): void {
    if (this.#door) this.#door.probe(timeoutMs, answered)
    else answered(null)
  }

  /** This generation has no connection state recovery. */
  resumePoint(): ResumePoint | null {
    return null
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#guard?.end(this.#wasConnected ? goodbyeMs(this.#arrivals) : 0)
    this.#door?.close()
    this.#socket.disconnect()
    this.#manager.engine?.close()
  }

  // What this library can't parse becomes a packet of no namespace, which no socket takes.
  #hearUnreadable(): void {
    this.#manager.on('packet', ({ nsp, data }: { nsp?: string; data?: unknown }) => {
      const isError = typeof data === 'string' && data.startsWith('parser error')
      if (nsp === undefined && isError) this.#disconnected('parse error')
    })
  }

  #guardEngine(): void {
    const { engine } = this.#manager
    if (!engine || this.#closed) return
    this.#guard = listenBehindGuard(engine, {
      ...this.#options,
      headers: this.#headers,
      onMalformed: (why) => {
        if (this.#wasConnected) this.#disconnected(`malformed ${why}`)
        else this.#fail({ kind: 'malformed', why })
      }
    })
  }

  #opened(): void {
    const { listeners } = this.#options
    this.#door = openEngineDoor(this.#manager.engine, 3, {
      onBytes: (bytes) => {
        this.#bytes += bytes
      },
      onHeard: () => {
        if (!this.#closed) listeners.onHeard()
      },
      onUpgraded: (transport) => {
        if (!this.#closed) listeners.onUpgraded(transport)
      }
    })
    if (this.#guard) this.#arrivals = new Arrivals(this.#door, this.#guard)
    if (this.#paused) this.#door.setPaused(true)
  }

  #connected(): void {
    // A server that lets us in once more is not heard twice.
    if (this.#closed || !this.#door || this.#wasConnected) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#wasConnected = true
    this.#guard?.welcomed()
    this.#options.listeners.onConnected({
      socketId: socketIdOf(this.#socket.id),
      transport: this.#door.transport(),
      generation: 2,
      heardEveryMs: this.#door.heardEveryMs(),
      recovered: false
    })
  }

  // The data of an error is what the server's middleware gave: a text, or anything.
  #refused(data: unknown): void {
    if (this.#wasConnected) return
    if (data instanceof Error) return this.#fail(refusalOf(data))
    this.#fail({ kind: 'refused', message: typeof data === 'string' ? data : '', data })
  }

  #disconnected(reason: string): void {
    if (!this.#wasConnected) return this.#fail({ kind: 'closed', reason })
    if (this.#closed) return
    this.close()
    this.#options.listeners.onDisconnected(reason)
  }

  #fail(refusal: ClientRefusal): void {
    if (this.#closed) return
    this.close()
    this.#options.listeners.onRefused(refusal)
  }

  #heardEvent([event, ...args]: unknown[], id: number | null): void {
    // The protocol allows numbers as names; anything else is none.
    if (this.#closed || (typeof event !== 'string' && typeof event !== 'number')) return
    const bytes = this.#bytes
    this.#bytes = 0
    const answer = id === null ? null : this.#socket.ack(id)
    this.#options.listeners.onEvent(String(event), args, {
      bytes,
      answer: answer
        ? (given) => {
            if (this.isWritable()) answer(...given)
          }
        : null
    })
  }
}

let isLibraryGuarded = false

// The library makes its engines by itself. One without transports opens nothing and shows of what class they are.
function guardLibrary(): void {
  if (isLibraryGuarded) return
  isLibraryGuarded = true
  const bare = new io.Manager('http://localhost', {
    transports: [],
    autoConnect: false,
    reconnection: false
  })
  bare.open(() => undefined)
  guardEngines(bare.engine)
}

// Polling first: this library does not try the next transport when one fails, it only upgrades.
function managerOptions(target: Target, headers: CookieHeaders): object {
  const { path, transports, query, parser, agent } = target
  return {
    path,
    transports: [...transports].sort(),
    query,
    agent,
    extraHeaders: headers.now,
    ...(parser === 'msgpack' ? { parser: msgpack } : {}),
    timeout: false,
    autoConnect: false,
    reconnection: false,
    forceNew: true
  }
}
