// Fetches a release's file: what the running version has already is copied, what was cut off goes on, and nothing
// counts until all of it has been proven.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, open, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { CutError, DamagedError } from './errors.ts'
import { wholePlan, type Piece } from './pieces.ts'

/** As the platform has it: Electron's goes through the system's proxies, Node's serves tests. */
export type Fetch = (
  url: string,
  init: { headers: Record<string, string>; signal: AbortSignal }
) => Promise<Response>

export interface FetchWish {
  url: string
  /** What the feed promises: bytes, and their SHA-512 in base64. */
  size: number
  sha512: string
  /** Where it is gathered; what is there already is the beginning of it. */
  part: string
  /** What the pieces are; null where only all of it will do. */
  plan: readonly Piece[] | null
  /** The running version's file, which pieces are copied from. */
  former: string
  fetch: Fetch
  signal: AbortSignal
  /** Bytes that are there, and how many came over the wire for that. */
  onProgress: (done: number, fetched: number) => void
}

/** The server does not hand out parts of files. */
class NoRangesError extends Error {}

/** Answers when the whole file stands at `part`; throws one of the above, or what fetch and disk throw. */
export async function fetchFile(wish: FetchWish): Promise<void> {
  const whole = { ...wish, plan: null }
  const isPatched = wish.plan !== null || existsSync(wish.part)
  const isThere = await tryOnce(wish)
  if (isThere) return
  // What was put together of old and new may be wrong where all from one source is right.
  if (isPatched && (await tryOnce(whole))) return
  throw new DamagedError('the file is not what the feed promised')
}

/** False where what came was wrong; then nothing of it is left. */
async function tryOnce(wish: FetchWish): Promise<boolean> {
  await mkdir(dirname(wish.part), { recursive: true })
  try {
    await gather(wish)
    if (await isAsPromised(wish)) return true
  } catch (error) {
    if (!(error instanceof NoRangesError)) throw error
  }
  await rm(wish.part, { force: true })
  return false
}

async function gather(wish: FetchWish): Promise<void> {
  const file = await open(wish.part, 'a')
  try {
    const there = (await file.stat()).size
    await new Gathering(wish, file).run(wish.plan ?? wholePlan(wish.size), there)
    await file.sync()
  } finally {
    await file.close()
  }
}

class Gathering {
  #done = 0
  #fetched = 0

  constructor(
    private readonly wish: FetchWish,
    private readonly file: FileHandle
  ) {}

  async run(plan: readonly Piece[], there: number): Promise<void> {
    for (const piece of plan) {
      const length = piece.end - piece.start
      const skip = Math.min(length, Math.max(0, there - this.#done))
      this.#done += skip
      if (skip < length) await this.#take({ ...piece, start: piece.start + skip })
    }
  }

  async #take(piece: Piece): Promise<void> {
    const source = piece.from === 'former' ? this.#read(piece) : this.#download(piece)
    let missing = piece.end - piece.start
    for await (const bytes of source) {
      if (bytes.length > missing) throw new DamagedError('more came than was asked for')
      missing -= bytes.length
      await this.file.write(bytes)
      this.#done += bytes.length
      if (piece.from === 'feed') this.#fetched += bytes.length
      this.wish.onProgress(this.#done, this.#fetched)
    }
    if (missing > 0) throw new CutError(`${missing} bytes are missing`)
  }

  #read({ start, end }: Piece): AsyncIterable<Uint8Array> {
    return createReadStream(this.wish.former, { start, end: end - 1 }) as AsyncIterable<Buffer>
  }

  async *#download({ start, end }: Piece): AsyncIterable<Uint8Array> {
    const { url, size, signal } = this.wish
    const isAll = start === 0 && end === size
    const headers: Record<string, string> = isAll ? {} : { range: `bytes=${start}-${end - 1}` }
    const response = await this.wish.fetch(url, { headers, signal })
    if (!isAll && (response.status === 200 || response.status === 416)) {
      await response.body?.cancel()
      throw new NoRangesError(`the server answered ${response.status} to a range`)
    }
    if (!response.ok || !response.body) throw new CutError(`the server answered ${response.status}`)
    yield* response.body as unknown as AsyncIterable<Uint8Array>
  }
}

async function isAsPromised({ part, size, sha512 }: FetchWish): Promise<boolean> {
  if ((await stat(part)).size !== size) return false
  return (await sha512Of(part)) === sha512
}

async function sha512Of(path: string): Promise<string> {
  const hash = createHash('sha512')
  await pipeline(createReadStream(path), hash)
  return hash.digest('base64')
}
