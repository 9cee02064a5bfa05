// One conversation's part of the outbox: what waits, what was said and is not answered yet, and what may go next.
import type { OutboxEntry } from '../../ports/store-network-calls.ts'
import type { Clock } from '../clock.ts'

/** An entry that was said. */
export interface Flight {
  entry: OutboxEntry
  /** The connection, and the dialect, that it was said over. */
  round: number
  /** Client ids of the words before it that were not answered then. */
  after: readonly string[]
}

/** So many go one by one after one was refused for now: until then each would be refused with all behind it. */
const ONE_BY_ONE = 32

/** What it may be waiting for. */
type Wait = 'answer' | 'pause' | 'history'

export class Lane {
  #entries: OutboxEntry[] = []
  readonly #flights = new Map<number, Flight>()
  /** What is being got ready to be said. */
  #current: OutboxEntry | null = null
  /** Once all that was said is answered, nothing more is said for so long, ms. */
  #restMs: number | null = null
  #oneByOne = 0
  #waiting: { wait: Wait; end: () => void } | null = null
  /** Somebody works through it. */
  isBusy = false
  /** The connection failed it: nothing more before the next introduction. */
  isStalled = false
  tries = 0

  get entries(): readonly OutboxEntry[] {
    return this.#entries
  }

  /** Client ids of the words that were said and are not answered. */
  get unanswered(): string[] {
    const words = [...this.#flights.values()].filter(({ entry }) => entry.intent === 'send')
    return words.map(({ entry }) => entry.clientId)
  }

  has(outboxId: number): boolean {
    return this.#entries.some((entry) => entry.outboxId === outboxId)
  }

  /** Ids count up as things are written: that is the order, whatever the order of being told. */
  add(entry: OutboxEntry): void {
    const after = this.#entries.findLastIndex(({ outboxId }) => outboxId < entry.outboxId)
    const begun = this.#entries.findLastIndex(
      (one) => one === this.#current || this.#flights.has(one.outboxId)
    )
    this.#entries.splice(Math.max(after, begun) + 1, 0, entry)
    this.wake('answer')
  }

  /** Proven otherwise, or taken back. */
  remove(outboxIds: readonly number[]): void {
    const isCurrent = this.#current !== null && outboxIds.includes(this.#current.outboxId)
    this.#entries = this.#entries.filter(({ outboxId }) => !outboxIds.includes(outboxId))
    for (const outboxId of outboxIds) this.#flights.delete(outboxId)
    if (isCurrent) this.wake('answer', 'pause', 'history')
    else this.wake('answer')
  }

  /** What may be said now over this connection, where `most` may be unanswered; null: first something must be answered. */
  next(most: number, round: number): OutboxEntry | null {
    const flights = [...this.#flights.values()]
    if (flights.length === 0) return this.#entries[0] ?? null
    const isFull = flights.length >= (this.#oneByOne > 0 ? 1 : most)
    if (isFull || this.#restMs !== null) return null
    if (flights.some((flight) => flight.round !== round || !goesAlong(flight.entry))) return null
    const isMarking = flights.some(({ entry }) => entry.intent === 'read')
    // A read mark waits for the one before it, and lets words pass.
    const next = this.#entries.find(
      (entry) => !this.#flights.has(entry.outboxId) && !(isMarking && entry.intent === 'read')
    )
    return next && goesAlong(next) ? next : null
  }

  /** Works on what is next; `work` looks at `isNext` after whatever took time. */
  async preparing<T>(entry: OutboxEntry | null, work: () => Promise<T>): Promise<T> {
    this.#current = entry
    try {
      return await work()
    } finally {
      this.#current = null
    }
  }

  /** It is said now. */
  leave(flight: Flight): void {
    this.#flights.set(flight.entry.outboxId, flight)
  }

  /** It was answered, or never will be; false: it is no longer waited for. */
  land(flight: Flight): boolean {
    const { outboxId } = flight.entry
    return this.#flights.get(outboxId) === flight && this.#flights.delete(outboxId)
  }

  /** An entry is done with. */
  finish({ outboxId }: OutboxEntry): void {
    this.#entries = this.#entries.filter((entry) => entry.outboxId !== outboxId)
    this.tries = 0
    this.#oneByOne = Math.max(0, this.#oneByOne - 1)
  }

  /** The same entry with what is known of it now. */
  renew(renewed: OutboxEntry): void {
    this.#entries = this.#entries.map((entry) =>
      entry.outboxId === renewed.outboxId ? renewed : entry
    )
  }

  /** Lets what was said be answered, and then nothing be said for so long, ms. */
  restAfterwards(ms: number): void {
    this.#restMs = Math.max(this.#restMs ?? 0, ms)
    this.#oneByOne = ONE_BY_ONE
  }

  /** How long to rest now, ms; null: not now. */
  takeRest(): number | null {
    if (this.#flights.size > 0) return null
    const restMs = this.#restMs
    this.#restMs = null
    return restMs
  }

  /** Resolves when something is answered, added or taken away. */
  async answered(): Promise<void> {
    await new Promise<void>((resolve) => this.#wait('answer', resolve))
  }

  async pause(clock: Clock, ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const undo = clock.after(ms, () => this.wake('pause'))
      this.#wait('pause', () => {
        undo()
        resolve()
      })
    })
  }

  /** Resolves with `fetched`, or when the current entry is taken away. */
  async history(fetched: Promise<void>): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wait('history', resolve)
      void fetched.then(resolve)
    })
    this.#waiting = null
  }

  /** Ends the waiting, if it is for one of these. */
  wake(...waits: Wait[]): void {
    if (!this.#waiting || !waits.includes(this.#waiting.wait)) return
    const { end } = this.#waiting
    this.#waiting = null
    end()
  }

  #wait(wait: Wait, end: () => void): void {
    this.#waiting = { wait, end }
  }
}

// Edits, deletions and reactions stand in relation to what was said before them; files take their time to be read.
function goesAlong({ intent, files }: OutboxEntry): boolean {
  return intent === 'read' || (intent === 'send' && files.length === 0)
}
