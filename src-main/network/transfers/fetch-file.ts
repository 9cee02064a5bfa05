// Fetches a file: from where it was left, bounded in bytes, proven where its hash is known, never over another one.
import type { IncomingMessage } from 'node:http'
import { mkdir, statfs } from 'node:fs/promises'
import { limits } from '../../../src-preload/contract/limits.ts'
import type { Move, MoveEnd } from '../mover-calls.ts'
import { isStrangerStatus } from '../transfer-step.ts'
import type { Course } from './course.ts'
import { beginExchange } from './exchange.ts'
import { headersFor } from './headers.ts'
import { PartFile } from './part-file.ts'
import { agentFor } from './safe-route.ts'
import { TransferError, transferError } from './transfer-error.ts'

export type FetchMove = Extract<Move, { kind: 'fetch' }>

const MAX_REDIRECTS = 5
/** Room that must stay on the disk, bytes. */
const ROOM = 64 * 1024 * 1024
/** How often what came is brought to the disk for certain, ms and bytes. */
const SYNC_MS = 1_000
const SYNC_BYTES = 8 * 1024 * 1024

/** Fetches it; throws what kept it. What came by then stays for the next try, unless it can't belong. */
export async function fetchFile(move: FetchMove, course: Course): Promise<MoveEnd> {
  await mkdir(move.folder, { recursive: true })
  const isProvable = move.sha256 !== null || validatorOf(move.resume) !== null
  // What the server called the version that came last.
  const last = { resume: move.resume }
  const part = await PartFile.open(move.folder, move.fileId, isProvable ? move.bytes : 0)
  try {
    const isWhole = move.size !== null && part.size === move.size && move.sha256 === part.sha256()
    if (!isWhole) {
      // Where the size is known nobody is asked for what there is no room for.
      await checkRoom(move, move.size, part.size)
      await receive({ move, course, part, last }, move.resume)
    }
    return await settle(move, part)
  } catch (error) {
    await keepWhatCame(error, part)
    const confirmed = part.synced
    course.moved({ bytes: confirmed, total: move.size, confirmed, resume: last.resume })
    throw error
  }
}

async function keepWhatCame(error: unknown, part: PartFile): Promise<void> {
  const isUseless = error instanceof TransferError && !error.failure.retry && !error.isStranger
  try {
    if (isUseless) await part.remove()
    else await part.sync()
  } catch {
    // The disk is full or gone: the next try finds out what is there.
  }
  await part.close().catch(() => undefined)
}

interface Receiving {
  move: FetchMove
  course: Course
  part: PartFile
  /** What the server calls the version that comes. */
  last: { resume: Record<string, string> }
}

async function receive(receiving: Receiving, resume: Record<string, string>): Promise<void> {
  const { move, course, part } = receiving
  const { response, url } = await request({ move, course }, resume, part.size)
  const status = response.statusCode ?? 0
  if (status === 416 && part.size > 0) {
    response.destroy()
    await part.clear()
    // What was there does not belong to what is there now: once more from the beginning.
    return receive(receiving, {})
  }
  if (status !== 200 && status !== 206) {
    throw refusedBy(response, url.origin === move.whither.origin)
  }
  if (!continues(response, part.size)) await part.clear()
  if (status === 206 && !continues(response, part.size)) {
    throw transferError('server-trouble', { status }, true)
  }
  const total = totalOf(move, response, part.size)
  await checkRoom(move, total, part.size)
  await readBody(receiving, response, total)
}

/** Asks, and follows where it is sent; each place is checked anew. */
async function request(
  { move: { whither }, course }: Pick<Receiving, 'move' | 'course'>,
  resume: Record<string, string>,
  from: number
): Promise<{ response: IncomingMessage; url: URL }> {
  let url = new URL(whither.url)
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const { request, answer } = beginExchange({
      url,
      agent: agentFor(url, whither, course.resolveProxy),
      method: 'GET',
      headers: { accept: '*/*', ...headersFor(url, whither), ...rangeHeaders(resume, from) },
      signal: course.signal
    })
    request.end()
    const response = await answer
    const { location } = response.headers
    const isElsewhere = [301, 302, 303, 307, 308].includes(response.statusCode ?? 0)
    if (!isElsewhere || location === undefined) return { response, url }
    response.destroy()
    url = nextPlace(url, location)
  }
  throw transferError('file-refused')
}

function nextPlace(url: URL, location: string): URL {
  if (!URL.canParse(location, url)) throw transferError('file-refused')
  const next = new URL(location, url)
  const isHttp = next.protocol === 'http:' || next.protocol === 'https:'
  const isWeaker = url.protocol === 'https:' && next.protocol !== 'https:'
  if (!isHttp || isWeaker) throw transferError('file-address-refused')
  next.username = next.password = ''
  return next
}

function rangeHeaders(resume: Record<string, string>, from: number): Record<string, string> {
  if (from === 0) return {}
  const validator = validatorOf(resume)
  return {
    range: `bytes=${from}-`,
    // Without it the hash proves what was put together.
    ...(validator === null ? {} : { 'if-range': validator })
  }
}

function validatorOf({ etag, modified }: Record<string, string>): string | null {
  return etag ?? modified ?? null
}

/** What the server calls this version of the file; a weak name is none. */
function resumeOf({ headers }: IncomingMessage): Record<string, string> {
  const { etag, 'last-modified': modified } = headers
  const most = limits.fileAddress
  if (etag !== undefined && !etag.startsWith('W/') && etag.length < most) return { etag }
  return modified !== undefined && modified.length < most ? { modified } : {}
}

/** Whether an answer goes on where we are. */
function continues(response: IncomingMessage, from: number): boolean {
  if (response.statusCode !== 206) return false
  const found = /^bytes (\d+)-/.exec(response.headers['content-range'] ?? '')
  return found !== null && Number(found[1]) === from
}

/** Bytes of the whole file; null where nobody says. Throws where it is not the one that was told, or too large. */
function totalOf(move: FetchMove, response: IncomingMessage, from: number): number | null {
  const length = Number(response.headers['content-length'] ?? Number.NaN)
  const isEncoded = response.headers['content-encoding'] !== undefined
  const total = Number.isSafeInteger(length) && !isEncoded ? from + length : null
  if (total !== null && move.size !== null && total !== move.size)
    throw transferError('file-damaged')
  const known = total ?? move.size
  if (known !== null && move.most !== null && known > move.most) {
    throw transferError('file-too-large', { limit: move.most, length: known })
  }
  return known
}

async function checkRoom(move: FetchMove, total: number | null, from: number): Promise<void> {
  const { bavail, bsize } = await statfs(move.folder)
  const missing = total === null ? 0 : total - from
  if (bavail * bsize < missing + ROOM) throw transferError('disk-full', undefined, true)
}

async function readBody(
  { move, course, part, last }: Receiving,
  response: IncomingMessage,
  total: number | null
): Promise<void> {
  const resume = (last.resume = resumeOf(response))
  const most = total ?? move.most ?? Number.MAX_SAFE_INTEGER
  let [syncedAt, lookedAt] = [performance.now(), part.size]
  for await (const block of response as AsyncIterable<Buffer>) {
    if (part.size + block.length > most) {
      throw transferError(total === null ? 'file-too-large' : 'file-damaged', { limit: most })
    }
    await course.pass('down', block.length)
    await part.add(block)
    const isDue = performance.now() - syncedAt > SYNC_MS || part.size - part.synced > SYNC_BYTES
    if (isDue) {
      await part.syncMeanwhile()
      if (total === null && part.size - lookedAt > ROOM / 2) {
        await checkRoom(move, null, part.size)
        lookedAt = part.size
      }
      syncedAt = performance.now()
    }
    course.moved({ bytes: part.size, total, confirmed: part.synced, resume })
  }
  await part.sync()
  course.moved({ bytes: part.size, total, confirmed: part.synced, resume })
  if (total !== null && part.size < total)
    throw transferError('server-unreachable', undefined, true)
}

async function settle(move: FetchMove, part: PartFile): Promise<MoveEnd> {
  const sha256 = part.sha256()
  if (move.sha256 !== null && move.sha256 !== sha256) throw transferError('file-damaged')
  const { size } = part
  const looks = part.looks(move.mediaType)
  const month = new Date().toISOString().slice(0, 7)
  const { path, name } = await part.settle(move.folder, month, move.name)
  return { end: 'arrived', path, name, size, sha256, ...looks }
}

function refusedBy(response: IncomingMessage, isServer: boolean): TransferError {
  const status = response.statusCode ?? 0
  response.destroy()
  const seconds = Number(response.headers['retry-after'])
  const pause = seconds > 0 ? Math.min(seconds, 3_600) * 1_000 : null
  if (status === 404 || status === 410) return transferError('file-gone', { status })
  if (status === 429 || status >= 500) {
    return new TransferError(
      { code: status === 429 ? 'rate-limited' : 'server-trouble', retry: true, detail: { status } },
      pause
    )
  }
  if (!isStrangerStatus(status)) return transferError('file-refused', { status })
  const isLogin = status === 401 && isServer
  const code = isLogin ? 'login-needed' : 'not-allowed'
  return new TransferError({ code, retry: isLogin, detail: { status } }, null, isServer)
}
