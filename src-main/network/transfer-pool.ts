// The threads that move files: as many as the machine has cores for, started when they are needed, gone when not.
import { availableParallelism } from 'node:os'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { FileId } from '../../src-preload/contract/files.ts'
import { openRpc, type Rpc } from '../../src-preload/contract/rpc.ts'
import type { Log } from '../base/log.ts'
import type { Clock } from './clock.ts'
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
import type { RunningThread } from './thread-slot.ts'

/** Threads at most, and files that one moves before a further one is started. */
const MAX_THREADS = 4
const FILES_EACH = 3
/** A thread that has nothing to do for so long ends, ms. */
const IDLE_MS = 15_000

interface Thread {
  number: number
  running: RunningThread
  rpc: Rpc<MoverCalls, ToMover>
  files: Set<FileId>
  calls: number
  undoIdle: (() => void) | null
}

export interface TransferPoolOptions {
  clock: Clock
  log: Log
  rates: SharedArrayBuffer
  resolveProxy: ResolveProxy
  start: (setup: MoverSetup) => RunningThread
  onMoved: (files: Moved[]) => void
}

const isGone = refuse('process-gone', undefined, true)

export class TransferPool {
  readonly #options: TransferPoolOptions
  readonly #threads = new Map<number, Thread>()
  readonly #most = Math.max(1, Math.min(MAX_THREADS, availableParallelism() - 1))

  constructor(options: TransferPoolOptions) {
    this.#options = options
  }

  /** How many threads there are now. */
  get size(): number {
    return this.#threads.size
  }

  /** Moves a file; a thread that dies meanwhile is `process-gone`. */
  async move(move: Move): Promise<Result<MoveEnd>> {
    const thread = this.#freest()
    thread.files.add(move.fileId)
    return this.#using(thread, () => thread.rpc.ask.move(move)).finally(() =>
      thread.files.delete(move.fileId)
    )
  }

  async readPiece(wish: PieceWish): Promise<Result<{ data: Uint8Array | string; size: number }>> {
    const thread = this.#freest()
    return this.#using(thread, () => thread.rpc.ask.readPiece(wish))
  }

  async hash(source: PieceWish['source']): Promise<Result<{ sha256: string }>> {
    const thread = this.#freest()
    return this.#using(thread, () => thread.rpc.ask.hash({ source }))
  }

  stop(fileId: FileId): void {
    for (const { files, rpc } of this.#threads.values()) {
      if (files.has(fileId)) rpc.tell('stop', { fileId })
    }
  }

  close(): void {
    for (const thread of this.#threads.values()) this.#end(thread)
  }

  async #using<T>(thread: Thread, ask: () => Promise<Result<T>>): Promise<Result<T>> {
    thread.calls++
    thread.undoIdle?.()
    thread.undoIdle = null
    const result = await ask()
    thread.calls--
    if (thread.calls === 0 && this.#threads.has(thread.number)) {
      thread.undoIdle = this.#options.clock.after(IDLE_MS, () => this.#end(thread))
    }
    return result
  }

  #freest(): Thread {
    const threads = [...this.#threads.values()].sort((a, b) => a.calls - b.calls)
    const [first] = threads
    const isEnough = first && (first.calls < FILES_EACH || threads.length >= this.#most)
    return isEnough ? first : this.#start()
  }

  #start(): Thread {
    const { start, rates, resolveProxy, onMoved, log } = this.#options
    let number = 1
    while (this.#threads.has(number)) number++
    const running = start({ number, rates })
    const rpc: Thread['rpc'] = openRpc<MoverNeeds, MoverCalls, FromMover, ToMover>(running.port, {
      answers: {
        table: moverNeeds,
        handlers: { resolveProxy: async ({ url }) => done({ list: await resolveProxy(url) }) }
      },
      asks: moverCalls,
      hears: { moved: ({ files }) => onMoved(files) },
      timeoutMs: -1,
      onTrouble: ({ call, error }) => log.error('a call threw', { call, error: String(error) })
    })
    const thread: Thread = { number, running, rpc, files: new Set(), calls: 0, undoIdle: null }
    this.#threads.set(number, thread)
    running.port.onClose(() => {
      thread.undoIdle?.()
      if (this.#threads.get(number) !== thread) return
      // What it moved is answered as gone, and tried again by another one.
      log.warn('a thread ended', { thread: `transfers ${number}` })
      this.#threads.delete(number)
    })
    return thread
  }

  #end(thread: Thread): void {
    thread.undoIdle?.()
    this.#threads.delete(thread.number)
    thread.rpc.close()
    thread.running.terminate()
  }
}

/** What became of a file whose thread died. */
export const threadGone: MoveEnd = { end: 'failed', failure: isGone.failure, retryAfterMs: null }
