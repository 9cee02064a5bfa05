// Notices a process that lives but no longer answers; not fooled by a computer that slept.

/** How a process answers when it is asked after: it works, it rests, or it has nothing to say. */
export type Sign = 'working' | 'resting' | 'silent'

export interface HeartbeatOptions {
  /** Asks after it; may never resolve. */
  ping: () => Promise<Sign>
  /** Silent for too long: start it anew. */
  onHung: () => void
  /** ms since 1970. */
  now: () => number
}

/** While it works, and until it has answered. */
const EVERY_MS = 10_000
/** While it rests: only something from outside can stop it then. */
const REST_MS = 60_000
/** A timer may come this much too early: that moment is not the next one. */
const EARLY_MS = 100
/** Unanswered pings in a row before a process counts as hung. */
const STRIKES = 2

/**
 * Asks after one process from now on, closely while it works and once a minute while it rests. A ping that was not
 * answered by the next one counts, unless that came far too late (sleep, a stopped process), so that waking up is
 * not taken for a hang. All processes are asked at the same moments: one wake-up serves them all.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  #timer: NodeJS.Timeout | undefined
  #dueAt = 0
  #isResting = false
  #strikes = 0
  /** Counts the pings; which of them was the last to be answered. */
  #asked = 0
  #answered = 0

  constructor(options: HeartbeatOptions) {
    this.#options = options
    this.#plan(EVERY_MS)
  }

  /** It works, or somebody needs it. */
  attend(): void {
    if (!this.#isResting) return
    this.#isResting = false
    this.#plan(EVERY_MS)
  }

  stop(): void {
    clearTimeout(this.#timer)
    // What is still answered plans nothing any more.
    this.#asked += 1
    this.#isResting = false
  }

  #plan(everyMs: number): void {
    const now = this.#options.now()
    const leftMs = everyMs - (now % everyMs)
    const delayMs = leftMs < EARLY_MS ? leftMs + everyMs : leftMs
    this.#dueAt = now + delayMs
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#beat(), delayMs)
    this.#timer.unref()
  }

  #beat(): void {
    const isLate = this.#options.now() - this.#dueAt > EVERY_MS
    const isMissed = this.#answered !== this.#asked
    this.#strikes = isMissed && !isLate ? this.#strikes + 1 : 0
    if (this.#strikes >= STRIKES) {
      this.#strikes = 0
      this.#options.onHung()
    }
    this.#isResting = false
    this.#plan(EVERY_MS)
    void this.#ask()
  }

  async #ask(): Promise<void> {
    const asked = ++this.#asked
    const sign = await this.#options.ping()
    if (sign === 'silent' || asked !== this.#asked) return
    this.#answered = asked
    if (sign !== 'resting') return
    this.#isResting = true
    this.#plan(REST_MS)
  }
}
