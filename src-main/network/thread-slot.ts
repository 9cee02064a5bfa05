// One worker thread's place: starts it, and starts it again with growing pauses when it ends by itself.
import type { Port } from '../../src-preload/contract/port.ts'
import type { Log } from '../base/log.ts'
import { backoffMs } from './backoff.ts'
import type { Clock } from './clock.ts'
import type { MoverName, ThreadName } from './counters.ts'
import type { ThreadLife } from './thread-calls.ts'

/** The threads that are always there, beside the main one. */
export type WorkerName = Exclude<ThreadName, 'link' | MoverName>

/** What a thread is started with. */
export interface ThreadSetup {
  name: WorkerName
  counters: SharedArrayBuffer
  /** The person's own dialects. */
  documents: readonly unknown[]
}

/** A started thread; its port closes when it ends. */
export interface RunningThread {
  port: Port
  /** Ends it at once, even one that hangs. */
  terminate(): void
}

export interface ThreadSlotOptions<Wired> {
  name: WorkerName | MoverName
  clock: Clock
  log: Log
  start(): RunningThread
  /** Opens the calls over its port. */
  wire(port: Port): Wired
  /** It runs: give it what it must know. */
  onStarted(wired: Wired, isRestart: boolean): void
  onLife(life: ThreadLife): void
}

const RESTART_RANGE = { baseMs: 100, capMs: 30_000, floorMs: 50 }
/** A thread that ran this long begins again with small pauses. */
const STABLE_MS = 60_000

export class ThreadSlot<Wired extends { close(): void }> {
  readonly #options: ThreadSlotOptions<Wired>
  #running: RunningThread | null = null
  #wired: Wired | null = null
  #startedAt = 0
  #attempts = 0
  #restarts = 0
  /** It is to run: one that ends is started again. */
  #isWanted = false

  constructor(options: ThreadSlotOptions<Wired>) {
    this.#options = options
  }

  /** The calls to the thread; null while it is down. */
  get wired(): Wired | null {
    return this.#wired
  }

  life(): ThreadLife {
    const state = this.#wired ? 'alive' : this.#isWanted ? 'restarting' : 'off'
    return { name: this.#options.name, state, restarts: this.#restarts }
  }

  /** Starts it, unless it runs; one that waits to be started again is started now. */
  start(): void {
    if (this.#running) return
    this.#isWanted = true
    const running = this.#options.start()
    const isRestart = this.#restarts > 0
    this.#running = running
    this.#startedAt = this.#options.clock.elapsed()
    this.#wired = this.#options.wire(running.port)
    running.port.onClose(() => this.#ended(running))
    this.#options.onLife(this.life())
    this.#options.onStarted(this.#wired, isRestart)
  }

  /** It hangs: end it; that it ended starts it again. */
  restart(): void {
    this.#options.log.warn('restarting a thread', { thread: this.#options.name })
    this.#running?.terminate()
  }

  /** Ends it, until it is started again. */
  rest(): void {
    this.close()
    this.#options.onLife(this.life())
  }

  close(): void {
    const [wired, running] = [this.#wired, this.#running]
    this.#isWanted = false
    this.#wired = null
    // Not its own end any more, whoever hears of it first.
    this.#running = null
    wired?.close()
    running?.terminate()
  }

  #ended(running: RunningThread): void {
    if (this.#running !== running) return
    const { clock, log, name } = this.#options
    this.#wired?.close()
    this.#wired = null
    this.#running = null
    const wasStable = clock.elapsed() - this.#startedAt > STABLE_MS
    this.#attempts = wasStable ? 0 : this.#attempts + 1
    this.#restarts++
    const pauseMs = backoffMs(clock, this.#attempts, RESTART_RANGE)
    log.warn('a thread ended', { thread: name, restarts: this.#restarts, pauseMs })
    this.#options.onLife(this.life())
    clock.after(pauseMs, () => {
      if (this.#isWanted) this.start()
    })
  }
}
