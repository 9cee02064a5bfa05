// Owns every Socket.IO connection of the app: opens and closes them, moves frames, thinks about none.
import type { Failure } from '../../../src-preload/contract/failure.ts'
import type { ServerId } from '../../../src-preload/contract/model.ts'
import type { CompiledDialect, Emission } from '../../dialects/compiled.ts'
import type { Clock } from '../clock.ts'
import type { AckReply, EmitOutcome, Epoch, Fact, Frame } from '../thread-calls.ts'
import type { ClientConnected, ClientRefusal, ResumePoint } from './client.ts'
import { clientFor, type Clients } from './clients.ts'
import { diagnose } from './diagnose.ts'
import { FrameQueue } from './frame-queue.ts'
import { Line } from './line.ts'
import type { Target } from './target.ts'

/** How long one attempt to connect may take, ms. */
const CONNECT_LIMIT_MS = 15_000

export interface LinkListeners {
  onFrames: (frames: Epoch & { frames: Frame[] }) => void
  onConnected: (epoch: Epoch, about: ClientConnected) => void
  onDisconnected: (epoch: Epoch) => void
  onFact: (epoch: Epoch, fact: Fact) => void
}

export interface LinkOptions {
  clock: Clock
  clients: Clients
  listeners: LinkListeners
  /** Runs `work` after this turn of the event loop. */
  later: (work: () => void) => void
}

interface Place {
  queue: FrameQueue
  line: Line | null
  epoch: number
  namespace: string
  resume: ResumePoint | null
  /** The connection goes on from an earlier one. */
  isRecovered: boolean
  /** Found out when connecting: 2 or 4, the two clients that there are. */
  generation: '2' | '4' | null
}

interface Attempt extends Epoch {
  target: Target
  readRefusal: CompiledDialect['readRefusal'] | null
}

export class Link {
  readonly #options: LinkOptions
  readonly #places = new Map<ServerId, Place>()

  constructor(options: LinkOptions) {
    this.#options = options
  }

  /** Opens a connection; an earlier one of the same server ends. */
  open(attempt: Attempt): void {
    const place = this.#place(attempt.serverId)
    this.close(attempt.serverId)
    place.epoch = attempt.epoch
    place.namespace = attempt.target.namespace
    this.#openLine(place, attempt)
  }

  close(serverId: ServerId): void {
    const place = this.#places.get(serverId)
    if (!place?.line) return
    // Servers keep a session that was taken up: asked for twice, they may hand out that of a connection whose
    // end they have not noticed, and that end would then silence the new one. So it is asked for once.
    place.resume = place.isRecovered ? null : place.line.resumePoint()
    const { line } = place
    place.line = null
    line.close()
  }

  /** The server was removed: its frames are nobody's any more. */
  remove(serverId: ServerId): void {
    this.close(serverId)
    this.#places.get(serverId)?.queue.abandon()
    this.#places.delete(serverId)
  }

  emit(
    { serverId, epoch }: Epoch,
    emission: Emission,
    settled: (outcome: EmitOutcome) => void
  ): void {
    const place = this.#places.get(serverId)
    if (place?.line && place.epoch === epoch) place.line.emit(emission, settled)
    else settled({ kind: 'unsent' })
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

  #openLine(place: Place, attempt: Attempt): void {
    const { target, readRefusal } = attempt
    const { clock, listeners } = this.#options
    const epoch: Epoch = { serverId: attempt.serverId, epoch: attempt.epoch }
    const generation = target.generation === 'auto' ? place.generation : target.generation
    const line = new Line({
      target,
      openClient: clientFor(this.#options.clients, generation ?? '4'),
      resume: place.resume,
      timeoutMs: CONNECT_LIMIT_MS,
      queue: place.queue,
      clock,
      onConnected: (about) => this.#connected(place, epoch, about),
      onDisconnected: () => listeners.onDisconnected(epoch),
      onFact: (fact) => {
        if (!this.#tryOtherGeneration(place, attempt, fact)) listeners.onFact(epoch, fact)
      },
      diagnose: (refusal: ClientRefusal): Promise<Failure> => diagnose(refusal, target, readRefusal)
    })
    place.line = line
    line.connect()
  }

  #connected(place: Place, epoch: Epoch, about: ClientConnected): void {
    place.resume = null
    place.isRecovered = about.recovered
    place.generation = about.generation === 2 ? '2' : '4'
    const { transport, generation, heardEveryMs } = about
    this.#options.listeners.onConnected(epoch, about)
    this.#options.listeners.onFact(epoch, {
      kind: 'connected',
      transport,
      generation,
      heardEveryMs
    })
  }

  // A version refused may only mean the other of the two clients.
  #tryOtherGeneration(place: Place, attempt: Attempt, fact: Fact): boolean {
    if (fact.kind !== 'failed' || fact.failure.code !== 'server-version-unsupported') return false
    const isOpen = attempt.target.generation === 'auto' && place.generation === null
    if (!isOpen || !this.#options.clients['2'] || place.epoch !== attempt.epoch) return false
    place.generation = '2'
    this.close(attempt.serverId)
    this.#openLine(place, attempt)
    return true
  }

  #place(serverId: ServerId): Place {
    const known = this.#places.get(serverId)
    if (known) return known
    const queue = new FrameQueue({
      flush: (frames) => {
        const { epoch } = this.#place(serverId)
        this.#options.listeners.onFrames({ serverId, epoch, frames })
      },
      onPressure: (paused) => this.#places.get(serverId)?.line?.setPaused(paused),
      later: this.#options.later
    })
    const place: Place = {
      queue,
      line: null,
      epoch: 0,
      namespace: '/',
      resume: null,
      isRecovered: false,
      generation: null
    }
    this.#places.set(serverId, place)
    return place
  }
}
