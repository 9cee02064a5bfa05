// Answers what a window's Inspector asks: what was captured, emitting and answering by hand, recordings, readings.
import { fromJson } from '../../src-preload/contract/binary-json.ts'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import {
  inspectorLimits,
  type CapturedReading,
  type EventDetail,
  type InspectorCalls,
  type Recording,
  type RecordingDraft,
  type Replayed,
  type TriedDocument
} from '../../src-preload/contract/inspector.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import { scopes } from '../dialects/compile/compiler.ts'
import { prelude } from '../dialects/expressions/prelude.ts'
import { sanitiseArgs } from '../dialects/sanitise.ts'
import type { DialectBook } from './dialect-book.ts'
import type { Captured } from './inspector/event-ring.ts'
import { recordedRow, rowOf } from './inspector/event-rows.ts'
import { eventsHolding, findEvent } from './inspector/find-event.ts'
import { fixtureText } from './inspector/fixture.ts'
import { draftRecording } from './inspector/recording.ts'
import type { DialectLibrary } from './library/dialect-library.ts'
import type { Link } from './link/link.ts'
import type { ReceiverRpc } from './receiver-relay.ts'
import { dialectIdOf } from './roster.ts'
import { judgeAnswer, trySaying, type TaughtSayingOptions } from './taught-saying.ts'
import type { ReadingWish } from './thread-calls.ts'
import type { Watches } from './windows.ts'

/** Names that every Socket.IO client keeps for itself. */
const RESERVED = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener'
])

export interface InspectorCallsOptions extends TaughtSayingOptions {
  link: Link
  book: DialectBook
  library: DialectLibrary
  receiver: () => ReceiverRpc | null
  /** What the windows watch changed. */
  onWatches: () => void
}

/** The Inspector's handlers for one window. */
export function inspectorHandlers(
  options: InspectorCallsOptions,
  watches: Watches
): Handlers<InspectorCalls> {
  const { inspector, book, library, roster } = options
  return {
    watchEvents: async ({ serverId }) => {
      watches.events = serverId
      options.onWatches()
      return done(serverId === null ? [] : await inspector.rows(serverId))
    },
    readEvent: ({ serverId, id }) => readEvent(options, serverId, id),
    clearEvents: ({ serverId }) => {
      inspector.clear(serverId)
      return done(null)
    },
    emitByHand: (wish) => emitByHand(options, wish),
    answerByHand: ({ serverId, id, args }) => answerByHand(options, serverId, id, args),
    findEvent: async ({ serverId, text, own }) => {
      const found = await findEvent(inspector.between(serverId, 1, null), { text, own })
      return done({ id: found?.id ?? null })
    },
    searchEvents: async ({ serverId, text, from }) =>
      done({ ids: await eventsHolding(inspector.between(serverId, from, null), text) }),
    draftRecording: async (wish) => done(await draft(options, wish)),
    replay: async ({ recording, dialectId }) => {
      const readings = await readRecording(options, recording, dialectId)
      return readings.ok ? done(replayed(recording, readings.value)) : readings
    },
    makeFixture: async ({ recording, dialectId }) => {
      const heard = {
        ...recording,
        events: recording.events.filter((one) => one.direction === 'in')
      }
      const readings = await readRecording(options, heard, dialectId)
      return readings.ok
        ? done({ text: fixtureText(recording, dialectId, readings.value) })
        : readings
    },
    readDialect: ({ serverId }) => {
      const entry = roster.get(serverId)
      if (!entry) return refuse('not-found')
      const id = dialectIdOf(entry)
      const document = book.sources.find((source) => source.id === id)?.document ?? null
      return done({ document, isOwn: book.get(id)?.summary.origin === 'own' })
    },
    saveDialect: ({ document }) => library.save(document),
    tryDocument: ({ serverId, document, ids }) => tryDocument(options, serverId, document, ids),
    trySaying: (sample) => trySaying(options, sample),
    judgeAnswer: ({ id, ...sample }) => judgeAnswer(options, sample, id),
    expressionWords: ({ where }) =>
      done({ variables: [...scopes[where]], functions: Object.keys(prelude).sort() })
  }
}

async function readEvent(
  { inspector, receiver }: InspectorCallsOptions,
  serverId: ServerId,
  id: number
): Promise<Result<EventDetail>> {
  const captured = inspector.get(serverId, id)
  if (!captured) return refuse('not-found')
  const { args, refused } = sanitiseArgs(captured.args)
  const ack = captured.ackArgs ? sanitiseArgs(captured.ackArgs) : null
  const readings =
    captured.direction === 'in'
      ? await receiver()?.ask.readCaptured(ownReading(serverId, [captured]))
      : null
  return done({
    row: rowOf(captured),
    args: refused ? null : args,
    ackArgs: ack?.refused === null ? ack.args : null,
    events: readings?.ok ? (readings.value[0]?.events ?? []) : []
  })
}

function ownReading(serverId: ServerId, events: readonly Captured[]): ReadingWish {
  return {
    serverId,
    me: { id: null, name: null },
    by: { kind: 'own' },
    events: events.map(({ event, args, at }) => ({ event, args, at })),
    inOrder: false
  }
}

// Past the outbox: nothing is kept, nothing is sent again.
function emitByHand(
  { inspector, link, roster, receiver }: InspectorCallsOptions,
  wish: { serverId: ServerId; event: string; args: unknown[]; ackMs: number | null }
): Result<{ id: number }> {
  const { serverId, event, ackMs } = wish
  if (!roster.get(serverId)) return refuse('not-found')
  if (RESERVED.has(event)) return refuse('event-reserved', { name: event })
  const args = emittable(wish.args)
  if (!args) return refuse('event-too-large')
  if (!link.isConnected(serverId)) return refuse('server-unreachable', undefined, true)
  const emission = { event, args, ack: ackMs === null ? null : { timeoutMs: ackMs } }
  const captured = inspector.emitted(serverId, emission, 'manual')
  const { id, at } = captured
  // Where the server is being learned, this shows how it is talked to.
  receiver()?.tell('emittedByHand', { serverId, id, event, args, at })
  link.emit({ serverId, epoch: link.epochOf(serverId) }, emission, (outcome) => {
    inspector.settled(serverId, captured, outcome)
    const answer = outcome.kind === 'acked' ? outcome.args : null
    receiver()?.tell('answeredByHand', { serverId, id, args: answer })
  })
  return done({ id })
}

function answerByHand(
  { inspector, link }: InspectorCallsOptions,
  serverId: ServerId,
  id: number,
  given: unknown[]
): Result<null> {
  const captured = inspector.get(serverId, id)
  const ackToken = captured?.ackToken ?? null
  if (ackToken === null) return refuse('not-found')
  const args = emittable(given)
  if (!args) return refuse('event-too-large')
  if (!link.answerByHand(serverId, ackToken, args)) return refuse('not-found')
  inspector.answered(serverId, [{ ackToken, args }])
  return done(null)
}

/** The arguments as the clients take them; null where they are too large, too deep or poisonous. */
function emittable(given: unknown[]): unknown[] | null {
  const { args, refused, bytes } = sanitiseArgs(given)
  return refused || bytes > inspectorLimits.emission ? null : args.map(withBuffers)
}

// The clients know bytes by Node's own class.
function withBuffers(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  }
  if (Array.isArray(value)) return value.map(withBuffers)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withBuffers(inner)]))
}

async function draft(
  { inspector, roster }: InspectorCallsOptions,
  wish: { serverId: ServerId; from: number; to: number | null; secrets: boolean }
): Promise<RecordingDraft> {
  const entry = roster.get(wish.serverId)
  const { login, remembered, connect, me } = entry?.link ?? {
    login: {},
    remembered: {},
    connect: { auth: {}, headers: {}, query: {} },
    me: { id: null, name: null }
  }
  const { name, ...kept } = login as Record<string, string>
  const all = [kept, remembered, connect.auth, connect.headers, connect.query]
  return await draftRecording({
    events: inspector.between(wish.serverId, wish.from, wish.to),
    dialectId: entry ? dialectIdOf(entry) : null,
    me: { id: me.id, name: me.name ?? name ?? null },
    secrets: all.flatMap((values) => Object.values(values)),
    withSecrets: wish.secrets
  })
}

function replayed(recording: Recording, readings: readonly CapturedReading[]): Replayed {
  const rows = recording.events.map((event, at) => {
    const reading = event.direction === 'in' ? (readings[at]?.reading ?? null) : null
    return recordedRow(event, at + 1, { namespace: recording.namespace, reading })
  })
  return { rows, events: readings.map(({ events }) => events) }
}

async function readRecording(
  { receiver }: InspectorCallsOptions,
  recording: Recording,
  dialectId: string
): Promise<Result<CapturedReading[]>> {
  const answer = await receiver()?.ask.readCaptured({
    serverId: null,
    me: recording.me,
    by: { kind: 'known', dialectId },
    events: recording.events.map(({ event, args, at, direction }) => ({
      // What went out is read by nobody, but keeps its place.
      event: direction === 'in' ? event : '',
      args: direction === 'in' ? (fromJson(args) as unknown[]) : [],
      at
    })),
    inOrder: true
  })
  return answer ?? refuse('process-gone', undefined, true)
}

async function tryDocument(
  { inspector, receiver }: InspectorCallsOptions,
  serverId: ServerId,
  document: unknown,
  ids: readonly number[]
): Promise<Result<TriedDocument>> {
  const events = ids.flatMap((id) => inspector.get(serverId, id) ?? [])
  const answer = await receiver()?.ask.readCaptured({
    ...ownReading(serverId, events),
    by: { kind: 'document', document }
  })
  if (!answer) return refuse('process-gone', undefined, true)
  if (!answer.ok) {
    return answer.failure.code === 'dialect-invalid'
      ? done({ readings: null, failure: answer.failure })
      : answer
  }
  const readings = answer.value.map((one, at) => ({ ...one, id: events[at]?.id ?? 0 }))
  return done({ readings, failure: null })
}
