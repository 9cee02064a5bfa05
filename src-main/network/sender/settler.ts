// Hands settlements to the store in order, one call at a time, and knows what it has not confirmed yet.
import type { Result } from '../../../src-preload/contract/failure.ts'
import type { Settlement } from '../../ports/store-network-calls.ts'
import type { Clock } from '../clock.ts'

const BATCH = 500
const RETRY_MS = 1_000

export class Settler {
  readonly #clock: Clock
  readonly #send: (settlements: Settlement[]) => Promise<Result<null>>
  #waiting: Settlement[] = []
  #isBusy = false

  constructor(clock: Clock, send: (settlements: Settlement[]) => Promise<Result<null>>) {
    this.#clock = clock
    this.#send = send
  }

  add(settlement: Settlement): void {
    this.#waiting.push(settlement)
    if (!this.#isBusy) void this.#run()
  }

  /** Entries that are done with, though the store may still list them. */
  isSettled(outboxId: number): boolean {
    return this.#waiting.some(
      (settlement) => settlement.outboxId === outboxId && settlement.outcome !== 'postponed'
    )
  }

  /** These are about to be tried again: that they were postponed, told late, would deny it. */
  forgetPostponed(outboxIds: readonly number[]): void {
    this.#waiting = this.#waiting.filter(
      ({ outboxId, outcome }) => outcome !== 'postponed' || !outboxIds.includes(outboxId)
    )
  }

  async #run(): Promise<void> {
    this.#isBusy = true
    await Promise.resolve() // what is settled in the same turn goes together
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH)
      const result = await this.#send(batch)
      // A batch of a wrong shape would block all others for ever.
      const isOver = result.ok || result.failure.code === 'input-invalid'
      if (isOver) this.#waiting = this.#waiting.filter((waiting) => !batch.includes(waiting))
      else await new Promise<void>((resolve) => void this.#clock.after(RETRY_MS, resolve))
    }
    this.#isBusy = false
  }
}
