// Looks after the host's memory while something is told; where nothing is, no timer runs.

/** How long after something was told it is looked, and between two looks, ms. */
const AFTER_MS = 2_000

export class Housekeeping {
  readonly #look: () => boolean
  #timer: NodeJS.Timeout | undefined

  /** `look` answers whether it has to look again though nothing more is told. */
  constructor(look: () => boolean) {
    this.#look = look
  }

  /** Something is told, or about to be. */
  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      if (this.#look()) this.soon()
    }, AFTER_MS)
  }

  close(): void {
    clearTimeout(this.#timer)
  }
}
