// Serves pictures, sound and film that lie on this computer to the window, by tokens that nobody can guess.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { LOCAL_FILES, THUMBNAILS } from '../../../src-preload/contract/files.ts'
import type { Caller } from '../../../src-preload/contract/rpc.ts'
import type { StoreProcessCalls } from '../../ports/process-calls.ts'
import { notFound, type Served } from '../served.ts'
import { rangeOf } from './byte-range.ts'

/** What is shown may run nothing, whatever it turns out to be. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store'
}

export type AskStore = () => Pick<Caller<StoreProcessCalls>, 'localFile' | 'thumbnail'> | null

/** Whether an address means bytes rather than one of our own files. */
export function isLocalFile(address: string): boolean {
  return address.startsWith(LOCAL_FILES) || address.startsWith(THUMBNAILS)
}

/**
 * Answers with the bytes, or a range of them (`range` is the request's header); what is not to be shown, or not
 * there, is not found.
 */
export async function serveLocalFile(
  url: string,
  range: string | null,
  store: AskStore
): Promise<Served> {
  const isThumbnail = url.startsWith(THUMBNAILS)
  const token = url.slice((isThumbnail ? THUMBNAILS : LOCAL_FILES).length)
  if (!/^[\w-]{20,60}$/.test(token)) return notFound()
  if (isThumbnail) {
    const found = await store()?.thumbnail({ token })
    const bytes = found?.ok ? found.value.bytes : null
    return bytes ? ofBytes(bytes, 'image/webp', null) : notFound()
  }
  const found = await store()?.localFile({ token })
  if (!found?.ok || !found.value.isShown) return notFound()
  const { path, bytes, mediaType } = found.value
  if (bytes) return ofBytes(bytes, mediaType, range)
  return path === null ? notFound() : ofFile(path, mediaType, range)
}

function ofBytes(bytes: Uint8Array, type: string, wanted: string | null): Served {
  return ranged(bytes.length, type, wanted, ({ start, end }) => bytes.subarray(start, end + 1))
}

async function ofFile(path: string, type: string, wanted: string | null): Promise<Served> {
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : null),
    () => null
  )
  if (size === null) return notFound()
  return ranged(size, type, wanted, (part) => (size === 0 ? null : createReadStream(path, part)))
}

/** Answers with what is wanted of something so long: film and sound are jumped about in. */
function ranged(
  size: number,
  type: string,
  wanted: string | null,
  read: (part: { start: number; end: number }) => Served['body']
): Served {
  const range = rangeOf(wanted, size)
  if (range === 'unsatisfiable') {
    return { statusCode: 416, headers: { 'content-range': `bytes */${size}` }, body: null }
  }
  const part = range ?? { start: 0, end: size - 1 }
  const headers = {
    ...HEADERS,
    'content-type': type,
    'content-length': String(Math.max(0, part.end - part.start + 1)),
    'accept-ranges': 'bytes',
    ...(range ? { 'content-range': `bytes ${part.start}-${part.end}/${size}` } : {})
  }
  return { statusCode: range ? 206 : 200, headers, body: read(part) }
}
