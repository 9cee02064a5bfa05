// Runs a server that speaks one vocabulary: a real Socket.IO server on the loopback, told what to do by a behaviour.
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse
} from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { ConversationRef } from '../../../src-preload/contract/inbound.ts'
import { openWire, type WireSocket } from './wire.ts'

/** A connected client, as a behaviour sees it. */
export interface Peer {
  /** The socket's id. */
  id: string
  name: string
  room: string
  query: Record<string, unknown>
  /** The handshake's cookies. */
  cookie: string
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
  files: GivenFiles
}

/** Files that may be fetched, by their paths. */
export type GivenFiles = Map<string, Buffer>

/** What came over HTTP. */
export interface Asked {
  method: string
  /** With its query. */
  path: string
  /** JSON or a form, taken apart. */
  body: Record<string, unknown>
  /** The same as it came. */
  bytes: Buffer
  /** Of the request's cookies. */
  session: string
  /** The bearer's token. */
  token: string
  headers: IncomingHttpHeaders
  peers: Peer[]
  kept: Record<string, unknown>[]
  files: GivenFiles
}

/** What is answered; a text is a page. */
export interface Answered {
  status?: number
  body?: unknown
  headers?: Record<string, string>
}

type Answer = (...args: unknown[]) => void
type Handler = (me: Peer, args: unknown[], answer: Answer) => void

/** What a conformance run can expect of a server. */
export interface Shows {
  /** Where Ana writes to; absent for servers with one conversation. */
  place?: ConversationRef
  /** Conversations are there by their messages; no list tells of them. */
  unlisted?: boolean
  /** Messages do not say who wrote them. */
  anonymous?: boolean
  receiveOnly?: boolean
  /** Not a conversation at all: what comes must not be taken for one. */
  noMessages?: boolean
  /** The other side is an assistant: what one writes is answered, not passed on. */
  answers?: boolean
  /** `server`: the server itself tells it, such as an assistant that is at work. */
  typing?: 'starts-and-stops' | 'starts' | 'server'
  members?: boolean
  history?: 'on-join' | 'asked'
  edits?: boolean
  deletes?: boolean
  direct?: boolean
  createsRooms?: boolean
  /** Who is in a room is told of those who entered it. */
  entered?: boolean
  leaves?: boolean
  /** Files go to it, and are given to who may have them; of some only those that come otherwise. */
  files?: 'both' | 'up' | 'down'
  /** What such servers have and the preset has not, with the reason. */
  lacks?: Partial<Record<Capability, string>>
}

/** The columns of the table. */
export const capabilities = [
  'connect',
  'login',
  'send',
  'receive',
  'history',
  'typing',
  'presence',
  'rooms',
  'edit',
  'delete',
  'upload',
  'download'
] as const
export type Capability = (typeof capabilities)[number]

/** A server in a few lines: what it answers to which event. */
export interface Behaviour {
  /** The preset that must understand it. */
  id: string
  /** The wire that it speaks; without it: that of Socket.IO 3 and 4. */
  generation?: 2
  path?: string
  namespace?: string
  makeSid?: () => string
  /** What everybody fills in beside a name. */
  login?: Record<string, string>
  shows: Shows
  /** Why a handshake is refused; null where it is not. */
  admit?: (auth: Record<string, unknown>) => string | null
  /** What the web server beside the socket answers. */
  http?: (asked: Asked) => Answered
  /** How somebody elsewhere shares a file that lies at a path. */
  shares?: (path: string, size: number) => [string, ...unknown[]]
  /** Whether one may fetch files who comes with this token. */
  gives?: (token: string) => boolean
  connected?: (me: Peer) => void
  left?: (me: Peer) => void
  on: Record<string, Handler>
  /** Events that change a message without anybody asking over this wire: by the message's id. */
  tells?: Partial<Record<'edit' | 'delete', (id: string | null) => [string, ...unknown[]]>>
}

export interface Emulation {
  url: string
  files: GivenFiles
  /** How many are connected. */
  count(): number
  /** Has the server tell everybody something. */
  tellAll(event: string, ...args: unknown[]): void
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
  const wire = openWire(http, {
    generation: behaviour.generation ?? 4,
    path: behaviour.path ?? '/socket.io',
    namespace: behaviour.namespace ?? '/',
    ...(behaviour.makeSid ? { makeSid: behaviour.makeSid } : {})
  })
  const { space } = wire
  const peers = new Map<string, Peer>()
  const kept: Record<string, unknown>[] = []
  const files: GivenFiles = new Map()
  const all = (event: string, args: unknown[]): void => void space.emit(event, ...args)
  space.use((socket, next) => {
    const refusal = behaviour.admit?.(socket.handshake.auth ?? {}) ?? null
    next(refusal === null ? undefined : new Error(refusal))
  })
  space.on('connection', (socket) => {
    const me = peerOf(socket, all, peers, { kept, files })
    peers.set(socket.id, me)
    listen(socket, me, behaviour)
    socket.on('disconnect', () => {
      peers.delete(socket.id)
      behaviour.left?.(me)
    })
    behaviour.connected?.(me)
  })
  serveHttp(http, behaviour, { peers, kept, files })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    files,
    count: () => peers.size,
    tellAll: (event, ...args) => all(event, args),
    close: () => wire.close()
  }
}

function serveHttp(
  http: HttpServer,
  { path = '/socket.io', http: answer, gives }: Behaviour,
  { peers, kept, files }: Pick<Asked, 'kept' | 'files'> & { peers: Map<string, Peer> }
): void {
  http.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const at = request.url ?? '/'
    if (at.startsWith(`${path}/`)) return
    const { cookie = '', authorization = '' } = request.headers
    const token = authorization.replace('Bearer ', '')
    const file = request.method === 'GET' ? files.get(at.split('?', 1)[0] ?? '') : undefined
    if (file) {
      const isAllowed = gives?.(token) ?? true
      response.writeHead(isAllowed ? 200 : 401)
      response.end(isAllowed ? file : '')
      return
    }
    void read(request).then((bytes) => {
      const text = bytes.toString()
      const answered = answer?.({
        method: request.method ?? 'GET',
        path: at,
        body: text.startsWith('{')
          ? (JSON.parse(text) as Record<string, unknown>)
          : Object.fromEntries(new URLSearchParams(text)),
        session: /session=([^;]*)/.exec(cookie)?.[1] ?? '',
        token,
        bytes,
        headers: request.headers,
        peers: [...peers.values()],
        kept,
        files
      })
      const { status = 200, body = {}, headers = {} } = answered ?? { status: 404 }
      response.writeHead(status, headers)
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function listen(socket: WireSocket, me: Peer, behaviour: Behaviour): void {
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
  socket: WireSocket,
  all: (event: string, args: unknown[]) => void,
  peers: Map<string, Peer>,
  shared: Pick<Peer, 'kept' | 'files'>
): Peer {
  return {
    id: socket.id,
    name: '',
    room: '',
    query: socket.handshake.query,
    cookie: socket.handshake.headers?.cookie ?? '',
    auth: socket.handshake.auth ?? {},
    tell: (event, ...args) => socket.emit(event, ...args),
    others: (event, ...args) => socket.broadcast.emit(event, ...args),
    all: (event, ...args) => all(event, args),
    ask: (event, ...args) => new Promise((resolve) => socket.emit(event, ...args, resolve)),
    peers: () => [...peers.values()],
    ...shared
  }
}
