// The rows of the Inspector: all that are held, and those that are shown; what comes is added, never all looked at again.
import { inspectorLimits, type EventRow } from '../../src-preload/contract/inspector.ts'
import { everything, passes, type EventFilter } from '../text/event-filter.ts'
import { placeOf, put, takeOut } from '../text/sorted-rows.ts'

/** Beyond the most, so many go at once. */
const SLACK = 5_000
/** Names that are offered to filter by. */
const MAX_NAMES = 200
/** More rows than this at once are a flood, which is drawn a few times a second. */
const FEW = 25
const FLOOD_DRAWN_EVERY_MS = 250

export class EventList {
  filter: EventFilter = $state.raw(everything)
  /** Names of events that were seen, in order. */
  names: readonly string[] = $state.raw([])
  /** Shown rows that were let go of at the front since the list began. */
  shed = 0
  // The arrays change in place: a copy of a hundred thousand rows for each that comes is what a flood would cost.
  #rows: EventRow[] = []
  #shown: EventRow[] = []
  /** Counts what is worth drawing. */
  #drawn = $state(0)
  #drawnAt = 0
  #drawing: ReturnType<typeof setTimeout> | undefined
  readonly #names = new Set<string>()
  #holding = new Set<number>()

  /** In order of their numbers. The same array throughout: whoever derives from it takes what they need. */
  get shown(): readonly EventRow[] {
    void this.#drawn
    return this.#shown
  }

  get total(): number {
    void this.#drawn
    return this.#rows.length
  }

  /** Begins anew with these. */
  reset(rows: readonly EventRow[]): void {
    this.#rows = []
    this.#names.clear()
    this.names = []
    this.#holding = new Set()
    this.apply(rows)
    this.#show()
  }

  /** New and changed rows. */
  apply(rows: readonly EventRow[]): void {
    if (rows.length === 0) return
    for (const row of rows) {
      put(this.#rows, row)
      this.#learnName(row.event)
      if (passes(row, this.filter, this.#holding)) put(this.#shown, row)
      else takeOut(this.#shown, row.id)
    }
    this.#trim()
    if (rows.length <= FEW) this.#draw()
    else this.#drawSoon()
  }

  setFilter(filter: EventFilter): void {
    const isOtherText = filter.text.trim() !== this.filter.text.trim()
    this.filter = filter
    if (isOtherText) this.#holding = new Set()
    this.#show()
  }

  /** These hold the text that is searched for, though their rows do not show it. */
  addHolding(ids: readonly number[]): void {
    if (ids.length === 0) return
    for (const id of ids) this.#holding.add(id)
    this.#show()
  }

  byId(id: number | null): EventRow | null {
    if (id === null) return null
    const row = this.#rows[placeOf(this.#rows, id)]
    return row?.id === id ? row : null
  }

  /** The latest events of this name that came in, newest first. */
  latest(event: string, count: number): EventRow[] {
    const found: EventRow[] = []
    for (let at = this.#rows.length - 1; at >= 0 && found.length < count; at--) {
      const row = this.#rows[at]
      if (row?.event === event && row.direction === 'in') found.push(row)
    }
    return found
  }

  get lastId(): number {
    return this.#rows.at(-1)?.id ?? 0
  }

  #show(): void {
    this.#shown = this.#rows.filter((row) => passes(row, this.filter, this.#holding))
    this.shed = 0
    this.#draw()
  }

  #draw(): void {
    clearTimeout(this.#drawing)
    this.#drawing = undefined
    this.#drawnAt = performance.now()
    this.#drawn++
  }

  #drawSoon(): void {
    const left = this.#drawnAt + FLOOD_DRAWN_EVERY_MS - performance.now()
    if (left <= 0) this.#draw()
    else this.#drawing ??= setTimeout(() => this.#draw(), left)
  }

  #learnName(name: string): void {
    if (this.#names.has(name) || this.#names.size >= MAX_NAMES) return
    this.#names.add(name)
    this.names = [...this.#names].sort((one, other) => one.localeCompare(other))
  }

  #trim(): void {
    if (this.#rows.length <= inspectorLimits.rows) return
    this.#rows = this.#rows.slice(-(inspectorLimits.rows - SLACK))
    const first = this.#rows[0]?.id ?? 0
    this.shed += this.#shown.splice(0, placeOf(this.#shown, first)).length
    for (const id of this.#holding) if (id < first) this.#holding.delete(id)
  }
}
