// A store that keeps what the network process commits in memory, and can be stalled, restarted and refused.
import { randomUUID } from 'node:crypto'
import { done, type Failure, type Result } from '../../../src-preload/contract/failure.ts'
import type { ConversationRef, KeptEvent } from '../../../src-preload/contract/inbound.ts'
import type { Port } from '../../../src-preload/contract/port.ts'
import {
  openRpc,
  type CallTable,
  type Handlers,
  type Rpc
} from '../../../src-preload/contract/rpc.ts'
import { plainPassage, type ProxyRule } from '../../../src-main/ports/passage.ts'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import {
  storeForNetworkCalls,
  type BookedGap,
  type OutboxEntry,
  type ServerLink,
  type Settlement,
  type StoreForNetworkCalls,
  type StoreToNetworkEvents
} from '../../../src-main/ports/store-network-calls.ts'

type StoreRpc = Rpc<CallTable, StoreToNetworkEvents>

export class MemoryStore {
  readonly links: ServerLink[] = []
  /** For addresses that are no server yet. */
  proxy: ProxyRule = plainPassage.proxy
  readonly events: { serverId: string; event: KeptEvent }[] = []
  readonly settlements: Settlement[] = []
  readonly marked: number[] = []
  readonly described: string[] = []
  readonly outbox = new Map<number, OutboxEntry>()
  readonly conversations: { serverId: string; conversation: ConversationRef }[] = []
  commits = 0
  largestCommit = 0
  /** Whether a message whose id is known is left out, as a real store does. */
  knowsIds = false
  /** Told of each commit's events once they are kept. */
  onCommit: (events: readonly KeptEvent[]) => void = () => undefined
  readonly #ids = new Set<string>()
  /** While set, commits are answered with this. */
  refusal: Failure | null = null
  #batches = new Set<string>()
  #stall: Promise<void> | null = null
  #endStall: () => void = () => undefined
  #rpc: StoreRpc | null = null
  #nextOutboxId = 1
  readonly #gaps = new Map<string, BookedGap>()

  /** A port for the network process; an earlier one dies, as when the store restarts. */
  connect(): Port {
    this.#rpc?.close()
    const [ours, theirs] = portPair()
    this.#rpc = openRpc<StoreForNetworkCalls, CallTable, object, StoreToNetworkEvents>(ours, {
      answers: { table: storeForNetworkCalls, handlers: this.#handlers() }
    })
    return theirs
  }

  /** Dies without a word. */
  die(): void {
    this.#rpc?.close()
    this.#rpc = null
  }

  stall(): void {
    this.#stall ??= new Promise((resolve) => {
      this.#endStall = resolve
    })
  }

  resume(): void {
    this.#endStall()
    this.#stall = null
  }

  addLink(link: Partial<ServerLink> & { connect: ServerLink['connect'] }): ServerLink {
    const whole: ServerLink = {
      serverId: randomUUID(),
      passage: plainPassage,
      dialectId: 'test',
      login: { name: 'Ana' },
      remembered: {},
      found: {},
      cookies: '',
      me: { id: null, name: null },
      ...link
    }
    this.links.push(whole)
    this.#rpc?.tell('linkAdded', whole)
    return whole
  }

  changeLink(link: ServerLink): void {
    const at = this.links.findIndex(({ serverId }) => serverId === link.serverId)
    this.links[at] = link
    this.#rpc?.tell('linkChanged', link)
  }

  removeLink(serverId: string): void {
    this.links.splice(
      this.links.findIndex((link) => link.serverId === serverId),
      1
    )
    this.#rpc?.tell('linkRemoved', { serverId })
  }

  /** Puts something into the outbox; returns its id. */
  send(serverId: string, text: string, more: Partial<OutboxEntry> = {}): number {
    const entry: OutboxEntry = {
      outboxId: this.#nextOutboxId++,
      serverId,
      conversationId: 1,
      conversation: { remoteId: '', kind: 'single', title: null, peer: null },
      intent: 'send',
      clientId: randomUUID(),
      text,
      targetRemoteId: null,
      replyTo: null,
      emoji: null,
      on: true,
      files: [],
      attempted: false,
      attempts: 0,
      createdAt: Date.now(),
      ...more
    }
    this.outbox.set(entry.outboxId, entry)
    this.#rpc?.tell('outboxAdded', { entries: [entry] })
    return entry.outboxId
  }

  /** An echo proved it, or the person took it back. */
  takeBack(outboxId: number): void {
    this.outbox.delete(outboxId)
    this.#rpc?.tell('outboxRemoved', { outboxIds: [outboxId] })
  }

  /** The texts of all committed messages, in the order of their commits. */
  texts(): string[] {
    return this.events.flatMap(({ event }) => {
      if (event.kind === 'message') return [event.message.text]
      return event.kind === 'history' ? event.messages.map(({ text }) => text) : []
    })
  }

  /** What stands there in the end, corrections made: whose it is, what it says and where, in order of arrival. */
  lines(): string[] {
    const lines: string[] = []
    for (const { event } of this.events) {
      if (event.kind === 'message') lines.push(lineOf(event.conversation.remoteId, event.message))
      if (event.kind !== 'correction') continue
      const was = lines.indexOf(lineOf(event.was.conversation, event.was))
      lines.splice(was, 1, lineOf(event.conversation.remoteId, event.message))
    }
    return lines
  }

  outcomes(outboxId: number): string[] {
    return this.settlements
      .filter((settlement) => settlement.outboxId === outboxId)
      .map((settlement) =>
        settlement.outcome === 'proven' ? settlement.proof : settlement.outcome
      )
  }

  async #ready(): Promise<void> {
    if (this.#stall) await this.#stall
  }

  #handlers(): Handlers<StoreForNetworkCalls> {
    return {
      waitingPlaces: () => done([]),
      takeTransfers: () => done({ jobs: [], nextAt: null }),
      keepServerFiles: () => done(null),
      noteTransfers: () => done(null),
      endTransfer: () => done(null),
      showFiles: () => done(null),
      listLinks: () => done(this.links),
      proxyRule: () => done(this.proxy),
      commit: async (request) => {
        await this.#ready()
        return this.#commit({ ...request, batch: request.batch ?? null })
      },
      listOutbox: async () => {
        await this.#ready()
        return done([...this.outbox.values()])
      },
      markAttempted: ({ outboxIds }) => {
        this.marked.push(...outboxIds)
        for (const id of outboxIds) this.#markEntry(id)
        return done(null)
      },
      settle: async ({ settlements }) => {
        await this.#ready()
        this.settlements.push(...settlements)
        for (const { outboxId, outcome } of settlements) {
          if (outcome !== 'postponed') this.outbox.delete(outboxId)
        }
        return done(null)
      },
      listGaps: () => done([...this.#gaps.values()]),
      closeGap: () => {
        this.#gaps.clear()
        return done(null)
      },
      countFrom: () => done({ count: 0 }),
      historyCursor: ({ conversationId }) => this.#cursor(conversationId),
      conversationId: ({ serverId, remoteId }) => done(this.#find(serverId, remoteId)),
      keepFound: ({ serverId, found }) => this.#keep(serverId, { found }),
      keepCookies: ({ serverId, cookies }) => this.#keep(serverId, { cookies }),
      keepLogin: ({ serverId, values }) => {
        const link = this.links.find((known) => known.serverId === serverId)
        if (link) link.login = { ...link.login, ...values }
        return done(null)
      },
      describeServer: ({ serverId, dialectId }) => {
        this.described.push(`${serverId} ${dialectId}`)
        return done(null)
      }
    }
  }

  #keep(serverId: string, kept: Partial<ServerLink>): Result<null> {
    const at = this.links.findIndex((link) => link.serverId === serverId)
    const link = this.links[at]
    if (link) this.links[at] = { ...link, ...kept }
    return done(null)
  }

  #markEntry(outboxId: number): void {
    const entry = this.outbox.get(outboxId)
    if (entry) this.outbox.set(outboxId, { ...entry, attempted: true })
  }

  #commit(request: {
    serverId: string
    events: KeptEvent[]
    batch: string | null
  }): Result<{ added: number }> {
    if (this.refusal) return { ok: false, failure: this.refusal }
    const { serverId, events, batch } = request
    if (batch !== null) {
      if (this.#batches.has(batch)) return done({ added: 0 })
      this.#batches.add(batch)
    }
    this.commits++
    this.largestCommit = Math.max(this.largestCommit, events.length)
    const before = new Set(this.#ids)
    const fresh = this.knowsIds ? events.flatMap((event) => this.#withoutKnown(event)) : events
    for (const event of events) this.#noteGap(event, before)
    for (const event of fresh) {
      if (event.kind === 'break') continue
      this.events.push({ serverId, event })
      if ('conversation' in event && event.conversation) this.#learn(serverId, event.conversation)
      if (event.kind === 'remember') {
        const link = this.links.find((known) => known.serverId === serverId)
        if (link) link.remembered = { ...link.remembered, ...event.values }
      }
      if (event.kind === 'conversations') {
        for (const ref of event.conversations) this.#learn(serverId, ref)
      }
    }
    this.onCommit(events)
    return done({ added: fresh.reduce((sum, event) => sum + countOf(event), 0) })
  }

  // One gap per conversation, below the latest page or the one before it, until a page meets what was there already.
  #noteGap(event: KeptEvent, known: ReadonlySet<string>): void {
    if (!this.knowsIds || event.kind !== 'history') return
    const [oldest] = event.messages
    const isMet = event.messages.some(({ remoteId }) => known.has(remoteId ?? ''))
    if (!oldest || isMet || event.more === false || known.size === 0) {
      this.#gaps.delete(event.conversation.remoteId)
      return
    }
    this.#gaps.set(event.conversation.remoteId, {
      gapId: 1,
      conversationId:
        this.conversations.findIndex(
          ({ conversation }) => conversation.remoteId === event.conversation.remoteId
        ) + 1,
      conversation: event.conversation,
      before: { remoteId: oldest.remoteId, seq: oldest.seq, time: oldest.time ?? 0 },
      after: null,
      afterTime: null
    })
  }

  #withoutKnown(event: KeptEvent): KeptEvent[] {
    const isNew = ({ remoteId }: { remoteId: string | null }): boolean => {
      if (remoteId === null || this.#ids.has(remoteId)) return remoteId === null
      this.#ids.add(remoteId)
      return true
    }
    if (event.kind === 'message') return isNew(event.message) ? [event] : []
    if (event.kind !== 'history') return [event]
    return [{ ...event, messages: event.messages.filter(isNew) }]
  }

  #learn(serverId: string, conversation: ConversationRef): void {
    const isKnown = this.conversations.some(
      (known) =>
        known.serverId === serverId && known.conversation.remoteId === conversation.remoteId
    )
    if (!isKnown) this.conversations.push({ serverId, conversation })
  }

  #find(serverId: string, remoteId: string): { conversationId: number | null } {
    const at = this.conversations.findIndex(
      (known) => known.serverId === serverId && known.conversation.remoteId === remoteId
    )
    return { conversationId: at < 0 ? null : at + 1 }
  }

  #cursor(conversationId: number): ReturnType<Handlers<StoreForNetworkCalls>['historyCursor']> {
    const known = this.conversations[conversationId - 1]
    if (!known) return { ok: false, failure: { code: 'not-found', retry: false } }
    const hasAny = this.texts().length > 0
    const end = hasAny ? { remoteId: null, seq: null, time: 0 } : null
    return done({ ...known, oldest: null, newest: this.knowsIds ? end : null })
  }
}

function lineOf(place: string, said: { author: { name: string | null }; text: string }): string {
  return `${place} ${said.author.name ?? '?'}: ${said.text}`
}

function countOf(event: KeptEvent): number {
  if (event.kind === 'break') return 0
  return event.kind === 'history' ? event.messages.length : 1
}
