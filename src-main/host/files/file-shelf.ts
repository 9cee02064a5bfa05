// Owns the bytes of a host's files on disk: one file for each content, named by its hash.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, link, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../../base/sync-folder.ts'

/** Files under `<directory>/<first two characters>/<sha-256>`. Whoever keeps one notes its hash. */
export class FileShelf {
  readonly directory: string

  constructor(directory: string) {
    this.directory = directory
  }

  /** Where the bytes of this hash are, beneath `directory`. */
  pathOf(hash: string): string {
    return join(hash.slice(0, 2), hash)
  }

  /** Keeps a file's bytes, on disk for good when it resolves, and leaves the file; answers their hash. */
  async keep(path: string): Promise<string> {
    const hash = await hashOf(path)
    await syncFile(path)
    const folder = join(this.directory, hash.slice(0, 2))
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await linkOrCopy(path, join(this.directory, this.pathOf(hash)))
    syncFolder(folder)
    return hash
  }

  async drop(hashes: Iterable<string>): Promise<void> {
    for (const hash of hashes) await rm(join(this.directory, this.pathOf(hash)), { force: true })
  }

  /** Removes what nobody noted: left behind where a host was killed between two steps. */
  async sweep(noted: ReadonlySet<string>): Promise<void> {
    for (const folder of await namesIn(this.directory)) {
      const names = await namesIn(join(this.directory, folder))
      for (const name of names) {
        if (noted.has(name)) continue
        await rm(join(this.directory, folder, name), { force: true, recursive: true })
      }
    }
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    hash.update(chunk as Buffer) // a stream without encoding gives buffers
  }
  return hash.digest('hex')
}

// A link costs nothing; file systems without them (FAT) get a copy, under its name only when whole.
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return
    const half = `${to}.half`
    await copyFile(from, half)
    await syncFile(half)
    await rename(half, to)
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch {
    return []
  }
}
