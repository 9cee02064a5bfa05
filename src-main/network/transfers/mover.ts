// A thread that moves files: several at once, each until it is done, stopped or fails.
import { done, type Result } from '../../../src-preload/contract/failure.ts'
import type { FileId } from '../../../src-preload/contract/files.ts'
import type { Port } from '../../../src-preload/contract/port.ts'
import { openRpc, type Rpc } from '../../../src-preload/contract/rpc.ts'
import { describeError, openLog, ownWord } from '../../base/log.ts'
import { systemClock } from '../clock.ts'
import { openCounters, type Gauge } from '../counters.ts'
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
} from '../mover-calls.ts'
import { loudly } from '../serve.ts'
import { Course } from './course.ts'
import { fetchFile } from './fetch-file.ts'
import { RateGate } from '../rate-gate.ts'
import { sendHttp } from './send-http.ts'
import { sendTus } from './send-tus.ts'
import { SourceFile } from './source-file.ts'
import { failureOf } from './transfer-error.ts'

/** How often it is told how far files are, ms. */
const TELL_MS = 100

class Stopped extends Error {}

/** Serves the main thread on its port. */
export function openMover(port: Port, setup: MoverSetup): { close(): void } {
  return new Mover(port, setup)
}

class Mover {
  readonly #log = openLog('transfers')
  readonly #gate: RateGate
  readonly #gauge: Gauge
  readonly #rpc: Rpc<MoverNeeds, FromMover>
  readonly #running = new Map<FileId, AbortController>()
  readonly #moved = new Map<FileId, Moved>()
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(port: Port, { name, counters, rates }: MoverSetup) {
    this.#gate = new RateGate(rates)
    this.#gauge = openCounters(counters).of(name)
    this.#rpc = openRpc<MoverCalls, MoverNeeds, ToMover, FromMover>(port, {
      answers: {
        table: moverCalls,
        handlers: {
          move: async (move) => done(await this.#move(move)),
          readPiece: (wish) => this.#readPiece(wish),
          hash: ({ source }) => hashOf(source)
        }
      },
      asks: moverNeeds,
      hears: loudly<ToMover>(this.#log, {
        stop: ({ fileId }) => this.#running.get(fileId)?.abort(new Stopped('stopped')),
        beatWanted: () => this.#gauge.beat(systemClock.now())
      }),
      timeoutMs: -1,
      onTrouble: ({ call, error }) =>
        this.#log.error('a call threw', {
          call: ownWord(call, moverCalls),
          error: describeError(error)
        })
    })
  }

  /** Ends everything where it is. */
  close(): void {
    for (const stop of this.#running.values()) stop.abort(new Stopped('stopped'))
    if (this.#timer) clearTimeout(this.#timer)
    this.#rpc.close()
  }

  async #move(move: Move): Promise<MoveEnd> {
    const stop = new AbortController()
    this.#running.set(move.fileId, stop)
    const course = new Course({
      signal: stop.signal,
      gate: this.#gate,
      gauge: this.#gauge,
      resolveProxy: async (url) => {
        const answer = await this.#rpc.ask.resolveProxy({ url })
        return answer.ok ? answer.value.list : 'DIRECT'
      },
      onMoved: (step) =>
        this.#note(move.fileId, { resume: move.kind === 'fetch' ? move.resume : {}, ...step })
    })
    try {
      return await run(move, course)
    } catch (error) {
      if (stop.signal.aborted) return { end: 'stopped' }
      const { failure, retryAfterMs, isStranger } = failureOf(error)
      return { end: 'failed', failure, retryAfterMs, isStranger }
    } finally {
      this.#running.delete(move.fileId)
      this.#tell()
    }
  }

  async #readPiece(wish: PieceWish): ReturnType<typeof readPiece> {
    const read = await readPiece(wish)
    if (read.ok) this.#gauge.worked(1, read.value.size)
    return read
  }

  #note(fileId: FileId, step: Omit<Moved, 'fileId'>): void {
    this.#moved.set(fileId, { fileId, ...step })
    this.#timer ??= setTimeout(() => this.#tell(), TELL_MS)
  }

  #tell(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#moved.size > 0) this.#rpc.tell('moved', { files: [...this.#moved.values()] })
    this.#moved.clear()
  }
}

function run(move: Move, course: Course): Promise<MoveEnd> {
  if (move.kind === 'fetch') return fetchFile(move, course)
  return move.kind === 'tus' ? sendTus(move, course) : sendHttp(move, course)
}

async function readPiece({
  source,
  offset,
  size,
  as,
  mediaType
}: PieceWish): Promise<Result<{ data: Uint8Array | string; size: number }>> {
  return opened(source, async (file) => {
    const block = await file.read(offset, size)
    const text = as === 'binary' ? '' : Buffer.from(block).toString('base64')
    const data =
      as === 'binary' ? new Uint8Array(block) : as === 'base64' ? text : dataUrl(mediaType, text)
    return { data, size: block.length }
  })
}

function dataUrl(mediaType: string, base64: string): string {
  return `data:${mediaType};base64,${base64}`
}

function hashOf(source: PieceWish['source']): Promise<Result<{ sha256: string }>> {
  return opened(source, async (file) => ({ sha256: await file.sha256() }))
}

async function opened<T>(
  source: PieceWish['source'],
  work: (file: SourceFile) => Promise<T>
): Promise<Result<T>> {
  try {
    const file = await SourceFile.open(source)
    try {
      return done(await work(file))
    } finally {
      await file.close()
    }
  } catch (error) {
    return { ok: false, failure: failureOf(error).failure }
  }
}
