// One server's frames on their way to the receiver: batched, numbered, and kept until they are settled.
import type { Clock } from '../clock.ts'
import type { LinkFrame } from '../packed-frames.ts'

/**
 * What may be handed out unsettled before the server's flow is stopped; it starts again at half of it. While
 * others speak, their words wait behind what is under way: so it is less.
 */
export const pressureLimits = { bytes: 2_000_000, frames: 1_000, framesAlone: 4_000 } as const
/** One batch is told at most. */
const BATCH_FRAMES = 500
const BATCH_BYTES = 256_000
/** Where one follows upon another, they are told no faster, ms: each costs as much as many frames. */
const GATHER_MS = 5

export interface FrameQueueOptions {
  flush: (frames: LinkFrame[]) => void
  /** Whether no other server speaks. */
  isAlone: () => boolean
  /** The limit was reached, or there is room again. */
  onPressure: (paused: boolean) => void
  clock: Pick<Clock, 'elapsed' | 'after'>
  /** Runs `work` after this turn of the event loop. */
  later: (work: () => void) => void
}

/** Outlives the connections of its server: what was received is handed on whatever became of the socket. */
export class FrameQueue {
  readonly #options: FrameQueueOptions
  #unsettled: LinkFrame[] = []
  #unsettledBytes = 0
  #batch: LinkFrame[] = []
  #batchBytes = 0
  #nextSeq = 1
  #nextAckToken = 1
  #paused = false
  /** Who waits until frames are settled, in the order of asking. */
  #waiters: { seq: number; resolve: () => void }[] = []
  #isPlanned = false
  #flushedAt = Number.NEGATIVE_INFINITY

  constructor(options: FrameQueueOptions) {
    this.#options = options
  }

  get paused(): boolean {
    return this.#paused
  }

  get length(): number {
    return this.#unsettled.length
  }

  /** Names an answer that the server waits for; no later connection gives the same name again. */
  takeAckToken(): number {
    return this.#nextAckToken++
  }

  push(frame: Omit<LinkFrame, 'seq'>): void {
    const numbered = { ...frame, seq: this.#nextSeq++ }
    this.#unsettled.push(numbered)
    this.#unsettledBytes += frame.bytes
    this.#batch.push(numbered)
    this.#batchBytes += frame.bytes
    if (this.#batch.length >= BATCH_FRAMES || this.#batchBytes >= BATCH_BYTES) this.flush()
    else this.#planFlush()
    this.#weigh()
  }

  /** Hands out what was not handed out yet. */
  flush(): void {
    if (this.#batch.length === 0) return
    const frames = this.#batch
    this.#batch = []
    this.#batchBytes = 0
    this.#flushedAt = this.#options.clock.elapsed()
    this.#options.flush(frames)
  }

  /** All frames up to `throughSeq` are committed or meant nothing. */
  settle(throughSeq: number): number {
    let count = 0
    for (const frame of this.#unsettled) {
      if (frame.seq > throughSeq) break
      this.#unsettledBytes -= frame.bytes
      count++
    }
    this.#unsettled.splice(0, count)
    this.#weigh()
    this.#tellWaiters()
    return count
  }

  /** Answers once every frame pushed so far is settled. */
  allSettled(): Promise<void> {
    if (this.#unsettled.length === 0) return Promise.resolve()
    this.flush()
    const seq = this.#nextSeq - 1
    return new Promise((resolve) => void this.#waiters.push({ seq, resolve }))
  }

  /** Nobody will settle anything any more. */
  abandon(): void {
    this.#unsettled = []
    this.#unsettledBytes = 0
    this.#batch = []
    this.#tellWaiters()
  }

  /** Hands out everything unsettled once more: the receiver that had it is gone. */
  replay(): void {
    this.#batch = []
    this.#batchBytes = 0
    for (let start = 0; start < this.#unsettled.length; start += BATCH_FRAMES) {
      this.#options.flush(this.#unsettled.slice(start, start + BATCH_FRAMES))
    }
  }

  #tellWaiters(): void {
    const oldest = this.#unsettled[0]?.seq ?? Number.POSITIVE_INFINITY
    while ((this.#waiters[0]?.seq ?? Number.POSITIVE_INFINITY) < oldest)
      this.#waiters.shift()?.resolve()
  }

  #planFlush(): void {
    if (this.#isPlanned) return
    this.#isPlanned = true
    const { clock, later } = this.#options
    const flush = (): void => {
      this.#isPlanned = false
      this.flush()
    }
    const restMs = this.#flushedAt + GATHER_MS - clock.elapsed()
    if (restMs > 0) clock.after(restMs, flush)
    else later(flush)
  }

  #mostFrames(): number {
    return this.#options.isAlone() ? pressureLimits.framesAlone : pressureLimits.frames
  }

  #weigh(): void {
    const share = Math.max(
      this.#unsettledBytes / pressureLimits.bytes,
      this.#unsettled.length / this.#mostFrames()
    )
    const paused = this.#paused ? share > 0.5 : share >= 1
    if (paused === this.#paused) return
    this.#paused = paused
    this.#options.onPressure(paused)
  }
}
