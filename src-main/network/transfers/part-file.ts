// A file while it comes: its pieces in one place, its hash, and its name once it is whole.
import { createHash, type Hash } from 'node:crypto'
import { link, mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { numberedName } from '../../base/file-name.ts'
import { imageHeadBytes, whatIs, type Looks } from '../../base/image-head.ts'

/** What is gathered before it is written. */
const WRITE_BYTES = 512 * 1024
/** What came may be so far ahead of what is on the disk for certain, bytes. */
const MOST_UNSYNCED = 64 * 1024 * 1024
/** Names that are tried. */
const MAX_NAMES = 10_000

export class PartFile {
  readonly #handle: FileHandle
  readonly #path: string
  #hash: Hash = createHash('sha256')
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #written = 0
  #synced = 0
  /** A sync under way that nobody waits for. */
  #syncing: Promise<void> | null = null
  /** What kept such a sync: a system says that once only, and what it was about may be lost. */
  #trouble: Error | null = null
  #head: Buffer = Buffer.alloc(0)

  private constructor(handle: FileHandle, path: string) {
    this.#handle = handle
    this.#path = path
  }

  /** Opens the part of a file; at most `keep` bytes of what is there are gone on with. */
  static async open(folder: string, fileId: number, keep: number): Promise<PartFile> {
    const parts = join(folder, 'parts')
    await mkdir(parts, { recursive: true })
    const path = join(parts, `${fileId}.part`)
    // Made if it is not there; what is there stays.
    const handle = await open(path, 'a+', 0o600).then(async (made) => {
      await made.close()
      return open(path, 'r+')
    })
    const part = new PartFile(handle, path)
    try {
      await part.#takeUp(keep)
      return part
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  /** Bytes so far. */
  get size(): number {
    return this.#written + this.#waitingBytes
  }

  /** Bytes that lie on the disk for certain. */
  get synced(): number {
    return this.#synced
  }

  async add(block: Uint8Array): Promise<void> {
    this.#hash.update(block)
    if (this.#head.length < imageHeadBytes) {
      this.#head = Buffer.concat([this.#head, block]).subarray(0, imageHeadBytes)
    }
    this.#waiting.push(block)
    this.#waitingBytes += block.length
    if (this.#waitingBytes >= WRITE_BYTES) await this.#flush()
  }

  /** Brings all to the disk. */
  async sync(): Promise<void> {
    await this.#syncing
    await this.#flush()
    await this.#bringDown()
  }

  /** Has what came brought to the disk while more comes; waits only where the disk is far behind. */
  async syncMeanwhile(): Promise<void> {
    if (this.#syncing && this.size - this.#synced > MOST_UNSYNCED) await this.#syncing
    if (this.#syncing) return
    await this.#flush()
    this.#syncing = inTurn(() => this.#bringDown())
      .catch((error: unknown) => {
        this.#trouble = error instanceof Error ? error : new Error('not synced')
      })
      .finally(() => {
        this.#syncing = null
      })
  }

  /** Begins anew. */
  async clear(): Promise<void> {
    await this.#syncing
    this.#waiting = []
    this.#waitingBytes = 0
    await this.#handle.truncate(0)
    this.#hash = createHash('sha256')
    this.#head = Buffer.alloc(0)
    this.#written = this.#synced = 0
  }

  sha256(): string {
    return this.#hash.copy().digest('hex')
  }

  /** What it is, by its first bytes. */
  looks(mediaType: string): Looks {
    return whatIs(this.#head, mediaType)
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  /** Gives the whole file a name below `folder` that nothing has yet; answers with it. The file is closed. */
  async settle(
    folder: string,
    place: string,
    name: string
  ): Promise<{ path: string; name: string }> {
    await this.close()
    await mkdir(join(folder, place), { recursive: true })
    for (let count = 1; count <= MAX_NAMES; count++) {
      const tried = numberedName(name, count)
      if (await claim(this.#path, join(folder, place, tried))) {
        return { path: `${place}/${tried}`, name: tried }
      }
    }
    throw Object.assign(new Error('no name is free'), { code: 'ENAMETOOLONG' })
  }

  /** Takes it away. */
  async remove(): Promise<void> {
    await this.close().catch(() => undefined)
    await rm(this.#path, { force: true })
  }

  async #takeUp(keep: number): Promise<void> {
    const { size } = await this.#handle.stat()
    const kept = size >= keep ? keep : 0
    await this.#handle.truncate(kept)
    const block = Buffer.allocUnsafe(WRITE_BYTES)
    while (this.#written < kept) {
      const { bytesRead } = await this.#handle.read(block, 0, WRITE_BYTES, this.#written)
      if (bytesRead === 0) return this.clear()
      const read = block.subarray(0, bytesRead)
      this.#hash.update(read)
      if (this.#head.length < imageHeadBytes) {
        this.#head = Buffer.concat([this.#head, read]).subarray(0, imageHeadBytes)
      }
      this.#written += bytesRead
    }
    this.#synced = this.#written
  }

  async #bringDown(): Promise<void> {
    if (this.#trouble) throw this.#trouble
    const written = this.#written
    await this.#handle.datasync()
    this.#synced = written
  }

  async #flush(): Promise<void> {
    if (this.#trouble) throw this.#trouble
    if (this.#waitingBytes === 0) return
    const blocks = this.#waiting
    const wanted = this.#waitingBytes
    this.#waiting = []
    this.#waitingBytes = 0
    const { bytesWritten } = await this.#handle.writev(blocks, this.#written)
    if (bytesWritten < wanted) throw Object.assign(new Error('disk full'), { code: 'ENOSPC' })
    this.#written += bytesWritten
  }
}

let lastTurn: Promise<unknown> = Promise.resolve()

// Syncs hold one of the few threads that all work with files goes through: they go one after the other.
function inTurn(sync: () => Promise<void>): Promise<void> {
  const turn = lastTurn.then(sync)
  lastTurn = turn.catch(() => undefined)
  return turn
}

/** Moves a file to a name that nothing has; false where the name is taken. */
async function claim(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    await rm(from)
    return true
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (code === 'EEXIST') return false
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'].includes(code)) throw error
    return claimPlainly(from, to)
  }
}

// Where files have one name each: the name is taken by an empty file first.
async function claimPlainly(from: string, to: string): Promise<boolean> {
  try {
    await (await open(to, 'wx', 0o600)).close()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  try {
    const { size } = await stat(to)
    if (size > 0) return false
    await rename(from, to)
    return true
  } catch (error) {
    await rm(to, { force: true })
    throw error
  }
}
