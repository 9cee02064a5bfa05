// Tells of changed things at most ten times a second: the first at once, the rest together.
import type { Clock } from '../clock.ts'

const EVERY_MS = 100

export class Coalescer<Key> {
  readonly #clock: Clock
  readonly #tell: (key: Key) => void
  readonly #dirty = new Set<Key>()
  #isResting = false

  constructor(clock: Clock, tell: (key: Key) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** Something about `key` changed. */
  mark(key: Key): void {
    this.#dirty.add(key)
    if (!this.#isResting) this.#flush()
  }

  forget(key: Key): void {
    this.#dirty.delete(key)
  }

  #flush(): void {
    const keys = [...this.#dirty]
    this.#dirty.clear()
    if (keys.length === 0) return
    for (const key of keys) this.#tell(key)
    this.#isResting = true
    this.#clock.after(EVERY_MS, () => {
      this.#isResting = false
      this.#flush()
    })
  }
}
