// The folder of files that Filo keeps itself: what is fetched, what was pasted; emptied of what nobody has any more.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeError } from '../../base/log.ts'
import { forgetRemovedFiles, readFilesToRemove } from '../queries/files.ts'
import { readUnfetched } from '../queries/transfers.ts'
import type { StoreCore } from '../store-core.ts'

/** Files that are removed in one go. */
const SLICE = 50

export class KeptFiles {
  /** Absolute. */
  readonly folder: string
  readonly #core: StoreCore
  #undoChanges: () => void = () => undefined
  #isRemoving = false
  #isClosed = false

  constructor(core: StoreCore, folder: string) {
    this.#core = core
    this.folder = folder
  }

  /** Goes on with what an earlier run left, and begins whenever rows of files went. */
  start(): void {
    this.#undoChanges = this.#core.onChange((changes) => {
      const mayBeGone = changes.messages.some(({ removed }) => removed)
      const isGone = changes.haveFilesGone || mayBeGone || changes.linksRemoved.size > 0
      if (isGone || changes.transfersStopped.size > 0) void this.clear()
    })
    void this.clear()
  }

  close(): void {
    this.#isClosed = true
    this.#undoChanges()
  }

  /** Writes bytes into a file of its own; answers with its path below the folder. */
  async keep(name: string, bytes: Uint8Array): Promise<string> {
    const place = join('pasted', this.#core.newId())
    await mkdir(join(this.folder, place), { recursive: true })
    await writeFile(join(this.folder, place, name), bytes, { flag: 'wx' })
    return `${place.replaceAll('\\', '/')}/${name}`
  }

  /** Takes a file away that no row came to speak of. */
  async drop(path: string): Promise<void> {
    await rm(join(this.folder, path), { force: true }).catch(() => undefined)
  }

  /** Removes what no row speaks of any more. */
  async clear(): Promise<void> {
    if (this.#isRemoving) return
    this.#isRemoving = true
    try {
      while (!this.#isClosed) {
        const paths = readFilesToRemove(this.#core.db, SLICE)
        if (paths.length === 0) break
        for (const path of paths) await rm(join(this.folder, path), { force: true })
        if (!this.#isClosed) this.#core.write(({ db }) => forgetRemovedFiles(db, paths))
      }
      await this.#clearParts()
    } catch (error) {
      // A file that is held open elsewhere stays for the next time.
      this.#core.log.warn('a kept file was not removed', { error: describeError(error) })
    }
    this.#isRemoving = false
  }

  // What came of files that nobody wants any more; one that is fetched anew begins anew.
  async #clearParts(): Promise<void> {
    const parts = join(this.folder, 'parts')
    const names = await readdir(parts).catch(() => [])
    const fileIds = names.flatMap((name) => /^(\d+)\.part$/.exec(name)?.[1] ?? []).map(Number)
    if (this.#isClosed || fileIds.length === 0) return
    const wanted = new Set(readUnfetched(this.#core.db, fileIds))
    for (const fileId of fileIds) {
      if (!wanted.has(fileId)) await rm(join(parts, `${fileId}.part`), { force: true })
    }
  }
}
