// Reaches into an Engine.IO connection for what the library does not offer: stopping its flow, probing it, draining it.
import type { TransportName } from './client.ts'
import { holdSips, isBehind } from './sips.ts'

export interface EngineDoorListeners {
  onBytes: (bytes: number) => void
  onHeard: () => void
  onUpgraded: (transport: TransportName) => void
}

export interface EngineDoor {
  isOpen(): boolean
  transport(): TransportName
  generation(): 2 | 3 | 4
  heardEveryMs(): number | null
  /** Bytes of a packet that the server takes; null where it does not say. */
  maxPayload(): number | null
  setPaused(paused: boolean): void
  probe(timeoutMs: number, answered: (latencyMs: number | null) => void): void
  /** Calls back once everything written so far has left this process; never if the connection goes first. */
  whenDrained(drained: () => void): void
  /** What is spoken over now; null while it is polling. */
  socket(): object | null
  /** Reads on, so that the other end's goodbye is seen. */
  close(): void
}

/** The parts of ws, Engine.IO's transports and its socket that are used here; most are not in their types. */
interface WebSocketInside {
  /** Absent in the older ws of protocol 3, whose TCP socket has them. */
  pause?(): void
  resume?(): void
  _socket?: { pause(): void; resume(): void } | null
  ping?(): void
  bufferedAmount?: number
  once?(event: 'pong', listener: () => void): void
  off?(event: 'pong', listener: () => void): void
}
interface TransportInside {
  name: string
  ws?: WebSocketInside | null
  doPoll?: () => void
}
interface EngineInside {
  readyState: string
  transport: TransportInside
  writeBuffer: unknown[]
  /** Of protocol 4; protocol 3 has it without the underscore. */
  _pingInterval?: number
  pingInterval?: number
  _maxPayload?: number
  _hasPingExpired?(): boolean
  _sendPacket?(type: string): void
  _resetPingTimeout?(): void
  sendPacket?(type: string): void
  onHeartbeat?(timeoutMs?: number): void
  on(event: string, listener: (value: unknown) => void): unknown
  once(event: string, listener: (value: unknown) => void): unknown
}

/** How often the fill of the system's send buffer is looked at while it is not empty, ms. */
const DRAIN_LOOK_MS = 20
const PAUSED_LOOK_MS = 500

/** Of Engine.IO: in protocol 4 the server asks for signs of life, in protocol 3 the client does. */
export type EngineProtocol = 3 | 4

/** Opens the door of a client manager's engine, right after it opened. */
export function openEngineDoor(
  engine: unknown,
  protocol: EngineProtocol,
  listeners: EngineDoorListeners
): EngineDoor {
  return new OpenDoor(engine as EngineInside, protocol, listeners)
}

class OpenDoor implements EngineDoor {
  readonly #engine: EngineInside
  readonly #protocol: EngineProtocol
  readonly #listeners: EngineDoorListeners
  #paused = false
  #closed = false
  #waitingPoll: (() => void) | null = null
  #keepAlive: NodeJS.Timeout | null = null
  /** It was paused or heard since the last sign of life that was given for it: its heartbeats may be on their way. */
  #mayBeHeldUp = false
  /** When anything came last. */
  #heardAt = 0
  /** When what came last counted as a sign of life. */
  #livedAt = 0

  constructor(engine: EngineInside, protocol: EngineProtocol, listeners: EngineDoorListeners) {
    this.#engine = engine
    this.#protocol = protocol
    this.#listeners = listeners
    engine.on('data', (data) => {
      this.#heardAt = performance.now()
      this.#noteLife()
      listeners.onBytes(sizeOf(data))
    })
    engine.on(protocol === 4 ? 'ping' : 'pong', () => {
      if (!this.#paused) this.#endKeepAlive()
      listeners.onHeard()
    })
    engine.on('upgrade', () => {
      this.#gatePolling()
      if (this.#paused) this.#stopFlow()
      listeners.onUpgraded(this.transport())
    })
    this.#gatePolling()
  }

  isOpen(): boolean {
    return this.#engine.readyState === 'open' && this.#engine._hasPingExpired?.() !== true
  }

  transport(): TransportName {
    return this.#engine.transport.name === 'polling' ? 'polling' : 'websocket'
  }

  // Generation 4 names its payload limit in the handshake, generation 3 does not.
  generation(): 2 | 3 | 4 {
    if (this.#protocol === 3) return 2
    return (this.#engine._maxPayload ?? -1) >= 0 ? 4 : 3
  }

  heardEveryMs(): number | null {
    const { pingInterval = 0, _pingInterval: interval = pingInterval } = this.#engine
    return interval > 0 ? interval : null
  }

  maxPayload(): number | null {
    const bytes = this.#engine._maxPayload ?? 0
    return bytes > 0 ? bytes : null
  }

  setPaused(paused: boolean): void {
    if (this.#paused === paused || this.#closed) return
    this.#paused = paused
    if (paused) this.#stopFlow()
    else this.#startFlow()
  }

  probe(timeoutMs: number, answered: (latencyMs: number | null) => void): void {
    // While we do not read, an answer could not be seen: ask again later.
    if (this.#paused && !this.#closed) {
      setTimeout(() => this.probe(timeoutMs, answered), PAUSED_LOOK_MS)
      return
    }
    if (this.#closed) return answered(null)
    const { ws } = this.#engine.transport
    const startedAt = performance.now()
    const answer = (): void => {
      clearTimeout(timer)
      stop()
      answered(Math.round((performance.now() - startedAt) * 10) / 10)
    }
    // Behind a flood the answer comes late, but who sends is there: only a silence as long is one.
    let since = startedAt
    const look = (): void => {
      const now = performance.now()
      if (this.#paused) since = now
      const leftMs = timeoutMs - (now - Math.max(since, this.#heardAt))
      if (leftMs > 0 && !this.#closed) return void (timer = setTimeout(look, leftMs))
      stop()
      answered(null)
    }
    let timer = setTimeout(look, timeoutMs)
    const stop = ws?.ping && ws.once ? pingSocket(ws, answer) : this.#pingByRequest(answer)
  }

  // With polling, what is sent is a request of its own, and its answer the sign of life.
  #pingByRequest(answered: () => void): () => void {
    let isOver = false
    this.#engine.once('drain', () => {
      if (!isOver) answered()
    })
    if (this.#protocol === 4) this.#engine._sendPacket?.('pong')
    else this.#engine.sendPacket?.('ping')
    return () => (isOver = true)
  }

  whenDrained(drained: () => void): void {
    if (this.#closed) return
    if (this.#engine.writeBuffer.length > 0) {
      this.#engine.once('drain', () => this.whenDrained(drained))
    } else if ((this.#engine.transport.ws?.bufferedAmount ?? 0) > 0) {
      setTimeout(() => this.whenDrained(drained), DRAIN_LOOK_MS)
    } else {
      drained()
    }
  }

  socket(): object | null {
    return this.#engine.transport.ws ?? null
  }

  close(): void {
    this.#closed = true
    this.#endKeepAlive()
    // A paused TCP socket would not even notice that it is closed.
    resume(this.#engine.transport.ws)
  }

  #stopFlow(): void {
    pause(this.#engine.transport.ws)
    this.#mayBeHeldUp = true
    // The server's heartbeats wait in the pipe: answer before they are asked, so that it keeps us.
    const everyMs = (this.heardEveryMs() ?? 20_000) / 2
    this.#keepAlive ??= setInterval(() => this.#keepUp(everyMs * 4), everyMs)
  }

  // Who sends is there, even if the heartbeat that follows comes late: behind a flood it may, and our answer to it.
  #noteLife(): void {
    this.#mayBeHeldUp = true
    const now = performance.now()
    const everyMs = this.heardEveryMs() ?? 20_000
    if (now - this.#livedAt < everyMs / 4) return
    this.#livedAt = now
    const { ws } = this.#engine.transport
    if (ws && isBehind(ws)) this.#sayAlive(everyMs * 2)
    else this.#awaitLife()
  }

  #awaitLife(forMs?: number): void {
    this.#engine._resetPingTimeout?.()
    this.#engine.onHeartbeat?.(forMs)
  }

  // Until a heartbeat comes through: what waits in front of it may be much, and is read with rests.
  #keepUp(forMs: number): void {
    if (this.#mayBeHeldUp) this.#sayAlive(forMs)
    else this.#endKeepAlive()
    this.#mayBeHeldUp = this.#paused
  }

  #endKeepAlive(): void {
    if (this.#keepAlive) clearInterval(this.#keepAlive)
    this.#keepAlive = null
  }

  #sayAlive(forMs: number): void {
    const engine = this.#engine
    if (this.#protocol === 4) engine._sendPacket?.('pong')
    else engine.sendPacket?.('ping')
    this.#awaitLife(forMs)
    this.#listeners.onHeard()
  }

  #startFlow(): void {
    this.#awaitLife()
    resume(this.#engine.transport.ws)
    const poll = this.#waitingPoll
    this.#waitingPoll = null
    poll?.()
  }

  // With polling, not asking again is what stops the flow.
  #gatePolling(): void {
    const { transport } = this.#engine
    if (!transport.doPoll) return
    const poll = transport.doPoll.bind(transport)
    transport.doPoll = () => {
      if (this.#paused) this.#waitingPoll = poll
      else poll()
    }
  }
}

function pingSocket(ws: WebSocketInside, answered: () => void): () => void {
  ws.once?.('pong', answered)
  try {
    ws.ping?.()
  } catch {
    // The socket is closing: the timer answers for it.
  }
  return () => ws.off?.('pong', answered)
}

function pause(ws: WebSocketInside | null | undefined): void {
  if (ws) holdSips(ws, true)
  if (ws?.pause) ws.pause()
  else ws?._socket?.pause()
}

function resume(ws: WebSocketInside | null | undefined): void {
  if (ws?.resume) ws.resume()
  else ws?._socket?.resume()
  if (ws) holdSips(ws, false)
}

function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length
  return data instanceof ArrayBuffer || ArrayBuffer.isView(data) ? data.byteLength : 0
}
