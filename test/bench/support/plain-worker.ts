// A process with `fetch` and nothing around it: moves files as plainly as it can be done.
import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FILES_TOKEN, type PlainOrder, type PlainReport } from './file-talk.ts'

const KNOWN = { authorization: `Bearer ${FILES_TOKEN}` }
const TUS = { ...KNOWN, 'tus-resumable': '1.0.0' }
const CHUNK = 128 * 1024

/** Hashes what goes through. */
function through(hash: Hash): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk)
      next(null, chunk)
    }
  })
}

async function fetchOne(url: string, path: string, isProven: boolean): Promise<void> {
  const answer = await fetch(url, { headers: KNOWN })
  if (!answer.ok || !answer.body) throw new Error(`not given: ${answer.status}`)
  const body = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0])
  if (!isProven) return pipeline(body, createWriteStream(path))
  const hash = createHash('sha256')
  await pipeline(body, through(hash), createWriteStream(path))
  if (answer.headers.get('etag') !== `"${hash.digest('hex')}"`) throw new Error('not the same')
  const file = await open(path, 'r+')
  await file.datasync()
  await file.close()
}

async function sendOne(url: string, path: string, isProven: boolean): Promise<void> {
  const { size } = await stat(path)
  const length = { 'upload-length': String(size), 'upload-metadata': `filename ${btoa(path)}` }
  const made = await fetch(`${url}/files`, { method: 'POST', headers: { ...TUS, ...length } })
  const place = new URL(made.headers.get('location') ?? '', url)
  const source = createReadStream(path, { highWaterMark: CHUNK })
  const hash = createHash('sha256')
  const body = Readable.toWeb(isProven ? source.pipe(through(hash)) : source)
  const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
  const sent = await fetch(place, {
    method: 'PATCH',
    headers: { ...TUS, ...type, 'content-length': String(size) },
    body,
    duplex: 'half'
  } as RequestInit)
  if (sent.status !== 204) throw new Error(`not taken: ${sent.status}`)
}

async function move(order: PlainOrder): Promise<void> {
  const { down, up, folder, url, isProven } = order
  const startedAt = performance.now()
  await Promise.all([
    ...down.map((from, at) => fetchOne(from, join(folder, `fetched ${at}.bin`), isProven)),
    ...up.map((path) => sendOne(url, path, isProven))
  ])
  process.send?.({ tookMs: performance.now() - startedAt } satisfies PlainReport)
}

process.on('message', (order: PlainOrder) => void move(order))
process.once('disconnect', () => process.exit())
process.send?.('ready')
