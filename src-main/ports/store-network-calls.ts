// What the network process asks of the store, and what the store tells it: servers, commits, the outbox.
import * as v from 'valibot'
import { failureSchema } from '../../src-preload/contract/failure.ts'
import type { ConversationRef } from '../../src-preload/contract/inbound.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import { proofs, type ConversationId, type ServerId } from '../../src-preload/contract/model.ts'
import { call } from '../../src-preload/contract/rpc.ts'
import {
  foundWaySchema,
  type ConnectSettings,
  type FoundWay
} from '../../src-preload/contract/store-calls.ts'
import { keptEventsSchema, packedEventsSchema } from './kept-events.ts'
import type { Passage, ProxyRule } from './passage.ts'
import { storeTransferCalls, type OutboxFile, type TransferEvents } from './transfer-calls.ts'

const serverId = v.pipe(v.string(), v.uuid())
const rowId = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const batchName = v.pipe(v.string(), v.maxLength(200))
const nullableId = v.nullable(v.pipe(v.string(), v.maxLength(limits.remoteId)))

/** All that is needed to reach a server; holds secrets, so it goes to the network process only. */
export interface ServerLink {
  serverId: ServerId
  connect: ConnectSettings
  /** How it is trusted, and by which proxies it is reached. */
  passage: Passage
  dialectId: string
  login: Record<string, string>
  /** What the dialect asked to remember from earlier connections. */
  remembered: Record<string, string>
  /** What earlier connections found out. */
  found: FoundWay
  /** The server's cookies, as the jar wrote them; empty where there are none. */
  cookies: string
  /** Who the person was there last time. */
  me: { id: string | null; name: string | null }
}

export type Intent = 'send' | 'edit' | 'delete' | 'react' | 'read'

/** One thing to be done on a server, committed before this leaves the store. */
export interface OutboxEntry {
  outboxId: number
  serverId: ServerId
  conversationId: ConversationId
  conversation: ConversationRef
  intent: Intent
  /** UUID made by the window; the idempotency key where the dialect carries one. */
  clientId: string
  /** For send and edit. */
  text: string
  /** The server's id of the message that is edited, deleted, reacted to or read up to. */
  targetRemoteId: string | null
  /** For a reply: the server's id of the quoted message. */
  replyTo: { remoteId: string | null; author: string; text: string } | null
  emoji: string | null
  on: boolean
  /** Of a message: its files, each on the server by now or to go within the message. */
  files: OutboxFile[]
  /** Whether it may have been emitted before without proof of arrival. */
  attempted: boolean
  /** How often it was tried. */
  attempts: number
  /** ms since 1970. */
  createdAt: number
}

/** What became of an outbox entry. */
export const settlementSchema = v.variant('outcome', [
  v.object({
    outboxId: rowId,
    outcome: v.literal('proven'),
    proof: v.picklist(proofs),
    remoteId: nullableId,
    time: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
    seq: v.nullable(v.pipe(v.number(), v.safeInteger()))
  }),
  /** Refused for good: the person decides. */
  v.object({ outboxId: rowId, outcome: v.literal('failed'), failure: failureSchema }),
  /** Emitted, then the connection went before any proof, and the dialect forbids to send twice. */
  v.object({ outboxId: rowId, outcome: v.literal('unconfirmed') }),
  /** Will be tried again: the attempt is counted. */
  v.object({ outboxId: rowId, outcome: v.literal('postponed') })
])
export type Settlement = v.InferOutput<typeof settlementSchema>

/** Where a conversation's stored history begins and ends, for the dialect's cursors. */
export interface HistoryCursor {
  serverId: ServerId
  conversation: ConversationRef
  oldest: { remoteId: string | null; seq: number | null; time: number } | null
  newest: { remoteId: string | null; seq: number | null; time: number } | null
}

/** A stretch of a conversation that is known to be missing, and where to ask for it. */
export interface BookedGap {
  gapId: number
  conversationId: ConversationId
  conversation: ConversationRef
  /** The message after the gap; null where none can serve as a cursor. */
  before: HistoryCursor['oldest']
  /** The message before it; null where none can serve. */
  after: HistoryCursor['oldest']
  /** When the message before the gap was said, ms; null where that is not known. */
  afterTime: number | null
}

export const storeForNetworkCalls = {
  listLinks: call(v.strictObject({})).returns<ServerLink[]>(),
  /** By which proxies a server is reached that has no way of its own. */
  proxyRule: call(v.strictObject({})).returns<ProxyRule>(),
  /**
   * Commits events of one server in one transaction. Answers only once they are on disk, which is
   * also the credit to send more.
   */
  commit: call(
    v.object({
      serverId,
      /** As JSON where they come from another process by way of a third. */
      events: v.union([packedEventsSchema, keptEventsSchema]),
      /** When the last of them arrived, ms since 1970. */
      receivedAt: v.pipe(v.number(), v.integer(), v.minValue(0)),
      /** Names this batch: asked again under the same name, it is answered and not committed twice. */
      batch: v.exactOptional(batchName),
      /** Refused for now unless that batch has been committed: so order is kept while several are under way. */
      after: v.exactOptional(batchName)
    })
  ).returns<{ added: number }>(),
  /** Everything still to be done, oldest first per conversation: asked after a (re)start. */
  listOutbox: call(v.strictObject({})).returns<OutboxEntry[]>(),
  /** Commits that these are about to be emitted, so that a crash leaves them `attempted`. */
  markAttempted: call(
    v.object({ outboxIds: v.pipe(v.array(rowId), v.maxLength(1000)) })
  ).returns<null>(),
  settle: call(
    v.object({ settlements: v.pipe(v.array(settlementSchema), v.maxLength(1000)) })
  ).returns<null>(),
  /** The gaps of a server, or those of one of its conversations with the one at its end; newest first. */
  /** How many messages of the server's, from one of them on, are here. */
  countFrom: call(
    v.object({
      serverId,
      remoteId: v.pipe(v.string(), v.maxLength(limits.remoteId)),
      from: v.object({ remoteId: v.nullable(v.string()), time: v.number() })
    })
  ).returns<{ count: number }>(),
  listGaps: call(v.object({ serverId, conversationId: v.nullable(rowId) })).returns<BookedGap[]>(),
  /** The server has nothing (any more) for this gap. */
  closeGap: call(v.object({ gapId: rowId })).returns<null>(),
  historyCursor: call(v.object({ conversationId: rowId })).returns<HistoryCursor>(),
  /** Finds or makes the row of a conversation that the server named. */
  conversationId: call(
    v.object({ serverId, remoteId: v.pipe(v.string(), v.maxLength(limits.remoteId)) })
  ).returns<{ conversationId: ConversationId | null }>(),
  /** A way that led to the server. */
  keepFound: call(v.object({ serverId, found: foundWaySchema })).returns<null>(),
  keepCookies: call(
    v.object({ serverId, cookies: v.pipe(v.string(), v.maxLength(limits.cookies)) })
  ).returns<null>(),
  /** Keeps more of what the person filled in; the link is not told anew. */
  keepLogin: call(
    v.object({
      serverId,
      values: v.record(
        v.pipe(v.string(), v.maxLength(60)),
        v.pipe(v.string(), v.maxLength(limits.loginValue))
      )
    })
  ).returns<null>(),
  /** The dialect's features and name as compiled, so that the window offers what the server has. */
  describeServer: call(
    v.object({
      serverId,
      dialectId: v.pipe(v.string(), v.maxLength(80)),
      dialectName: v.pipe(v.string(), v.maxLength(limits.name)),
      features: v.record(v.string(), v.boolean()),
      proves: v.array(v.picklist(proofs)),
      /** The most characters of a message; longer ones are refused while they are still in the composer. */
      textLength: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), limits.messageText),
      single: v.nullable(v.pipe(v.string(), v.maxLength(limits.name)))
    })
  ).returns<null>(),
  ...storeTransferCalls
}
export type StoreForNetworkCalls = typeof storeForNetworkCalls

export interface StoreToNetworkEvents extends TransferEvents {
  /** Committed and ready to be sent. */
  outboxAdded: { entries: OutboxEntry[] }
  /** Proven otherwise (an echo matched), or taken back by the person. */
  outboxRemoved: { outboxIds: number[] }
  linkAdded: ServerLink
  linkChanged: ServerLink
  linkRemoved: { serverId: ServerId }
}
