// Says what a dialect answers to events, at a bounded pace: a server must not make us talk without end.
import type { Reading } from '../../dialects/compiled.ts'
import type { Clock } from '../clock.ts'

type Said = Reading['says'][number]

const MOST = 20
const EVERY_MS = 1_000

export class Mouth {
  readonly #clock: Clock
  readonly #tell: (said: Said) => void
  #since = 0
  #said = 0

  constructor(clock: Clock, tell: (said: Said) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** Says these; what is too much for this second is left unsaid. */
  say(says: readonly Said[]): void {
    const now = this.#clock.elapsed()
    if (now - this.#since >= EVERY_MS) {
      this.#since = now
      this.#said = 0
    }
    for (const said of says) if (++this.#said <= MOST) this.#tell(said)
  }
}
