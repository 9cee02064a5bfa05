// Tells how much of what is stored the search finds by now.
import type { SearchCoverage } from '../../../src-preload/contract/store-calls.ts'
import type { StoreDatabase } from '../database.ts'
import { timeAt } from '../position.ts'
import {
  readIndexState,
  readWaiting,
  type IndexState,
  type Waiting
} from '../queries/search-index.ts'

/** Counting what waits costs where it is much: not for each key that is pressed. */
const COUNT_EVERY_MS = 2_000

export class CoverageReader {
  readonly #db: StoreDatabase
  #waiting: { at: number; value: Waiting | null } = { at: Number.NEGATIVE_INFINITY, value: null }

  constructor(db: StoreDatabase) {
    this.#db = db
  }

  /** `now` is only compared with itself, in ms. */
  read(now: number): SearchCoverage {
    const words = readIndexState(this.#db, 'words')
    const parts = readIndexState(this.#db, 'parts')
    const waiting = this.#readWaiting(now)
    const isBuilding = words.floor > 0 || parts.floor > 0 || waiting !== null
    const isRepairing = words.broken > 0 || parts.broken > 0
    const waitingShare = waiting ? 1 - waiting.count / Math.max(waiting.of, waiting.count) : 1
    return {
      state: isRepairing ? 'repairing' : isBuilding ? 'building' : 'whole',
      share: Math.min(shareOf(words), shareOf(parts), waitingShare),
      wordsSince: sinceOf(words) ?? sinceWaiting(waiting),
      partsSince: waiting && parts.floor === 0 ? timeAt(waiting.newest) : sinceOf(parts)
    }
  }

  #readWaiting(now: number): Waiting | null {
    if (this.#waiting.value === null || now - this.#waiting.at >= COUNT_EVERY_MS) {
      this.#waiting = { at: now, value: readWaiting(this.#db) }
    }
    return this.#waiting.value
  }
}

function shareOf({ floor, done, total }: IndexState): number {
  if (floor === 0) return 1
  return total === 0 ? 0 : Math.min(1, done / total)
}

function sinceOf({ floor }: IndexState): number | null {
  return floor === 0 ? null : timeAt(floor)
}

// The newest are taken first, and more may come meanwhile.
function sinceWaiting(waiting: Waiting | null): number | null {
  return waiting?.newestWords === undefined || waiting.newestWords === null
    ? null
    : timeAt(waiting.newestWords)
}
