// What one server complains of, told at a pace that a person can read.
import type { Clock } from '../clock.ts'

/** At most one complaint is told in this time, ms. */
const EVERY_MS = 3_000

export class Complaints {
  readonly #clock: Clock
  readonly #tell: (text: string) => void
  /** The newest of those that came too soon. */
  #waiting: string | null = null
  #undoRest: (() => void) | null = null

  constructor(clock: Clock, tell: (text: string) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** The first is told at once; of those that follow within the pause only the last, at its end. */
  hear(text: string): void {
    if (this.#undoRest) this.#waiting = text
    else this.#say(text)
  }

  close(): void {
    this.#waiting = null
    this.#undoRest?.()
    this.#undoRest = null
  }

  #say(text: string): void {
    this.#tell(text)
    this.#undoRest = this.#clock.after(EVERY_MS, () => {
      this.#undoRest = null
      const next = this.#waiting
      this.#waiting = null
      if (next !== null) this.#say(next)
    })
  }
}
