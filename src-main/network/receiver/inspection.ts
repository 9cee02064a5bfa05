// What the Inspector wants to know of the receiver: how frames were read, and how captured events would be.
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import {
  inspectorLimits,
  type CapturedReading,
  type EventReading,
  type Told
} from '../../../src-preload/contract/inspector.ts'
import type { InboundEvent, InboundPerson } from '../../../src-preload/contract/inbound.ts'
import type { ServerId } from '../../../src-preload/contract/model.ts'
import { compileDialect } from '../../dialects/compile.ts'
import type { CompiledDialect, Reading, Session } from '../../dialects/compiled.ts'
import { sanitiseArgs } from '../../dialects/sanitise.ts'
import { startSession } from '../../dialects/session.ts'
import type { Clock } from '../clock.ts'
import type { DialectBook } from '../dialect-book.ts'
import type { FromReceiver, ReadingWish } from '../thread-calls.ts'
import { Coalescer } from './coalescer.ts'

/** Things told of one event that are put into words. */
const MAX_TOLD = 3
const MAX_RULES = 8
/** Things told of one event that are handed over whole, where somebody looks into it. */
const MAX_EVENTS = 200
/** Readings that are told at once; what comes faster is read all the same, but not told of. */
const MAX_READINGS = 2_000

/** Collects the readings of watched servers, and tells of them ten times a second at most. */
export class Inspection {
  readonly #waiting = new Map<ServerId, { seq: number; reading: EventReading }[]>()
  readonly #news: Coalescer<ServerId>
  #wanted: ReadonlySet<ServerId> = new Set()

  constructor(clock: Clock, tell: (told: FromReceiver['eventsRead']) => void) {
    this.#news = new Coalescer(clock, (serverId) => {
      const readings = this.#waiting.get(serverId)
      this.#waiting.delete(serverId)
      if (readings) tell({ serverId, readings })
    })
  }

  want(serverIds: readonly ServerId[]): void {
    this.#wanted = new Set(serverIds)
  }

  /** A frame was read; costs nothing where nobody looks. */
  note(serverId: ServerId, seq: number, reading: Reading | null): void {
    if (!this.#wanted.has(serverId)) return
    const waiting = this.#waiting.get(serverId) ?? []
    if (waiting.length >= MAX_READINGS) return
    waiting.push({ seq, reading: summaryOf(reading, false) })
    this.#waiting.set(serverId, waiting)
    this.#news.mark(serverId)
  }
}

interface OpenDesk {
  dialect: CompiledDialect
  reader: { session: Session }
}

/** Reads captured events as a wish says; `dialect-invalid` where its document does not compile. */
export function readCaptured(
  wish: ReadingWish,
  desk: OpenDesk | null,
  book: DialectBook
): Result<CapturedReading[]> {
  const found = dialectOf(wish, desk, book)
  if (!found.ok) return found
  let session = desk?.reader.session ?? startSession({ name: wish.me.name ?? '' }, wish.me)
  const readings = wish.events.map(({ event, args: raw, at }) => {
    const { args, refused } = sanitiseArgs(raw)
    const reading = refused ? null : found.value.read(event, args, session, at)
    if (wish.inOrder && reading) session = reading.session
    return {
      reading: summaryOf(reading, true),
      events: reading?.events.slice(0, MAX_EVENTS) ?? []
    }
  })
  return done(readings)
}

function dialectOf(
  { by }: ReadingWish,
  desk: OpenDesk | null,
  book: DialectBook
): Result<CompiledDialect> {
  if (by.kind === 'document') return compileDialect(by.document)
  const dialect = by.kind === 'known' ? book.get(by.dialectId) : desk?.dialect
  return dialect ? done(dialect) : refuse('dialect-unknown')
}

/** A reading in short. Null: it was refused as dangerous to read. */
function summaryOf(reading: Reading | null, later: boolean): EventReading {
  if (!reading) return { rules: ['!refused'], told: [], count: 0, later }
  return {
    rules: reading.rules.slice(0, MAX_RULES),
    told: reading.events.slice(0, MAX_TOLD).map(toldOf),
    count: reading.events.length,
    later
  }
}

function toldOf(event: InboundEvent): Told {
  const told = (who: InboundPerson | null, text: string | null, count: number | null = null) => ({
    kind: event.kind,
    who: (who?.name ?? who?.id ?? null)?.slice(0, inspectorLimits.told) ?? null,
    text: text?.slice(0, inspectorLimits.told) ?? null,
    count
  })
  switch (event.kind) {
    case 'message':
    case 'correction':
      return told(event.message.author, event.message.text)
    case 'history':
      return told(null, event.messages[0]?.text ?? null, event.messages.length)
    case 'edit':
      return told(null, event.text)
    case 'reaction':
      return told(event.by, event.emoji)
    case 'receipt':
    case 'typing':
      return told(event.by, null)
    case 'members':
      return told(event.people[0] ?? null, null, event.people.length)
    case 'conversations':
      return told(null, event.conversations[0]?.title ?? null, event.conversations.length)
    case 'identity':
      return told(event.me, null)
    case 'server-name':
      return told(null, event.name)
    case 'server-error':
      return told(null, event.text)
    case 'delete':
    case 'clear':
    case 'conversation-gone':
    case 'break':
    case 'remember':
      return told(null, null)
  }
}
