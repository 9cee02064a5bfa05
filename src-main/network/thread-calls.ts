// What the network process's main thread (link and relay) and its worker threads say to each other.
import type { LearnedReading } from '../../src-preload/contract/learning.ts'
import * as v from 'valibot'
import type { Failure } from '../../src-preload/contract/failure.ts'
import type { ConversationRef, KeptEvent } from '../../src-preload/contract/inbound.ts'
import type {
  Connection,
  ConversationId,
  Member,
  ServerId
} from '../../src-preload/contract/model.ts'
import type {
  CapturedReading,
  EventReading,
  Purpose
} from '../../src-preload/contract/inspector.ts'
import type { NetworkEvents, Refused } from '../../src-preload/contract/network-calls.ts'
import { call } from '../../src-preload/contract/rpc.ts'
import type { ConnectPlan, Request, Saying, Session } from '../dialects/compiled.ts'
import type { PageTalk, ScriptEmit } from '../dialects/learn/page-script.ts'
import type { Proposal } from '../dialects/learn/proposal.ts'
import type { Trial } from '../dialects/learn/trials.ts'
import type { Verdict } from '../dialects/learn/verdict.ts'
import type { DialectDocument } from '../dialects/schema.ts'
import type {
  HistoryCursor,
  OutboxEntry,
  ServerLink,
  Settlement
} from '../ports/store-network-calls.ts'
import type { ThreadName } from './counters.ts'

// Threads of one process trust each other: their inputs are typed, and checked where they enter the process.
function trusted<T>(): v.GenericSchema<T> {
  return v.custom<T>(() => true)
}

const empty = v.object({})

/** One event as it came from a server, in the order of `seq` within the server. */
export interface Frame {
  seq: number
  event: string
  args: unknown[]
  /** ms since 1970. */
  at: number
  /** Estimated size, for back-pressure. */
  bytes: number
  /** Set where the server waits for an acknowledgement. */
  ackToken: number | null
}

/** Frames as rows of numbers and one text, in the same order each. */
export interface PackedFrames {
  seqs: Float64Array
  ats: Float64Array
  bytes: Float64Array
  /** Null where no server waits for an answer to any of them. */
  ackTokens: (number | null)[] | null
  /** Each name once. */
  names: string[]
  /** Which of the names. */
  events: Uint32Array
  /** What was not taken apart yet, one after the other: lists in JSON, the event's name first. */
  text: string
  /** Where in the text each of them ends; no further than the one before it: it stands in `taken`. */
  ends: Uint32Array
  /** The arguments of those that were taken apart, by their places. */
  taken: Map<number, unknown[]>
}

/** An acknowledgement that a server asked for; given once the event is committed. */
export interface AckReply {
  ackToken: number
  /** Null: the dialect has nothing to answer. */
  args: unknown[] | null
}

/** One connection attempt of one server. A message of an older epoch means nothing. */
export interface Epoch {
  serverId: ServerId
  epoch: number
}

/** Captured events to be read once more, or by another dialect. */
export interface ReadingWish {
  /** Whose session they are read with; null: one that begins with `me`. */
  serverId: ServerId | null
  me: Session['me']
  /** By which dialect: the server's own, a known one, or a document that is being made. */
  by:
    { kind: 'own' } | { kind: 'known'; dialectId: string } | { kind: 'document'; document: unknown }
  events: { event: string; args: unknown[]; at: number }[]
  /** Whether each is read with what the ones before it taught. */
  inOrder: boolean
}

/** What became of one emission. */
export type EmitOutcome =
  /** No ack was asked for: handed to the transport, and drained from it. */
  | { kind: 'written' }
  | { kind: 'acked'; args: unknown[] }
  /** No ack in time; a late one may still follow under the same token. */
  | { kind: 'timeout' }
  /** Emitted, then the connection went. */
  | { kind: 'lost' }
  /** Proven never to have been emitted. */
  | { kind: 'unsent' }
  /** The same, while the connection stands: over HTTP the server could not be reached. */
  | { kind: 'unreachable' }
  /** Can't be expressed on the wire. */
  | { kind: 'impossible' }

/** Whether nothing shows that it reached the server, nor that it never will. */
export function mayBeUnderWay({ kind }: EmitOutcome): boolean {
  return kind === 'written' || kind === 'timeout' || kind === 'lost'
}

/** What the sender hears of an emission; `over`: a word that nothing answered has arrived, or never will. */
export type EmitNews = EmitOutcome | { kind: 'over' }

/** Whose ack it is. */
export type AckSource =
  | { kind: 'http'; step: number }
  | { kind: 'join'; step: number }
  | { kind: 'entry'; entry: OutboxEntry }
  | { kind: 'request'; request: Request }

/** What an ack or an awaited event brought, once it is committed. */
export interface Applied {
  session: Session
  added: number
  /** Of a history page: whether there is more. */
  more: boolean | null
  /** Of a history page: its oldest message, to go on from. */
  oldest: HistoryCursor['oldest']
  /** The conversation that was made or opened. */
  conversation: ConversationRef | null
}

/** An event as join steps see it. */
export interface SeenEvent {
  serverId: ServerId
  event: string
  args: unknown[]
}

/** An inbound event that a request waits for. */
export type Wanted =
  | { kind: 'history'; remoteId: string }
  | { kind: 'room'; title: string }
  | { kind: 'direct'; person: { id: string | null; name: string } }

/** What happened to a connection. */
export type Fact =
  | {
      kind: 'connected'
      transport: 'polling' | 'websocket'
      generation: 2 | 3 | 4
    }
  | { kind: 'joined' }
  | { kind: 'upgraded'; transport: 'polling' | 'websocket' }
  /** Could not connect or introduce oneself. */
  | { kind: 'failed'; failure: Failure }
  /** Was connected and is no more. */
  | { kind: 'closed'; failure: Failure }
  /** The server's heartbeat is overdue; told again for as long as nothing comes. */
  | { kind: 'late' }
  /** A sign of life that was late. */
  | { kind: 'heard' }
  | { kind: 'latency'; latencyMs: number }
  /** An answer is awaited for longer than they usually take. */
  | { kind: 'overdue' }
  /** A probe got no answer in time. */
  | { kind: 'silent' }

/** A thread's life as the relay sees it. */
export interface ThreadLife {
  name: ThreadName
  /** Off: it is started when there is something to do for it. */
  state: 'alive' | 'restarting' | 'off'
  restarts: number
}

// --- receiver ---

export const receiverCalls = {
  /** A connection is about to be opened: begin a new session, without what is to be forgotten, and say how. */
  prepare: call(trusted<Epoch & { forget: readonly string[] }>()).returns<{
    plan: ConnectPlan
    session: Session
  }>(),
  /** Reads an ack that carries more than yes or no; answers once what it brought is committed. */
  applyAck:
    call(trusted<{ serverId: ServerId; source: AckSource; args: unknown[] }>()).returns<Applied>(),
  /** Answers once an event that fits was committed, whoever caused it. */
  awaitEvent:
    call(trusted<{ serverId: ServerId; wanted: Wanted; timeoutMs: number }>()).returns<Applied>(),
  /** The conversations that the person is in, as far as this connection's server told. */
  joinedConversations: call(trusted<{ serverId: ServerId }>()).returns<ConversationRef[]>(),
  members: call(trusted<{ serverId: ServerId; remoteId: string }>()).returns<Member[]>(),
  /** What the texts of a server's page and scripts say to their server, and listen to. */
  readScripts: call(trusted<{ texts: string[] }>()).returns<PageTalk>(),
  /** Reads without keeping anything. */
  readCaptured: call(trusted<ReadingWish>()).returns<CapturedReading[]>()
}
export type ReceiverCalls = typeof receiverCalls

/** A dialect was added, changed or (null) taken away; `anew`: its servers are connected to anew. */
export interface DialectSet {
  id: string
  document: unknown
  anew: boolean
}

/** What the receiver makes of a server that is learned by watching. */
export interface Lesson {
  serverId: ServerId
  verdict: Verdict
  readings: LearnedReading[]
  introductions: Proposal[]
  sends: Proposal[]
  /** The last thing that was tried. */
  trial: Trial | null
}

/** One step of something that was proposed, from 0. */
interface Said {
  serverId: ServerId
  proposalId: string
  step: number
}

export interface ToReceiver {
  /** With the person's yes this went out; what comes now may be the answer. */
  proposalEmitted: Said & { args: unknown[]; at: number }
  /** The acknowledgement's arguments; null: none came in time. */
  proposalAnswered: Said & { args: unknown[] | null }
  /** The person emitted this by hand; its answer is told by the same number, null: none came in time. */
  emittedByHand: { serverId: ServerId; id: number; event: string; args: unknown[]; at: number }
  answeredByHand: { serverId: ServerId; id: number; args: unknown[] | null }
  /** The person saw whether it arrived. */
  proposalVouched: { serverId: ServerId; proposalId: string; worked: boolean }
  /** What the server's own page was found to say to it. */
  pageSays: { serverId: ServerId; emits: ScriptEmit[] }
  dialectSet: DialectSet
  linkSet: ServerLink
  linkRemoved: { serverId: ServerId }
  /** The receiver was restarted while this server is connected. */
  sessionRestored: Epoch & { session: Session; owesBreak: boolean }
  /** `owesBreak`: messages may have been missed since the last connection. */
  connected: Epoch & { socketId: string | null; owesBreak: boolean }
  /** The introduction is over: events need not be told to the sender any more. */
  joined: Epoch
  disconnected: Epoch
  framesArrived: Epoch & { frames: PackedFrames }
  membersWatched: { conversationId: ConversationId; serverId: ServerId; remoteId: string }
  membersUnwatched: { conversationId: ConversationId }
  /** The readings of these servers' events are to be told, of no others. */
  inspectionWanted: { serverIds: ServerId[] }
  beatWanted: object
}

export interface CommitRequest {
  serverId: ServerId
  events: KeptEvent[]
  receivedAt: number
  /** All frames up to here are done with once this is committed. */
  throughSeq: number
  replies: AckReply[]
  /** Names this batch, so that the store commits it once however often it is asked. */
  batch: string
  /** The batch that was under way when this one left: only behind it may this one be committed. */
  after?: string
}

/** The same on its way through the main thread, which reads and copies no more of it than it has to. */
export interface PackedCommit extends Omit<CommitRequest, 'events'> {
  /** All events as JSON: a text is handed on for a fraction of what a tree of objects costs. */
  events: string
  /** Those of them that say something to the main thread, too. */
  told: KeptEvent[]
}

/** What the receiver asks the main thread for; both go on to the store. */
export const receiverNeeds = {
  commit: call(trusted<PackedCommit>()).returns<{ added: number }>(),
  conversationId: call(trusted<{ serverId: ServerId; remoteId: string }>()).returns<{
    conversationId: ConversationId | null
  }>()
}
export type ReceiverNeeds = typeof receiverNeeds

export interface FromReceiver {
  /** What is learned by now: from here on this receiver reads by it. */
  learned: { serverId: ServerId; document: DialectDocument }
  lessonChanged: Lesson
  /** A frame of this connection was no JSON. */
  frameBroken: Epoch
  /** These frames held nothing to keep. */
  framesSettled: { serverId: ServerId; throughSeq: number; replies: AckReply[] }
  /** Frames, or parts of what they hold, that were left out. */
  framesRefused: { serverId: ServerId; why: Refused; count: number }
  sessionChanged: { serverId: ServerId; session: Session }
  /** While the introduction goes on: an event came; its session change was told before. */
  eventSeen: SeenEvent
  typingChanged: NetworkEvents['typingChanged']
  membersChanged: NetworkEvents['membersChanged']
  serverComplained: NetworkEvents['serverComplained']
  /** The server waits for an event of ours, such as the answer to its own ping. */
  said: { serverId: ServerId; event: string; args: unknown[] }
  /** What became of frames, for who looks at them. */
  eventsRead: { serverId: ServerId; readings: { seq: number; reading: EventReading }[] }
}

// --- sender ---

export const senderCalls = {
  /** Emits a request; answers when it was written, acknowledged and applied, or refused. */
  request: call(trusted<{ serverId: ServerId; request: Request }>()).returns<{
    applied: Applied | null
  }>()
}
export type SenderCalls = typeof senderCalls

export interface ToSender {
  /** Sends the first entry of a conversation by this document, and nothing else until the next `dialectSet`. */
  trySend: { serverId: ServerId; conversationId: ConversationId; document: DialectDocument }
  dialectSet: DialectSet
  linkSet: ServerLink
  linkRemoved: { serverId: ServerId }
  /** `joined`: the sender was restarted after the introduction. */
  connected: Epoch & { session: Session; joined: boolean }
  disconnected: Epoch
  sessionChanged: { serverId: ServerId; session: Session }
  eventSeen: SeenEvent
  emitted: { serverId: ServerId; token: number; outcome: EmitNews }
  outboxAdded: { entries: OutboxEntry[] }
  outboxRemoved: { outboxIds: number[] }
  /** The store is (back) there: ask for the outbox. */
  storeAttached: object
  beatWanted: object
}

/** What the sender asks the main thread for; it goes on to store or receiver. */
export const senderNeeds = {
  listOutbox: call(empty).returns<OutboxEntry[]>(),
  markAttempted: call(trusted<{ outboxIds: number[] }>()).returns<null>(),
  /** Answers once they are stored, and everything that the server had said by then before them. */
  settle: call(trusted<{ serverId: ServerId; settlements: Settlement[] }>()).returns<null>(),
  /** Answers once history that may hold a word said at `since` (ms) is stored, or can't be fetched. */
  met: call(
    trusted<{ serverId: ServerId; conversation: ConversationRef; since: number }>()
  ).returns<null>(),
  applyAck: receiverCalls.applyAck
}
export type SenderNeeds = typeof senderNeeds

export interface FromSender {
  emit: Epoch & { token: number; saying: Saying; purpose: Purpose }
  joined: Epoch
  joinFailed: Epoch & { failure: Failure }
}

// --- monitor ---

export interface ToMonitor {
  /** `fresh`: connect now, the way to the server changed; else only learn of it. */
  linkSet: Epoch & { connection: Connection | null; fresh: boolean }
  linkRemoved: { serverId: ServerId }
  factLearned: Epoch & { fact: Fact }
  systemChanged: { cause: 'resume' | 'online' | 'offline' | 'unlock' }
  reconnectWanted: { serverId: ServerId }
  threadsWatched: { on: boolean }
  threadChanged: ThreadLife
  /** A thread was given work while the monitor slept. */
  workBegan: object
  /** Link wants to see that this thread still takes what it is told. */
  beatWanted: object
}

export interface FromMonitor {
  openWanted: Epoch
  closeWanted: Epoch
  probeWanted: Epoch & { timeoutMs: number }
  connectionChanged: Connection
  connectionRemoved: { serverId: ServerId }
  threadsMeasured: NetworkEvents['threadsMeasured']
  /** Tell every thread to beat. */
  beatsWanted: object
  threadHung: { name: ThreadName }
  /** Whether the monitor looks at the threads by itself, once a second. */
  watchingChanged: { on: boolean }
}
