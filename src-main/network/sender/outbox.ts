// One server's outbox: every conversation in its own order, none waiting for another.
import { done, type Result } from '../../../src-preload/contract/failure.ts'
import type { ConversationId } from '../../../src-preload/contract/model.ts'
import type { AckVerdict, CompiledDialect, Saying, Session } from '../../dialects/compiled.ts'
import type { OutboxEntry, Settlement } from '../../ports/store-network-calls.ts'
import { backoffMs } from '../backoff.ts'
import type { Clock } from '../clock.ts'
import { mayBeUnderWay, type EmitNews, type EmitOutcome } from '../thread-calls.ts'
import { EntryAges } from './entry-ages.ts'
import {
  failed,
  isDoubtful,
  isFindable,
  isRepeatable,
  refusalOf,
  stepAfter,
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

interface Lane {
  entries: OutboxEntry[]
  isBusy: boolean
  tries: number
  /** The connection failed it: nothing more before the next introduction. */
  isStalled: boolean
  isPausing: boolean
  /** Ends the waiting for an ack or a pause, because the head was taken away. */
  interrupt: (() => void) | null
}

type Ended = EmitOutcome | { kind: 'removed' }

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
      const lane = this.#lanes.get(entry.conversationId) ?? newLane()
      this.#lanes.set(entry.conversationId, lane)
      insert(lane, entry)
      this.#ages.note(entry)
    }
    this.#planDoubt()
    this.#runAll()
  }

  /** Proven otherwise, or taken back. */
  remove(outboxIds: readonly number[]): void {
    this.#ages.forget(outboxIds)
    this.#underWay.proven(outboxIds)
    for (const lane of this.#lanes.values()) {
      const head = lane.entries[0]
      lane.entries = lane.entries.filter((entry) => !outboxIds.includes(entry.outboxId))
      if (head && lane.entries[0] !== head) lane.interrupt?.()
    }
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
      if (lane.isPausing) lane.interrupt?.()
    }
    this.#runAll()
  }

  /** The connection went: nothing is emitted until the next `open`. */
  close(): void {
    this.#isOpen = false
    for (const lane of this.#lanes.values()) {
      lane.tries = 0
      if (lane.isPausing) lane.interrupt?.()
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
    while (this.#isOpen && !lane.isStalled) {
      const [entry] = lane.entries
      if (!entry) break
      const round = this.#round
      const step = await this.#try(lane, entry)
      if (lane.entries[0] === entry) await this.#follow(lane, entry, step)
      // What an earlier connection or dialect failed is tried on the one that stands by now.
      if (round !== this.#round) lane.isStalled = false
    }
    lane.isBusy = false
    if (lane.entries.length === 0) this.#lanes.delete(conversationId)
  }

  async #follow(lane: Lane, entry: OutboxEntry, step: Step): Promise<void> {
    if (step.settlement) this.#options.settle(step.settlement)
    const isDone = step.then === 'next' || step.settlement?.outcome === 'unconfirmed'
    if (isDone) {
      lane.entries.shift()
      this.#ages.forget([entry.outboxId])
      lane.tries = 0
    }
    if (step.then === 'doubt') {
      lane.entries[0] = { ...entry, attempted: true }
      this.#planDoubt()
    }
    lane.isStalled = step.then === 'stop' || (step.then === 'doubt' && !step.isUp)
    if (step.then !== 'retry') return
    lane.entries[0] = { ...entry, attempted: false }
    if (step.retryAfterMs !== null) this.#options.rate.pause(step.retryAfterMs)
    const pauseMs = backoffMs(this.#options.clock, lane.tries++, RETRY_RANGE)
    await this.#pause(lane, step.retryAfterMs ?? pauseMs)
  }

  async #try(lane: Lane, entry: OutboxEntry): Promise<Step> {
    const { clock } = this.#options
    const dialect = this.#dialect
    await this.#letPass(lane, entry)
    if (!this.#isOpen || lane.entries[0] !== entry) return { then: 'stop', settlement: null }
    if (isDoubtful(entry, dialect) && isFindable(entry, dialect)) {
      await this.#meet(lane, entry)
      // Found there, or the connection went before that could be seen.
      if (!this.#isOpen || lane.entries[0] !== entry) return { then: 'stop', settlement: null }
    }
    const refused = refusalOf(entry, dialect, this.#ages.of(entry))
    if (refused) return { then: 'next', settlement: refused }
    const { outboxId } = entry
    const loaded = entry.files.length === 0 ? done(entry) : await this.#options.load(entry)
    if (!loaded.ok) return { then: 'next', settlement: failed(outboxId, loaded.failure) }
    const saying = dialect.write(loaded.value, this.#options.session(), clock.now())
    // How to say it is still being learned: it waits for a dialect that can.
    if (!saying && dialect.learned && entry.intent === 'send') {
      return { then: 'stop', settlement: null }
    }
    if (!saying) {
      return { then: 'next', settlement: failed(outboxId, { code: 'not-supported', retry: false }) }
    }
    await this.#waitForTurn(lane)
    // Repeating it does no harm, so nobody waits; still an edit must know that it may be on its way.
    if (isRepeatable(entry, dialect)) void this.#options.markAttempted([outboxId])
    else await this.#mark(lane, outboxId)
    // Meanwhile the connection may have gone (the loop ends by itself), or the entry.
    if (!this.#isOpen || lane.entries[0] !== entry) return { then: 'stop', settlement: null }
    const outcome = await this.#emit(lane, entry, saying)
    if (outcome.kind === 'removed') return { then: 'next', settlement: null }
    return this.#read(entry, outcome)
  }

  // A connection that was given up may still bring words: said over the next one, these would overtake them.
  async #letPass(lane: Lane, entry: OutboxEntry): Promise<void> {
    const { conversationId } = entry
    const isRepeated = isRepeatable(entry, this.#dialect)
    const until = this.#options.clock.elapsed() + BEHIND_MS
    while (this.#isOpen && lane.entries[0] === entry) {
      if (!this.#underWay.isBehind(entry, isRepeated)) return
      const leftMs = until - this.#options.clock.elapsed()
      if (leftMs <= 0) return this.#underWay.giveUp(conversationId)
      const undo = this.#underWay.whenFewer(conversationId, () => lane.interrupt?.())
      await this.#pause(lane, leftMs)
      undo()
    }
  }

  #meet(lane: Lane, entry: OutboxEntry): Promise<void> {
    return new Promise((resolve) => {
      lane.interrupt = resolve
      void this.#options.met(entry).then(() => {
        lane.interrupt = null
        resolve()
      })
    })
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

  #emit(lane: Lane, entry: OutboxEntry, saying: Saying): Promise<Ended> {
    return new Promise((resolve) => {
      let isOver = false
      const end = (ended: Ended): void => {
        isOver = true
        lane.interrupt = null
        resolve(ended)
      }
      lane.interrupt = () => end({ kind: 'removed' })
      const over = this.#underWay.say(entry)
      this.#options.emit(saying, (news) => {
        if (news.kind === 'over') return over()
        if (!mayBeUnderWay(news)) over()
        if (news.kind === 'acked') this.#underWay.proven([entry.outboxId])
        if (!isOver) end(news)
        else if (news.kind === 'acked') this.#readLate(entry, news)
      })
    })
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
      await this.#pause(lane, waitMs)
      if (!this.#isOpen) break
    }
    this.#turnsWanted--
  }

  // Without this on disk, a crash after the emit would send the message again.
  async #mark(lane: Lane, outboxId: number): Promise<void> {
    while (this.#isOpen) {
      const marked = await this.#options.markAttempted([outboxId])
      if (marked.ok) return
      await this.#pause(lane, MARK_RETRY_MS)
    }
  }

  #pause(lane: Lane, delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const undo = this.#options.clock.after(delayMs, () => end())
      const end = (): void => {
        undo()
        lane.isPausing = false
        lane.interrupt = null
        resolve()
      }
      lane.isPausing = true
      lane.interrupt = end
    })
  }
}

// Ids count up as things are written: that is the order, whatever the order of being told.
function insert(lane: Lane, entry: OutboxEntry): void {
  const after = lane.entries.findLastIndex(({ outboxId }) => outboxId < entry.outboxId) + 1
  lane.entries.splice(lane.isBusy ? Math.max(1, after) : after, 0, entry)
}

function newLane(): Lane {
  return {
    entries: [],
    isBusy: false,
    tries: 0,
    isStalled: false,
    isPausing: false,
    interrupt: null
  }
}
