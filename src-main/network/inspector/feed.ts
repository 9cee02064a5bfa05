// Tells the windows that watch one server of its events: in order, ten times a second at most, never more than they can take.
import type { EventReading, InspectorEvents } from '../../../src-preload/contract/inspector.ts'
import type { ServerId } from '../../../src-preload/contract/model.ts'
import type { Clock } from '../clock.ts'
import type { Captured } from './event-ring.ts'
import { rowOf } from './event-rows.ts'

const EVERY_MS = 100
/** Rows told at once. */
const MAX_ROWS = 500
/** Events that wait to be told of; what comes beyond is remembered but skipped here. */
const MAX_WAITING = 2_000
/** How long an event waits for its reading before it is shown without, ms. */
const PATIENCE_MS = 400

export interface FeedOptions {
  serverId: ServerId
  clock: Clock
  tell: (told: InspectorEvents['eventsCaptured']) => void
}

export class Feed {
  readonly #options: FeedOptions
  #fresh: Captured[] = []
  readonly #unread = new Map<number, Captured>()
  readonly #changed = new Set<Captured>()
  #skipped = 0
  #undo: (() => void) | null = null
  #isClosed = false

  constructor(options: FeedOptions) {
    this.#options = options
  }

  add(captured: Captured): void {
    if (this.#fresh.length >= MAX_WAITING) this.#skipped++
    else {
      this.#fresh.push(captured)
      if (captured.seq !== null) this.#await(captured.seq, captured)
    }
    this.#plan()
  }

  /** An event that may have been told already is different now. */
  changed(captured: Captured): void {
    this.#changed.add(captured)
    this.#plan()
  }

  read(seq: number, reading: EventReading): void {
    const captured = this.#unread.get(seq)
    if (!captured) return
    captured.reading = reading
    this.#unread.delete(seq)
    this.changed(captured)
  }

  close(): void {
    this.#isClosed = true
    this.#undo?.()
  }

  // A reading may never come: the receiver tells of no more than so many at once either.
  #await(seq: number, captured: Captured): void {
    this.#unread.set(seq, captured)
    for (const oldest of this.#unread.keys()) {
      if (this.#unread.size <= 2 * MAX_WAITING) return
      this.#unread.delete(oldest)
    }
  }

  #plan(): void {
    if (this.#isClosed) return
    this.#undo ??= this.#options.clock.after(EVERY_MS, () => {
      this.#undo = null
      this.#flush()
    })
  }

  #flush(): void {
    const { serverId, clock, tell } = this.#options
    const ready = this.#takeReady(clock.now())
    const changed = this.#takeChanged(new Set(this.#fresh))
    const skipped = this.#skipped
    this.#skipped = 0
    const rows = [...changed, ...ready].map(rowOf)
    if (rows.length > 0 || skipped > 0) tell({ serverId, rows, skipped })
    if (this.#fresh.length > 0 || this.#changed.size > 0) this.#plan()
  }

  // Told in their order, so one that still waits for its reading holds up those behind it, for a moment.
  #takeReady(now: number): Captured[] {
    const isReady = ({ seq, reading, at }: Captured): boolean =>
      seq === null || reading !== null || now - at > PATIENCE_MS
    const stop = this.#fresh.findIndex((captured) => !isReady(captured))
    const count = Math.min(stop < 0 ? this.#fresh.length : stop, MAX_ROWS)
    const ready = this.#fresh.splice(0, count)
    for (const captured of ready) this.#changed.delete(captured)
    return ready
  }

  #takeChanged(fresh: ReadonlySet<Captured>): Captured[] {
    const taken: Captured[] = []
    for (const captured of this.#changed) {
      if (taken.length >= MAX_ROWS) break
      this.#changed.delete(captured)
      // What was not told yet will be told as it is then.
      if (!fresh.has(captured)) taken.push(captured)
    }
    return taken
  }
}
