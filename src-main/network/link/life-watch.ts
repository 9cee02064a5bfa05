// Watches one connection's signs of life: tells when they are late and when they are back, and nothing in between.
import type { Clock } from '../clock.ts'
import type { Fact } from '../thread-calls.ts'

/** What a server may be late with its heartbeat before it is told, ms. */
const GRACE_MS = 5_000

type Told = Extract<Fact, { kind: 'late' | 'heard' }>

export class LifeWatch {
  readonly #clock: Clock
  readonly #tell: (told: Told) => void
  /** How long it may be silent, ms; null: it is not known how often it is heard. */
  #patienceMs: number | null = null
  #isLate = false
  #undo: (() => void) | null = null

  constructor(clock: Clock, tell: (told: Told) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** The connection stands; the server is heard at least every so many ms, null where it can't be told. */
  begin(everyMs: number | null): void {
    this.#patienceMs = everyMs === null ? null : everyMs + GRACE_MS
    this.#isLate = false
    this.#plan()
  }

  /** A sign of life, which is told only where it was late. */
  heard(): void {
    if (this.#undo) this.#plan()
    if (!this.#isLate) return
    this.#isLate = false
    this.#tell({ kind: 'heard' })
  }

  end(): void {
    this.#undo?.()
    this.#undo = null
  }

  // Put off with each sign of life: so the timers of many servers wake the thread together no oftener than one's.
  #plan(): void {
    this.end()
    if (this.#patienceMs === null) return
    this.#undo = this.#clock.after(this.#patienceMs, () => {
      this.#plan()
      // Told each time: whoever judges it may have begun later.
      this.#isLate = true
      this.#tell({ kind: 'late' })
    })
  }
}
