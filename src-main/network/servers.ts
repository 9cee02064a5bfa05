// Keeps roster and threads in step with the servers that the store has.
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { Log } from '../base/log.ts'
import type { ServerLink } from '../ports/store-network-calls.ts'
import type { Clock } from './clock.ts'
import { AUTO_DIALECT, type DialectBook } from './dialect-book.ts'
import type { Lessons } from './lessons.ts'
import type { Link } from './link/link.ts'
import type { ReceiverRpc } from './receiver-relay.ts'
import { dialectIdOf, resolvedLink, type Roster, type RosterEntry } from './roster.ts'
import type { SenderRpc } from './sender-relay.ts'
import type { StoreDoor } from './store-door.ts'
import type { MonitorRpc } from './monitor-relay.ts'

export interface ServersOptions {
  log: Log
  clock: Clock
  roster: Roster
  store: StoreDoor
  book: DialectBook
  link: Link
  receiver: () => ReceiverRpc | null
  sender: () => SenderRpc | null
  monitor: () => MonitorRpc | null
  lessons: Pick<Lessons, 'ensure' | 'review'>
  onRemoved: (serverId: ServerId) => void
}

const LIST_RETRY_MS = 1_000

export class Servers {
  readonly #options: ServersOptions
  #round = 0
  /** What the store was last told of each server's dialect. */
  readonly #described = new Map<ServerId, string>()

  constructor(options: ServersOptions) {
    this.#options = options
  }

  /** The store is (back) there: learn its servers, and have the sender learn its outbox. */
  async list(): Promise<void> {
    const { store, roster, clock, log } = this.#options
    const round = ++this.#round
    // First of all: what a store kept and could not tell before it died comes before what the next one tells.
    this.#options.sender()?.tell('storeAttached', {})
    // One that is added while the question is under way is not in the answer, and stays.
    const before = roster.all().map(({ link }) => link.serverId)
    const listed = await store.ask.listLinks({})
    if (round !== this.#round) return
    if (!listed.ok) {
      log.warn('the servers could not be read', { code: listed.failure.code })
      clock.after(LIST_RETRY_MS, () => void this.list())
      return
    }
    const still = new Set(listed.value.map(({ serverId }) => serverId))
    for (const serverId of before) if (!still.has(serverId)) this.remove(serverId)
    for (const link of listed.value) this.set(link)
    // A new store has not heard of the dialects.
    this.#described.clear()
    for (const entry of roster.all()) this.#describe(entry)
    this.#options.sender()?.tell('storeAttached', {})
  }

  /** A server is there, or changed. */
  set(link: ServerLink): void {
    const { roster } = this.#options
    const news = roster.set(link)
    const entry = roster.get(link.serverId)
    if (!entry || news === 'same') return
    this.#options.lessons.ensure(entry)
    this.#options.lessons.review()
    this.#tellWorkers(entry)
    if (news === 'fresh') {
      this.#describe(entry)
      this.tellMonitor(entry, true)
    }
  }

  remove(serverId: ServerId): void {
    const { roster, link, receiver, sender, monitor, onRemoved } = this.#options
    if (!roster.remove(serverId)) return
    link.remove(serverId)
    receiver()?.tell('linkRemoved', { serverId })
    sender()?.tell('linkRemoved', { serverId })
    this.#described.delete(serverId)
    monitor()?.tell('linkRemoved', { serverId })
    onRemoved(serverId)
    this.#options.lessons.review()
  }

  /** The dialect of a server became known. */
  recognised(entry: RosterEntry): void {
    this.#tellWorkers(entry)
    this.#describe(entry)
  }

  /** A dialect changed: what it offers is told anew, and where `anew` its servers are connected to anew. */
  dialectChanged(id: string, anew: boolean): void {
    for (const entry of this.#options.roster.all()) {
      if (dialectIdOf(entry) !== id) continue
      this.#describe(entry)
      if (anew) this.tellMonitor(entry, true)
    }
  }

  /** Tells the monitor of one server; `fresh` makes it connect. */
  tellMonitor(entry: RosterEntry, fresh: boolean): void {
    const { link, monitor } = this.#options
    const { serverId } = entry.link
    const isUp = link.isConnected(serverId) && entry.isJoined
    const connection =
      entry.connection && !isUp
        ? { ...entry.connection, state: 'reconnecting' as const }
        : entry.connection
    monitor()?.tell('linkSet', { serverId, epoch: link.epochOf(serverId), connection, fresh })
  }

  #tellWorkers(entry: RosterEntry): void {
    const link = resolvedLink(entry)
    this.#options.receiver()?.tell('linkSet', link)
    this.#options.sender()?.tell('linkSet', link)
  }

  #describe(entry: RosterEntry): void {
    const { book, store } = this.#options
    const dialectId = dialectIdOf(entry)
    const dialect = dialectId === AUTO_DIALECT ? null : book.get(dialectId)
    if (!dialect) return
    const described = {
      serverId: entry.link.serverId,
      dialectId,
      dialectName: dialect.name,
      features: { ...dialect.features },
      proves: dialect.proves,
      textLength: dialect.limits.textLength,
      single: dialect.single
    }
    // What is being learned changes often, and mostly in what is read only.
    const written = JSON.stringify(described)
    if (this.#described.get(described.serverId) === written) return
    this.#described.set(described.serverId, written)
    void store.ask.describeServer(described)
  }
}
