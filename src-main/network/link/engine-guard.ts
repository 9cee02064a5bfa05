// Stands between a server and the Engine.IO library: what would crash, flood or bloat this process stops here.
/*
 * Both generations of the library trust their server. What is thrown while a packet is read ends the process,
 * a handshake is taken as it stands, requests have no end. The guard puts itself into each transport as it is
 * made, before anything is heard; it needs nothing of the libraries but what engine-door.ts uses, too.
 */
import { performance } from 'node:perf_hooks'
import { BoundedRequest } from './bounded-request.ts'
import { checkPacked } from './packed-check.ts'
import {
  checkText,
  cleanHandshake,
  lacksPayload,
  packetsIn,
  wireLimits,
  type Malformed,
  type PacketRefusal
} from './packet-check.ts'
import { readInSips, type FrameReader, type Sips } from './sips.ts'

export interface GuardListeners {
  /** What comes as bytes is a packet of msgpack, not an attachment. */
  isPacked: boolean
  namespace: string
  /** An answer to polling set these. */
  onCookies: (set: string[]) => void
  /** A packet came, of about this size, whatever becomes of it. */
  onPacket: (bytes: number) => void
  /** A packet was left out; the connection goes on. */
  onRefused: (why: PacketRefusal) => void
  /** The connection is over, and nothing more is read from it. */
  onMalformed: (why: Malformed) => void
}

interface Packet {
  type: string
  data?: unknown
}

/** Of transports and what they hold, in either generation of the library. */
interface TransportInside {
  name: string
  ws?: {
    terminate?(): void
    once?(event: 'close', listener: () => void): unknown
    bufferedAmount?: number
    _receiver?: (FrameReader & { _maxPayload?: number }) | null
    _extensions?: Record<string, { _maxPayload?: number } | undefined>
  } | null
  /** Generation 4 keeps its settings here, generation 3 in the transport itself. */
  opts?: Record<string, unknown>
  uri?(): string
  request?(options?: RequestWish): unknown
  onOpen(): void
  onData(data: unknown): void
  onPacket(packet: Packet): void
}
interface RequestWish {
  method?: string
  data?: string | Uint8Array
  isBinary?: boolean
}
interface EngineInside {
  readyState?: string
  writeBuffer?: unknown[]
  once?(event: 'close', listener: () => void): unknown
}
interface EngineClass {
  createTransport: (this: object, name: string) => TransportInside
}

const guards = new WeakMap<object, EngineGuard>()
const guarded = new WeakSet<object>()
const wireSettings = [
  'agent',
  'pfx',
  'key',
  'passphrase',
  'cert',
  'ca',
  'ciphers',
  'rejectUnauthorized',
  'checkServerIdentity',
  'servername',
  'localAddress',
  'family',
  'lookup'
]

/** Has every engine of the class of `engine` make guarded transports, from now on. */
export function guardEngines(engine: unknown): void {
  const made = Object.getPrototypeOf(engine) as EngineClass
  if (guarded.has(made)) return
  guarded.add(made)
  const create = made.createTransport
  made.createTransport = function (this: object, name: string) {
    return guardOf(this).guard(create.call(this, name))
  }
}

/** The guard of one engine. */
export function guardOf(engine: object): EngineGuard {
  const known = guards.get(engine)
  if (known) return known
  const guard = new EngineGuard(engine)
  guards.set(engine, guard)
  return guard
}

export class EngineGuard {
  readonly #engine: EngineInside
  #listeners: GuardListeners | null = null
  readonly #transports: TransportInside[] = []
  readonly #requests = new Map<BoundedRequest, 'GET' | 'POST'>()
  /** Those that opened and did not close yet: a library forgets the one that it says goodbye to. */
  readonly #sockets = new Set<NonNullable<TransportInside['ws']>>()
  readonly #overs: (() => void)[] = []
  #sips: Sips | null = null
  #isOver = false
  #isKilled = false
  #isShaken = false
  /** How the packet begins by which the namespace lets us in. */
  #welcome = '0'
  #isWelcome = false
  #early = { packets: 0, text: 0 }
  #chatter = { packets: 0, since: 0 }

  constructor(engine: object) {
    this.#engine = engine
    this.#engine.once?.('close', () => this.#lookIfOver())
  }

  /** Nothing is heard before this is called in the same turn in which the engine was made. */
  listen(listeners: GuardListeners): void {
    const { namespace } = listeners
    this.#welcome = `0${namespace === '/' ? '' : namespace}`
    this.#listeners = listeners
  }

  /** The namespace let us in: what comes is handed on at once, and kept nowhere. */
  welcomed(): void {
    this.#isWelcome = true
  }

  /** Ends all that is open, after `graceMs` for goodbyes. */
  end(graceMs: number): void {
    this.#listeners = null
    this.#isOver = true
    if (graceMs === 0) this.#kill()
    else setTimeout(() => this.#kill(), graceMs).unref()
  }

  /** Calls back once nothing of this connection is on its way any more: the other end let go, or we did. */
  whenOver(over: () => void): void {
    this.#overs.push(over)
    this.#lookIfOver()
  }

  /** Puts itself into a transport that was just made. */
  guard(transport: TransportInside): TransportInside {
    this.#transports.push(transport)
    const onData = transport.onData.bind(transport)
    const onPacket = transport.onPacket.bind(transport)
    const onOpen = transport.onOpen.bind(transport)
    transport.onOpen = () => {
      this.#bindSocket(transport)
      onOpen()
    }
    transport.onData = (data) => this.#attempt(() => this.#bodyArrived(transport, data, onData))
    transport.onPacket = (packet) => {
      this.#attempt(() => {
        if (this.#mayPass(transport, packet)) onPacket(packet)
      })
    }
    if (transport.request) transport.request = (wish = {}) => this.#request(transport, wish)
    return transport
  }

  #bindSocket({ ws }: TransportInside): void {
    if (!ws) return
    boundSocket(ws)
    this.#sockets.add(ws)
    ws.once?.('close', () => {
      this.#sockets.delete(ws)
      this.#lookIfOver()
    })
    if (ws._receiver) this.#sips = readInSips(ws, ws._receiver)
  }

  // Whatever a library throws at what it reads belongs to this connection alone.
  #attempt(read: () => void): void {
    if (this.#isOver) return
    try {
      read()
    } catch {
      this.#malformed('unreadable')
    }
  }

  #bodyArrived(transport: TransportInside, data: unknown, read: (data: unknown) => void): void {
    if (transport.name === 'polling' && packetsIn(data, wireLimits.packets) > wireLimits.packets) {
      return this.#malformed('payload')
    }
    if (this.#isStalled()) return this.#malformed('stalled')
    read(data)
  }

  #isStalled(): boolean {
    const unsent = this.#transports.reduce((sum, { ws }) => sum + (ws?.bufferedAmount ?? 0), 0)
    const waiting = this.#engine.writeBuffer?.length ?? 0
    return unsent > wireLimits.unsentBytes || waiting > wireLimits.unsentPackets
  }

  #mayPass(transport: TransportInside, packet: Packet): boolean {
    const bytes = sizeOf(packet.data)
    this.#sips?.took(bytes)
    this.#listeners?.onPacket(bytes)
    if (this.#isOver) return false
    if (packet.type === 'open') return this.#shake(transport, packet)
    if (packet.type !== 'message') return this.#countChatter()
    if (!this.#isWelcome && !this.#countEarly(packet.data, bytes)) return false
    return this.#mayBeRead(packet.data, bytes)
  }

  #shake({ name }: TransportInside, packet: Packet): boolean {
    const sound = this.#isShaken ? null : cleanHandshake(packet.data, name === 'polling')
    this.#isShaken = true
    if (sound === null) this.#malformed('handshake')
    else packet.data = sound
    return sound !== null
  }

  #countChatter(): boolean {
    const now = performance.now()
    if (now - this.#chatter.since > 1_000) this.#chatter = { packets: 0, since: now }
    if (++this.#chatter.packets <= wireLimits.chatter) return true
    this.#malformed('chatter')
    return false
  }

  // The libraries keep what comes before the welcome. They also hear the welcome itself a moment after it came,
  // when what follows it is here already.
  #countEarly(data: unknown, bytes: number): boolean {
    const isText = typeof data === 'string'
    if (isText && data.startsWith(this.#welcome)) this.#isWelcome = true
    if (isText) this.#early.packets++
    this.#early.text += bytes
    const { packets, text } = this.#early
    if (packets <= wireLimits.earlyPackets && text <= wireLimits.earlyText) return true
    this.#malformed('early')
    return false
  }

  #mayBeRead(data: unknown, bytes: number): boolean {
    if (typeof data !== 'string') {
      // Without its attachment an event can't be put together again.
      if (bytes > wireLimits.bytes) this.#malformed('payload')
      if (this.#isOver || !this.#listeners?.isPacked) return !this.#isOver
      const why = checkPacked(data)
      if (why) this.#listeners.onRefused(why)
      return why === null
    }
    if (lacksPayload(data)) {
      this.#malformed('unreadable')
      return false
    }
    const refusal = checkText(data)
    if (refusal) this.#listeners?.onRefused(refusal)
    return refusal === null
  }

  #request(transport: TransportInside, wish: RequestWish): BoundedRequest {
    const settings = { ...transport, ...transport.opts } as Record<string, unknown>
    const method = wish.method === 'POST' ? 'POST' : 'GET'
    const request = new BoundedRequest({
      method,
      url: transport.uri?.() ?? '',
      headers: headersOf(settings['extraHeaders'], wish),
      body: wish.data ?? null,
      wire: Object.fromEntries(
        wireSettings.flatMap((name) => {
          const value = settings[name]
          return value === undefined || value === null ? [] : [[name, value]]
        })
      ),
      maxBytes: wireLimits.bytes,
      onCookies: (cookies) => this.#listeners?.onCookies(cookies)
    })
    this.#requests.set(request, method)
    const over = (): void => {
      this.#requests.delete(request)
      this.#lookIfOver()
    }
    request.on('success', over)
    request.on('error', over)
    return request
  }

  #malformed(why: Malformed): void {
    if (this.#isOver) return
    const listeners = this.#listeners
    this.#kill()
    listeners?.onMalformed(why)
  }

  #kill(): void {
    this.#isOver = true
    this.#isKilled = true
    for (const request of this.#requests.keys()) request.abort()
    this.#requests.clear()
    for (const { ws } of this.#transports) ws?.terminate?.()
    for (const ws of this.#sockets) ws.terminate?.()
    this.#lookIfOver()
  }

  // A goodbye may wait until what was written before it has left; what is asked for carries no words.
  #lookIfOver(): void {
    const isEnded = this.#isKilled || this.#engine.readyState === 'closed'
    const isSilent = this.#sockets.size === 0 && ![...this.#requests.values()].includes('POST')
    if (isEnded && isSilent) for (const over of this.#overs.splice(0)) over()
  }
}

// The older of the two libraries has no setting for how large a message may be.
function boundSocket(ws: NonNullable<TransportInside['ws']>): void {
  const bounded = [ws._receiver, ws._extensions?.['permessage-deflate']]
  for (const part of bounded) if (part) part._maxPayload = wireLimits.bytes
}

function headersOf(extra: unknown, wish: RequestWish): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = { Accept: '*/*' }
  if (wish.method === 'POST') {
    headers['Content-Type'] = wish.isBinary
      ? 'application/octet-stream'
      : 'text/plain;charset=UTF-8'
  }
  return Object.assign(headers, extra)
}

function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length
  return data instanceof ArrayBuffer || ArrayBuffer.isView(data) ? data.byteLength : 0
}
