// How fast files may move, all threads together: one counter in shared memory for each direction.
/*
 * Each counter is the moment (µs) at which the line is free again; whoever takes bytes moves it on by the time
 * that they need at the wished rate and waits for what stood there before. No thread asks another.
 */

/** ms since 1970, the same in every thread. */
type Now = () => number

const FIELDS = 2
const RATE = 0
const FREE_AT = 1
const DIRECTIONS = ['up', 'down'] as const
export type RateDirection = (typeof DIRECTIONS)[number]

/** What may go at once after a pause, ms worth of the rate. */
const BURST_MS = 100

export class RateGate {
  readonly memory: SharedArrayBuffer
  readonly #cells: BigInt64Array
  readonly #now: Now

  constructor(
    memory?: SharedArrayBuffer,
    now: Now = () => performance.timeOrigin + performance.now()
  ) {
    this.memory =
      memory ?? new SharedArrayBuffer(DIRECTIONS.length * FIELDS * BigInt64Array.BYTES_PER_ELEMENT)
    this.#cells = new BigInt64Array(this.memory)
    this.#now = now
  }

  /** Bytes a second; null: without a bound. */
  setRate(direction: RateDirection, bytesPerSecond: number | null): void {
    const at = DIRECTIONS.indexOf(direction) * FIELDS
    Atomics.store(this.#cells, at + RATE, BigInt(bytesPerSecond ?? 0))
    Atomics.store(this.#cells, at + FREE_AT, 0n)
  }

  /** Takes the line for so many bytes; answers how long to wait before they go, ms. */
  take(direction: RateDirection, bytes: number): number {
    const at = DIRECTIONS.indexOf(direction) * FIELDS
    const rate = Atomics.load(this.#cells, at + RATE)
    if (rate <= 0n) return 0
    const nowUs = BigInt(Math.round(this.#now() * 1000))
    const needsUs = (BigInt(bytes) * 1_000_000n) / rate
    const earliestUs = nowUs - BigInt(BURST_MS * 1000)
    for (;;) {
      const free = Atomics.load(this.#cells, at + FREE_AT)
      const start = free > earliestUs ? free : earliestUs
      if (Atomics.compareExchange(this.#cells, at + FREE_AT, free, start + needsUs) !== free)
        continue
      return Math.max(0, Number(start - nowUs) / 1000)
    }
  }

  /** Waits for its turn; rejects where `signal` ends it. */
  async pass(direction: RateDirection, bytes: number, signal: AbortSignal): Promise<void> {
    const waitMs = this.take(direction, bytes)
    if (waitMs < 1) return
    await new Promise<void>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', stop)
      }
      const stop = (): void => {
        end()
        reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'))
      }
      const timer = setTimeout(() => {
        end()
        resolve()
      }, waitMs)
      signal.addEventListener('abort', stop)
    })
  }
}
