// The keys that bring the quick message from anywhere; none unless the person chose some.
import { globalShortcut } from 'electron'
import type { DesktopSettings } from '../../../src-preload/contract/desktop.ts'

export class GlobalKey {
  readonly #onPressed: () => void
  #key: DesktopSettings['globalKey'] = null
  #isOurs = false

  constructor(onPressed: () => void) {
    this.#onPressed = onPressed
  }

  /** Whether keys were chosen that are not ours to have. */
  get isTaken(): boolean {
    return this.#key !== null && !this.#isOurs
  }

  set(key: DesktopSettings['globalKey']): void {
    // Keys that were another program's may be free by now.
    if (key === this.#key && !this.isTaken) return
    this.release()
    this.#key = key
    this.#isOurs = key !== null && globalShortcut.register(key, this.#onPressed)
  }

  release(): void {
    if (this.#key !== null && this.#isOurs) globalShortcut.unregister(this.#key)
    this.#isOurs = false
    this.#key = null
  }
}
