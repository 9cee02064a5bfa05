// The seam behind which a Socket.IO client library stands: one connection to one namespace of one server.
import type { Failure } from '../../../src-preload/contract/failure.ts'
import type { Emission } from '../../dialects/compiled.ts'
import type { EmitOutcome } from '../thread-calls.ts'
import type { WireArgs } from '../wire-args.ts'
import type { Malformed, PacketRefusal } from './packet-check.ts'
import type { Target } from './target.ts'

export type TransportName = 'polling' | 'websocket'

/** What is known once the namespace let us in. */
export interface ClientConnected {
  socketId: string | null
  transport: TransportName
  generation: 2 | 3 | 4
  /** How often the server is heard at least, ms. */
  heardEveryMs: number | null
  /** Bytes of a packet that the server takes, where its handshake says: a larger one ends the connection. */
  maxPayload?: number | null
  /** The server went on where the last connection ended: nothing was missed (connection state recovery). */
  recovered: boolean
}

/** Why a connection did not come about, before it is put into a failure code. */
export type ClientRefusal =
  /** The server answered the handshake with no. */
  | { kind: 'refused'; message: string; data: unknown }
  /** Something below Socket.IO: `code` as Node names it, `status` as HTTP does. */
  | { kind: 'transport'; code: string | null; status: number | null }
  /** Refused on the way there, or for what the server showed of itself. */
  | { kind: 'route'; failure: Failure }
  | { kind: 'generation' }
  | { kind: 'timeout' }
  | { kind: 'closed'; reason: string }
  /** What came is not Socket.IO, or made to do harm. */
  | { kind: 'malformed'; why: Malformed }

export interface ClientListeners {
  onConnected: (about: ClientConnected) => void
  onRefused: (refusal: ClientRefusal) => void
  /** `reason` as the library names it, or `malformed` and why. */
  onDisconnected: (reason: string) => void
  /** `answer` is there where the server waits for an ack; `bytes` came over the wire since the last event. */
  onEvent: (event: string, args: unknown[] | WireArgs, about: EventAbout) => void
  /** The server's heartbeat. */
  onHeard: () => void
  onUpgraded: (transport: TransportName) => void
  /** Anything came, of about this size, event or not. */
  onPacket?: (bytes: number) => void
  /** Something was left out, since reading it would do harm. */
  onRefusedPacket?: (why: PacketRefusal) => void
}

export interface EventAbout {
  bytes: number
  answer: ((args: unknown[]) => void) | null
}

/** Where a later connection can go on, for servers with connection state recovery. */
export interface ResumePoint {
  id: string
  offset: string | undefined
}

export interface ClientSocket {
  connect(): void
  /** Whether an emission would reach the transport now; never buffers. */
  isWritable(): boolean
  /** Emits; `settled` is told once, and for an ack that came after its time limit once more. */
  emit(emission: Emission, settled: (outcome: EmitOutcome) => void): void
  /** Stops and starts reading from the network; what the server sends meanwhile waits there. */
  setPaused(paused: boolean): void
  /** Asks the other end for a sign of life; answers with the round trip, or null after `timeoutMs`. */
  probe(timeoutMs: number, answered: (latencyMs: number | null) => void): void
  /** Calls back once, when all that was written by now has reached the other end or no longer can. */
  whenArrived(over: () => void): void
  resumePoint(): ResumePoint | null
  /** Ends it; no listener is called afterwards. */
  close(): void
}

export interface ClientOptions {
  target: Target
  resume: ResumePoint | null
  /** How long connecting may take in all, ms. */
  timeoutMs: number
  listeners: ClientListeners
}
