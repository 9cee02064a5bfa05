// Presses keys in a page, evenly, as a person who writes.
import type { CDPSession } from 'playwright'

const KEY_EVERY_MS = 40
/** So many letters, then Enter, where nothing else is wanted. */
const WORD_KEYS = 24
const LETTERS = 'abcdefghijklmop'

/** Presses keys in the page until it is stopped: letters, and where it is wanted an Enter after each word. */
export class Typist {
  readonly #debug: CDPSession
  readonly #enters: boolean
  readonly #wordKeys: number
  readonly #timer: ReturnType<typeof setInterval>
  #count = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(
    debug: CDPSession,
    { enters, wordKeys }: { enters: boolean; wordKeys?: number | undefined }
  ) {
    this.#debug = debug
    this.#wordKeys = wordKeys ?? WORD_KEYS
    this.#enters = enters
    this.#timer = setInterval(() => this.#press(), KEY_EVERY_MS)
  }

  /** Resolves when the last key was pressed. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#last
  }

  #press(): void {
    this.#count += 1
    const isEnter = this.#enters && this.#count % (this.#wordKeys + 1) === 0
    const letter = LETTERS[this.#count % LETTERS.length] ?? 'a'
    const key = isEnter ? { key: 'Enter', text: '\r' } : { key: letter, text: letter }
    const codes = isEnter
      ? { code: 'Enter', windowsVirtualKeyCode: 13 }
      : { code: `Key${letter.toUpperCase()}`, windowsVirtualKeyCode: letter.charCodeAt(0) - 32 }
    void this.#debug.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key, ...codes })
    this.#last = this.#debug.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key, ...codes })
  }
}
