// Link's eye on the monitor: whether it beats once it was told something; while nothing is told, nothing runs.
import type { NetworkEvents, ThreadReading } from '../../src-preload/contract/network-calls.ts'
import type { Clock } from './clock.ts'

/** A monitor that owes a beat for this long is shown as hung, ms. */
const HUNG_MS = 8_000
/** After this long more it is restarted, ms. */
const RECHECK_MS = 3_000
/** A check that comes later than this share of its time came far too late: we slept or were stopped, too. */
const LATE = 1.5

export interface MonitorWatchOptions {
  clock: Clock
  pid: number
  /** How often the monitor has beaten so far. */
  beats: () => number
  /** Asks it for a beat. */
  ask: () => void
  /** Whether it looks at the threads by itself, and so beats unasked. */
  isLooking: () => boolean
  /** Shows what the monitor itself can't show any more. */
  show: (measured: NetworkEvents['threadsMeasured']) => void
  onHung: () => void
}

export class MonitorWatch {
  readonly #options: MonitorWatchOptions
  #undoCheck: (() => void) | null = null
  #isSuspected = false
  /** It was told more since it was last asked. */
  #isMoreOwed = false
  #readings: readonly ThreadReading[] = []

  constructor(options: MonitorWatchOptions) {
    this.#options = options
  }

  /** The monitor was told something, or goes on by itself: it owes a beat. */
  owes(): void {
    this.#isMoreOwed = true
    if (this.#undoCheck) return
    this.#plan(HUNG_MS)
    this.#options.ask()
    this.#isMoreOwed = false
  }

  /** The monitor told this; what it told last is shown with its own state when it hangs. */
  measured({ readings }: NetworkEvents['threadsMeasured']): void {
    this.#readings = readings
  }

  /** It was started, or is gone: nothing is held against it. */
  rest(): void {
    this.#undoCheck?.()
    this.#undoCheck = null
    this.#isSuspected = false
    this.#isMoreOwed = false
  }

  #plan(delayMs: number): void {
    const { clock, beats } = this.#options
    const seen = beats()
    const plannedAt = clock.elapsed()
    this.#undoCheck = clock.after(delayMs, () => {
      this.#undoCheck = null
      const isLate = clock.elapsed() - plannedAt > delayMs * LATE
      if (beats() !== seen) this.#beaten()
      else if (isLate) this.#plan(delayMs)
      else this.#silent()
    })
  }

  #beaten(): void {
    this.#isSuspected = false
    if (this.#isMoreOwed) this.owes()
    else if (this.#options.isLooking()) this.#plan(HUNG_MS)
  }

  #silent(): void {
    const { onHung, show } = this.#options
    if (this.#isSuspected) {
      this.rest()
      return onHung()
    }
    this.#isSuspected = true
    show({ readings: [...this.#readings.filter(({ name }) => name !== 'monitor'), this.#hung()] })
    this.#plan(RECHECK_MS)
  }

  #hung(): ThreadReading {
    const known = this.#readings.find(({ name }) => name === 'monitor')
    if (known) return { ...known, state: 'hung', eventsPerSecond: 0, bytesPerSecond: 0 }
    return {
      name: 'monitor',
      process: 'network',
      kind: 'thread',
      pid: this.#options.pid,
      state: 'hung',
      load: null,
      memoryBytes: null,
      queue: 0,
      eventsPerSecond: 0,
      bytesPerSecond: 0,
      lastBeatAt: 0,
      restarts: 0
    }
  }
}
