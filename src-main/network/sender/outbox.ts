// One server's outbox: every conversation in its own order, none waiting for another.
import { done, type Result } from '../../../src-preload/contract/failure.ts'
import type { ConversationId } from '../../../src-preload/contract/model.ts'
import type { AckVerdict, CompiledDialect, Saying, Session } from '../../dialects/compiled.ts'
import type { OutboxEntry, Settlement } from '../../ports/store-network-calls.ts'
import { backoffMs } from '../backoff.ts'
import type { Clock } from '../clock.ts'
import { mayBeUnderWay, type EmitNews, type EmitOutcome } from '../thread-calls.ts'
import { EntryAges } from './entry-ages.ts'
import { Lane, type Flight } from './lane.ts'
import {
  failed,
  isDoubtful,
  isFindable,
  isRepeatable,
  refusalOf,
  stepAfter,
  type RetryStep,
  type Step
} from './attempt.ts'
import type { SendRate } from './send-rate.ts'
import { UnderWay } from './under-way.ts'

/** Between two tries of the same entry. */
const RETRY_RANGE = { baseMs: 1_000, capMs: 60_000, floorMs: 250 }
const MARK_RETRY_MS = 1_000
/** How long a word whose fate history could tell waits for a connection before the person is told, ms. */
const DOUBT_MS = 120_000
/** How long words wait at most for those before them that went over an earlier connection, ms. */
const BEHIND_MS = 10_000

export interface OutboxOptions {
  dialect: CompiledDialect
  clock: Clock
  rate: SendRate
  session: () => Session
  /** Reads the files that go within a message; refuses where one is gone or changed. */
  load: (entry: OutboxEntry) => Promise<Result<OutboxEntry>>
  /** Told once per emission, once more for an ack that came too late, and when an unanswered one is `over`. */
  emit: (saying: Saying, settled: (news: EmitNews) => void) => void
  markAttempted: (outboxIds: number[]) => Promise<Result<null>>
  settle: (settlement: Settlement) => void
  /** Resolves once history that could hold the entry is stored, or can't be fetched. */
  met: (entry: OutboxEntry) => Promise<void>
  /** An ack that carries more than yes or no. */
  applyAck: (entry: OutboxEntry, args: unknown[]) => void
}

/** What is ready to be said; `after`: client ids of the words before it that are not answered yet. */
interface Ready {
  saying: Saying
  after: readonly string[]
}

export class Outbox {
  readonly #options: OutboxOptions
  #dialect: CompiledDialect
  readonly #lanes = new Map<ConversationId, Lane>()
  readonly #ages: EntryAges
  readonly #underWay = new UnderWay()
  #isOpen = false
  /** Counts the connections, and the dialects spoken over them. */
  #round = 0
  #turnsWanted = 0
  #undoDoubt: (() => void) | null = null

  constructor(options: OutboxOptions) {
    this.#options = options
    this.#dialect = options.dialect
    this.#ages = new EntryAges(options.clock)
  }

  /** Whether words wait for the server's rate. */
  get isWaitingForTurn(): boolean {
    return this.#turnsWanted > 0
  }

  /** Goes on in another dialect, which may have words for what the last one had none for. */
  speak(dialect: CompiledDialect): void {
    this.#dialect = dialect
    this.#round++
    for (const lane of this.#lanes.values()) lane.isStalled = false
    this.#runAll()
  }

  /** How many wait. */
  get length(): number {
    return [...this.#lanes.values()].reduce((sum, lane) => sum + lane.entries.length, 0)
  }

  ids(): number[] {
    return [...this.#lanes.values()].flatMap((lane) => lane.entries.map((entry) => entry.outboxId))
  }

  /** The client id of what is next in a conversation. */
  firstOf(conversationId: ConversationId): string | undefined {
    return this.#lanes.get(conversationId)?.entries[0]?.clientId
  }

  /** Takes entries over, in order; one that is here already is left as it is. */
  add(entries: readonly OutboxEntry[]): void {
    const known = new Set(this.ids())
    for (const entry of entries) {
      if (known.has(entry.outboxId)) continue
      const lane = this.#lanes.get(entry.conversationId) ?? new Lane()
      this.#lanes.set(entry.conversationId, lane)
      lane.add(entry)
      this.#ages.note(entry)
    }
    this.#planDoubt()
    this.#runAll()
  }

  /** Proven otherwise, or taken back. */
  remove(outboxIds: readonly number[]): void {
    this.#ages.forget(outboxIds)
    this.#underWay.proven(outboxIds)
    for (const lane of this.#lanes.values()) lane.remove(outboxIds)
  }

  /** The introduction is done: send. */
  open(): void {
    this.#isOpen = true
    this.#round++
    this.#underWay.connected()
    this.#undoDoubt?.()
    this.#undoDoubt = null
    for (const lane of this.#lanes.values()) {
      lane.isStalled = false
      lane.wake('answer', 'pause')
    }
    this.#runAll()
  }

  /** The connection went: nothing is emitted until the next `open`. */
  close(): void {
    this.#isOpen = false
    for (const lane of this.#lanes.values()) {
      lane.tries = 0
      lane.wake('answer', 'pause')
    }
    this.#planDoubt()
  }

  // Without a connection history can't be asked: after a while the person may decide.
  #planDoubt(): void {
    if (this.#isOpen || this.#undoDoubt || !this.#hasDoubt()) return
    this.#undoDoubt = this.#options.clock.after(DOUBT_MS, () => {
      this.#undoDoubt = null
      if (!this.#isOpen) this.#declareDoubtful()
    })
  }

  #hasDoubt(): boolean {
    const dialect = this.#dialect
    return [...this.#lanes.values()].some(({ entries }) =>
      entries.some((entry) => isDoubtful(entry, dialect))
    )
  }

  #declareDoubtful(): void {
    const { settle } = this.#options
    const dialect = this.#dialect
    for (const lane of this.#lanes.values()) {
      const doubtful = lane.entries.filter((entry) => isDoubtful(entry, dialect))
      for (const { outboxId } of doubtful) settle({ outboxId, outcome: 'unconfirmed' })
      this.remove(doubtful.map(({ outboxId }) => outboxId))
    }
  }

  #runAll(): void {
    for (const [conversationId, lane] of this.#lanes) {
      if (!lane.isBusy && !lane.isStalled) void this.#runLane(conversationId, lane)
    }
  }

  async #runLane(conversationId: ConversationId, lane: Lane): Promise<void> {
    lane.isBusy = true
    while (this.#isOpen && !lane.isStalled && lane.entries.length > 0) await this.#goOn(lane)
    lane.isBusy = false
    if (lane.entries.length === 0) this.#lanes.delete(conversationId)
  }

  async #goOn(lane: Lane): Promise<void> {
    const { clock } = this.#options
    const restMs = lane.takeRest()
    if (restMs !== null) {
      return lane.preparing(lane.entries[0] ?? null, () => lane.pause(clock, restMs))
    }
    const entry = this.#nextOf(lane)
    if (!entry) return lane.answered()
    const round = this.#round
    const ready = await lane.preparing(entry, () => this.#prepare(lane, entry))
    if (!ready) return
    if ('saying' in ready) this.#say(lane, { entry, round, after: ready.after }, ready.saying)
    else this.#follow(lane, { entry, round, after: [] }, ready)
  }

  #nextOf(lane: Lane): OutboxEntry | null {
    const { session, clock } = this.#options
    return lane.next(this.#dialect.unanswered(session(), clock.now()), this.#round)
  }

  #follow(lane: Lane, { entry, round, after }: Flight, step: Step): void {
    if (step.settlement) this.#options.settle(step.settlement)
    const isDone = step.then === 'next' || step.settlement?.outcome === 'unconfirmed'
    if (isDone) {
      lane.finish(entry)
      this.#ages.forget([entry.outboxId])
    }
    if (step.then === 'doubt') {
      lane.renew({ ...entry, attempted: true })
      this.#planDoubt()
    }
    const isStop = step.then === 'stop' || (step.then === 'doubt' && !step.isUp)
    // What an earlier connection or dialect failed is tried on the one that stands by now.
    if (isStop && round === this.#round) lane.isStalled = true
    if (step.then === 'retry') {
      lane.renew({ ...entry, attempted: false })
      this.#putOff(lane, step, after)
    }
    lane.wake('answer')
  }

  // What follows a word that was refused is refused for that one's sake: only the first tells how long to wait.
  #putOff(lane: Lane, { retryAfterMs, isAnswer }: RetryStep, after: readonly string[]): void {
    if (retryAfterMs !== null) this.#options.rate.pause(retryAfterMs)
    const isForAnother = isAnswer && after.length > 0
    const pauseMs = isForAnother ? 0 : backoffMs(this.#options.clock, lane.tries++, RETRY_RANGE)
    lane.restAfterwards(retryAfterMs ?? pauseMs)
  }

  /** Everything up to saying it; null where it is no longer its turn. */
  async #prepare(lane: Lane, entry: OutboxEntry): Promise<Ready | Step | null> {
    const { clock } = this.#options
    const dialect = this.#dialect
    const round = this.#round
    const isItsTurn = (): boolean =>
      this.#isOpen && !lane.isStalled && round === this.#round && this.#nextOf(lane) === entry
    await this.#letPass(lane, entry)
    if (!isItsTurn()) return null
    if (isDoubtful(entry, dialect) && isFindable(entry, dialect)) {
      await lane.history(this.#options.met(entry))
      // Found there, or the connection went before that could be seen.
      if (!isItsTurn()) return null
    }
    const refused = refusalOf(entry, dialect, this.#ages.of(entry))
    if (refused) return { then: 'next', settlement: refused }
    const { outboxId } = entry
    const loaded = entry.files.length === 0 ? done(entry) : await this.#options.load(entry)
    if (!loaded.ok) return { then: 'next', settlement: failed(outboxId, loaded.failure) }
    const after = lane.unanswered
    const saying = dialect.write({ ...loaded.value, after }, this.#options.session(), clock.now())
    // How to say it is still being learned: it waits for a dialect that can.
    if (!saying && dialect.learned && entry.intent === 'send') {
      return { then: 'stop', settlement: null }
    }
    if (!saying) {
      return { then: 'next', settlement: failed(outboxId, { code: 'not-supported', retry: false }) }
    }
    await this.#waitForTurn(lane)
    if (!isItsTurn()) return null
    if (!isRepeatable(entry, dialect)) await this.#mark(lane, outboxId)
    return isItsTurn() ? { saying, after } : null
  }

  // A connection that was given up may still bring words: said over the next one, these would overtake them. Those
  // that are said again do no harm: whichever copy is first, it came after what was before it.
  async #letPass(lane: Lane, entry: OutboxEntry): Promise<void> {
    const { conversationId } = entry
    const isRepeated = isRepeatable(entry, this.#dialect)
    const until = this.#options.clock.elapsed() + BEHIND_MS
    while (this.#isOpen && lane.has(entry.outboxId)) {
      if (!this.#underWay.isBehind(entry, (outboxId) => isRepeated && lane.has(outboxId))) return
      const leftMs = until - this.#options.clock.elapsed()
      if (leftMs <= 0) return this.#underWay.giveUp(conversationId)
      const undo = this.#underWay.whenFewer(conversationId, () => lane.wake('pause'))
      await lane.pause(this.#options.clock, leftMs)
      undo()
    }
  }

  #say(lane: Lane, flight: Flight, saying: Saying): void {
    const { entry } = flight
    const over = this.#underWay.say(entry)
    lane.leave(flight)
    this.#options.emit(saying, (news) => {
      if (news.kind === 'over') return over()
      if (!mayBeUnderWay(news)) over()
      if (news.kind === 'acked') this.#underWay.proven([entry.outboxId])
      if (lane.land(flight)) this.#follow(lane, flight, this.#read(entry, news))
      else if (news.kind === 'acked') this.#readLate(entry, news)
    })
    // Repeating it does no harm, so it does not wait for this; still an edit must know that it may be on its way.
    if (isRepeatable(entry, this.#dialect)) void this.#options.markAttempted([entry.outboxId])
  }

  #read(entry: OutboxEntry, outcome: EmitOutcome): Step {
    const step = stepAfter(entry, outcome, this.#dialect, (args) => this.#readAck(entry, args))
    if (step.then === 'next' && step.verdict && outcome.kind === 'acked') {
      this.#handOn(entry, step.verdict, outcome.args)
    }
    return step
  }

  #readAck(entry: OutboxEntry, args: unknown[]): AckVerdict {
    const { session, clock } = this.#options
    return this.#dialect.readAck(entry, args, session(), clock.now())
  }

  #handOn(entry: OutboxEntry, verdict: AckVerdict, args: unknown[]): void {
    if (verdict.kind !== 'success') return
    if (verdict.also) this.#options.emit(verdict.also, () => undefined)
    const { events, session } = verdict.reading
    const isNews = events.length > 0 || session !== this.#options.session()
    if (isNews) this.#options.applyAck(entry, args)
  }

  // Settled as unconfirmed meanwhile, or tried again: either way this is the proof.
  #readLate(entry: OutboxEntry, outcome: EmitOutcome): void {
    const step = this.#read(entry, outcome)
    if (step.then !== 'next' || step.settlement?.outcome !== 'proven') return
    this.#options.settle(step.settlement)
    this.remove([entry.outboxId])
  }

  async #waitForTurn(lane: Lane): Promise<void> {
    this.#turnsWanted++
    for (let waitMs = this.#options.rate.take(); waitMs > 0; waitMs = this.#options.rate.take()) {
      await lane.pause(this.#options.clock, waitMs)
      if (!this.#isOpen) break
    }
    this.#turnsWanted--
  }

  // Without this on disk, a crash after the emit would send the message again.
  async #mark(lane: Lane, outboxId: number): Promise<void> {
    while (this.#isOpen) {
      const marked = await this.#options.markAttempted([outboxId])
      if (marked.ok) return
      await lane.pause(this.#options.clock, MARK_RETRY_MS)
    }
  }
}
