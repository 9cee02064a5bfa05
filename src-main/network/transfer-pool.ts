// The threads that move files: as many as the machine has cores for, started when they are needed, gone when not.
import { availableParallelism } from 'node:os'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { FileId } from '../../src-preload/contract/files.ts'
import type { Port } from '../../src-preload/contract/port.ts'
import { openRpc, type Rpc } from '../../src-preload/contract/rpc.ts'
import { describeError, type Log, ownWord } from '../base/log.ts'
import type { Clock } from './clock.ts'
import { moverNames, type Counters, type MoverName } from './counters.ts'
import type { ResolveProxy } from './link/route/ways.ts'
import {
  moverCalls,
  moverNeeds,
  type FromMover,
  type Move,
  type MoveEnd,
  type Moved,
  type MoverCalls,
  type MoverNeeds,
  type MoverSetup,
  type PieceWish,
  type ToMover
} from './mover-calls.ts'
import type { ThreadLife } from './thread-calls.ts'
import { ThreadSlot, type RunningThread } from './thread-slot.ts'

/** Files that one thread moves before a further one is started. */
const FILES_EACH = 3
/** A thread that has nothing to do for so long ends, ms. */
const IDLE_MS = 15_000

type MoverRpc = Rpc<MoverCalls, ToMover>

/** Where one of the threads runs, while it does. */
interface Place {
  name: MoverName
  slot: ThreadSlot<MoverRpc>
  files: Set<FileId>
  calls: number
  undoIdle: (() => void) | null
}

export interface TransferPoolOptions {
  clock: Clock
  log: Log
  counters: Counters
  rates: SharedArrayBuffer
  resolveProxy: ResolveProxy
  start: (setup: MoverSetup) => RunningThread
  onMoved: (files: Moved[]) => void
  /** A thread was started, ended, or is to be started again. */
  onLife: (life: ThreadLife) => void
  /** One was given something to do. */
  onWork: () => void
}

const isGone = refuse('process-gone', undefined, true)

export class TransferPool {
  readonly #options: TransferPoolOptions
  readonly #places: readonly Place[]

  constructor(options: TransferPoolOptions) {
    this.#options = options
    const most = Math.max(1, availableParallelism() - 1)
    this.#places = moverNames.slice(0, most).map((name) => this.#placeOf(name))
  }

  /** How many threads there are now. */
  get size(): number {
    return this.#places.filter(({ slot }) => slot.wired).length
  }

  /** Of every thread that there may be. */
  lives(): ThreadLife[] {
    return this.#places.map(({ slot }) => slot.life())
  }

  /** Has those that run give a sign of life. */
  beat(): void {
    for (const { slot } of this.#places) slot.wired?.tell('beatWanted', {})
  }

  /** Ends one that hangs; what it moved is tried again by the one that comes after it. */
  restart(name: MoverName): void {
    this.#places.find((place) => place.name === name)?.slot.restart()
  }

  /** Moves a file; a thread that dies meanwhile is `process-gone`. */
  async move(move: Move): Promise<Result<MoveEnd>> {
    const place = this.#freest()
    place.files.add(move.fileId)
    return this.#using(place, (ask) => ask.move(move)).finally(() =>
      place.files.delete(move.fileId)
    )
  }

  async readPiece(wish: PieceWish): Promise<Result<{ data: Uint8Array | string; size: number }>> {
    return this.#using(this.#freest(), (ask) => ask.readPiece(wish))
  }

  async hash(source: PieceWish['source']): Promise<Result<{ sha256: string }>> {
    return this.#using(this.#freest(), (ask) => ask.hash({ source }))
  }

  stop(fileId: FileId): void {
    for (const { files, slot } of this.#places) {
      if (files.has(fileId)) slot.wired?.tell('stop', { fileId })
    }
  }

  close(): void {
    for (const { slot, undoIdle } of this.#places) {
      undoIdle?.()
      slot.close()
    }
  }

  async #using<T>(
    place: Place,
    ask: (ask: MoverRpc['ask']) => Promise<Result<T>>
  ): Promise<Result<T>> {
    const { counters, clock, onWork } = this.#options
    const { slot, name } = place
    place.undoIdle?.()
    place.undoIdle = null
    slot.start()
    if (!slot.wired) return isGone
    const gauge = counters.of(name)
    place.calls++
    gauge.queued(1)
    onWork()
    const result = await ask(slot.wired.ask)
    gauge.queued(-1)
    place.calls--
    if (place.calls === 0) place.undoIdle = clock.after(IDLE_MS, () => slot.rest())
    return result
  }

  #freest(): Place {
    return this.#places.reduce((one, other) => (loadOf(other) < loadOf(one) ? other : one))
  }

  #placeOf(name: MoverName): Place {
    const { clock, log, counters, rates, start, onLife } = this.#options
    const slot = new ThreadSlot<MoverRpc>({
      name,
      clock,
      log,
      start: () => start({ name, counters: counters.memory, rates }),
      wire: (port) => this.#wire(port),
      onStarted: () => undefined,
      onLife
    })
    return { name, slot, files: new Set(), calls: 0, undoIdle: null }
  }

  #wire(port: Port): MoverRpc {
    const { resolveProxy, onMoved, log } = this.#options
    return openRpc<MoverNeeds, MoverCalls, FromMover, ToMover>(port, {
      answers: {
        table: moverNeeds,
        handlers: { resolveProxy: async ({ url }) => done({ list: await resolveProxy(url) }) }
      },
      asks: moverCalls,
      hears: { moved: ({ files }) => onMoved(files) },
      timeoutMs: -1,
      onTrouble: ({ call, error }) =>
        log.error('a call threw', { call: ownWord(call, moverNeeds), error: describeError(error) })
    })
  }
}

/** A further thread is started before a running one gets more than its share. */
function loadOf({ slot, calls }: Place): number {
  return slot.wired ? calls : FILES_EACH - 0.5
}

/** What became of a file whose thread died. */
export const threadGone: MoveEnd = { end: 'failed', failure: isGone.failure, retryAfterMs: null }
