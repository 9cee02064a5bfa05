// Whether a process works, so that main asks after it closely only then: told as it begins after a rest.
import type { Port } from '../../src-preload/contract/port.ts'

/** That a process is there, and what it has to do. */
export interface Alive {
  queue: number
  eventsTotal: number
  /** Nothing was done since it was last asked; it says `stirred` before it works again. */
  isResting: boolean
}

/** What every process tells main of itself. */
export interface StirEvents {
  /** It begins to work after main was told that it rests. */
  stirred: object
}

export class WorkSign {
  readonly #tell: () => void
  #hasWorked = true
  /** Whether main believes that it works, as it does of a new process. */
  #isKnown = true

  constructor(tell: () => void) {
    this.#tell = tell
  }

  /** Something is about to be done: told before it, so that main knows even if it never ends. */
  works(): void {
    this.#hasWorked = true
    if (this.#isKnown) return
    this.#isKnown = true
    this.#tell()
  }

  /** The answer to main, which asks after it. */
  answer(load: Omit<Alive, 'isResting'>): Alive {
    return { ...load, isResting: load.queue === 0 && this.#hasRested() }
  }

  #hasRested(): boolean {
    const isResting = !this.#hasWorked
    this.#hasWorked = false
    if (isResting) this.#isKnown = false
    return isResting
  }

  /** The same clock; whatever it calls back for is work. */
  by<Clock extends { after(delayMs: number, work: () => void): () => void }>(clock: Clock): Clock {
    const after: Clock['after'] = (delayMs, work) =>
      clock.after(delayMs, () => {
        this.works()
        work()
      })
    return { ...clock, after }
  }

  /** The same port; whatever comes over it is work. */
  over(port: Port): Port {
    return {
      ...port,
      onMessage: (listener) =>
        port.onMessage((message) => {
          this.works()
          listener(message)
        })
    }
  }
}
