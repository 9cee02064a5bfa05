// Fills the search indexes in the background, newest first, in slices; finds out when one is broken.
import { describeError } from '../../base/log.ts'
import {
  emptyIndex,
  fillParts,
  fillWaiting,
  fillWords,
  findMissing,
  sampleIds,
  type IndexName
} from '../queries/search-index.ts'
import type { StoreCore } from '../store-core.ts'
import { isBroken } from './search.ts'

/** Messages per slice: some ms of work, between which everything else goes on. */
const SLICE = 200
/** Between slices while somebody works with the store, so that about a quarter of the time goes into indexing. */
const PAUSE_MS = 15
/** When nobody asked for so long, there is no pause; whoever asks then waits for the end of one slice. */
const CALM_MS = 500
/** So many messages within such a pause are a flood: it has the store first, and is indexed as far as that allows. */
const FLOOD = 400
const FLOOD_PAUSE_MS = 150
/** What arrives is gathered this long: each slice costs as much as many messages. */
const GATHER_MS = 50
/** When the first look at the indexes is taken, and how many places are looked at. */
const CHECK_AFTER_MS = 20_000
const CHECK_PAUSE_MS = 100
const PLACES = 64
const PER_PLACE = 8

export class IndexKeeper {
  readonly #core: StoreCore
  #undoFill: (() => void) | null = null
  #undoCheck: (() => void) | null = null
  #undoChanges: (() => void) | null = null
  #places: number[] = []
  /** Messages that came since the last slice. */
  #came = 0

  constructor(core: StoreCore) {
    this.#core = core
  }

  /** Goes on with what is missing, and follows what comes; some time later it looks at what is there. */
  start(): void {
    this.#undoChanges = this.#core.onChange(({ messages }) => {
      this.#came += messages.length
      if (messages.length > 0) this.#plan(GATHER_MS)
    })
    this.#core.onIndexBroken = (index) => this.repair(index)
    this.#plan(GATHER_MS)
    this.#undoCheck = this.#core.clock.after(CHECK_AFTER_MS, () => this.check())
  }

  close(): void {
    this.#undoFill?.()
    this.#undoCheck?.()
    this.#undoChanges?.()
    this.#undoFill = null
    this.#undoCheck = null
  }

  /** Looks at samples of all that is stored, one after the other; a broken index is made anew. */
  check(): void {
    this.#places = this.#tried(() => sampleIds(this.#core.db, PLACES)) ?? []
    this.#checkNext()
  }

  /** Makes an index anew that was found broken; searching goes on with what is there. */
  repair(index: IndexName): void {
    const { db, log } = this.#core
    log.error('search index is broken and made anew', { index })
    try {
      db.transaction(() => emptyIndex(db, index))
      this.#plan(PAUSE_MS)
    } catch (error) {
      log.error('search index not emptied', { index, error: describeError(error) })
      // What can't even be emptied lies in a file that is damaged itself.
      if (isBroken(error)) db.noteDamage()
    }
  }

  #checkNext(): void {
    const from = this.#places.pop()
    if (from === undefined) return
    const missing = this.#tried(() => findMissing(this.#core.db, from, PER_PLACE)) ?? []
    for (const index of missing) this.repair(index)
    if (missing.length > 0) return
    this.#undoCheck = this.#core.clock.after(CHECK_PAUSE_MS, () => this.#checkNext())
  }

  #plan(afterMs: number): void {
    this.#undoFill ??= this.#core.clock.after(afterMs, () => {
      this.#undoFill = null
      this.#turn(afterMs)
    })
  }

  #turn(waitedMs: number): void {
    const pauseMs = this.#pauseMs()
    // Somebody has come since it was planned to go on without a pause.
    if (waitedMs < Math.min(pauseMs, PAUSE_MS)) return this.#plan(pauseMs)
    this.#came = 0
    const filled = this.#fill()
    if (filled > 0) this.#plan(filled < SLICE ? Math.max(GATHER_MS, pauseMs) : pauseMs)
  }

  #pauseMs(): number {
    if (this.#came > FLOOD) return FLOOD_PAUSE_MS
    return this.#core.quietMs < CALM_MS ? PAUSE_MS : 0
  }

  /** Fills one slice; answers how many messages it took: there may be more. */
  #fill(): number {
    const { db } = this.#core
    const slice = (index: IndexName, work: () => number): number =>
      this.#tried(() => db.transaction(work), index) ?? 0
    return (
      slice('words', () => fillWords(db, SLICE)) ||
      slice('parts', () => fillWaiting(db, SLICE)) ||
      slice('parts', () => fillParts(db, SLICE))
    )
  }

  // A full disk ends it until something is written again; a broken index is emptied first.
  #tried<T>(work: () => T, index?: IndexName): T | null {
    try {
      return work()
    } catch (error) {
      this.#core.log.error('search index not filled', { index, error: describeError(error) })
      if (index !== undefined && isBroken(error)) this.repair(index)
      return null
    }
  }
}
