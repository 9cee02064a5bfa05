// Looks at an address by one plain HTTP request: is there an Engine.IO server, and which generation?
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { done, type Failure, type Result } from '../../../src-preload/contract/failure.ts'
import type { Opening } from '../../dialects/compiled.ts'
import { failure, networkFailure } from './connect-failure.ts'
import { routeFailure } from './route/route-error.ts'
import type { Target } from './target.ts'

/** How the server answered the opening of an Engine.IO connection. */
export interface ProbeFinding {
  generation: 2 | 3 | 4
  /** Whether it can be reached by polling at all. */
  polling: boolean
  /** What the handshake said of the server; null where it gave none by polling. */
  handshake: Opening['handshake']
}

export interface ProbeAnswer {
  status: number
  /** The beginning of the body. */
  body: string
  /** Names in small letters. */
  headers: Record<string, string>
}

const MAX_BYTES = 64_000
const GOODBYE_MS = 2_000

/** Asks the address once, in bounded time and bytes. */
export async function probeAddress(
  target: Target,
  timeoutMs: number
): Promise<Result<ProbeFinding>> {
  const answer = await askOpening(target, timeoutMs)
  return answer.ok ? classifyProbe(answer.value) : answer
}

/** What the address answers to the opening of an Engine.IO connection, whatever it is; what that opened is closed. */
export async function askOpening(target: Target, timeoutMs: number): Promise<Result<ProbeAnswer>> {
  const url = probeUrl(target)
  const answer = await fetchStart(target, { url, timeoutMs })
  const found = answer.ok ? classifyProbe(answer.value) : answer
  if (answer.ok && found.ok) {
    endSession(target, url, answer.value.body, found.value.generation)
  }
  return answer
}

// Looking opened a session on the server, which would hold it for a minute.
function endSession(target: Target, url: URL, body: string, generation: 2 | 3 | 4): void {
  const sid = /"sid":"([\w-]{1,100})"/.exec(body)?.[1]
  if (sid === undefined) return
  const end = new URL(url)
  end.searchParams.set('sid', sid)
  const goodbye = generation === 2 ? '1:1' : '1'
  void fetchStart(target, { url: end, timeoutMs: GOODBYE_MS, body: goodbye })
}

/** Reads what kind of server answers so. */
export function classifyProbe({ status, body, headers }: ProbeAnswer): Result<ProbeFinding> {
  const start = body.slice(0, 2_000)
  const handshake = readHandshake(start, headers)
  // Generation 2 frames its payloads with a length; generation 3 and 4 do not.
  if (/^\d+:0\{.*"sid"/s.test(start)) return done({ generation: 2, polling: true, handshake })
  if (/^0\{.*"sid"/s.test(start)) {
    const generation = start.includes('"maxPayload"') ? 4 : 3
    return done({ generation, polling: true, handshake })
  }
  return refused(status, start)
}

function readHandshake(start: string, headers: Record<string, string>): Opening['handshake'] {
  const packet = /^(?:\d+:)?0(\{[^{}]*\})/.exec(start)?.[1]
  if (packet === undefined) return null
  try {
    const fields = JSON.parse(packet) as Record<string, unknown>
    const number = (name: string) => (typeof fields[name] === 'number' ? fields[name] : null)
    return {
      sid: typeof fields['sid'] === 'string' ? fields['sid'] : '',
      pingInterval: number('pingInterval') ?? 0,
      pingTimeout: number('pingTimeout') ?? 0,
      maxPayload: number('maxPayload'),
      headers
    }
  } catch {
    return null // looks like a handshake and is none
  }
}

function refused(status: number, start: string): Result<ProbeFinding> {
  const code = /^\{"code":(\d),"message":"/.exec(start)?.[1]
  if (code === '0') return done({ generation: 4, polling: false, handshake: null })
  if (code === '5' || /unsupported version of the Socket\.IO/.test(start)) {
    return no(failure('server-version-unsupported', false))
  }
  if (code === '4') return no(failure('server-refused', false, { reason: 'Forbidden' }))
  if (code !== undefined) return no(failure('server-refused', false, { reason: `code ${code}` }))
  // Only a proxy answers so.
  if (status === 407) return no(failure('proxy-login-needed', false, { proxy: '' }))
  if (status === 401 || status === 403) return no(failure('login-needed', false, { status }))
  if (status >= 500) return no(failure('server-not-socketio', true, { status }))
  return no(failure('server-not-socketio', false, { status }))
}

function no(why: Failure): Result<ProbeFinding> {
  return { ok: false, failure: why }
}

function probeUrl({ origin, path, query }: Target): URL {
  const url = new URL(`${path.replace(/\/+$/, '')}/`, origin)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  url.searchParams.set('EIO', '4')
  url.searchParams.set('transport', 'polling')
  return url
}

interface Fetching {
  url: URL
  timeoutMs: number
  /** Posted where there is one. */
  body?: string
}

function fetchStart(
  { headers, agent }: Target,
  { url, timeoutMs, body }: Fetching
): Promise<Result<ProbeAnswer>> {
  return new Promise((resolve) => {
    const open = url.protocol === 'https:' ? httpsRequest : httpRequest
    const type = body === undefined ? {} : { 'content-type': 'text/plain;charset=UTF-8' }
    const method = body === undefined ? 'GET' : 'POST'
    const finish = (result: Result<ProbeAnswer>): void => {
      clearTimeout(timer)
      request.destroy()
      resolve(result)
    }
    const request = open(url, { method, headers: { ...headers, ...type }, agent }, (response) =>
      readStart(response, finish)
    )
    const timer = setTimeout(
      () => finish({ ok: false, failure: networkFailure('TIMEOUT') }),
      timeoutMs
    )
    request.on('error', (error: NodeJS.ErrnoException) => {
      const why = routeFailure(error) ?? networkFailure(error.code ?? 'UNKNOWN')
      finish({ ok: false, failure: why })
    })
    request.end(body)
  })
}

function readStart(response: IncomingMessage, finish: (result: Result<ProbeAnswer>) => void): void {
  let body = ''
  const headers = headersOf(response)
  const end = (): void => finish(done({ status: response.statusCode ?? 0, body, headers }))
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    body += chunk
    if (body.length > MAX_BYTES) end()
  })
  response.on('end', end)
  response.on('error', end)
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const texts = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : []
  )
  return Object.fromEntries(texts)
}
