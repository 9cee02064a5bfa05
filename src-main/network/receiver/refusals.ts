// Counts what is refused of one server and tells it in sums: a flood of refusals is no flood of news.
import type { Refused } from '../../../src-preload/contract/network-calls.ts'

export class Refusals {
  readonly #tell: (why: Refused, count: number) => void
  readonly #counts = new Map<Refused, number>()

  constructor(tell: (why: Refused, count: number) => void) {
    this.#tell = tell
  }

  /** Counts; what is counted in one go is told as one. */
  add(why: Refused, count = 1): void {
    if (count === 0) return
    if (this.#counts.size === 0) queueMicrotask(() => this.#flush())
    this.#counts.set(why, (this.#counts.get(why) ?? 0) + count)
  }

  #flush(): void {
    const counts = [...this.#counts]
    this.#counts.clear()
    for (const [why, count] of counts) this.#tell(why, count)
  }
}
