// Deletes removed servers in the background, in slices between which everything else goes on.
import { describeError } from '../base/log.ts'
import { purgeSlice } from './queries/purge.ts'
import type { StoreCore } from './store-core.ts'

/** Between slices, so that at most about half of the time goes into deleting. */
const PAUSE_MS = 15

export class Purge {
  readonly #core: StoreCore
  readonly #onDone: () => void
  #undoTimer: (() => void) | null = null
  #undoChanges: (() => void) | null = null

  /** `onDone`: rows of files are gone, too. */
  constructor(core: StoreCore, onDone: () => void) {
    this.#core = core
    this.#onDone = onDone
  }

  /** Goes on with what an earlier run left, and begins whenever a server is removed. */
  start(): void {
    this.#undoChanges = this.#core.onChange((changes) => {
      if (changes.linksRemoved.size > 0) this.#plan()
    })
    this.#plan()
  }

  close(): void {
    this.#undoTimer?.()
    this.#undoTimer = null
    this.#undoChanges?.()
  }

  #plan(): void {
    this.#undoTimer ??= this.#core.clock.after(PAUSE_MS, () => {
      this.#undoTimer = null
      if (this.#step()) this.#plan()
      else this.#onDone()
    })
  }

  // A full disk or a broken file ends it until the next start: nobody waits for it.
  #step(): boolean {
    try {
      return this.#core.db.transaction(() => purgeSlice(this.#core.db))
    } catch (error) {
      this.#core.log.error('removed server not deleted', { error: describeError(error) })
      return false
    }
  }
}
