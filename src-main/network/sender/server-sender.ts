// Everything that the sender holds for one server: its introduction, outbox and requests.
import { done, refuse, type Failure, type Result } from '../../../src-preload/contract/failure.ts'
import type { Purpose } from '../../../src-preload/contract/inspector.ts'
import type { CompiledDialect, Request, Saying, Session } from '../../dialects/compiled.ts'
import { startSession } from '../../dialects/session.ts'
import type { OutboxEntry, Settlement } from '../../ports/store-network-calls.ts'
import type { Clock } from '../clock.ts'
import type { AckSource, Applied, EmitNews, EmitOutcome } from '../thread-calls.ts'
import { JoinEvents, runJoin } from './join-flow.ts'
import { loadFiles } from './load-files.ts'
import { Outbox } from './outbox.ts'
import { SendRate } from './send-rate.ts'

/** How often a request lets words go first, and for how long each time, ms. */
const YIELDS = 100
const YIELD_MS = 50

export interface ServerSenderOptions {
  dialect: CompiledDialect
  clock: Clock
  emit: (epoch: number, saying: Saying, purpose: Purpose, settled: (news: EmitNews) => void) => void
  markAttempted: (outboxIds: number[]) => Promise<Result<null>>
  settle: (settlement: Settlement) => void
  met: (entry: OutboxEntry) => Promise<void>
  applyAck: (source: AckSource, args: unknown[]) => Promise<Result<Applied>>
  onJoined: (epoch: number) => void
  onJoinFailed: (epoch: number, failure: Failure) => void
}

export class ServerSender {
  readonly #options: ServerSenderOptions
  readonly outbox: Outbox
  readonly #rate: SendRate
  #dialect: CompiledDialect
  #session: Session = startSession({})
  #events = new JoinEvents()
  /** The connection that stands, or null. */
  #epoch: number | null = null
  #isJoined = false

  constructor(options: ServerSenderOptions) {
    this.#options = options
    const { dialect, clock } = options
    this.#dialect = dialect
    this.#rate = new SendRate(clock, dialect.limits.sendsPerSecond)
    this.outbox = new Outbox({
      dialect,
      clock,
      rate: this.#rate,
      session: () => this.#session,
      load: (entry) => loadFiles(entry, this.#dialect, this.#session, clock.now()),
      emit: (saying, settled) => this.#emit(saying, 'send', settled),
      markAttempted: options.markAttempted,
      settle: options.settle,
      met: options.met,
      applyAck: (entry: OutboxEntry, args) => void options.applyAck({ kind: 'entry', entry }, args)
    })
  }

  get dialect(): CompiledDialect {
    return this.#dialect
  }

  /** Goes on in another dialect; `anew`: only once a new connection has been introduced in it. */
  speak(dialect: CompiledDialect, anew: boolean): void {
    this.#dialect = dialect
    this.#rate.setPerSecond(dialect.limits.sendsPerSecond)
    if (anew) {
      this.#isJoined = false
      this.outbox.close()
    }
    this.outbox.speak(dialect)
  }

  setSession(session: Session): void {
    this.#session = session
  }

  sawEvent(event: string, args: unknown[]): void {
    if (this.#epoch !== null && !this.#isJoined) this.#events.push(event, args)
  }

  /** A connection stands: introduce oneself, unless that was done before this thread was restarted. */
  connected(epoch: number, session: Session, isJoined: boolean): void {
    this.#epoch = epoch
    this.#session = session
    this.#events = new JoinEvents()
    if (isJoined) this.#joined(epoch)
    else void this.#join(epoch)
  }

  disconnected(epoch: number): void {
    if (this.#epoch !== epoch) return
    this.#epoch = null
    this.#isJoined = false
    this.outbox.close()
  }

  /** Emits a request and reads its answer; null where the answer, if any, comes as an event. */
  async request(request: Request): Promise<Result<{ applied: Applied | null }>> {
    const { clock } = this.#options
    const dialect = this.#dialect
    if (!this.#isJoined) return refuse('server-unreachable', undefined, true)
    const saying = dialect.request(request, this.#session, clock.now())
    if (!saying) return refuse('not-supported')
    if (request.kind === 'history') await this.#yieldToWords()
    const outcome = await this.#emitted(saying, 'request')
    if (outcome.kind === 'timeout') return refuse('message-unanswered', undefined, true)
    if (outcome.kind === 'impossible') return refuse('not-supported')
    if (outcome.kind === 'unreachable') return refuse('server-unreachable', undefined, true)
    if (outcome.kind !== 'acked' && outcome.kind !== 'written') {
      return refuse('server-closed', undefined, true)
    }
    return await this.#readRequest(request, outcome.kind === 'acked' ? outcome.args : [])
  }

  // History can wait: words that want to go out come first, and find room where the server counts.
  async #yieldToWords(): Promise<void> {
    const { clock } = this.#options
    for (let n = 0; n < YIELDS; n++) {
      const waitMs = this.outbox.isWaitingForTurn ? YIELD_MS : this.#rate.take(1)
      if (waitMs === 0) return
      await new Promise<void>((resolve) => void clock.after(waitMs, resolve))
    }
  }

  async #readRequest(
    request: Request,
    args: unknown[]
  ): Promise<Result<{ applied: Applied | null }>> {
    const { clock, applyAck } = this.#options
    const session = this.#session
    const verdict = this.#dialect.readRequestAck(request, args, session, clock.now())
    if (verdict.kind === 'failure') return { ok: false, failure: verdict.failure }
    if (verdict.also) this.#emit(verdict.also, 'request', () => undefined)
    const isNews = verdict.reading.events.length > 0 || verdict.reading.session !== session
    if (!isNews) return done({ applied: null })
    const applied = await applyAck({ kind: 'request', request }, args)
    return applied.ok ? done({ applied: applied.value }) : applied
  }

  async #join(epoch: number): Promise<void> {
    const { clock, applyAck } = this.#options
    const result = await runJoin({
      dialect: this.#dialect,
      clock,
      events: this.#events,
      session: () => this.#session,
      emit: (emission) => this.#emitted(emission, 'join'),
      applyAck: async (step, args) => {
        const applied = await applyAck({ kind: 'join', step }, args)
        if (applied.ok && this.#epoch === epoch) this.#session = applied.value.session
        return applied
      }
    })
    if (this.#epoch !== epoch) return
    if (result.ok) this.#joined(epoch)
    else this.#options.onJoinFailed(epoch, result.failure)
  }

  #joined(epoch: number): void {
    this.#isJoined = true
    this.#events = new JoinEvents()
    this.#options.onJoined(epoch)
    this.outbox.open()
  }

  #emitted(saying: Saying, purpose: Purpose): Promise<EmitOutcome> {
    return new Promise((resolve) =>
      this.#emit(saying, purpose, (news) => {
        if (news.kind !== 'over') resolve(news)
      })
    )
  }

  #emit(saying: Saying, purpose: Purpose, settled: (news: EmitNews) => void): void {
    if (this.#epoch === null) settled({ kind: 'unsent' })
    else this.#options.emit(this.#epoch, saying, purpose, settled)
  }
}
