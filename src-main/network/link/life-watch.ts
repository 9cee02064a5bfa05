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
  #heardAt = 0
  #isLate = false
  #undo: (() => void) | null = null

  constructor(clock: Clock, tell: (told: Told) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** The connection stands; the server is heard at least every so many ms, null where it can't be told. */
  begin(everyMs: number | null): void {
    this.end()
    this.#heardAt = this.#clock.elapsed()
    this.#patienceMs = everyMs === null ? null : everyMs + GRACE_MS
    this.#isLate = false
    this.#plan()
  }

  /** A sign of life, which is told only where it was late. */
  heard(): void {
    this.#heardAt = this.#clock.elapsed()
    if (!this.#isLate) return
    this.#isLate = false
    this.#tell({ kind: 'heard' })
  }

  end(): void {
    this.#undo?.()
    this.#undo = null
  }

  // Not planned anew with each sign of life: it looks when the last one it knew of would be too old.
  #plan(): void {
    if (this.#patienceMs === null) return
    const leftMs = this.#patienceMs - (this.#clock.elapsed() - this.#heardAt)
    this.#undo = this.#clock.after(leftMs > 0 ? leftMs : this.#patienceMs, () => {
      if (this.#clock.elapsed() - this.#heardAt >= (this.#patienceMs ?? 0)) this.#silent()
      this.#plan()
    })
  }

  // Told each time: whoever judges it may have begun later.
  #silent(): void {
    this.#isLate = true
    this.#tell({ kind: 'late' })
  }
}
