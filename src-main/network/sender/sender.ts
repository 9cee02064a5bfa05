// The sender thread: introductions, outbox and requests out; one ServerSender per server.
import { refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { Purpose } from '../../../src-preload/contract/inspector.ts'
import type { ServerId } from '../../../src-preload/contract/model.ts'
import type { Port } from '../../../src-preload/contract/port.ts'
import { openRpc, type Rpc } from '../../../src-preload/contract/rpc.ts'
import { describeError, openLog, ownWord } from '../../base/log.ts'
import { compileDialect } from '../../dialects/compile.ts'
import type { Request, Saying } from '../../dialects/compiled.ts'
import type { OutboxEntry, ServerLink } from '../../ports/store-network-calls.ts'
import type { Clock } from '../clock.ts'
import type { Gauge } from '../counters.ts'
import type { DialectBook } from '../dialect-book.ts'
import { loudly } from '../serve.ts'
import {
  mayBeUnderWay,
  senderCalls,
  senderNeeds,
  type Applied,
  type DialectSet,
  type EmitNews,
  type FromSender,
  type SenderNeeds,
  type ToSender
} from '../thread-calls.ts'
import { ServerSender } from './server-sender.ts'
import { Settler } from './settler.ts'

const LIST_RETRY_MS = 1_000
/** How many emissions are remembered after their outcome. */
const MOST_REMEMBERED = 1_000

type Settled = (news: EmitNews) => void

export interface SenderOptions {
  port: Port
  gauge: Gauge
  book: DialectBook
  clock: Clock
}

/** Starts the sender on its port to the main thread. */
export function openSender(options: SenderOptions): { close(): void } {
  return new Sender(options)
}

class Sender {
  readonly #options: SenderOptions
  readonly #log = openLog('sender')
  readonly #rpc: Rpc<SenderNeeds, FromSender>
  /** One for each server, so that none waits for another's. */
  readonly #settlers = new Map<ServerId, Settler>()
  readonly #links = new Map<ServerId, ServerLink>()
  readonly #servers = new Map<ServerId, ServerSender>()
  /** Entries of servers whose dialect is not known (yet). */
  readonly #homeless = new Map<ServerId, OutboxEntry[]>()
  readonly #emissions = new Map<number, { purpose: Purpose; settled: Settled }>()
  /** Emissions that timed out and may still be acknowledged; the oldest are forgotten. */
  readonly #late = new Map<number, Settled>()
  /** Words that may still be on their way to the server; of too many the oldest count as there. */
  readonly #underWay = new Map<number, Settled>()
  #nextToken = 1
  #listing = 0
  /** Entries told of while the list is awaited; null while none is. */
  #early: OutboxEntry[] | null = null

  constructor(options: SenderOptions) {
    this.#options = options
    this.#rpc = openRpc(options.port, {
      answers: { table: senderCalls, handlers: { request: (input) => this.#request(input) } },
      asks: senderNeeds,
      hears: loudly<ToSender>(this.#log, this.#listeners()),
      timeoutMs: -1,
      onTrouble: ({ call, error }) =>
        this.#log.error('a call threw', {
          call: ownWord(call, senderCalls),
          error: describeError(error)
        })
    })
  }

  close(): void {
    this.#rpc.close()
  }

  #listeners(): { [Name in keyof ToSender]: (payload: ToSender[Name]) => void } {
    const server = (serverId: ServerId): ServerSender | undefined => this.#servers.get(serverId)
    return {
      dialectSet: (changed) => this.#setDialect(changed),
      trySend: (wish) => this.#trySend(wish),
      linkSet: (link) => this.#setLink(link),
      linkRemoved: ({ serverId }) => this.#removeLink(serverId),
      connected: ({ serverId, epoch, session, joined }) =>
        server(serverId)?.connected(epoch, session, joined),
      disconnected: ({ serverId, epoch }) => server(serverId)?.disconnected(epoch),
      sessionChanged: ({ serverId, session }) => server(serverId)?.setSession(session),
      eventSeen: ({ serverId, event, args }) => server(serverId)?.sawEvent(event, args),
      emitted: ({ token, outcome }) => this.#emitted(token, outcome),
      outboxAdded: ({ entries }) => this.#added(entries),
      outboxRemoved: ({ outboxIds }) => this.#remove(outboxIds),
      storeAttached: () => void this.#listOutbox(),
      beatWanted: () => this.#beat()
    }
  }

  #setDialect({ id, document, anew }: DialectSet): void {
    this.#options.book.set(id, document)
    const dialect = this.#options.book.get(id)
    for (const link of this.#links.values()) {
      if (link.dialectId !== id) continue
      const server = this.#servers.get(link.serverId)
      if (dialect && server) server.speak(dialect, anew)
      else this.#setLink(link)
    }
  }

  // Whatever else waits has no words in this document, and goes on waiting.
  #trySend({ serverId, conversationId, document }: ToSender['trySend']): void {
    const server = this.#servers.get(serverId)
    const clientId = server?.outbox.firstOf(conversationId)
    const send = document.outbound?.send
    if (!server || clientId === undefined || !send || Array.isArray(send)) return
    const only = { ...send, when: `entry.clientId == ${JSON.stringify(clientId)}` }
    const compiled = compileDialect({ ...document, outbound: { send: only } })
    if (compiled.ok) server.speak(compiled.value, false)
    else this.#log.warn('a way to send could not be tried', { server: serverId })
  }

  #setLink(link: ServerLink): void {
    this.#links.set(link.serverId, link)
    const known = this.#servers.get(link.serverId)
    if (known?.dialect.id === link.dialectId) return
    const dialect = this.#options.book.get(link.dialectId)
    known?.outbox.close()
    this.#servers.delete(link.serverId)
    if (!dialect) return
    const { serverId } = link
    const settler = this.#settlerOf(serverId)
    const server = new ServerSender({
      dialect,
      clock: this.#options.clock,
      emit: (epoch, ...emitted) => this.#emit({ serverId, epoch }, ...emitted),
      markAttempted: (outboxIds) => {
        settler.forgetPostponed(outboxIds)
        return this.#rpc.ask.markAttempted({ outboxIds })
      },
      settle: (settlement) => settler.add(settlement),
      met: async ({ conversation, createdAt: since }) => {
        await this.#rpc.ask.met({ serverId, conversation, since })
      },
      applyAck: (source, args) => this.#rpc.ask.applyAck({ serverId, source, args }),
      onJoined: (epoch) => this.#rpc.tell('joined', { serverId, epoch }),
      onJoinFailed: (epoch, failure) => this.#rpc.tell('joinFailed', { serverId, epoch, failure })
    })
    this.#servers.set(serverId, server)
    server.outbox.add(this.#homeless.get(serverId) ?? [])
    this.#homeless.delete(serverId)
    if (known) void this.#listOutbox()
  }

  #settlerOf(serverId: ServerId): Settler {
    const known = this.#settlers.get(serverId)
    if (known) return known
    const settler = new Settler(this.#options.clock, (settlements) =>
      this.#rpc.ask.settle({ serverId, settlements })
    )
    this.#settlers.set(serverId, settler)
    return settler
  }

  #removeLink(serverId: ServerId): void {
    this.#links.delete(serverId)
    this.#settlers.delete(serverId)
    this.#servers.get(serverId)?.outbox.close()
    this.#servers.delete(serverId)
    this.#homeless.delete(serverId)
  }

  // What is written while the list is on its way comes after all that is in the list.
  #added(entries: readonly OutboxEntry[]): void {
    if (this.#early) this.#early.push(...entries)
    else this.#add(entries)
  }

  #add(entries: readonly OutboxEntry[]): void {
    const wanted = entries.filter(
      ({ serverId, outboxId }) => this.#settlers.get(serverId)?.isSettled(outboxId) !== true
    )
    for (const entry of wanted) {
      const server = this.#servers.get(entry.serverId)
      if (server) server.outbox.add([entry])
      else this.#shelter(entry)
    }
    this.#options.gauge.worked(entries.length, 0)
  }

  #shelter(entry: OutboxEntry): void {
    const waiting = this.#homeless.get(entry.serverId) ?? []
    if (waiting.some(({ outboxId }) => outboxId === entry.outboxId)) return
    this.#homeless.set(entry.serverId, [...waiting, entry])
  }

  #remove(outboxIds: readonly number[]): void {
    for (const server of this.#servers.values()) server.outbox.remove(outboxIds)
    for (const [serverId, entries] of this.#homeless) {
      const left = entries.filter(({ outboxId }) => !outboxIds.includes(outboxId))
      this.#homeless.set(serverId, left)
    }
  }

  // What was here before the question and is not in the answer was taken away while nobody told us.
  async #listOutbox(): Promise<void> {
    const round = ++this.#listing
    this.#early ??= []
    const before = [...this.#servers.values()].flatMap((server) => server.outbox.ids())
    const listed = await this.#rpc.ask.listOutbox({})
    if (round !== this.#listing) return
    if (!listed.ok) {
      this.#options.clock.after(LIST_RETRY_MS, () => void this.#listOutbox())
      return
    }
    const still = new Set(listed.value.map(({ outboxId }) => outboxId))
    this.#remove(before.filter((outboxId) => !still.has(outboxId)))
    const early = this.#early ?? []
    this.#early = null
    this.#add([...listed.value, ...early])
  }

  async #request(input: {
    serverId: ServerId
    request: Request
  }): Promise<Result<{ applied: Applied | null }>> {
    const server = this.#servers.get(input.serverId)
    return server
      ? await server.request(input.request)
      : refuse('server-unreachable', undefined, true)
  }

  #emit(
    epoch: { serverId: ServerId; epoch: number },
    saying: Saying,
    purpose: Purpose,
    settled: Settled
  ): void {
    const token = this.#nextToken++
    this.#emissions.set(token, { purpose, settled })
    this.#rpc.tell('emit', { ...epoch, token, saying, purpose })
    this.#options.gauge.worked(1, 0)
  }

  #emitted(token: number, news: EmitNews): void {
    if (news.kind === 'over') {
      this.#underWay.get(token)?.(news)
      this.#underWay.delete(token)
      return
    }
    const emission = this.#emissions.get(token)
    const settled = emission?.settled ?? this.#late.get(token)
    this.#emissions.delete(token)
    this.#late.delete(token)
    if (settled && news.kind === 'timeout') remember(this.#late, token, settled)
    if (emission?.purpose === 'send' && mayBeUnderWay(news)) {
      const forgotten = remember(this.#underWay, token, emission.settled)
      forgotten?.({ kind: 'over' })
    }
    settled?.(news)
  }

  #beat(): void {
    const { gauge, clock } = this.#options
    const waiting = [...this.#servers.values()].reduce((sum, { outbox }) => sum + outbox.length, 0)
    gauge.reset()
    gauge.queued(waiting)
    gauge.beat(clock.now())
  }
}

/** Keeps it among the latest, and returns what had to go for it. */
function remember(
  kept: Map<number, Settled>,
  token: number,
  settled: Settled
): Settled | undefined {
  kept.set(token, settled)
  const [oldest] = kept
  if (!oldest || kept.size <= MOST_REMEMBERED) return undefined
  kept.delete(oldest[0])
  return oldest[1]
}
