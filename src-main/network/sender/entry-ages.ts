// How long outbox entries have waited, told so that a clock set forward ages nothing.
import type { OutboxEntry } from '../../ports/store-network-calls.ts'
import type { Clock } from '../clock.ts'

interface Noted {
  /** What the wall clock said when the entry became known here, ms. */
  ageMs: number
  /** When that was, by the clock that is never set. */
  at: number
}

/** From the moment an entry is known here, only time that really passed counts; a sleeping machine's does not. */
export class EntryAges {
  readonly #clock: Clock
  readonly #noted = new Map<number, Noted>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  note({ outboxId, createdAt }: OutboxEntry): void {
    const ageMs = Math.max(0, this.#clock.now() - createdAt)
    this.#noted.set(outboxId, { ageMs, at: this.#clock.elapsed() })
  }

  forget(outboxIds: readonly number[]): void {
    for (const outboxId of outboxIds) this.#noted.delete(outboxId)
  }

  /** ms. */
  of({ outboxId }: OutboxEntry): number {
    const noted = this.#noted.get(outboxId)
    return noted ? noted.ageMs + this.#clock.elapsed() - noted.at : 0
  }
}
