// Owns the Socket.IO server of a host: letting sockets in, welcoming them, and letting slow ones go.
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { describeError, type Log } from '../base/log.ts'
import { sqlCode } from '../base/sql.ts'
import { conversationHandlers, withPresence } from './conversation-handlers.ts'
import { FanOut, type HostServer, type HostSocket } from './fan-out.ts'
import { FileDoor } from './files/file-door.ts'
import { Gate, type Admission } from './gate.ts'
import type { HostLimits } from './host-limits.ts'
import { Housekeeping } from './housekeeping.ts'
import { isFromPage } from './listener.ts'
import { messageHandlers } from './message-handlers.ts'
import type { MessageStore } from './message-store.ts'
import { LocalPresence, type Presence } from './presence.ts'
import { PROTOCOL_VERSION, protocolLimits, refused, type Refusal } from './protocol.ts'
import type { Welcome } from './protocol-events.ts'
import { takeUpOnce, trimRecovery } from './recovery.ts'
import { serveRequests, type Handlers } from './router.ts'

export interface ServerOptions {
  store: MessageStore
  limits: HostLimits
  hostName: string
  allowedOrigins: readonly string[]
  now: () => number
  log: Log
  secret: () => string
  dataDir: string
  onClientsChanged: () => void
}

const WELCOMED_PEOPLE = 200

/** Makes the Socket.IO server; nothing listens yet. */
export function makeSocketServer(
  limits: HostLimits,
  allowedOrigins: readonly string[]
): HostServer {
  const io: HostServer = new Server({
    serveClient: false,
    maxHttpBufferSize: protocolLimits.packetBytes,
    connectTimeout: 10_000,
    // A middleware that takes its time would cost who comes back all that is said meanwhile: they are
    // handed what they missed before it, and hear again only after it. `#comesBack` has the gate.
    connectionStateRecovery: {
      maxDisconnectionDuration: limits.recoveryMs,
      skipMiddlewares: true
    },
    allowRequest: (request, allow) => allow(null, !isFromPage(request.headers, allowedOrigins)),
    ...(allowedOrigins.length > 0 && { cors: { origin: [...allowedOrigins] } })
  })
  // Engine.IO is made when attaching; this HTTP server never listens, `listener.ts` has those that do.
  io.attach(createServer())
  takeUpOnce(io.of('/').adapter)
  return io
}

/** Everything that happens on the sockets of one host. */
export class HostSockets {
  readonly fanOut: FanOut
  readonly files: FileDoor
  /** Requests answered so far. */
  requestsTotal = 0
  readonly #io: HostServer
  readonly #options: ServerOptions
  readonly #presence: Presence
  readonly #gate: Gate
  readonly #handlers: Handlers
  readonly #admitted = new WeakMap<HostSocket, Admission>()
  readonly #housekeeping = new Housekeeping(() => this.#keepHouse())

  constructor(io: HostServer, options: ServerOptions) {
    const { store, limits, now, secret } = options
    this.#io = io
    this.#options = options
    this.fanOut = new FanOut(io, () => this.#housekeeping.soon())
    this.#presence = new LocalPresence((people) =>
      this.fanOut.toEveryone().emit('presence', { people })
    )
    this.#gate = new Gate({ store, limits, now, secret, clients: () => io.engine.clientsCount })
    this.files = new FileDoor({
      ...options,
      limits: limits.files,
      personOf: (token, address) => this.#gate.personOf(token, address)
    })
    const parts = { store, fanOut: this.fanOut, presence: this.#presence, files: this.files, now }
    const { receiptMembers } = limits
    this.#handlers = {
      ...messageHandlers({ ...parts, receiptMembers }),
      ...conversationHandlers(parts)
    }
    io.use((socket, next) => void this.#letIn(socket).then(next))
    io.on('connection', (socket) => this.#connected(socket))
  }

  get clients(): number {
    return this.#io.of('/').sockets.size
  }

  /** Sends those from other machines away; they need the secret as it is now to come back. */
  sendAwayRemote(): void {
    this.#gate.forgetRemote()
    this.fanOut.sendAwayRemote()
  }

  async close(): Promise<void> {
    this.#housekeeping.close()
    this.#presence.close()
    await this.#io.close()
    await this.files.close()
  }

  async #letIn(socket: HostSocket): Promise<Error | undefined> {
    try {
      const admission = await this.#gate.admit({
        auth: socket.handshake.auth,
        remoteAddress: socket.handshake.address,
        recovered: socket.recovered ? socket.data : undefined
      })
      if (!admission.ok) return toConnectError(admission.error)
      this.#admitted.set(socket, admission.value)
      Object.assign(socket.data, admission.value.guest)
      return undefined
    } catch (cause) {
      return toConnectError(this.#trouble('handshake', cause).error)
    }
  }

  #connected(socket: HostSocket): void {
    const admission = this.#admitted.get(socket)
    if (admission) this.#serve(socket, admission)
    else void this.#comesBack(socket)
  }

  // Who comes back passes the gate again, since the secret may have changed; until then requests wait.
  async #comesBack(socket: HostSocket): Promise<void> {
    const looked = this.#letIn(socket)
    socket.use((_packet, next) => void looked.then(() => next()))
    await looked
    const admission = this.#admitted.get(socket)
    if (admission && socket.connected) this.#serve(socket, admission)
    else socket.disconnect(true)
  }

  #serve(socket: HostSocket, admission: Admission): void {
    const { guest } = admission
    const { limits, now, onClientsChanged } = this.#options
    const onTrouble = this.#trouble.bind(this)
    const onRequest = (): void => {
      this.requestsTotal++
      this.#housekeeping.soon()
    }
    const handlers = this.#handlers
    serveRequests(socket, guest, { handlers, limits, now, onRequest, onTrouble })
    this.#presence.arrived({ id: guest.id, name: guest.name }, socket.id)
    onClientsChanged()
    socket.on('disconnect', () => {
      this.#presence.left({ id: guest.id, name: guest.name }, socket.id)
      onClientsChanged()
    })
    this.#welcome(socket, admission).catch((cause: unknown) => {
      this.#trouble('welcome', cause)
      socket.disconnect(true)
    })
  }

  async #welcome(socket: HostSocket, admission: Admission): Promise<void> {
    const { store, hostName, now } = this.#options
    const { guest, token, isNew } = admission
    // Ears first: what comes between reading and listening would be missed.
    const mine = await store.conversationsOf(guest.id)
    const ids = mine.map((conversation) => conversation.id)
    await this.fanOut.tune(socket, guest, ids)
    const conversations = await store.conversationsOf(guest.id)
    const people = await withPresence(this.#presence, await store.recentPeople(WELCOMED_PEOPLE))
    this.#housekeeping.soon()
    socket.emit('welcome', {
      version: PROTOCOL_VERSION,
      hostName,
      me: { id: guest.id, name: guest.name },
      ...(token !== undefined && { token }),
      isNew,
      recovered: socket.recovered,
      conversations,
      people,
      limits: toldLimits(this.#options.limits),
      features,
      now: now()
    })
  }

  // Whether somebody has not taken all yet.
  #keepHouse(): boolean {
    const { limits, log } = this.#options
    trimRecovery(this.#io.of('/').adapter, limits.recoveryPackets)
    let isWaiting = false
    for (const socket of this.#io.of('/').sockets.values()) {
      const waiting = waitingPackets(socket)
      isWaiting ||= waiting > 0
      if (waiting <= limits.waitingPackets) continue
      log.warn('a client does not keep up: let go')
      socket.disconnect(true)
    }
    return isWaiting
  }

  #trouble(request: string, cause: unknown): ReturnType<typeof refused> {
    this.#options.log.error('request failed', { request, cause: describeError(cause) })
    return refused(sqlCode(cause) === 'SQLITE_FULL' ? 'disk-full' : 'internal')
  }
}

const features: Welcome['features'] = {
  edit: true,
  delete: true,
  react: true,
  reply: true,
  typing: true,
  presence: true,
  receipts: true,
  history: true,
  rooms: true,
  directs: true
}

function toldLimits({ rates, files }: HostLimits): Welcome['limits'] {
  const { perSecond: writesPerSecond, atOnce: writesAtOnce } = rates.write
  return { ...protocolLimits, fileBytes: files.bytes, writesPerSecond, writesAtOnce }
}

// Socket.IO hands `data` to the client's connect_error.
function toConnectError(refusal: Refusal): Error & { data: Refusal } {
  return Object.assign(new Error(refusal.code), { data: refusal })
}

// Engine.IO keeps what a busy line has not taken yet, without a limit and without a public way to ask.
function waitingPackets(socket: HostSocket): number {
  const waiting: unknown = Reflect.get(socket.conn, 'writeBuffer')
  return Array.isArray(waiting) ? waiting.length : 0
}
