// Runs a server that speaks one vocabulary: a real Socket.IO server on the loopback, told what to do by a behaviour.
import { createServer, type Server as HttpServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import type { ConversationRef } from '../../../src-preload/contract/inbound.ts'

/** A connected client, as a behaviour sees it. */
export interface Peer {
  /** The socket's id. */
  id: string
  name: string
  room: string
  query: Record<string, unknown>
  auth: Record<string, unknown>
  /** Tells this client. */
  tell(event: string, ...args: unknown[]): void
  /** Tells all others. */
  others(event: string, ...args: unknown[]): void
  /** Tells everybody. */
  all(event: string, ...args: unknown[]): void
  /** Asks this client and waits for its answer. */
  ask(event: string, ...args: unknown[]): Promise<unknown>
  /** Everybody who is connected. */
  peers(): Peer[]
  /** What this server keeps: one list for all. */
  kept: Record<string, unknown>[]
}

type Answer = (...args: unknown[]) => void
type Handler = (me: Peer, args: unknown[], answer: Answer) => void

/** What a conformance run can expect of a server. */
export interface Shows {
  /** Where Ana writes to; absent for servers with one conversation. */
  place?: ConversationRef
  /** Where others hear it, if it is called otherwise there. */
  heardAs?: string
  /** Not set: messages say who wrote them. */
  anonymous?: boolean
  receiveOnly?: boolean
  typing?: 'starts-and-stops' | 'starts'
  members?: boolean
  history?: 'on-join' | 'asked'
  edits?: boolean
  deletes?: boolean
  direct?: boolean
  createsRooms?: boolean
  leaves?: boolean
}

/** A server in a few lines: what it answers to which event. */
export interface Behaviour {
  /** The preset that must understand it. */
  id: string
  path?: string
  namespace?: string
  /** What everybody fills in beside a name. */
  login?: Record<string, string>
  shows: Shows
  /** Why a handshake is refused; null where it is not. */
  admit?: (auth: Record<string, unknown>) => string | null
  connected?: (me: Peer) => void
  left?: (me: Peer) => void
  on: Record<string, Handler>
}

export interface Emulation {
  url: string
  close(): Promise<void>
}

/** A text somewhere in what a client sent; empty where there is none. */
export function pick(value: unknown, ...path: (string | number)[]): string {
  let found: unknown = value
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return ''
    found = (found as Record<string | number, unknown>)[key]
  }
  return typeof found === 'string' || typeof found === 'number' ? String(found) : ''
}

/** Starts a server with this behaviour. */
export async function emulate(behaviour: Behaviour): Promise<Emulation> {
  const http: HttpServer = createServer()
  const io = new Server(http, { path: behaviour.path ?? '/socket.io', serveClient: false })
  const space = io.of(behaviour.namespace ?? '/')
  const peers = new Map<string, Peer>()
  const kept: Record<string, unknown>[] = []
  space.use((socket, next) => {
    const refusal = behaviour.admit?.(socket.handshake.auth) ?? null
    next(refusal === null ? undefined : new Error(refusal))
  })
  space.on('connection', (socket) => {
    const me = peerOf(socket, (event, args) => space.emit(event, ...args), peers, kept)
    peers.set(socket.id, me)
    listen(socket, me, behaviour)
    socket.on('disconnect', () => {
      peers.delete(socket.id)
      behaviour.left?.(me)
    })
    behaviour.connected?.(me)
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => io.close() }
}

function listen(socket: Socket, me: Peer, behaviour: Behaviour): void {
  for (const [event, handle] of Object.entries(behaviour.on)) {
    socket.on(event, (...given: unknown[]) => {
      const last = given.at(-1)
      const hasAck = typeof last === 'function'
      const answer: Answer = hasAck ? (last as Answer) : () => undefined
      handle(me, hasAck ? given.slice(0, -1) : given, answer)
    })
  }
}

function peerOf(
  socket: Socket,
  all: (event: string, args: unknown[]) => void,
  peers: Map<string, Peer>,
  kept: Record<string, unknown>[]
): Peer {
  return {
    id: socket.id,
    name: '',
    room: '',
    query: socket.handshake.query,
    auth: socket.handshake.auth,
    tell: (event, ...args) => socket.emit(event, ...args),
    others: (event, ...args) => socket.broadcast.emit(event, ...args),
    all: (event, ...args) => all(event, args),
    ask: (event, ...args) => socket.timeout(2000).emitWithAck(event, ...args) as Promise<unknown>,
    peers: () => [...peers.values()],
    kept
  }
}
