// A clock that stands still until the test moves it.
import type { Clock } from '../../../src-main/network/clock.ts'

interface Timer {
  at: number
  work: () => void
}

export class FakeClock implements Clock {
  #now = 1_000_000
  /** How far the wall clock was set off. */
  #jumped = 0
  /** What `random` answers. */
  chance = 0.5
  readonly #timers = new Set<Timer>()

  now(): number {
    return this.#now + this.#jumped
  }

  elapsed(): number {
    return this.#now
  }

  /** Somebody sets the wall clock; no time passes. */
  jump(ms: number): void {
    this.#jumped += ms
  }

  /** The machine sleeps: time goes by and nothing runs. */
  sleep(ms: number): void {
    this.#now += ms
  }

  random(): number {
    return this.chance
  }

  after(delayMs: number, work: () => void): () => void {
    const timer: Timer = { at: this.#now + delayMs, work }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.size
  }

  /** How long the timers that wait have to go, ms, the next first. */
  get waits(): number[] {
    return [...this.#timers].map(({ at }) => at - this.#now).sort((a, b) => a - b)
  }

  /** Lets time pass, running what falls due in order, and promises settle in between. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    await settle()
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      const [next] = due
      if (!next) break
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.work()
      await settle()
    }
    this.#now = end
    await settle()
  }
}

/** Lets everything run that only waits for promises. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}
