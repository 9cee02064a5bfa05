// A sender's outbox between a store, a connection and a server that all go wrong on demand, and the books of what became of each word.
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import { compileDialect } from '../../../src-main/dialects/compile.ts'
import type { CompiledDialect, Emission } from '../../../src-main/dialects/compiled.ts'
import { startSession } from '../../../src-main/dialects/session.ts'
import { Outbox } from '../../../src-main/network/sender/outbox.ts'
import { SendRate } from '../../../src-main/network/sender/send-rate.ts'
import { Settler } from '../../../src-main/network/sender/settler.ts'
import type { EmitNews } from '../../../src-main/network/thread-calls.ts'
import type { OutboxEntry, Settlement } from '../../../src-main/ports/store-network-calls.ts'
import { FakeClock } from './fake-clock.ts'

/** One word of the person, as the store has it. */
export interface Word {
  key: string
  conversationId: number
  outboxId: number
  state: 'queued' | 'proven' | 'failed' | 'unconfirmed' | 'taken-back'
  attempted: boolean
  createdAt: number
  /** How often the person asked for it once more. */
  wishes: number
  /** How often the server or link proved that a try did not arrive. */
  disproofs: number
  /** The server refused it for good once: where that was forgotten, it goes after those behind it. */
  wasRefused: boolean
  emissions: number
}

interface Flight {
  word: Word
  /** The words that it is to stand after, as the server was told. */
  after: readonly string[]
  isOver: boolean
  hasArrived: boolean
  settled: (news: EmitNews) => void
}

/** A word that was handed to a connection and that the server does not have yet. */
interface UnderWay {
  flight: Flight
  /** When the connection was followed by the next one, ms of the clock; null while it stands. */
  leftAt: number | null
}

/** So long no later word may be said over the next connection, ms. */
const PATIENCE_MS = 9_000

const session = startSession({ name: 'Ana' })

export class OutboxWorld {
  readonly clock = new FakeClock()
  readonly dialect: CompiledDialect
  /** How many words of a conversation may be unanswered. */
  readonly most: number
  readonly words: Word[] = []
  readonly arrived: Word[] = []
  /** What was found wrong the moment it happened. */
  readonly wrongs: string[] = []
  flights: Flight[] = []
  underWay: UnderWay[] = []
  isJoined = false
  /** The way is gone, though nobody was told yet. */
  isCut = false
  storeRefuses = false
  #waitingForHistory: (() => void)[] = []
  #nextId = 1
  #life = 0
  #outbox: Outbox

  constructor(document: unknown) {
    const compiled = compileDialect(document)
    if (!compiled.ok) throw new Error(compiled.failure.code)
    this.dialect = compiled.value
    this.most = compiled.value.unanswered(session, 0)
    this.#outbox = this.#start()
  }

  get waiting(): number {
    return this.#outbox.length
  }

  compose(conversationId: number): void {
    const word: Word = {
      key: `k${this.words.length}`,
      conversationId,
      outboxId: this.#nextId++,
      state: 'queued',
      attempted: false,
      createdAt: this.clock.now(),
      wishes: 0,
      disproofs: 0,
      wasRefused: false,
      emissions: 0
    }
    this.words.push(word)
    this.#outbox.add([entryOf(word)])
  }

  join(): void {
    if (this.isJoined) return
    this.isJoined = true
    this.isCut = false
    for (const one of this.underWay) one.leftAt ??= this.clock.elapsed()
    this.#outbox.open()
  }

  /** The connection ends; what was on its way arrives, up to some word, or not. */
  cut(arrives: boolean, most = Number.POSITIVE_INFINITY): void {
    for (const [at, flight] of this.flights.splice(0).entries()) {
      if (arrives && at < most) this.#arrive(flight)
      flight.isOver = true
      flight.settled({ kind: 'lost' })
      flight.settled({ kind: 'over' })
    }
    this.isJoined = false
    this.#answerHistory(false)
    this.#outbox.close()
  }

  /** The sender thread dies, with all that it had not yet told the store; another begins from the store's list. */
  crash(arrives: boolean): void {
    for (const flight of this.flights.splice(0)) if (arrives) this.#arrive(flight)
    this.#waitingForHistory = []
    // Of what was on its way when it began, a sender knows nothing.
    this.underWay = []
    this.#outbox = this.#start()
    this.#outbox.add(this.words.filter(({ state }) => state === 'queued').map(entryOf))
    if (this.isJoined) this.#outbox.open()
  }

  answer(n: number, how: 'yes' | 'slow' | 'no'): void {
    const flight = this.#take(n)
    if (!flight) return
    const isRefused = how !== 'yes' || !this.#arrive(flight)
    if (isRefused) flight.word.disproofs++
    if (how === 'no') flight.word.wasRefused = true
    const yes = isRefused ? { error: 'out-of-order' } : { ok: true }
    const answers = { yes, slow: { error: 'slow', retryAfterMs: 500 }, no: {} }
    flight.isOver = true
    flight.settled({ kind: 'acked', args: [answers[how]] })
  }

  /** The connection takes a word that nobody answers, and has it under way. */
  handOver(n: number): void {
    if (this.dialect.proves.includes('acknowledged')) return
    const flight = this.#take(n)
    if (!flight) return
    this.underWay.push({ flight, leftAt: null })
    flight.settled({ kind: 'written' })
  }

  /** What a connection has under way arrives, or goes under with it. */
  endWay(n: number, arrives: boolean): void {
    const [one] = this.underWay.splice(n % Math.max(1, this.underWay.length), 1)
    if (!one) return
    if (arrives) this.#arrive(one.flight)
    one.flight.settled({ kind: 'over' })
  }

  /** No answer in time; `arrives` says what nobody here knows. */
  leaveUnanswered(n: number, arrives: boolean): Flight | null {
    const flight = this.#take(n)
    if (!flight) return null
    if (arrives) this.#arrive(flight)
    flight.settled({ kind: 'timeout' })
    return flight
  }

  answerLate(flight: Flight): void {
    if (!flight.hasArrived) return
    flight.settled({ kind: 'acked', args: [{ ok: true }] })
  }

  /** The server says a word back: the store matches it by its key. */
  echo(n: number): void {
    const word = this.arrived[n % Math.max(1, this.arrived.length)]
    if (word) this.#prove(word)
  }

  /** History that holds what arrived is stored, then whoever waits for it goes on. */
  answerHistory(): void {
    this.#answerHistory(true)
  }

  /** The person takes back what the store lets them: queued, and never about to be emitted. */
  takeBack(n: number): void {
    const open = this.words.filter((word) => word.state === 'queued' && !word.attempted)
    const word = open[n % Math.max(1, open.length)]
    if (!word) return
    word.state = 'taken-back'
    this.#outbox.remove([word.outboxId])
  }

  /** The person wishes a stopped word to be sent again: under a new number and the same key. */
  retry(n: number): void {
    const stopped = this.words.filter(({ state }) => state === 'failed' || state === 'unconfirmed')
    const word = stopped[n % Math.max(1, stopped.length)]
    if (!word) return
    Object.assign(word, {
      state: 'queued',
      attempted: false,
      outboxId: this.#nextId++,
      createdAt: this.clock.now(),
      wishes: word.wishes + 1
    })
    this.#outbox.add([entryOf(word)])
  }

  #start(): Outbox {
    const life = ++this.#life
    const isAlive = (): boolean => life === this.#life
    const never = new Promise<Result<null>>(() => undefined)
    const settler = new Settler(this.clock, (settlements) =>
      isAlive() ? Promise.resolve(this.#settle(settlements)) : never
    )
    return new Outbox({
      load: (entry) => Promise.resolve(done(entry)),
      dialect: this.dialect,
      clock: this.clock,
      rate: new SendRate(this.clock, null),
      session: () => session,
      emit: (saying, settled) => {
        const { args } = saying as Emission
        const [{ clientId, after }] = args as [{ clientId: string; after?: string[] }]
        if (isAlive()) this.#emitted(clientId, after ?? [], settled)
      },
      markAttempted: (ids) => {
        settler.forgetPostponed(ids)
        return isAlive() ? Promise.resolve(this.#mark(ids)) : never
      },
      settle: (settlement) => settler.add(settlement),
      met: () =>
        new Promise((resolve) => {
          if (isAlive()) this.#waitingForHistory.push(resolve)
        }),
      applyAck: () => undefined
    })
  }

  #emitted(clientId: string, after: readonly string[], settled: Flight['settled']): void {
    const word = this.words.find(({ key }) => key === clientId)
    if (!word) return
    if (!this.isJoined) this.wrongs.push(`${word.key} was emitted while not joined`)
    if (word.state === 'taken-back')
      this.wrongs.push(`${word.key} was emitted after it was taken back`)
    if (this.isCut) {
      word.disproofs++
      settled({ kind: 'unsent' })
      return
    }
    word.emissions++
    if (!this.dialect.idempotent && word.emissions > 1 + word.wishes + word.disproofs) {
      this.wrongs.push(`${word.key} was emitted twice without the wish for it`)
    }
    if (!word.attempted && !this.dialect.idempotent) {
      this.wrongs.push(`${word.key} was emitted before the store knew`)
    }
    this.#checkOrder(word)
    this.flights.push({ word, after, isOver: false, hasArrived: false, settled })
  }

  // What is proven or given up has left its place, and so has what the person asked for once more.
  #checkOrder(word: Word): void {
    const held = new Set(this.#outbox.ids())
    const flying = this.flights.filter(
      ({ word: { conversationId, outboxId } }) =>
        conversationId === word.conversationId && held.has(outboxId)
    )
    if (flying.length >= this.most) this.wrongs.push(`${word.key} was one too many`)
    const overtaken = this.words.find(
      (other) =>
        other.conversationId === word.conversationId &&
        other.outboxId < word.outboxId &&
        other.wishes + word.wishes === 0 &&
        held.has(other.outboxId) &&
        !flying.some((flight) => flight.word === other)
    )
    if (overtaken) this.wrongs.push(`${word.key} overtook ${overtaken.key}`)
    const behind = this.underWay.find(
      ({ flight, leftAt }) =>
        flight.word.conversationId === word.conversationId &&
        leftAt !== null &&
        this.clock.elapsed() - leftAt < PATIENCE_MS
    )
    if (behind) this.wrongs.push(`${word.key} may overtake ${behind.flight.word.key}`)
  }

  // A connection brings the words of a conversation in the order in which they were said.
  #take(n: number): Flight | undefined {
    const any = this.flights[n % Math.max(1, this.flights.length)]
    const first = this.flights.findIndex(
      ({ word }) => word.conversationId === any?.word.conversationId
    )
    return first < 0 ? undefined : this.flights.splice(first, 1)[0]
  }

  /** False where the server refuses it, because it does not have the words before it. */
  #arrive(flight: Flight): boolean {
    if (flight.hasArrived) return true
    const { word, after } = flight
    const isKnown = this.dialect.idempotent && this.arrived.includes(word)
    const has = (key: string): boolean => this.arrived.some((other) => other.key === key)
    if (!isKnown && !after.every(has)) return false
    flight.hasArrived = true
    if (isKnown) return true
    this.#checkArrival(word)
    this.arrived.push(word)
    return true
  }

  #checkArrival(word: Word): void {
    const late = this.arrived.find(
      (other) =>
        other.conversationId === word.conversationId &&
        other.outboxId > word.outboxId &&
        other.wishes + word.wishes === 0
    )
    if (late && this.dialect.idempotent && !word.wasRefused)
      this.wrongs.push(`${word.key} arrived after ${late.key}`)
  }

  #answerHistory(isFetched: boolean): void {
    if (isFetched) for (const word of this.arrived) this.#prove(word)
    for (const resolve of this.#waitingForHistory.splice(0)) resolve()
  }

  #prove(word: Word): void {
    if (word.state === 'taken-back') return
    const wasQueued = word.state === 'queued'
    word.state = 'proven'
    if (wasQueued) this.#outbox.remove([word.outboxId])
  }

  #mark(ids: readonly number[]): Result<null> {
    if (this.storeRefuses) return refuse('store-locked', undefined, true)
    for (const word of this.words) if (ids.includes(word.outboxId)) word.attempted = true
    return done(null)
  }

  #settle(settlements: readonly Settlement[]): Result<null> {
    if (this.storeRefuses) return refuse('store-locked', undefined, true)
    for (const settlement of settlements) {
      const word = this.words.find(({ outboxId }) => outboxId === settlement.outboxId)
      if (!word) continue
      // As the store: of what the outbox says itself it is not told.
      if (settlement.outcome === 'proven' && word.state !== 'taken-back') word.state = 'proven'
      else if (word.state !== 'queued') continue
      else if (settlement.outcome === 'postponed') word.attempted = false
      else word.state = settlement.outcome
    }
    return done(null)
  }
}

function entryOf(word: Word): OutboxEntry {
  return {
    outboxId: word.outboxId,
    serverId: 'server',
    conversationId: word.conversationId,
    conversation: { remoteId: `r${word.conversationId}`, kind: 'room', title: null, peer: null },
    intent: 'send',
    clientId: word.key,
    text: `text of ${word.key}`,
    targetRemoteId: null,
    replyTo: null,
    emoji: null,
    on: true,
    files: [],
    attempted: word.attempted,
    attempts: 0,
    createdAt: word.createdAt
  }
}
