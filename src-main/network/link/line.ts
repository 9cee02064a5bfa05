// One connection attempt to one server, from opening the socket to its end.
import type { Failure } from '../../../src-preload/contract/failure.ts'
import { limits } from '../../../src-preload/contract/limits.ts'
import type { Refused } from '../../../src-preload/contract/network-calls.ts'
import type { Emission } from '../../dialects/compiled.ts'
import type { Clock } from '../clock.ts'
import type { AckReply, EmitOutcome, Fact } from '../thread-calls.ts'
import type { WireArgs } from '../wire-args.ts'
import type {
  ClientConnected,
  ClientOptions,
  ClientRefusal,
  ClientSocket,
  EventAbout,
  ResumePoint
} from './client.ts'
import { disconnectFailure } from './connect-failure.ts'
import type { FrameQueue } from './frame-queue.ts'
import { LifeWatch } from './life-watch.ts'
import type { ServerBudget } from './server-budget.ts'
import type { Target } from './target.ts'

export interface LineOptions {
  target: Target
  openClient: (options: ClientOptions) => ClientSocket
  resume: ResumePoint | null
  timeoutMs: number
  queue: FrameQueue
  budget: ServerBudget
  clock: Clock
  onConnected: (about: ClientConnected) => void
  onDisconnected: () => void
  onFact: (fact: Fact) => void
  /** Something that came was left out. */
  onRefused: (why: Refused) => void
  /** Turns a refusal into a failure; may look at the address once more to find out. */
  diagnose: (refusal: ClientRefusal) => Promise<Failure>
}

/** Round trips are told when they differ this much from the last one told, or after this long. */
const LATENCY_CHANGE = 1.5
const LATENCY_REPEAT_MS = 15_000
/** An answer is overdue after this many usual round trips, but not before this long, ms. */
const OVERDUE_ROUND_TRIPS = 4
const OVERDUE_MS = 2_000
/** Servers may wait for so many answers of which the dialect knows none; the oldest are given up. */
const MAX_UNANSWERED = 200

export class Line {
  readonly #options: LineOptions
  readonly #client: ClientSocket
  readonly #life: LifeWatch
  readonly #answers = new Map<number, (args: unknown[]) => void>()
  /** Those of them to which the dialect has nothing to say. */
  readonly #unanswered = new Set<number>()
  #isConnected = false
  #isClosed = false
  #latency = { ms: 0, toldAt: 0 }
  /** Answers that are awaited. */
  #awaited = 0
  #undoOverdue: (() => void) | null = null

  constructor(options: LineOptions) {
    this.#options = options
    this.#life = new LifeWatch(options.clock, (fact) => this.#tell(fact))
    this.#client = options.openClient({
      target: options.target,
      resume: options.resume,
      timeoutMs: options.timeoutMs,
      listeners: {
        onConnected: (about) => this.#connected(about),
        onRefused: (refusal) => void this.#refused(refusal),
        onDisconnected: (reason) => this.#disconnected(reason),
        onEvent: (event, args, about) => this.#heardEvent(event, args, about),
        onHeard: () => this.#life.heard(),
        onUpgraded: (transport) => this.#tell({ kind: 'upgraded', transport }),
        onPacket: (bytes) => options.budget.spend(1, bytes),
        onRefusedPacket: (why) => this.#refuse(why)
      }
    })
  }

  get isConnected(): boolean {
    return this.#isConnected
  }

  connect(): void {
    this.weighFlow()
    this.#client.connect()
  }

  emit(emission: Emission, settled: (outcome: EmitOutcome) => void): void {
    const startedAt = this.#options.clock.elapsed()
    const answered = emission.ack ? this.#awaitAnswer() : () => undefined
    this.#client.emit(emission, (outcome) => {
      answered()
      if (outcome.kind === 'timeout') this.#tell({ kind: 'overdue' })
      if (outcome.kind === 'acked') this.#measured(this.#options.clock.elapsed() - startedAt)
      settled(outcome)
    })
  }

  // The server's own heartbeat may be half a minute away; a word that waits is reason to ask sooner.
  #awaitAnswer(): () => void {
    this.#awaited += 1
    const afterMs = Math.max(OVERDUE_MS, OVERDUE_ROUND_TRIPS * this.#latency.ms)
    this.#undoOverdue ??= this.#options.clock.after(afterMs, () => {
      this.#undoOverdue = null
      this.#tell({ kind: 'overdue' })
    })
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#awaited -= 1
      if (this.#awaited === 0) this.#forgetOverdue()
    }
  }

  #forgetOverdue(): void {
    this.#undoOverdue?.()
    this.#undoOverdue = null
  }

  /**
   * Gives the server an answer that it waits for; without arguments it may still be given by hand.
   * Whether the server waited for it.
   */
  answer({ ackToken, args }: AckReply): boolean {
    const answer = this.#answers.get(ackToken)
    if (!answer) return false
    if (args) {
      this.#answers.delete(ackToken)
      this.#unanswered.delete(ackToken)
      answer(args)
    } else this.#leaveOpen(ackToken)
    return true
  }

  #leaveOpen(ackToken: number): void {
    this.#unanswered.add(ackToken)
    for (const oldest of this.#unanswered) {
      if (this.#unanswered.size <= MAX_UNANSWERED) return
      this.#unanswered.delete(oldest)
      this.#answers.delete(oldest)
    }
  }

  /** Stops or starts reading, as queue and budget have it. */
  weighFlow(): void {
    const { queue, budget } = this.#options
    this.#client.setPaused(queue.paused || budget.isResting)
  }

  /** Ends the connection for a reason of ours. */
  giveUp(reason: Failure): void {
    if (this.#isClosed) return
    const kind = this.#isConnected ? 'closed' : 'failed'
    this.close()
    this.#options.onFact({ kind, failure: reason })
  }

  /** Asks for a sign of life and tells the monitor `latency` or `silent`. */
  probe(timeoutMs: number): void {
    this.#client.probe(timeoutMs, (latencyMs) => {
      if (latencyMs !== null) this.#life.heard()
      this.#tell(latencyMs === null ? { kind: 'silent' } : { kind: 'latency', latencyMs })
    })
  }

  /** Calls back once, when all that was written by now has reached the other end or no longer can. */
  whenArrived(over: () => void): void {
    this.#client.whenArrived(over)
  }

  resumePoint(): ResumePoint | null {
    return this.#client.resumePoint()
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#life.end()
    this.#forgetOverdue()
    this.#options.queue.flush()
    this.#client.close()
    if (this.#isConnected) this.#options.onDisconnected()
    this.#isConnected = false
  }

  #connected(about: ClientConnected): void {
    this.#isConnected = true
    this.#life.begin(about.heardEveryMs)
    this.#options.onConnected(about)
  }

  #disconnected(reason: string): void {
    if (this.#isClosed) return
    this.close()
    this.#options.onFact({ kind: 'closed', failure: disconnectFailure(reason) })
  }

  async #refused(refusal: ClientRefusal): Promise<void> {
    const failure = await this.#options.diagnose(refusal)
    this.#tell({ kind: 'failed', failure })
  }

  #refuse(why: Refused): void {
    this.#options.budget.refused(1)
    this.#options.onRefused(why)
  }

  #heardEvent(event: string, args: unknown[] | WireArgs, { bytes, answer }: EventAbout): void {
    if (event.length > limits.eventName) return this.#refuse('event-name')
    const ackToken = answer ? this.#options.queue.takeAckToken() : null
    if (answer && ackToken !== null) this.#answers.set(ackToken, answer)
    this.#options.queue.push({ event, args, at: this.#options.clock.now(), bytes, ackToken })
  }

  #measured(latencyMs: number): void {
    this.#life.heard()
    const now = this.#options.clock.elapsed()
    const ratio = Math.max(latencyMs, 1) / Math.max(this.#latency.ms, 1)
    const isNews = ratio > LATENCY_CHANGE || ratio < 1 / LATENCY_CHANGE
    if (!isNews && now - this.#latency.toldAt < LATENCY_REPEAT_MS) return
    this.#latency = { ms: latencyMs, toldAt: now }
    this.#tell({ kind: 'latency', latencyMs })
  }

  #tell(fact: Fact): void {
    if (!this.#isClosed) this.#options.onFact(fact)
  }
}
