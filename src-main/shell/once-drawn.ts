// What waits until the person sees something: begun once, when the window says so, or when it has not for too long.

/** A window that never says so (it crashed, it hangs) holds up nothing for longer than this, ms. */
const PATIENCE_MS = 4_000

export class OnceDrawn {
  readonly #work: () => void
  #timer: NodeJS.Timeout | null = null
  #isBegun = false

  constructor(work: () => void) {
    this.#work = work
  }

  /** The window is on its way. */
  expect(): void {
    this.#timer = setTimeout(() => this.begin(), PATIENCE_MS)
  }

  /** It is drawn; only the first time counts. */
  begin(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#isBegun) return
    this.#isBegun = true
    this.#work()
  }

  /** Filo ends: what was not begun is not wanted any more. */
  cancel(): void {
    this.#isBegun = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }
}
