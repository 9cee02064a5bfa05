// Owns a running host from opening to closing; the same under Electron, plain Node and tests.
import { mkdirSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import { errorText } from '../base/describe-error.ts'
import { openLog, type Log } from '../base/log.ts'
import { sqlCode } from '../base/sql.ts'
import type { HostState } from '../ports/host-calls.ts'
import { lockData } from './data-lock.ts'
import type { HostServer } from './fan-out.ts'
import { defaultHostLimits, type HostLimits } from './host-limits.ts'
import { HostSockets, makeSocketServer } from './host-server.ts'
import { inviteLink, lanAddress, makeSecret } from './invite.ts'
import { ALL_ADDRESSES, Listener, LOOPBACK } from './listener.ts'
import type { MessageStore } from './message-store.ts'
import { openSqliteStore } from './sqlite/sqlite-store.ts'

export interface HostOptions {
  /** 0 takes any free one. */
  port: number
  /** Made if it is not there. */
  dataDir: string
  /** Whether other machines may come from the start. */
  isShared?: boolean
  /** What guests see as the server's name; else the computer's. */
  hostName?: string | undefined
  lobbyTitle?: string
  limits?: Partial<HostLimits>
  /** Web pages that may connect; none by default. */
  allowedOrigins?: readonly string[]
  now?: () => number
  log?: Log
  lanAddress?: () => string | null
}

const STATE_PAUSE_MS = 250
const SECRET = 'invite-secret'

/** Opens a host: its data, its server, its port. Refuses with a `host-…` or disk code. */
export async function openHost(options: HostOptions): Promise<Result<Host>> {
  const limits = { ...defaultHostLimits, ...options.limits }
  const unlock = take(options.dataDir)
  if (!unlock.ok) return unlock
  const store = openStore(options, limits)
  if (!store.ok) {
    unlock.value()
    return store
  }
  const secret = (await store.value.setting(SECRET)) ?? (await newSecret(store.value))
  const host = new Host({ ...options, limits, store: store.value, secret, unlock: unlock.value })
  const opened = await host.open(options.port, options.isShared === true)
  if (opened.ok) return done(host)
  await host.close()
  return opened
}

interface HostParts extends HostOptions {
  limits: HostLimits
  store: MessageStore
  secret: string
  unlock: () => void
}

/** A running host. Whoever opens it closes it. */
export class Host {
  readonly #parts: HostParts
  readonly #io: HostServer
  readonly #sockets: HostSockets
  readonly #listener: Listener
  readonly #listeners = new Set<(state: HostState) => void>()
  #secret: string
  #isShared = false
  #isRunning = false
  #timer: NodeJS.Timeout | undefined

  /** Only `openHost` makes one. */
  constructor(parts: HostParts) {
    const { store, limits, hostName = hostname(), allowedOrigins = [], now = Date.now } = parts
    this.#parts = parts
    this.#secret = parts.secret
    this.#io = makeSocketServer(limits, allowedOrigins)
    this.#sockets = new HostSockets(this.#io, {
      store,
      limits,
      hostName,
      allowedOrigins,
      now,
      log: parts.log ?? openLog('host'),
      secret: () => this.#secret,
      dataDir: parts.dataDir,
      onClientsChanged: () => this.#changedSoon()
    })
    const { files } = this.#sockets
    this.#listener = new Listener(this.#io.engine, (request, response) => {
      void files.handle(request, response)
    })
  }

  /** How this computer reaches it. */
  get address(): string {
    return `http://${LOOPBACK}:${this.#listener.port}`
  }

  /** How others reach it, secret included; null while it is not shared. */
  get inviteLink(): string | null {
    if (!this.#isShared) return null
    const lan = (this.#parts.lanAddress ?? (() => lanAddress(networkInterfaces())))()
    return inviteLink(`http://${lan ?? LOOPBACK}:${this.#listener.port}`, this.#secret)
  }

  /** Connected sockets. */
  get clients(): number {
    return this.#sockets.clients
  }

  /** Requests answered since it opened. */
  get requestsTotal(): number {
    return this.#sockets.requestsTotal
  }

  get state(): HostState {
    return {
      running: this.#isRunning,
      address: this.#isRunning ? this.address : null,
      port: this.#isRunning ? this.#listener.port : null,
      shared: this.#isShared,
      inviteLink: this.inviteLink,
      clients: this.clients
    }
  }

  /** Tells of changes, of clients at most four times a second; returns the undo. */
  onStateChanged(listener: (state: HostState) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async open(port: number, isShared: boolean): Promise<Result<number>> {
    const opened = await this.#listener.listen(isShared ? ALL_ADDRESSES : LOOPBACK, port)
    this.#isRunning = opened.ok
    this.#isShared = opened.ok && isShared
    return opened
  }

  /** Opens it to the local network, or closes it again and sends guests from there away. */
  async share(on: boolean): Promise<Result<HostState>> {
    if (on === this.#isShared) return done(this.state)
    const [to, from] = on ? [ALL_ADDRESSES, LOOPBACK] : [LOOPBACK, ALL_ADDRESSES]
    const moved = await this.#listener.moveTo(to, from)
    if (!moved.ok) return moved
    this.#isShared = on
    if (!on) this.#sockets.sendAwayRemote()
    this.#changed()
    return done(this.state)
  }

  /** Makes earlier invite links worthless and sends guests from other machines away. */
  async rotateSecret(): Promise<HostState> {
    this.#secret = await newSecret(this.#parts.store)
    this.#sockets.sendAwayRemote()
    this.#changed()
    return this.state
  }

  async close(): Promise<void> {
    this.#isRunning = false
    this.#isShared = false
    clearTimeout(this.#timer)
    this.#listeners.clear()
    await this.#sockets.close()
    await this.#listener.close()
    await this.#parts.store.close()
    this.#parts.unlock()
  }

  #changedSoon(): void {
    this.#timer ??= setTimeout(() => this.#changed(), STATE_PAUSE_MS)
  }

  #changed(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const listener of this.#listeners) listener(this.state)
  }
}

async function newSecret(store: MessageStore): Promise<string> {
  const secret = makeSecret()
  await store.keepSetting(SECRET, secret)
  return secret
}

function take(dataDir: string): Result<() => void> {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const unlock = lockData(dataDir)
    return unlock ? done(unlock) : refuse('host-failed', { cause: 'data-in-use' })
  } catch (cause) {
    return refuse('host-failed', { cause: errorText(cause) })
  }
}

function openStore(options: HostOptions, limits: HostLimits): Result<MessageStore> {
  const { dataDir, lobbyTitle = 'Lobby', now = Date.now } = options
  try {
    const path = join(dataDir, 'host.db')
    return done(openSqliteStore({ path, lobbyTitle, limits, now }))
  } catch (cause) {
    const code = sqlCode(cause)
    if (code === 'SQLITE_FULL') return refuse('disk-full')
    if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT') return refuse('store-corrupt')
    return refuse('host-failed', { cause: errorText(cause) })
  }
}
