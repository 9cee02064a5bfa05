// Owns every Socket.IO connection of the app: opens and closes them, moves frames, thinks about none.
import type { Failure } from '../../../src-preload/contract/failure.ts'
import type { ServerId } from '../../../src-preload/contract/model.ts'
import type { Refused } from '../../../src-preload/contract/network-calls.ts'
import type { FoundWay } from '../../../src-preload/contract/store-calls.ts'
import {
  isHttp,
  type CompiledDialect,
  type HttpRequest,
  type Saying
} from '../../dialects/compiled.ts'
import type { Clock } from '../clock.ts'
import { Company } from '../company.ts'
import type { LinkFrame } from '../packed-frames.ts'
import type { AckReply, EmitOutcome, Epoch, Fact } from '../thread-calls.ts'
import type { ClientConnected, ClientRefusal, ResumePoint } from './client.ts'
import { clientFor, type Clients } from './clients.ts'
import { malformedFailure } from './connect-failure.ts'
import { diagnose } from './diagnose.ts'
import { FrameQueue } from './frame-queue.ts'
import type { HttpDoor } from './http-door.ts'
import { Line } from './line.ts'
import { clientOf, pageTexts } from './page-texts.ts'
import { ServerBudget, type BudgetLimits } from './server-budget.ts'
import type { Target } from './target.ts'
import { WaySearch, type WayHints } from './way-search.ts'

/** How long one attempt to connect may take, ms. */
const CONNECT_LIMIT_MS = 15_000

export interface LinkListeners {
  onFrames: (frames: Epoch & { frames: LinkFrame[] }) => void
  onConnected: (epoch: Epoch, about: ClientConnected) => void
  onDisconnected: (epoch: Epoch) => void
  onFact: (epoch: Epoch, fact: Fact) => void
  /** A way that led to the server, the person's settings and guesses together. */
  onFound: (serverId: ServerId, way: FoundWay) => void
  /** Over HTTP the server does not know who asks; true where the connection is made anew for that. */
  onStranger: (epoch: Epoch) => boolean
  /** Something that the server sent was left out. */
  onRefused: (serverId: ServerId, why: Refused) => void
  /** The server is read no faster than its budget allows, or freely again. */
  onSlowed: (serverId: ServerId, isSlowed: boolean) => void
}

export interface LinkOptions {
  clock: Clock
  clients: Clients
  listeners: LinkListeners
  /** Runs `work` after this turn of the event loop. */
  later: (work: () => void) => void
  budget: BudgetLimits
}

interface Place {
  queue: FrameQueue
  budget: ServerBudget
  line: Line | null
  /** Those that may still bring words to the server, by their epochs: the one that stands, and such as were given up. */
  lines: Map<number, Line>
  epoch: number
  namespace: string
  maxPayload: number | null
  /** Where the last connection led to. */
  reached: Target | null
  resume: ResumePoint | null
  /** The connection goes on from an earlier one. */
  isRecovered: boolean
  /** For what is said over HTTP. */
  door: HttpDoor | null
}

interface Attempt extends Epoch {
  target: Target
  readRefusal: CompiledDialect['readRefusal'] | null
  hints: WayHints
  door: HttpDoor
}

export class Link {
  readonly #options: LinkOptions
  readonly #places = new Map<ServerId, Place>()
  readonly #company = new Company()

  constructor(options: LinkOptions) {
    this.#options = options
  }

  /** Opens a connection; an earlier one of the same server ends. */
  open(attempt: Attempt): void {
    const place = this.#place(attempt.serverId)
    this.close(attempt.serverId)
    place.epoch = attempt.epoch
    place.door = attempt.door
    place.budget.renew()
    const search = new WaySearch(attempt.target, attempt.hints)
    this.#openLine(place, attempt, attempt.target, search)
  }

  close(serverId: ServerId): void {
    const place = this.#places.get(serverId)
    if (!place?.line) return
    // Servers keep a session that was taken up: asked for twice, they may hand out that of a connection whose
    // end they have not noticed, and that end would then silence the new one. So it is asked for once.
    place.resume = place.isRecovered ? null : place.line.resumePoint()
    const { line, epoch } = place
    place.line = null
    line.close()
    line.whenArrived(() => {
      if (place.lines.get(epoch) === line) place.lines.delete(epoch)
    })
  }

  /** The server was removed: its frames are nobody's any more. */
  remove(serverId: ServerId): void {
    this.close(serverId)
    this.#places.get(serverId)?.queue.abandon()
    this.#places.delete(serverId)
  }

  /** Says something over the connection that stands, or beside it. */
  emit(epoch: Epoch, saying: Saying, settled: (outcome: EmitOutcome) => void): void {
    const place = this.#places.get(epoch.serverId)
    if (!place?.line || place.epoch !== epoch.epoch) settled({ kind: 'unsent' })
    else if (!isHttp(saying)) place.line.emit(saying, settled)
    else if (place.door) void this.#say(place.door, epoch, saying).then(settled)
    else settled({ kind: 'unsent' })
  }

  /** Calls back once, when what was said over a connection by now has reached the server or no longer can. */
  whenArrived({ serverId, epoch }: Epoch, over: () => void): void {
    const line = this.#places.get(serverId)?.lines.get(epoch)
    if (line) line.whenArrived(over)
    else over()
  }

  // A server that does not know who asks has done nothing: it is said again after logging in.
  async #say(door: HttpDoor, epoch: Epoch, request: HttpRequest): Promise<EmitOutcome> {
    const outcome = await door.say(request)
    const status = outcome.kind === 'acked' && (outcome.args[1] as { status: number }).status
    const isStranger = status === 401 && this.#options.listeners.onStranger(epoch)
    return isStranger ? { kind: 'unsent' } : outcome
  }

  /** Frames up to `throughSeq` are done with; answers the server where it waits. Returns how many. */
  settle(serverId: ServerId, throughSeq: number, replies: AckReply[]): number {
    const place = this.#places.get(serverId)
    for (const reply of replies) place?.line?.answer(reply)
    return place?.queue.settle(throughSeq) ?? 0
  }

  /** Answers once every frame that has come from a server by now is settled. */
  async allSettled(serverId: ServerId): Promise<void> {
    await this.#places.get(serverId)?.queue.allSettled()
  }

  /** Hands out all unsettled frames again, for a receiver that begins anew. */
  replay(serverId: ServerId): void {
    this.#places.get(serverId)?.queue.replay()
  }

  /** What a connection brought turned out to be no JSON. */
  malformed({ serverId, epoch }: Epoch): void {
    const place = this.#places.get(serverId)
    if (place?.epoch === epoch) place.line?.giveUp(malformedFailure('unreadable'))
  }

  /** So many of its frames were refused further on. */
  refused(serverId: ServerId, count: number): void {
    this.#places.get(serverId)?.budget.refused(count)
  }

  /** Asks for a sign of life and tells `latency` or `silent`; a connection that is gone is silent at once. */
  probe({ serverId, epoch }: Epoch, timeoutMs: number): void {
    const place = this.#places.get(serverId)
    if (place?.line && place.epoch === epoch) place.line.probe(timeoutMs)
    else this.#options.listeners.onFact({ serverId, epoch }, { kind: 'silent' })
  }

  isConnected(serverId: ServerId): boolean {
    return this.#places.get(serverId)?.line?.isConnected === true
  }

  epochOf(serverId: ServerId): number {
    return this.#places.get(serverId)?.epoch ?? 0
  }

  /** The namespace of the last connection. */
  namespaceOf(serverId: ServerId): string {
    return this.#places.get(serverId)?.namespace ?? '/'
  }

  /** Bytes of a packet that the server takes; null where it did not say. */
  maxPayloadOf(serverId: ServerId): number | null {
    return this.#places.get(serverId)?.maxPayload ?? null
  }

  /** Fetches the page of a server that was reached, or of its client, and the scripts there: GETs alone. */
  async pageOf(serverId: ServerId): Promise<string[]> {
    const target = this.#places.get(serverId)?.reached
    return target ? await pageTexts(clientOf(target)) : []
  }

  /** Answers a server by the person's own hand; false where it no longer waits. */
  answerByHand(serverId: ServerId, ackToken: number, args: unknown[]): boolean {
    return this.#places.get(serverId)?.line?.answer({ ackToken, args }) === true
  }

  /** Frames not yet settled, of all servers. */
  queueLength(): number {
    return [...this.#places.values()].reduce((sum, { queue }) => sum + queue.length, 0)
  }

  closeAll(): void {
    for (const serverId of this.#places.keys()) this.close(serverId)
  }

  #openLine(place: Place, attempt: Attempt, target: Target, search: WaySearch): void {
    const { clock, clients, listeners } = this.#options
    place.namespace = target.namespace
    const epoch: Epoch = { serverId: attempt.serverId, epoch: attempt.epoch }
    const line = new Line({
      target,
      openClient: clientFor(clients, target.generation === 'auto' ? '4' : target.generation),
      resume: place.resume,
      timeoutMs: CONNECT_LIMIT_MS,
      queue: place.queue,
      budget: place.budget,
      clock,
      onConnected: (about) => this.#connected(place, epoch, { about, target }),
      onDisconnected: () => listeners.onDisconnected(epoch),
      onFact: (fact) => {
        if (fact.kind !== 'failed') return listeners.onFact(epoch, fact)
        void this.#searchOn(place, attempt, { failure: fact.failure, search })
      },
      onRefused: (why) => listeners.onRefused(epoch.serverId, why),
      diagnose: (refusal: ClientRefusal): Promise<Failure> =>
        diagnose(refusal, target, attempt.readRefusal)
    })
    place.line = line
    place.lines.set(attempt.epoch, line)
    line.connect()
  }

  #connected(
    place: Place,
    epoch: Epoch,
    { about, target }: { about: ClientConnected; target: Target }
  ): void {
    place.reached = target
    place.resume = null
    place.isRecovered = about.recovered
    place.maxPayload = about.maxPayload ?? null
    const { transport, generation } = about
    const { path, namespace, parser } = target
    this.#options.listeners.onFound(epoch.serverId, {
      generation: `${generation}`,
      path,
      namespace,
      parser
    })
    this.#options.listeners.onConnected(epoch, about)
    if (place.budget.isSlowed) this.#options.listeners.onSlowed(epoch.serverId, true)
    this.#options.listeners.onFact(epoch, { kind: 'connected', transport, generation })
  }

  async #searchOn(
    place: Place,
    attempt: Attempt,
    { failure, search }: { failure: Failure; search: WaySearch }
  ): Promise<void> {
    const { line } = place
    const next = await search.next(failure)
    // Meanwhile it may have been closed, or another attempt begun.
    if (place.line !== line || place.epoch !== attempt.epoch) return
    if (!next) {
      const { serverId, epoch } = attempt
      const told: Fact = { kind: 'failed', failure: search.verdict(failure) }
      return this.#options.listeners.onFact({ serverId, epoch }, told)
    }
    this.close(attempt.serverId)
    this.#openLine(place, attempt, next, search)
  }

  #place(serverId: ServerId): Place {
    const known = this.#places.get(serverId)
    if (known) return known
    const queue = new FrameQueue({
      isAlone: () => this.#company.isAlone(serverId, this.#options.clock.elapsed()),
      flush: (frames) => {
        const { epoch } = this.#place(serverId)
        this.#company.spoke(serverId, this.#options.clock.elapsed())
        this.#options.listeners.onFrames({ serverId, epoch, frames })
      },
      onPressure: () => this.#places.get(serverId)?.line?.weighFlow(),
      clock: this.#options.clock,
      later: this.#options.later
    })
    const place: Place = {
      queue,
      budget: this.#openBudget(serverId),
      line: null,
      lines: new Map(),
      epoch: 0,
      namespace: '/',
      maxPayload: null,
      reached: null,
      resume: null,
      isRecovered: false,
      door: null
    }
    this.#places.set(serverId, place)
    return place
  }

  #openBudget(serverId: ServerId): ServerBudget {
    const { clock, listeners, budget: limits } = this.#options
    return new ServerBudget({
      clock,
      limits,
      onRest: () => this.#places.get(serverId)?.line?.weighFlow(),
      onSlowed: (isSlowed) => {
        if (this.#places.has(serverId)) listeners.onSlowed(serverId, isSlowed)
      },
      onExhausted: (failure) => this.#places.get(serverId)?.line?.giveUp(failure)
    })
  }
}
