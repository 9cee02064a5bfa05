// What the Inspector shows and asks: raw events of a server, the dialect's reading of each, recordings.
import * as v from 'valibot'
import type { Failure } from './failure.ts'
import type { InboundEvent } from './inbound.ts'
import { limits } from './limits.ts'
import type { ServerId } from './model.ts'
import { call } from './rpc.ts'

/** What of the Inspector is bounded, and how. */
export const inspectorLimits = {
  /** Events that the window holds of one server. */
  rows: 100_000,
  /** Characters of the arguments in one row. */
  preview: 160,
  /** Characters of each text in the short form of a reading; a longer one is cut there. */
  told: 120,
  /** Arguments of one emission. */
  args: 20,
  /** Bytes of one emission's arguments. */
  emission: 8_000_000,
  /** Events that one call reads at once. */
  read: 1_000,
  /** Events of a recording, and characters of its file. */
  recordedEvents: 20_000,
  recording: 16_000_000
} as const

/** Why something was emitted: `manual` is by the person's own hand in the Inspector. */
export type Purpose = 'send' | 'request' | 'join' | 'reply' | 'manual'

/**
 * What became of an acknowledgement. Coming in: the server waits (`wanted`), the dialect has nothing to
 * say to it (`open`: the person may), it was told (`answered`). Going out: awaited, there, or not there.
 */
export type AckState =
  'wanted' | 'open' | 'answered' | 'awaited' | 'acked' | 'timeout' | 'lost' | 'unsent'

/** One thing that an event meant. */
export interface Told {
  kind: InboundEvent['kind']
  who: string | null
  text: string | null
  /** Of lists: how long. */
  count: number | null
}

/** What the dialect made of an event. */
export interface EventReading {
  /** The rules that fitted, such as `message#0`; none: not understood. */
  rules: string[]
  /** The first few things that it told. */
  told: Told[]
  /** How many things it told in all. */
  count: number
  /** Read again afterwards, with what is known now, rather than when it came. */
  later: boolean
}

/** One event, as the list shows it. Rows of one server are numbered upwards. */
export interface EventRow {
  id: number
  /** ms since 1970. */
  at: number
  direction: 'in' | 'out'
  event: string
  namespace: string
  /** Of what went over the wire; estimated where it went out. */
  bytes: number
  argCount: number
  /** The arguments' beginning. */
  preview: string
  ack: AckState | null
  /** How long the acknowledgement took. */
  ackMs: number | null
  purpose: Purpose | null
  /** Of what came in; null: not read (yet). */
  reading: EventReading | null
}

/** One event whole. Binary stays binary. */
export interface EventDetail {
  row: EventRow
  /** Null: too deep or too large to be shown. */
  args: unknown[] | null
  /** What the acknowledgement carried. */
  ackArgs: unknown[] | null
  /** What it tells when it is read now. */
  events: InboundEvent[]
}

/** Where a part of a recording was left out, and why. */
export interface Redaction {
  /** Such as `3.args.0.token`. */
  path: string
  reason: 'login' | 'key' | 'looks'
}

/** A recording as it would be written. */
export interface RecordingDraft {
  /** The file's text. */
  text: string
  events: number
  /** Events that did not fit into a file, oldest first. */
  leftOut: number
  /** How many values were left out, and the first hundred. */
  redacted: number
  redactions: Redaction[]
}

/** What a dialect makes of one captured event. */
export interface CapturedReading {
  reading: EventReading
  events: InboundEvent[]
}

/** A recording as a dialect reads it: a row for each event, numbered from 1, and what each tells. */
export interface Replayed {
  rows: EventRow[]
  events: InboundEvent[][]
}

/** What reading captured events by a document came to. */
export interface TriedDocument {
  /** Null where the document could not be compiled. */
  readings: (CapturedReading & { id: number })[] | null
  /** Where it could not: `detail` holds `path` and `reason`. */
  failure: Failure | null
}

/** What a document that is being made would emit for a message. */
export interface TriedSaying {
  /** Null where the document could not be compiled. */
  saying: { event: string; args: unknown[] } | null
  /** Where it could not: `detail` holds `path` and `reason`. */
  failure: Failure | null
}

/** What a document makes of the answer to such an emission. */
export interface JudgedAnswer {
  isGood: boolean
  /** The server's own words where it refused. */
  words: string | null
}

const serverId = v.pipe(v.string(), v.uuid())
const eventId = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const eventName = v.pipe(v.string(), v.minLength(1), v.maxLength(200))
const args = v.pipe(v.array(v.unknown()), v.maxLength(inspectorLimits.args))
const ids = v.pipe(v.array(eventId), v.maxLength(inspectorLimits.read))
const dialectId = v.pipe(v.string(), v.minLength(1), v.maxLength(80))
/** A message as it might be written; without a conversation it goes nowhere in particular. */
const sample = {
  serverId,
  document: v.unknown(),
  conversationId: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  text: v.pipe(v.string(), v.maxLength(limits.messageText))
}

/** One event of a recording. Binary stands as `{"$binary": base64}`. */
const recordedEventSchema = v.strictObject({
  at: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  direction: v.picklist(['in', 'out']),
  event: eventName,
  args: v.pipe(v.array(v.unknown()), v.maxLength(1_000)),
  ack: v.optional(v.nullable(v.pipe(v.array(v.unknown()), v.maxLength(1_000))), null)
})
export type RecordedEvent = v.InferOutput<typeof recordedEventSchema>

export const recordingSchema = v.strictObject({
  filoRecording: v.literal(1),
  dialectId: v.nullable(dialectId),
  namespace: v.pipe(v.string(), v.maxLength(200)),
  me: v.strictObject({
    id: v.nullable(v.pipe(v.string(), v.maxLength(limits.remoteId))),
    name: v.nullable(v.pipe(v.string(), v.maxLength(limits.name)))
  }),
  redacted: v.boolean(),
  events: v.pipe(v.array(recordedEventSchema), v.maxLength(inspectorLimits.recordedEvents))
})
export type Recording = v.InferOutput<typeof recordingSchema>

export const inspectorCalls = {
  /**
   * The events of a server that are still remembered; afterwards `eventsCaptured` tells of new and changed
   * ones, ten times a second at most, until the watch ends. A window watches one server at a time.
   */
  watchEvents: call(v.strictObject({ serverId: v.nullable(serverId) })).returns<EventRow[]>(),
  /** Refuses with `not-found` when the event is no longer remembered. */
  readEvent: call(v.strictObject({ serverId, id: eventId })).returns<EventDetail>(),
  /** Forgets what was captured of a server so far. */
  clearEvents: call(v.strictObject({ serverId })).returns<null>(),
  /**
   * Emits by hand, past the outbox; answers with the event's number, its fate is told by `eventsCaptured`.
   * Arguments are JSON or bytes. `ackMs`: how long to wait for an acknowledgement; null: none is asked for.
   */
  emitByHand: call(
    v.strictObject({
      serverId,
      event: eventName,
      args,
      ackMs: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(120_000)))
    })
  ).returns<{ id: number }>(),
  /** Answers an event whose acknowledgement is `open` or `wanted`; `not-found` where nobody waits any more. */
  answerByHand: call(v.strictObject({ serverId, id: eventId, args })).returns<null>(),
  /** The event in which a message came or went; null where it is no longer remembered. */
  findEvent: call(
    v.strictObject({
      serverId,
      text: v.pipe(v.string(), v.maxLength(limits.messageText)),
      own: v.boolean()
    })
  ).returns<{ id: number | null }>(),
  /** Which events hold a text anywhere, from one on; at most the newest ten thousand. */
  searchEvents: call(
    v.strictObject({
      serverId,
      text: v.pipe(v.string(), v.minLength(1), v.maxLength(limits.searchQuery)),
      from: eventId
    })
  ).returns<{ ids: number[] }>(),
  /** What a recording of the events from `from` to `to` (null: the last) would hold; nothing is written. */
  draftRecording: call(
    v.strictObject({
      serverId,
      from: eventId,
      to: v.nullable(eventId),
      secrets: v.boolean()
    })
  ).returns<RecordingDraft>(),
  /** Reads a recording by a dialect, without any server, in order. */
  replay: call(v.strictObject({ recording: recordingSchema, dialectId })).returns<Replayed>(),
  /** A conformance fixture of a recording: what the dialect makes of it now is what it must make of it. */
  makeFixture: call(v.strictObject({ recording: recordingSchema, dialectId })).returns<{
    text: string
  }>(),
  /** The dialect that a server is spoken to in; `document` null where there is none yet. */
  readDialect: call(v.strictObject({ serverId })).returns<{
    document: unknown
    /** Whether it is the person’s own, neither one of Filo’s nor one that is still being learned. */
    isOwn: boolean
  }>(),
  /**
   * Keeps a document among the person's own dialects, over the one of the same id if it is theirs. Refuses
   * with `dialect-invalid`, and with `not-allowed` where the id is one of Filo's.
   */
  saveDialect: call(v.strictObject({ document: v.unknown() })).returns<{ dialectId: string }>(),
  /** Reads captured events by a document that is being made; a fault in it is part of the answer. */
  tryDocument: call(
    v.strictObject({ serverId, document: v.unknown(), ids })
  ).returns<TriedDocument>(),
  /**
   * What a document that is being made would emit for a text; a fault in it is part of the answer. Nothing
   * is emitted. Refuses with `not-supported` where the document can't say it by an event.
   */
  trySaying: call(v.strictObject(sample)).returns<TriedSaying>(),
  /** How such a document reads the answer to what was emitted by hand; `not-found` while there is none. */
  judgeAnswer: call(v.strictObject({ ...sample, id: eventId })).returns<JudgedAnswer>(),
  /** What may stand in an expression: of an inbound rule, of what is sent, of an answer. */
  expressionWords: call(
    v.strictObject({ where: v.picklist(['inbound', 'emit', 'answer']) })
  ).returns<{ variables: string[]; functions: string[] }>()
}
export type InspectorCalls = typeof inspectorCalls

/** Told to those who watch the server. */
export interface InspectorEvents {
  eventsCaptured: {
    serverId: ServerId
    /** New and changed ones. */
    rows: EventRow[]
    /** How many came too fast to be told one by one; they are remembered all the same. */
    skipped: number
  }
}
