// The rows of the Inspector: all that are held, and those that are shown; what comes is added, never all looked at again.
import { inspectorLimits, type EventRow } from '../../src-preload/contract/inspector.ts'
import { everything, passes, type EventFilter } from '../text/event-filter.ts'
import { placeOf, put, takeOut } from '../text/sorted-rows.ts'

/** Beyond the most, so many go at once. */
const SLACK = 5_000
/** Names that are offered to filter by. */
const MAX_NAMES = 200

export class EventList {
  /** In order of their numbers; replaced whenever it changes. */
  shown: readonly EventRow[] = $state.raw([])
  filter: EventFilter = $state.raw(everything)
  /** Names of events that were seen, in order. */
  names: readonly string[] = $state.raw([])
  total = $state(0)
  #rows: EventRow[] = []
  readonly #names = new Set<string>()
  #holding = new Set<number>()

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
    const shown = [...this.shown]
    for (const row of rows) {
      put(this.#rows, row)
      this.#learnName(row.event)
      if (passes(row, this.filter, this.#holding)) put(shown, row)
      else takeOut(shown, row.id)
    }
    this.#trim(shown)
    this.shown = shown
    this.total = this.#rows.length
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
    this.shown = this.#rows.filter((row) => passes(row, this.filter, this.#holding))
    this.total = this.#rows.length
  }

  #learnName(name: string): void {
    if (this.#names.has(name) || this.#names.size >= MAX_NAMES) return
    this.#names.add(name)
    this.names = [...this.#names].sort((one, other) => one.localeCompare(other))
  }

  #trim(shown: EventRow[]): void {
    if (this.#rows.length <= inspectorLimits.rows) return
    this.#rows = this.#rows.slice(-(inspectorLimits.rows - SLACK))
    const first = this.#rows[0]?.id ?? 0
    shown.splice(0, placeOf(shown, first))
    for (const id of this.#holding) if (id < first) this.#holding.delete(id)
  }
}
