// Lets what is to be sent leave before the window hears of it: drawing takes the cores that sending needs.
import type { PaceClock } from './pace.ts'

/** Enough for a word to get from here to its socket, and less than a frame, ms. */
const HEAD_START_MS = 3

export class HeadStart {
  /** For whoever tells the window: its waits last until the head start is over. */
  readonly clock: PaceClock
  readonly #clock: PaceClock
  #answers: (() => void)[] = []
  readonly #works = new Set<() => void>()
  #undo: (() => void) | null = null

  constructor(clock: PaceClock) {
    this.#clock = clock
    this.clock = {
      now: () => clock.now(),
      after: (delayMs, work) => {
        let undo = clock.after(delayMs, () => (undo = this.#afterwards(work)))
        return () => undo()
      }
    }
  }

  /** Something was handed to the network process to be sent; what follows meanwhile makes it no longer. */
  begin(): void {
    this.#undo ??= this.#clock.after(HEAD_START_MS, () => this.end())
  }

  /** Gives an answer of the window's now, or once the head start is over. */
  hold<T>(answer: T): T | Promise<T> {
    if (!this.#undo) return answer
    return new Promise((resolve) => this.#answers.push(() => resolve(answer)))
  }

  /** Ends it now: answers go before what else is told. */
  end(): void {
    this.#undo?.()
    this.#undo = null
    for (const give of this.#answers.splice(0)) give()
    if (this.#works.size > 0) this.#clock.after(0, () => this.#workOff())
  }

  #afterwards(work: () => void): () => void {
    if (this.#undo) this.#works.add(work)
    else work()
    return () => void this.#works.delete(work)
  }

  #workOff(): void {
    for (const work of this.#works) {
      this.#works.delete(work)
      work()
    }
  }
}
