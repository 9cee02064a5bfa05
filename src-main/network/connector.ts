// Opens a server's connection when the monitor wants it: finds the dialect, logs in, and tells link.
import { done, refuse, type Failure, type Result } from '../../src-preload/contract/failure.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { ConnectPlan, Session } from '../dialects/compiled.ts'
import type { Recognition, Seen } from '../dialects/recognise.ts'
import { startSession } from '../dialects/session.ts'
import type { Clock } from './clock.ts'
import { AUTO_DIALECT, type DialectBook } from './dialect-book.ts'
import { logIn } from './http-login.ts'
import type { Jars } from './jars.ts'
import type { Clients } from './link/clients.ts'
import { HttpDoor, originsIn } from './link/http-door.ts'
import type { Link } from './link/link.ts'
import type { Route } from './link/route/route-agent.ts'
import { isNear, originOf, targetOf, type Known, type Target } from './link/target.ts'
import { meet } from './link/try-address.ts'
import { LISTEN_MS, planForAnybody, recognise } from './recognise.ts'
import type { Renewal } from './renewal.ts'
import { dialectIdOf, type Roster, type RosterEntry } from './roster.ts'
import type { Epoch } from './thread-calls.ts'
import type { ResolveProxy } from './link/route/ways.ts'
import type { ReceiverRpc } from './receiver-relay.ts'
import { wayHints } from './way-hints.ts'

export interface ConnectorOptions {
  book: DialectBook
  clients: Clients
  clock: Clock
  link: Link
  roster: Roster
  jars: Jars
  renewal: Renewal
  receiver: () => ReceiverRpc | null
  resolveProxy: ResolveProxy
  /** Nothing fits a server: it is to be learned. */
  onUnknown: (entry: RosterEntry) => void
  /** A server of unknown dialect was recognised: tell everybody before going on. */
  onRecognised: (entry: RosterEntry) => void
  onFailed: (epoch: Epoch, failure: Failure) => void
}

interface Prepared {
  target: Target
  door: HttpDoor
}

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
    const { book, link } = this.#options
    const dialect = book.get(dialectIdOf(entry))
    link.open({
      ...epoch,
      ...prepared.value,
      hints: wayHints(book),
      readRefusal: dialect ? (data, message) => dialect.readRefusal(data, message) : null
    })
  }

  close({ serverId, epoch }: Epoch): void {
    if (this.#wanted.get(serverId) === epoch) this.#wanted.delete(serverId)
    if (this.#options.link.epochOf(serverId) === epoch) this.#options.link.close(serverId)
  }

  async #prepare(epoch: Epoch): Promise<Result<Prepared>> {
    const { roster, receiver, book, renewal } = this.#options
    const entry = roster.get(epoch.serverId)
    if (!entry) return refuse('not-found')
    if (dialectIdOf(entry) === AUTO_DIALECT) {
      const unknown = await this.#recognise(entry)
      if (unknown) return { ok: false, failure: unknown }
    }
    const credentials = book.get(dialectIdOf(entry))?.credentials ?? []
    const isStale = renewal.isStale(epoch.serverId)
    if (isStale) this.#known(entry).jar.clear()
    const begun = await receiver()?.ask.prepare({ ...epoch, forget: isStale ? credentials : [] })
    if (!begun) return refuse('process-gone', undefined, true)
    return begun.ok ? await this.#logIn(epoch, entry, begun.value) : begun
  }

  async #logIn(
    epoch: Epoch,
    entry: RosterEntry,
    begun: { plan: ConnectPlan; session: Session }
  ): Promise<Result<Prepared>> {
    const { book, clock, renewal, receiver } = this.#options
    const { serverId, connect, login } = entry.link
    const dialect = book.get(dialectIdOf(entry))
    const origin = originOf(connect.url)
    if (!dialect || origin === null) return refuse(dialect ? 'address-invalid' : 'dialect-unknown')
    const { jar, route } = this.#known(entry)
    const headers = { ...begun.plan.headers, ...connect.headers }
    const door = new HttpDoor({ origin, others: originsIn(login), headers, jar, route })
    const apply = async (step: number, args: unknown[]): Promise<Result<Session>> => {
      const source = { kind: 'http' as const, step }
      const applied = await receiver()?.ask.applyAck({ serverId, source, args })
      if (!applied) return refuse('process-gone', undefined, true)
      return applied.ok ? done(applied.value.session) : applied
    }
    const taken = await logIn({ dialect, clock, door, apply }, begun.session)
    if (!taken.ok || taken.value.isNew) renewal.loggedIn(epoch)
    if (!taken.ok) return taken
    const { session, isNew } = taken.value
    entry.session = session
    const plan = isNew ? dialect.connect(session, clock.now()) : begun.plan
    if (plan.address !== null && !isNear(plan.address, origin, login)) return refuse('not-allowed')
    const target = targetOf(connect, plan, this.#known(entry))
    return target.ok ? done({ target: target.value, door }) : target
  }

  #known(entry: RosterEntry): Known {
    const { serverId, found, cookies } = entry.link
    return { found, jar: this.#options.jars.of(serverId, cookies), route: this.#routeOf(entry) }
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
    const target = targetOf(connect, plan, this.#known(entry))
    if (!target.ok) return target.failure
    const look = (seen: Seen): Recognition => {
      const found = recognise(book, seen, session)
      entry.recognised = found.id
      return found
    }
    const attempt = { target: target.value, clients, dialect: null, listenMs: LISTEN_MS }
    const met = await meet({ ...attempt, recognise: look }, wayHints(book))
    if (met.ok) {
      look(met.value.seen)
      entry.opening = met.value.seen.opening
    }
    // A refusal tells whose server it is, too: then its own dialect says what it wants.
    else if (entry.recognised === null) return met.failure
    if (entry.recognised === null) this.#options.onUnknown(entry)
    this.#options.onRecognised(entry)
    return null
  }
}
