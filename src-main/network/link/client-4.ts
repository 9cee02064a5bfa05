// Speaks to servers of generations 3 and 4 through socket.io-client 4.
import { Manager, type Socket } from 'socket.io-client'
import * as msgpack from 'socket.io-msgpack-parser'
import type { Emission } from '../../dialects/compiled.ts'
import type { EmitOutcome } from '../thread-calls.ts'
import { Arrivals, goodbyeMs } from './arrivals.ts'
import { listenBehindGuard } from './behind-guard.ts'
import type { ClientOptions, ClientRefusal, ClientSocket, ResumePoint } from './client.ts'
import { CookieHeaders } from './cookie-taps.ts'
import { openEngineDoor, type EngineDoor } from './engine-door.ts'
import { guardEngines, type EngineGuard } from './engine-guard.ts'
import { emitOn } from './emit-on.ts'
import { wireLimits } from './packet-check.ts'
import { refusalOf, socketIdOf } from './refusal-of.ts'
import { lastText, WireArgs } from '../wire-args.ts'
import { keepAsText } from './wire-decoder.ts'

/** Opens (but does not yet connect) a client for the target. */
export function openClient4(options: ClientOptions): ClientSocket {
  return new Client4(options)
}

class Client4 implements ClientSocket {
  readonly #options: ClientOptions
  readonly #manager: Manager
  readonly #socket: Socket
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
    this.#manager = new Manager(options.target.origin, managerOptions(options, this.#headers))
    // Private to the library, as all that holds the raw text.
    const { decoder } = this.#manager as unknown as { decoder: Parameters<typeof keepAsText>[0] }
    if (options.target.parser !== 'msgpack') keepAsText(decoder)
    this.#socket = this.#manager.socket(options.target.namespace, { auth: options.target.auth })
    if (options.resume) restoreResumePoint(this.#socket, options.resume)
    this.#manager.on('open', () => this.#opened())
    this.#socket.on('connect', () => this.#connected())
    this.#socket.on('connect_error', (error: Error) => this.#fail(refusalOf(error)))
    this.#socket.on('disconnect', (reason) => this.#disconnected(reason))
    this.#socket.onAny((event: unknown, ...args: unknown[]) => this.#heardEvent(event, args))
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

  resumePoint(): ResumePoint | null {
    return readResumePoint(this.#socket)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#guard?.end(this.#wasConnected ? goodbyeMs(this.#arrivals) : 0)
    this.#door?.close()
    this.#socket.disconnect()
    // A socket that never connected leaves its engine open otherwise.
    this.#manager.engine?.close()
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
    this.#door = openEngineDoor(this.#manager.engine, 4, {
      onBytes: (bytes) => {
        this.#bytes += bytes
      },
      onHeard: () => {
        if (!this.#closed) this.#options.listeners.onHeard()
      },
      onUpgraded: (transport) => {
        if (!this.#closed) this.#options.listeners.onUpgraded(transport)
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
      generation: this.#door.generation(),
      heardEveryMs: this.#door.heardEveryMs(),
      maxPayload: this.#door.maxPayload(),
      recovered: this.#socket.recovered
    })
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

  #heardEvent(event: unknown, args: unknown[]): void {
    // The protocol allows numbers as names; anything else is none.
    if (this.#closed || (typeof event !== 'string' && typeof event !== 'number')) return
    const bytes = this.#bytes
    this.#bytes = 0
    const last = args.at(-1)
    const answer = typeof last === 'function' ? (last as (...given: unknown[]) => void) : null
    const [first] = args
    const wire = first instanceof WireArgs ? first : null
    if (wire && !answer) noteOffset(this.#socket, wire)
    const given = wire ?? (answer ? args.slice(0, -1) : args)
    this.#options.listeners.onEvent(String(event), given, {
      bytes,
      answer: answer ? (given) => this.#answer(answer, given) : null
    })
  }

  #answer(answer: (...given: unknown[]) => void, given: unknown[]): void {
    if (this.isWritable()) answer(...given)
  }
}

let isLibraryGuarded = false

// The library makes its engines by itself. One without transports opens nothing and shows of what class they are.
function guardLibrary(): void {
  if (isLibraryGuarded) return
  isLibraryGuarded = true
  const bare = new Manager('http://localhost', {
    transports: [],
    autoConnect: false,
    reconnection: false
  })
  bare.open(() => undefined)
  guardEngines(bare.engine)
}

function managerOptions({ target, timeoutMs }: ClientOptions, headers: CookieHeaders): object {
  return {
    path: target.path,
    transports: target.transports,
    tryAllTransports: true,
    query: target.query,
    agent: target.agent,
    extraHeaders: headers.now,
    ...(target.parser === 'msgpack' ? { parser: msgpack } : {}),
    timeout: timeoutMs,
    autoConnect: false,
    reconnection: false,
    forceNew: true,
    maxPayload: wireLimits.bytes
  }
}

/** Characters of what a server may have us say again at the next connection. */
const MAX_RESUME = 500

// Private to the library, and the only way to go on in a new manager.
interface Recoverable {
  _pid?: string | undefined
  _lastOffset?: string | undefined
}

function readResumePoint(socket: Socket): ResumePoint | null {
  const { _pid: id, _lastOffset: offset } = socket as unknown as Recoverable
  if (typeof id !== 'string' || id.length > MAX_RESUME) return null
  // The last argument of any event counts as the offset, however long it is.
  return { id, offset: offset !== undefined && offset.length > MAX_RESUME ? undefined : offset }
}

// As the library does with what it has taken apart.
function noteOffset(socket: Socket, { text }: WireArgs): void {
  const inside = socket as unknown as Recoverable
  if (inside._pid === undefined) return
  const offset = lastText(text)
  if (offset !== null) inside._lastOffset = offset
}

function restoreResumePoint(socket: Socket, resume: ResumePoint): void {
  const inside = socket as unknown as Recoverable
  inside._pid = resume.id
  inside._lastOffset = resume.offset
}
