// Opens a server's connection when the monitor wants it: finds the dialect, asks it how, and tells link.
import type { Failure } from '../../src-preload/contract/failure.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { Recognition, Seen } from '../dialects/recognise.ts'
import { startSession } from '../dialects/session.ts'
import type { Clock } from './clock.ts'
import { AUTO_DIALECT, type DialectBook } from './dialect-book.ts'
import type { Clients } from './link/clients.ts'
import { failure } from './link/connect-failure.ts'
import type { Link } from './link/link.ts'
import type { Route } from './link/route/route-agent.ts'
import { targetOf, type Target } from './link/target.ts'
import { connectOnce } from './link/try-address.ts'
import { LISTEN_MS, planForAnybody, recognise } from './recognise.ts'
import { dialectIdOf, type Roster, type RosterEntry } from './roster.ts'
import type { Epoch } from './thread-calls.ts'
import type { ResolveProxy } from './link/route/ways.ts'
import type { ReceiverRpc } from './receiver-relay.ts'

export interface ConnectorOptions {
  book: DialectBook
  clients: Clients
  clock: Clock
  link: Link
  roster: Roster
  receiver: () => ReceiverRpc | null
  resolveProxy: ResolveProxy
  /** A server of unknown dialect was recognised: tell everybody before going on. */
  onRecognised: (entry: RosterEntry) => void
  onFailed: (epoch: Epoch, failure: Failure) => void
}

type Prepared = { ok: true; target: Target } | { ok: false; failure: Failure }

export class Connector {
  readonly #options: ConnectorOptions
  readonly #wanted = new Map<ServerId, number>()

  constructor(options: ConnectorOptions) {
    this.#options = options
  }

  /** Opens this epoch's connection, unless another one is wanted meanwhile. */
  async open(epoch: Epoch): Promise<void> {
    const { serverId } = epoch
    this.#wanted.set(serverId, epoch.epoch)
    const prepared = await this.#prepare(epoch)
    if (this.#wanted.get(serverId) !== epoch.epoch) return
    const entry = this.#options.roster.get(serverId)
    if (!entry) return
    if (!prepared.ok) return this.#options.onFailed(epoch, prepared.failure)
    const dialect = this.#options.book.get(dialectIdOf(entry))
    this.#options.link.open({
      ...epoch,
      target: prepared.target,
      readRefusal: dialect ? (data, message) => dialect.readRefusal(data, message) : null
    })
  }

  close({ serverId, epoch }: Epoch): void {
    if (this.#wanted.get(serverId) === epoch) this.#wanted.delete(serverId)
    if (this.#options.link.epochOf(serverId) === epoch) this.#options.link.close(serverId)
  }

  async #prepare(epoch: Epoch): Promise<Prepared> {
    const entry = this.#options.roster.get(epoch.serverId)
    if (!entry) return { ok: false, failure: failure('not-found', false) }
    if (dialectIdOf(entry) === AUTO_DIALECT) {
      const unknown = await this.#recognise(entry)
      if (unknown) return { ok: false, failure: unknown }
    }
    const prepared = await this.#options.receiver()?.ask.prepare(epoch)
    if (!prepared) return { ok: false, failure: failure('process-gone', true) }
    if (!prepared.ok) return prepared
    const { plan, session } = prepared.value
    entry.session = session
    // The parser is not built in: better to say so than to be dropped by the server.
    if (plan.parser === 'msgpack') return { ok: false, failure: failure('not-supported', false) }
    const target = targetOf(entry.link.connect, plan, this.#routeOf(entry))
    return target.ok ? { ok: true, target: target.value } : target
  }

  // Made anew for each attempt: ways change with the network.
  #routeOf({ link: { passage } }: RosterEntry): Route {
    return { passage, resolveProxy: this.#options.resolveProxy }
  }

  async #recognise(entry: RosterEntry): Promise<Failure | null> {
    const { book, clock, clients } = this.#options
    const { connect, login, me } = entry.link
    await book.list() // compiles what is needed below, without holding up the sockets
    const session = startSession(login, { id: me.id, name: me.name ?? login['name'] ?? null })
    const plan = planForAnybody(book, session, clock.now())
    const target = targetOf(connect, plan, this.#routeOf(entry))
    if (!target.ok) return target.failure
    const look = (seen: Seen): Recognition => {
      const found = recognise(book, seen, session)
      entry.recognised = found.id
      return found
    }
    const met = await connectOnce(
      { target: target.value, clients, dialect: null, listenMs: LISTEN_MS, recognise: look },
      null
    )
    if (met.ok) look(met.value.seen)
    // A refusal tells whose server it is, too: then its own dialect says what it wants.
    else if (entry.recognised === null) return met.failure
    if (entry.recognised === null) return failure('dialect-unknown', false)
    this.#options.onRecognised(entry)
    return null
  }
}
