// The receiver thread: frames in, committed events and passing news out; one reader per server.
import { randomUUID } from 'node:crypto'
import type { CapturedReading } from '../../../src-preload/contract/inspector.ts'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { ConversationId, Member, ServerId } from '../../../src-preload/contract/model.ts'
import type { Port } from '../../../src-preload/contract/port.ts'
import { openRpc, type Rpc } from '../../../src-preload/contract/rpc.ts'
import { describeError, type Log, openLog, ownWord } from '../../base/log.ts'
import type { CompiledDialect, ConnectPlan, Session } from '../../dialects/compiled.ts'
import { learnedIdOf } from '../../dialects/learn/resume.ts'
import type { DialectDocument } from '../../dialects/schema.ts'
import type { ServerLink } from '../../ports/store-network-calls.ts'
import type { Clock } from '../clock.ts'
import { Company } from '../company.ts'
import type { Gauge } from '../counters.ts'
import type { DialectBook } from '../dialect-book.ts'
import { unpackFrames } from '../packed-frames.ts'
import { loudly } from '../serve.ts'
import {
  receiverCalls,
  receiverNeeds,
  type AckSource,
  type Applied,
  type DialectSet,
  type Epoch,
  type Frame,
  type FromReceiver,
  type PackedFrames,
  type ReadingWish,
  type ReceiverNeeds,
  type ToReceiver,
  type Wanted
} from '../thread-calls.ts'
import { Coalescer } from './coalescer.ts'
import { ConversationIds } from './conversation-ids.ts'
import { openDesk, type Desk } from './desk.ts'
import { Inspection, readCaptured } from './inspection.ts'
import { pack } from './pack.ts'
import { readScripts } from './page-reading.ts'
import { Turns } from './turns.ts'

export interface ReceiverOptions {
  port: Port
  gauge: Gauge
  book: DialectBook
  clock: Clock
}

/** What one server's turn is: so many frames, read so many at once, or so long, ms. */
const TURN_FRAMES = 200
const STEP_FRAMES = 50
const TURN_MS = 8

interface Watched {
  serverId: ServerId
  remoteId: string
}

/** Starts the receiver on its port to the main thread. */
export function openReceiver(options: ReceiverOptions): { close(): void } {
  return new Receiver(options)
}

class Receiver {
  readonly #options: ReceiverOptions
  readonly #log: Log = openLog('receiver')
  readonly #rpc: Rpc<ReceiverNeeds, FromReceiver>
  readonly #ids: ConversationIds
  readonly #links = new Map<ServerId, ServerLink>()
  readonly #turns: Turns
  readonly #company = new Company()
  readonly #desks = new Map<ServerId, Desk>()
  readonly #watched = new Map<ConversationId, Watched>()
  readonly #memberNews: Coalescer<ConversationId>
  readonly #inspection: Inspection
  /** Differs for every start, so that the store tells our batches from an earlier receiver's. */
  readonly #run = randomUUID()

  constructor(options: ReceiverOptions) {
    this.#options = options
    this.#turns = new Turns({
      later: setImmediate,
      onError: (error) => this.#log.error('a turn failed', { error: describeError(error) })
    })
    this.#rpc = openRpc(options.port, {
      answers: {
        table: receiverCalls,
        handlers: {
          prepare: (input) => this.#turns.ask(input.serverId, () => this.#prepare(input)),
          applyAck: (input) => this.#turns.ask(input.serverId, () => this.#applyAck(input)),
          awaitEvent: (input) => this.#turns.ask(input.serverId, () => this.#awaitEvent(input)),
          joinedConversations: ({ serverId }) =>
            done(this.#desk(serverId)?.joinedConversations() ?? []),
          members: ({ serverId, remoteId }) => done(this.#members(serverId, remoteId)),
          readScripts: async ({ texts }) =>
            done(await readScripts(texts, { turns: this.#turns, clock: options.clock })),
          readCaptured: (wish) => this.#readCaptured(wish)
        }
      },
      asks: receiverNeeds,
      hears: loudly<ToReceiver>(this.#log, this.#listeners()),
      timeoutMs: -1,
      onTrouble: ({ call, error }) =>
        this.#log.error('a call threw', {
          call: ownWord(call, receiverCalls),
          error: describeError(error)
        })
    })
    this.#ids = new ConversationIds((place) => this.#rpc.ask.conversationId(place))
    this.#inspection = new Inspection(options.clock, (told) => this.#rpc.tell('eventsRead', told))
    this.#memberNews = new Coalescer(options.clock, (id) => this.#tellMembers(id))
  }

  close(): void {
    this.#rpc.close()
  }

  #listeners(): { [Name in keyof ToReceiver]: (payload: ToReceiver[Name]) => void } {
    return {
      dialectSet: (changed) => this.#setDialect(changed),
      proposalEmitted: (said) =>
        this.#atDesk(said, ({ schooling }) => schooling.apprentice?.emitted(said)),
      proposalAnswered: (said) =>
        this.#atDesk(said, ({ schooling }) => schooling.apprentice?.answered(said)),
      emittedByHand: (said) =>
        this.#atDesk(said, ({ schooling }) => schooling.apprentice?.emittedByHand(said)),
      answeredByHand: (said) =>
        this.#atDesk(said, ({ schooling }) => schooling.apprentice?.answeredByHand(said)),
      proposalVouched: ({ proposalId, worked, ...about }) =>
        this.#atDesk(about, ({ schooling }) => schooling.apprentice?.vouched(proposalId, worked)),
      pageSays: ({ emits, ...about }) =>
        this.#atDesk(about, ({ schooling }) => schooling.apprentice?.pageSays(emits)),
      linkSet: (link) => this.#inOrder(link, () => this.#setLink(link)),
      linkRemoved: (removed) => this.#inOrder(removed, () => this.#removeLink(removed.serverId)),
      sessionRestored: (restored) =>
        this.#atDesk(restored, ({ reader }) => {
          reader.setSession(restored.session)
          if (restored.owesBreak) reader.noteBreak()
        }),
      connected: (connected) =>
        this.#atDesk(connected, ({ reader }) => {
          reader.setSession({ ...reader.session, socketId: connected.socketId })
          if (connected.owesBreak) reader.noteBreak()
        }),
      joined: (joined) => this.#atDesk(joined, ({ reader }) => reader.joined()),
      disconnected: (gone) => this.#atDesk(gone, (desk) => desk.disconnected()),
      framesArrived: (batch) => this.#readFrames(batch),
      membersWatched: ({ conversationId, serverId, remoteId }) =>
        void this.#watched.set(conversationId, { serverId, remoteId }),
      membersUnwatched: ({ conversationId }) => void this.#watched.delete(conversationId),
      inspectionWanted: ({ serverIds }) => this.#inspection.want(serverIds),
      beatWanted: () => this.#options.gauge.beat(this.#options.clock.now())
    }
  }

  // What is told of a server holds for what it said before, and not for what it says later.
  #inOrder({ serverId }: { serverId: ServerId }, work: () => void): void {
    this.#turns.push(serverId, () => {
      work()
      return true
    })
  }

  #atDesk(about: { serverId: ServerId }, work: (desk: Desk) => void): void {
    this.#inOrder(about, () => {
      const desk = this.#desk(about.serverId)
      if (desk) work(desk)
    })
  }

  #setLink(link: ServerLink): void {
    const known = this.#links.get(link.serverId)
    this.#links.set(link.serverId, link)
    if (known && known.dialectId !== link.dialectId) this.#speak(link)
    const desk = this.#desks.get(link.serverId)
    if (known && JSON.stringify(known.login) !== JSON.stringify(link.login)) {
      desk?.reader.relogin(link.login)
    }
  }

  #setDialect({ id, document }: DialectSet): void {
    this.#options.book.set(id, document)
    for (const link of this.#links.values()) {
      if (link.dialectId === id) this.#inOrder(link, () => this.#speak(link))
    }
  }

  // What was read but is not on disk yet goes its way: only the reading changes.
  #speak({ serverId, dialectId }: ServerLink): void {
    const dialect = this.#options.book.get(dialectId)
    if (dialect) this.#desks.get(serverId)?.speak(dialect)
    else this.#closeDesk(serverId)
  }

  // Of two servers that share a learned dialect only one teaches it.
  #learning(serverId: ServerId, { id, learned }: CompiledDialect): DialectDocument | null {
    if (!learned || id !== learnedIdOf(serverId)) return null
    // It compiled, so it is one.
    return this.#options.book.documentOf(id) as DialectDocument | null
  }

  #removeLink(serverId: ServerId): void {
    this.#links.delete(serverId)
    this.#ids.forget(serverId)
    this.#closeDesk(serverId)
  }

  #closeDesk(serverId: ServerId): void {
    this.#desks.get(serverId)?.close()
    this.#desks.delete(serverId)
  }

  #desk(serverId: ServerId): Desk | null {
    const known = this.#desks.get(serverId)
    if (known) return known
    const link = this.#links.get(serverId)
    const dialect = link ? this.#options.book.get(link.dialectId) : null
    if (!link || !dialect) return null
    const desk = openDesk({
      link,
      dialect,
      learning: (spoken) => this.#learning(serverId, spoken),
      clock: this.#options.clock,
      batchPrefix: this.#run,
      log: this.#log,
      isAlone: () => this.#company.isAlone(serverId, this.#options.clock.elapsed()),
      commit: (request) => this.#rpc.ask.commit(pack(request)),
      tell: (name, payload) => this.#rpc.tell(name, payload),
      onTyping: (remoteId, names) => void this.#tellTyping(serverId, remoteId, names),
      onMembers: (remoteId) => this.#noteMembers(serverId, remoteId),
      onRead: (frame, reading) => this.#inspection.note(serverId, frame.seq, reading)
    })
    this.#desks.set(serverId, desk)
    return desk
  }

  #prepare({
    serverId,
    forget
  }: Epoch & { forget: readonly string[] }): Result<{ plan: ConnectPlan; session: Session }> {
    const desk = this.#desk(serverId)
    const link = this.#links.get(serverId)
    if (!desk || !link) return refuse('dialect-unknown')
    const session = desk.begin(link, forget)
    return done({ plan: desk.dialect.connect(session, this.#options.clock.now()), session })
  }

  // A batch is read in parts, so that a flood leaves room for what other servers say.
  #readFrames({ serverId, epoch, frames }: Epoch & { frames: PackedFrames }): void {
    const { clock } = this.#options
    this.#company.spoke(serverId, clock.elapsed())
    const { length } = frames.seqs
    const broken = (): void => this.#rpc.tell('frameBroken', { serverId, epoch })
    let at = 0
    this.#turns.push(serverId, () => {
      const endAt = at + TURN_FRAMES
      const endMs = clock.elapsed() + TURN_MS
      do {
        this.#readSome(serverId, unpackFrames(frames, { from: at, to: at + STEP_FRAMES }, broken))
        at += STEP_FRAMES
      } while (at < Math.min(endAt, length) && clock.elapsed() < endMs)
      return at >= length
    })
  }

  #readSome(serverId: ServerId, frames: Frame[]): void {
    const { gauge, clock } = this.#options
    const desk = this.#desk(serverId)
    const throughSeq = frames.at(-1)?.seq ?? 0
    if (desk) desk.reader.readFrames(frames)
    else this.#rpc.tell('framesSettled', { serverId, throughSeq, replies: [] })
    gauge.worked(
      frames.length,
      frames.reduce((sum, frame) => sum + frame.bytes, 0)
    )
    gauge.queued(-frames.length)
    gauge.beat(clock.now())
  }

  async #applyAck(input: {
    serverId: ServerId
    source: AckSource
    args: unknown[]
  }): Promise<Result<Applied>> {
    const desk = this.#desk(input.serverId)
    if (!desk) return refuse('not-found')
    return done(await desk.reader.applyAck(input.source, input.args))
  }

  async #awaitEvent(input: {
    serverId: ServerId
    wanted: Wanted
    timeoutMs: number
  }): Promise<Result<Applied>> {
    const desk = this.#desk(input.serverId)
    if (!desk) return refuse('not-found')
    const found = await desk.waiters.wait(input.wanted, input.timeoutMs)
    return found.ok ? done({ ...found.value, session: desk.reader.session }) : found
  }

  #readCaptured(wish: ReadingWish): Result<CapturedReading[]> {
    const desk = wish.serverId === null ? null : this.#desk(wish.serverId)
    return readCaptured(wish, desk, this.#options.book)
  }

  #members(serverId: ServerId, remoteId: string): Member[] {
    return this.#desk(serverId)?.members.list(remoteId) ?? []
  }

  async #tellTyping(serverId: ServerId, remoteId: string, names: string[]): Promise<void> {
    const conversationId = await this.#ids.find({ serverId, remoteId })
    if (conversationId !== null) this.#rpc.tell('typingChanged', { conversationId, names })
  }

  #noteMembers(serverId: ServerId, remoteId: string | null): void {
    for (const [conversationId, watched] of this.#watched) {
      const isMeant = remoteId === null || watched.remoteId === remoteId
      if (watched.serverId === serverId && isMeant) this.#memberNews.mark(conversationId)
    }
  }

  #tellMembers(conversationId: ConversationId): void {
    const watched = this.#watched.get(conversationId)
    if (!watched) return
    const members = this.#members(watched.serverId, watched.remoteId)
    this.#rpc.tell('membersChanged', { conversationId, members })
  }
}
