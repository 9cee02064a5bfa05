// How far files are right now: told to windows ten times a second at most, noted in the store once a second.
import type { FileId, FileProgress } from '../../src-preload/contract/files.ts'
import type { Clock } from './clock.ts'
import type { Moved } from './mover-calls.ts'

const TELL_MS = 100
const NOTE_MS = 1_000
/** How much of a rate is the last measurement, of what is told. */
const NEW_SHARE = 0.3
const MEASURE_MS = 300

interface Track {
  direction: 'up' | 'down'
  latest: Moved
  rate: number
  measuredAt: number
  measuredBytes: number
  noted: string
}

export interface TransferProgressOptions {
  clock: Clock
  tell: (files: FileProgress[]) => void
  note: (notes: { fileId: FileId; bytes: number; resume: Record<string, string> }[]) => void
}

export class TransferProgress {
  readonly #options: TransferProgressOptions
  readonly #tracks = new Map<FileId, Track>()
  readonly #changed = new Set<FileId>()
  readonly #toNote = new Set<FileId>()
  #isTelling = false
  #isNoting = false

  constructor(options: TransferProgressOptions) {
    this.#options = options
  }

  /** A file begins to move, from `bytes` on. */
  begin(fileId: FileId, direction: 'up' | 'down', start: Omit<Moved, 'fileId'>): void {
    const latest = { fileId, ...start }
    this.#tracks.set(fileId, {
      direction,
      latest,
      rate: 0,
      measuredAt: this.#options.clock.elapsed(),
      measuredBytes: start.bytes,
      noted: notedOf(latest)
    })
  }

  moved(moved: Moved): void {
    const track = this.#tracks.get(moved.fileId)
    if (!track) return
    track.latest = moved
    this.#measure(track)
    this.#changed.add(moved.fileId)
    this.#planTelling()
    if (notedOf(moved) === track.noted) return
    this.#toNote.add(moved.fileId)
    this.#planNoting()
  }

  /** It ended; what is known of it by now is noted at once. */
  end(fileId: FileId): void {
    this.#note([fileId])
    this.#tracks.delete(fileId)
    this.#changed.delete(fileId)
    this.#toNote.delete(fileId)
  }

  #measure(track: Track): void {
    const now = this.#options.clock.elapsed()
    const passed = now - track.measuredAt
    if (passed < MEASURE_MS) return
    const rate = Math.max(0, ((track.latest.bytes - track.measuredBytes) / passed) * 1000)
    track.rate = track.rate === 0 ? rate : track.rate * (1 - NEW_SHARE) + rate * NEW_SHARE
    track.measuredAt = now
    track.measuredBytes = track.latest.bytes
  }

  #planTelling(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    this.#options.clock.after(TELL_MS, () => {
      this.#isTelling = false
      const files = [...this.#changed].flatMap((id) => this.#tracks.get(id) ?? []).map(progressOf)
      this.#changed.clear()
      if (files.length > 0) this.#options.tell(files)
    })
  }

  #planNoting(): void {
    if (this.#isNoting) return
    this.#isNoting = true
    this.#options.clock.after(NOTE_MS, () => {
      this.#isNoting = false
      this.#note([...this.#toNote])
      this.#toNote.clear()
    })
  }

  #note(fileIds: readonly FileId[]): void {
    const notes = fileIds.flatMap((fileId) => {
      const track = this.#tracks.get(fileId)
      if (!track || notedOf(track.latest) === track.noted) return []
      track.noted = notedOf(track.latest)
      const { confirmed: bytes, resume } = track.latest
      return [{ fileId, bytes, resume }]
    })
    if (notes.length > 0) this.#options.note(notes)
  }
}

function notedOf({ confirmed, resume }: Moved): string {
  return `${confirmed} ${JSON.stringify(resume)}`
}

function progressOf({ direction, latest, rate }: Track): FileProgress {
  const { fileId, bytes, total } = latest
  const left = total === null ? null : Math.max(0, total - bytes)
  return {
    fileId,
    direction,
    bytes,
    total,
    bytesPerSecond: Math.round(rate),
    secondsLeft: left === null || rate < 1 ? null : Math.ceil(left / rate)
  }
}
