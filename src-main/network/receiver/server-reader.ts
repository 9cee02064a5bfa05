// Reads one server's frames and acks by its dialect, against the session that only this file changes.
import type {
  InboundEvent,
  InboundMessage,
  KeptEvent,
  PassingEvent
} from '../../../src-preload/contract/inbound.ts'
import type { Refused } from '../../../src-preload/contract/network-calls.ts'
import type { CompiledDialect, Reading, Session } from '../../dialects/compiled.ts'
import { sanitiseArgs } from '../../dialects/sanitise.ts'
import type { ServerLink } from '../../ports/store-network-calls.ts'
import { startSession } from '../../dialects/session.ts'
import type { AckReply, AckSource, Applied, Frame } from '../thread-calls.ts'
import type { Apprentice } from './apprentice.ts'
import type { CommitItem, CommitQueue } from './commit-queue.ts'
import { Census } from './census.ts'
import { Doubles } from './doubles.ts'

export interface ServerReaderOptions {
  dialect: CompiledDialect
  link: ServerLink
  queue: CommitQueue
  now: () => number
  /** Something was left out. */
  refused: (why: Refused) => void
  onPassing: (event: PassingEvent) => void
  onWritten: (event: Extract<KeptEvent, { kind: 'message' }>) => void
  /** The dialect answers an event with another one. */
  onSays: (says: Reading['says']) => void
  /** Histories and conversation lists, once they are on disk. */
  onCommitted: (events: KeptEvent[], added: number) => void
  onSession: (session: Session) => void
  /** A frame was read; null: it could not be. */
  onRead: (frame: Frame, reading: Reading | null) => void
  /** Hears every event of a server that is being learned, and keeps those that say nothing yet; null: none is. */
  apprentice: () => Pick<
    Apprentice,
    'note' | 'keep' | 'takeUnread' | 'understood' | 'corrections'
  > | null
  /** While the introduction goes on: an event came that a join step may wait for. */
  onJoinEvent: (event: string, args: unknown[]) => void
}

export class ServerReader {
  readonly #options: ServerReaderOptions
  #dialect: CompiledDialect
  #waits: boolean
  #doubles = new Doubles()
  readonly #census = new Census()
  #session: Session
  #toldSession: Session
  #isJoining = true
  /** What was to be remembered since this thread began: the store may not have told us yet. */
  readonly #remembered: Record<string, string> = {}

  constructor(options: ServerReaderOptions) {
    this.#options = options
    this.#session = sessionFor(options.link)
    this.#toldSession = this.#session
    this.#dialect = options.dialect
    this.#waits = waitsForEvents(options.dialect)
  }

  /** Reads by another dialect from the next frame on. */
  speak(dialect: CompiledDialect): void {
    this.#dialect = dialect
    this.#waits = waitsForEvents(dialect)
  }

  /** Reads once more what said nothing so far, and corrects what was understood otherwise. */
  readAgain(): void {
    const apprentice = this.#options.apprentice()
    for (const { frame, event } of apprentice?.corrections((one) => this.#readSound(one)) ?? []) {
      const kept: KeptEvent[] = []
      this.#keep(event, kept)
      this.#push(kept, { seq: null, reply: null, at: frame.at }, null)
    }
    for (const frame of apprentice?.takeUnread() ?? []) {
      const { args, refused } = sanitiseArgs(frame.args)
      const reading = refused === null ? this.#read(frame, args) : null
      const kept = reading ? this.#sort(reading.events.filter(speaks)) : []
      if (reading && kept.length > 0) {
        this.#session = reading.session
        apprentice?.understood(frame, kept)
        this.#push(kept, { seq: null, reply: null, at: frame.at }, null)
      } else if (refused === null) {
        apprentice?.keep(frame)
      }
    }
    this.tellSession()
    this.#options.queue.flush()
  }

  /** The person has filled in more than when the connection began. */
  relogin(login: Session['login']): void {
    this.#session = { ...this.#session, login }
    this.tellSession()
  }

  get session(): Session {
    return this.#session
  }

  /** A new connection begins: what the last one taught is forgotten, and of what was remembered these names. */
  begin(link: ServerLink, forget: readonly string[]): Session {
    this.#doubles = new Doubles()
    this.#census.begin()
    this.#isJoining = true
    for (const name of forget) delete this.#remembered[name]
    const kept = Object.entries({ ...link.remembered, ...this.#remembered })
    const remembered = Object.fromEntries(kept.filter(([name]) => !forget.includes(name)))
    this.setSession(sessionFor({ ...link, remembered }))
    return this.#session
  }

  /** The introduction is over. */
  joined(): void {
    this.#isJoining = false
  }

  setSession(session: Session): void {
    this.#session = session
    this.#toldSession = session
  }

  /** What was said since the last connection may be missing: kept before anything of this one. */
  noteBreak(): void {
    const from = { seq: null, reply: null, at: this.#options.now() }
    this.#push([{ kind: 'break' }], from, null)
    this.#options.queue.flush()
  }

  /** Reads frames in order and hands on what they hold. */
  readFrames(frames: readonly Frame[]): void {
    for (const frame of frames) this.#readFrame(frame)
    this.tellSession()
    this.#options.queue.flush()
  }

  /** Reads the ack of a join step, request or message; answers once what it brought is on disk. */
  applyAck(source: AckSource, args: unknown[]): Promise<Applied> {
    const reading = this.#readAck(source, args)
    if (!reading) return Promise.resolve(this.#applied([], 0))
    this.#session = reading.session
    const kept = this.#sort(reading.events)
    this.tellSession()
    return new Promise((resolve) => {
      this.#push(kept, { seq: null, reply: null, at: this.#options.now() }, (added) => {
        resolve(this.#applied(kept, added))
      })
      this.#options.queue.flush()
    })
  }

  #readFrame(frame: Frame): void {
    const apprentice = this.#options.apprentice()
    const args = this.#soundArgs(frame)
    // It may learn to read this very event, and reads those first that came before.
    if (args) apprentice?.note(frame.event, args, frame.at)
    const reading = args ? this.#read(frame, args) : null
    this.#options.onRead(frame, reading)
    const kept = reading ? this.#sort(reading.events) : []
    if (args && !kept.some(speaks)) apprentice?.keep(frame)
    else if (args) apprentice?.understood(frame, kept)
    if (reading) this.#session = reading.session
    if (reading && reading.says.length > 0) this.#options.onSays(reading.says)
    const { seq, at, ackToken } = frame
    const reply: AckReply | null =
      ackToken === null ? null : { ackToken, args: reading?.ackArgs ?? null }
    this.#push(kept, { seq, reply, at }, null)
    if (!args || !this.#isJoining || !this.#waits) return
    this.tellSession()
    this.#options.onJoinEvent(frame.event, args)
  }

  #soundArgs(frame: Frame): unknown[] | null {
    if (this.#census.knowsEvent(frame.event)) return this.#sanitised(frame.args)
    this.#options.refused('event-names')
    return null
  }

  #sanitised(raw: readonly unknown[]): unknown[] | null {
    const { args, refused } = sanitiseArgs(raw)
    if (refused === null) return args
    this.#options.refused(refused)
    return null
  }

  #read(frame: Frame, args: unknown[]): Reading | null {
    try {
      return this.#dialect.read(frame.event, args, this.#session, frame.at)
    } catch {
      this.#options.refused('unreadable') // a dialect must not throw, but one that does takes only its event
      return null
    }
  }

  /** What an event that was taken before is read as now. */
  #readSound(frame: Frame): InboundEvent[] {
    const { args, refused } = sanitiseArgs(frame.args)
    return refused === null ? (this.#read(frame, args)?.events ?? []) : []
  }

  #readAck(source: AckSource, raw: unknown[]): Reading | null {
    const { args, refused } = sanitiseArgs(raw)
    if (refused) return null
    const { now } = this.#options
    const dialect = this.#dialect
    const verdict =
      source.kind === 'http'
        ? dialect.http[source.step]?.readAnswer(args, this.#session, now())
        : source.kind === 'join'
          ? dialect.join[source.step]?.readAck(args, this.#session, now())
          : source.kind === 'entry'
            ? dialect.readAck(source.entry, args, this.#session, now())
            : dialect.readRequestAck(source.request, args, this.#session, now())
    return verdict?.kind === 'success' ? verdict.reading : null
  }

  // Passing events go on at once. Who has written is no longer typing.
  #sort(events: readonly InboundEvent[]): KeptEvent[] {
    const kept: KeptEvent[] = []
    for (const event of events) {
      if (isPassing(event)) this.#options.onPassing(event)
      else if (!this.#doubles.isDouble(event)) this.#keep(event, kept)
      if (event.kind === 'message') this.#options.onWritten(event)
      if (event.kind === 'remember') Object.assign(this.#remembered, event.values)
    }
    return kept
  }

  #keep(event: KeptEvent, kept: KeptEvent[]): void {
    const admitted = this.#census.admit(event)
    if (admitted) kept.push(admitted)
    if (admitted !== event) this.#options.refused('conversations')
  }

  #push(
    events: KeptEvent[],
    from: { seq: number | null; reply: AckReply | null; at: number },
    committed: CommitItem['committed']
  ): void {
    const { seq, reply, at } = from
    const isAwaited = events.some(
      (event) => event.kind === 'history' || event.kind === 'conversations'
    )
    const told = (added: number): void => {
      if (events.length > 0) this.#options.onCommitted(events, added)
      committed?.(added)
    }
    this.#options.queue.push({
      events,
      receivedAt: at,
      seq,
      reply,
      committed: committed || isAwaited ? told : null
    })
  }

  #applied(events: KeptEvent[], added: number): Applied {
    const history = events.find((event) => event.kind === 'history')
    const listed = events.find((event) => event.kind === 'conversations')
    const only = listed?.kind === 'conversations' ? listed.conversations.at(-1) : undefined
    return {
      session: this.#session,
      added,
      more: history?.kind === 'history' ? history.more : null,
      oldest: history?.kind === 'history' ? oldestOf(history.messages) : null,
      conversation: only ?? this.#session.current
    }
  }

  /** Tells the session if it changed since it was last told. */
  tellSession(): void {
    if (this.#session === this.#toldSession) return
    this.#toldSession = this.#session
    this.#options.onSession(this.#session)
  }
}

/** Where a page of history begins. */
export function oldestOf(messages: readonly InboundMessage[]): Applied['oldest'] {
  const [first] = messages
  return first ? { remoteId: first.remoteId, seq: first.seq, time: first.time ?? 0 } : null
}

function sessionFor(link: ServerLink): Session {
  const { login, me, remembered } = link
  return startSession(login, { id: me.id, name: me.name ?? login['name'] ?? null }, remembered)
}

function speaks(event: InboundEvent): boolean {
  return event.kind === 'message' || event.kind === 'history'
}

function waitsForEvents({ join }: CompiledDialect): boolean {
  return join.some((step) => step.waitFor !== null)
}

function isPassing(event: InboundEvent): event is PassingEvent {
  return event.kind === 'typing' || event.kind === 'members' || event.kind === 'server-error'
}
