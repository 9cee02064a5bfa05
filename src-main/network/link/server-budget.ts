// What one server may send: over it, it is read no faster than the budget allows; where that goes on, not at all.
import type { Failure } from '../../../src-preload/contract/failure.ts'
import type { Clock } from '../clock.ts'
import { failure } from './connect-failure.ts'

/** A leaky bucket: what flows out of it each second, and how long it takes to empty when it is full, ms. */
interface Bucket {
  eventsPerSecond: number
  bytesPerSecond: number
  fullMs: number
}

export interface BudgetLimits {
  /** When full, reading stops again and again, so that it gets no fuller: `onSlowed` until it is half empty. */
  moment: Bucket
  /** When full, nothing more is read before the person says so: nobody reads on and on at such a pace. */
  stretch: Bucket
  /** What is refused costs as much as so many events. */
  refusedCost: number
}

export const budgetLimits: BudgetLimits = {
  moment: { eventsPerSecond: 20_000, bytesPerSecond: 32_000_000, fullMs: 3_000 },
  stretch: { eventsPerSecond: 2_000, bytesPerSecond: 4_000_000, fullMs: 300_000 },
  refusedCost: 5
}

export interface ServerBudgetOptions {
  clock: Clock
  limits: BudgetLimits
  /** `isResting` has changed: stop reading, or go on. */
  onRest: () => void
  /** For the person: the server is over its pace, or well within it again. */
  onSlowed: (isSlowed: boolean) => void
  /** Read no more; the failure says how much came. */
  onExhausted: (failure: Failure) => void
}

/** How long a rest takes at least, ms: what is read between two of them delays nobody for longer. */
const REST_MS = 10

/** Outlives the connections of its server, so that another connection does not bring another budget. */
export class ServerBudget {
  readonly #options: ServerBudgetOptions
  /** How full the buckets are, as the time they take to empty, ms, and when that was reckoned. */
  #momentMs = 0
  #stretchMs = 0
  #reckonedAt: number
  /** What came since the longer one was empty. */
  #spell = { since: 0, events: 0, bytes: 0 }
  #isExhausted = false
  #isResting = false
  #isSlowed = false

  constructor(options: ServerBudgetOptions) {
    this.#options = options
    this.#reckonedAt = options.clock.elapsed()
  }

  /** Nothing more is to be read for the moment. */
  get isResting(): boolean {
    return this.#isResting
  }

  /** It is over its pace, or was a moment ago. */
  get isSlowed(): boolean {
    return this.#isSlowed
  }

  /** Something came. */
  spend(events: number, bytes: number): void {
    const { moment, stretch } = this.#options.limits
    this.#leak()
    this.#spell.events += events
    this.#spell.bytes += bytes
    this.#momentMs += timeFor(moment, events, bytes)
    this.#stretchMs += timeFor(stretch, events, bytes)
    if (this.#stretchMs > stretch.fullMs) this.#exhaust()
    else if (this.#momentMs > moment.fullMs) this.#rest()
  }

  /** So many events were refused, here or further on. */
  refused(count: number): void {
    this.spend(count * this.#options.limits.refusedCost, 0)
  }

  /** A connection is wanted: a server that was paused begins anew. */
  renew(): void {
    if (!this.#isExhausted) return
    this.#isExhausted = false
    this.#momentMs = 0
    this.#stretchMs = 0
  }

  #leak(): void {
    const now = this.#options.clock.elapsed()
    const passed = now - this.#reckonedAt
    this.#reckonedAt = now
    this.#momentMs = Math.max(0, this.#momentMs - passed)
    this.#stretchMs = Math.max(0, this.#stretchMs - passed)
    if (this.#stretchMs === 0) this.#spell = { since: now, events: 0, bytes: 0 }
  }

  #rest(): void {
    if (this.#isResting) return
    const { clock, limits, onRest } = this.#options
    this.#isResting = true
    onRest()
    clock.after(this.#momentMs - limits.moment.fullMs + REST_MS, () => {
      this.#isResting = false
      onRest()
    })
    if (this.#isSlowed) return
    this.#isSlowed = true
    this.#options.onSlowed(true)
    this.#awaitCalm()
  }

  #awaitCalm(): void {
    const { clock, limits, onSlowed } = this.#options
    clock.after(Math.max(REST_MS, this.#momentMs - limits.moment.fullMs / 2), () => {
      this.#leak()
      if (this.#momentMs > limits.moment.fullMs / 2) return this.#awaitCalm()
      this.#isSlowed = false
      onSlowed(false)
    })
  }

  #exhaust(): void {
    if (this.#isExhausted) return
    this.#isExhausted = true
    this.#options.onExhausted(this.#excess())
  }

  // Names whichever of the two is further over what can be read.
  #excess(): Failure {
    const { events, bytes, since } = this.#spell
    const { stretch } = this.#options.limits
    // What came within a moment would count as any number a second.
    const seconds = Math.max(1, (this.#reckonedAt - since) / 1000)
    const isBytes = bytes / stretch.bytesPerSecond > events / stretch.eventsPerSecond
    const amount = isBytes ? bytes / 1e6 / seconds : events / seconds
    return failure('server-over-budget', false, {
      unit: isBytes ? 'bytes' : 'events',
      amount: Number(amount.toPrecision(2))
    })
  }
}

function timeFor(bucket: Bucket, events: number, bytes: number): number {
  return 1000 * Math.max(events / bucket.eventsPerSecond, bytes / bucket.bytesPerSecond)
}
