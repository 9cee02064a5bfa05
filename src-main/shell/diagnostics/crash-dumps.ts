// Dumps of processes that crashed: written by Chromium's handler, kept here alone, few and not for long, never sent.
import { app, crashReporter } from 'electron'
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

const MOST_DUMPS = 10
const MOST_BYTES = 64 * 1024 * 1024
/** ms. */
const OLDEST_MS = 30 * 24 * 60 * 60 * 1000
const END = '.dmp'

export interface Dump {
  /** A name of Chromium's own making. */
  id: string
  /** When it was written, ms since 1970. */
  at: number
  bytes: number
  /** Absolute. */
  path: string
}

/** Has Chromium write dumps into the person's folder. Call before the app is ready, once that folder is known. */
export function startDumps(userData: string): DumpFolder {
  const folder = join(userData, 'crashes')
  app.setPath('crashDumps', folder)
  crashReporter.start({ uploadToServer: false })
  return new DumpFolder(folder, Date.now)
}

/** The folder with the dumps; what is not there, or not to be read, is no dump. */
export class DumpFolder {
  readonly #folder: string
  readonly #now: () => number

  /** @param now ms since 1970 */
  constructor(folder: string, now: () => number) {
    this.#folder = folder
    this.#now = now
  }

  /** The latest first. */
  async list(): Promise<Dump[]> {
    const names = await readdir(this.#folder, { recursive: true }).catch(() => [])
    const dumps = await Promise.all(
      names.filter((name) => name.endsWith(END)).map((name) => this.#look(name))
    )
    return dumps.flatMap((dump) => dump ?? []).toSorted((one, other) => other.at - one.at)
  }

  async remove(ids: ReadonlySet<string>): Promise<void> {
    for (const { id, path } of await this.list()) {
      if (ids.has(id)) await removeDump(path)
    }
  }

  /** Removes those that are too many, too old or, all together, too large. */
  async thin(): Promise<void> {
    let bytes = 0
    for (const [index, dump] of (await this.list()).entries()) {
      bytes += dump.bytes
      const isOld = this.#now() - dump.at > OLDEST_MS
      if (index >= MOST_DUMPS || bytes > MOST_BYTES || isOld) await removeDump(dump.path)
    }
  }

  async #look(name: string): Promise<Dump | null> {
    const path = join(this.#folder, name)
    const seen = await stat(path).catch(() => null)
    if (!seen?.isFile()) return null
    return { id: basename(name, END), at: seen.mtimeMs, bytes: seen.size, path }
  }
}

// Beside each lies what the handler notes about it.
async function removeDump(path: string): Promise<void> {
  for (const one of [path, `${path.slice(0, -END.length)}.meta`]) {
    await rm(one, { force: true }).catch(() => undefined)
  }
}
