// Sends a file in one request: as a form, or as its body.
import { randomBytes } from 'node:crypto'
import { textHeaders } from '../link/http-request.ts'
import type { Move, MoveEnd } from '../mover-calls.ts'
import { answerTo, beginExchange, readText, writeBlock, type Exchange } from './exchange.ts'
import type { Course } from './course.ts'
import { SourceFile } from './source-file.ts'
import { agentFor } from './safe-route.ts'
import { headersFor } from './headers.ts'

/** Bytes of an answer. */
const MAX_ANSWER = 1024 * 1024

export type HttpMove = Extract<Move, { kind: 'form' | 'body' }>

/** Sends it; throws what kept it. */
export async function sendHttp(move: HttpMove, course: Course): Promise<MoveEnd> {
  const file = await SourceFile.open(move.source)
  try {
    return await sendOpened(move, course, file)
  } finally {
    await file.close()
  }
}

async function sendOpened(move: HttpMove, course: Course, file: SourceFile): Promise<MoveEnd> {
  const { signal } = course
  const url = new URL(move.whither.url)
  const frame = move.kind === 'form' ? formFrame(move) : bodyFrame(move)
  const exchange = beginExchange({
    url,
    agent: agentFor(url, move.whither, course.resolveProxy),
    method: move.method,
    headers: {
      accept: 'application/json, text/plain, */*',
      ...headersFor(url, move.whither),
      ...frame.headers,
      'content-length': String(frame.before.length + file.size + frame.after.length)
    },
    signal
  })
  const response = await answerTo(exchange, () => writeAll(exchange, { frame, file, course }))
  const body = await readText(exchange, response, MAX_ANSWER)
  const status = response.statusCode ?? 0
  return {
    end: 'answered',
    status,
    headers: textHeaders(response.headers),
    cookies: response.headers['set-cookie'] ?? [],
    body,
    sha256: status >= 200 && status < 300 ? await file.sha256() : ''
  }
}

async function writeAll(
  exchange: Exchange,
  { frame, file, course }: { frame: Frame; file: SourceFile; course: Course }
): Promise<void> {
  if (frame.before.length > 0) await writeBlock(exchange, frame.before)
  let bytes = 0
  for await (const block of file.blocks(0)) {
    await course.pass('up', block.length)
    await writeBlock(exchange, block)
    bytes += block.length
    course.moved({ bytes, total: file.size, confirmed: 0 })
  }
  exchange.request.end(frame.after)
}

/** What stands around the file in the body. */
interface Frame {
  before: Buffer
  after: Buffer
  headers: Record<string, string>
}

function bodyFrame({ whither, mediaType }: HttpMove): Frame {
  const hasType = Object.keys(whither.headers).some((name) => name.toLowerCase() === 'content-type')
  const headers: Record<string, string> = hasType ? {} : { 'content-type': mediaType }
  return { before: Buffer.alloc(0), after: Buffer.alloc(0), headers }
}

function formFrame({ form, field, name, mediaType }: HttpMove): Frame {
  const boundary = `----filo${randomBytes(16).toString('hex')}`
  const fields = Object.entries(form).map(
    ([key, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(key)}"\r\n\r\n${value}\r\n`
  )
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(field)}"; ` +
    `filename="${quoted(name)}"\r\nContent-Type: ${mediaType}\r\n\r\n`
  return {
    before: Buffer.from(`${fields.join('')}${head}`),
    after: Buffer.from(`\r\n--${boundary}--\r\n`),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }
  }
}

// As browsers write it (HTML, multipart/form-data).
function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
