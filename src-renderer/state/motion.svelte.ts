// How files move right now: told ten times a second while they do, and laid over what the store says.
import { SvelteMap } from 'svelte/reactivity'
import type { FileId, FileProgress, FileView } from '../../src-preload/contract/files.ts'

/** Without a word for so long a file's rate is not said any more: it stands still or has ended, ms. */
const SILENCE_MS = 3_000
const SWEEP_MS = 1_000

export class Motion {
  readonly #running = new SvelteMap<FileId, FileProgress>()
  readonly #heardAt = new Map<FileId, number>()
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Whether anything moves. */
  get isAny(): boolean {
    return this.#running.size > 0
  }

  /** Takes what is told: each time of those alone that got further. */
  apply(files: readonly FileProgress[]): void {
    for (const progress of files) {
      this.#running.set(progress.fileId, progress)
      this.#heardAt.set(progress.fileId, Date.now())
    }
    if (files.length > 0 && this.#timer === undefined) this.#sweepLater()
  }

  /** How a file moves; null where it does not, as far as the store knows. */
  of(file: FileView): FileProgress | null {
    const mayMove =
      file.state === 'uploading' || file.state === 'downloading' || file.state === 'queued'
    return mayMove ? (this.#running.get(file.id) ?? null) : null
  }

  #sweepLater(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      const since = Date.now() - SILENCE_MS
      for (const [id, heardAt] of this.#heardAt) if (heardAt <= since) this.#forget(id)
      if (this.#heardAt.size > 0) this.#sweepLater()
    }, SWEEP_MS)
  }

  #forget(id: FileId): void {
    this.#running.delete(id)
    this.#heardAt.delete(id)
  }
}

/** How much of a file is across, 0 to 1; null where its size is not known. */
export function shareOf(file: FileView, progress: FileProgress | null): number | null {
  const total = progress?.total ?? file.size
  if (total === null) return null
  if (total === 0) return 1
  return Math.min(1, (progress?.bytes ?? file.bytes) / total)
}
