// What the window asks of the network process, and what passes through it without being stored.
import * as v from 'valibot'
import { call } from './rpc.ts'
import { fileNetworkCalls, type FileNetworkEvents } from './files.ts'
import { limits } from './limits.ts'
import { fingerprintSchema } from './passage.ts'
import { connectSettingsSchema } from './store-calls.ts'
import { inspectorCalls, type InspectorEvents } from './inspector.ts'
import { learningCalls, type Learning } from './learning.ts'
import type { DoctorLine } from './doctor.ts'
import type { Connection, ConversationId, Member, ServerId } from './model.ts'

const serverId = v.pipe(v.string(), v.uuid())
const conversationId = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(limits.name))
const dialectId = v.pipe(v.string(), v.minLength(1), v.maxLength(80))
const loginValues = v.record(
  v.pipe(v.string(), v.maxLength(60)),
  v.pipe(v.string(), v.maxLength(limits.loginValue))
)

/** What a try at an address found. */
export interface AddressFinding {
  /** The settings that worked, with generation, path and transports filled in. */
  generation: 2 | 3 | 4
  path: string
  namespace: string
  parser: 'default' | 'msgpack'
  transport: 'polling' | 'websocket'
  /** The dialect that fits best, if one was recognised. */
  dialectId: string | null
  serverName: string | null
  /** Dialects that it may speak, best first, the recognised one among them; none where one was chosen. */
  candidates: DialectCandidate[]
}

/** A dialect that a server may speak. */
export interface DialectCandidate {
  id: string
  name: string
  /** How far what the server showed speaks for it: 0 nothing, but nothing against it either; 1 all that it takes. */
  fit: number
  /** What speaks for it. */
  reasons: DialectReason[]
}

/** Something that a server showed and that speaks for a dialect. */
export type DialectReason =
  | { kind: 'event'; event: string }
  /** Its library and settings; its path or namespace; how it says no; what its own page says. */
  | { kind: 'handshake' | 'place' | 'refusal' | 'page' }

export interface DialectSummary {
  id: string
  name: string
  description: string
  /** What the person must fill in beyond a name. */
  loginFields: {
    key: string
    label: { en: string; it: string }
    secret: boolean
    required: boolean
  }[]
  origin: DialectOrigin
}

/** Where a dialect comes from: with Filo, from a file of the person's, from watching a server, or from an organisation. */
export type DialectOrigin = 'built-in' | 'own' | 'learned' | 'policy'

/** One process or thread, as the Threads region shows it. */
export interface ThreadReading {
  name: string
  process: 'main' | 'window' | 'network' | 'store' | 'host' | 'gpu' | 'other'
  kind: 'process' | 'thread'
  pid: number
  state: 'alive' | 'slow' | 'hung' | 'restarting' | 'off'
  /** Share of one core over the last interval, 0 to 1; null where it can't be told. */
  load: number | null
  /** Resident bytes; null for a thread, whose memory is its process's. */
  memoryBytes: number | null
  /** Things waiting. */
  queue: number
  eventsPerSecond: number
  bytesPerSecond: number
  /** ms since 1970. */
  lastBeatAt: number
  restarts: number
}

/** Why something that a server sent was left out. */
export const refusals = [
  /** Larger than is taken. */
  'too-large',
  /** Too deep, or of too many values. */
  'too-complex',
  /** Holds keys that would change how maps work. */
  'poisoned',
  /** An event's name without end. */
  'event-name',
  /** Events under ever new names. */
  'event-names',
  /** Ever new conversations. */
  'conversations',
  /** More people than are kept. */
  'people',
  /** Could not be read, or not be stored. */
  'unreadable'
] as const
export type Refused = (typeof refusals)[number]

/** What is kept from harm on one server, since Filo was started. */
export interface ServerTraffic {
  serverId: ServerId
  /** Read no faster than the budget allows, right now. */
  slowed: boolean
  refused: Partial<Record<Refused, number>>
}

export const networkCalls = {
  ...learningCalls,
  /** Every server's connection; afterwards `connectionChanged` tells of changes. */
  listConnections: call(v.strictObject({})).returns<Connection[]>(),
  /** The servers of which something was refused or slowed; afterwards `trafficChanged` tells. */
  listTraffic: call(v.strictObject({})).returns<ServerTraffic[]>(),
  /** Tries an address without keeping anything: is there a Socket.IO server, and which? */
  tryAddress: call(
    v.strictObject({
      connect: connectSettingsSchema,
      dialectId,
      login: loginValues,
      /** The fingerprint of the certificate that the person trusts there. */
      trust: v.optional(v.nullable(fingerprintSchema), null)
    })
  ).returns<AddressFinding>(),
  /** Afterwards `dialectsChanged` says that it is worth asking again. */
  listDialects: call(v.strictObject({})).returns<DialectSummary[]>(),
  /** What fits what a server showed lately, best first, each with its reasons; `not-found` where it is gone. */
  listFits: call(v.strictObject({ serverId })).returns<DialectCandidate[]>(),
  /** Own and learned ones only; refuses others with `not-allowed`. */
  renameDialect: call(v.strictObject({ dialectId, name })).returns<null>(),
  /** Refuses with `dialect-in-use` and `count` while servers are spoken to in it. */
  removeDialect: call(v.strictObject({ dialectId })).returns<null>(),
  /**
   * Checks the way to a server step by step; `diagnosisStep` tells of each under the same `run`. One check
   * runs at a time for a window: a further one ends it.
   */
  diagnose: call(
    v.strictObject({
      run: v.pipe(v.string(), v.maxLength(60)),
      serverId: v.nullable(serverId),
      /** Where no server is meant: an address as it was typed. */
      url: v.pipe(v.string(), v.maxLength(limits.address))
    })
  ).returns<DoctorLine[]>(),
  cancelDiagnosis: call(v.strictObject({})).returns<null>(),
  /** Reconnects now, whatever the pause. */
  reconnect: call(v.strictObject({ serverId })).returns<null>(),
  setTyping: call(v.strictObject({ conversationId, on: v.boolean() })).returns<null>(),
  /** Fetches history before what is stored; `more` is null where the server can't tell. */
  loadOlder: call(v.strictObject({ conversationId })).returns<{
    added: number
    more: boolean | null
  }>(),
  /** The person looks at this conversation: what it lacks is fetched before the rest. */
  catchUp: call(v.strictObject({ conversationId })).returns<null>(),
  /** Fetches what may be missing in a gap; `closed` says whether the whole gap is filled now. */
  fillGap: call(
    v.strictObject({ conversationId, gapId: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) })
  ).returns<{ added: number; closed: boolean }>(),
  createRoom: call(v.strictObject({ serverId, title: name })).returns<{
    conversationId: ConversationId
  }>(),
  joinRoom: call(v.strictObject({ conversationId })).returns<null>(),
  leaveRoom: call(v.strictObject({ conversationId })).returns<null>(),
  openDirect: call(
    v.strictObject({ serverId, person: v.strictObject({ id: v.nullable(v.string()), name }) })
  ).returns<{ conversationId: ConversationId }>(),
  /** The people of a conversation; afterwards `membersChanged` tells of changes until `unwatchMembers`. */
  watchMembers: call(v.strictObject({ conversationId })).returns<Member[]>(),
  unwatchMembers: call(v.strictObject({ conversationId })).returns<null>(),
  /** While on, `threadsMeasured` comes once a second. */
  watchThreads: call(v.strictObject({ on: v.boolean() })).returns<null>(),
  ...inspectorCalls,
  ...fileNetworkCalls
}
export type NetworkCalls = typeof networkCalls

export interface NetworkEvents extends InspectorEvents, FileNetworkEvents {
  connectionChanged: Connection
  connectionRemoved: { serverId: ServerId }
  /** At most once a second for a server. */
  trafficChanged: ServerTraffic
  /** Who is typing in a conversation right now; empty when nobody is. */
  typingChanged: { conversationId: ConversationId; names: string[] }
  membersChanged: { conversationId: ConversationId; members: Member[] }
  /** A server complained of something that belongs to no message; at most once in 3 s for a server. */
  serverComplained: { serverId: ServerId; text: string }
  learningChanged: Learning
  learningEnded: { serverId: ServerId }
  /** A dialect was added, changed or taken away. */
  dialectsChanged: object
  diagnosisStep: { run: string; line: DoctorLine }
  threadsMeasured: { readings: ThreadReading[] }
}
