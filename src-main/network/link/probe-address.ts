// Looks at an address by one plain HTTP request: is there an Engine.IO server, and which generation?
import { done, type Result } from '../../../src-preload/contract/failure.ts'
import type { Opening } from '../../dialects/compiled.ts'
import { requestHttp, textHeaders } from './http-request.ts'
import { refusedOpening, type ProbeAnswer } from './refused-opening.ts'
import type { Target } from './target.ts'

/** How the server answered the opening of an Engine.IO connection. */
export interface ProbeFinding {
  generation: 2 | 3 | 4
  /** Whether it can be reached by polling at all. */
  polling: boolean
  /** What the handshake said of the server; null where it gave none by polling. */
  handshake: Opening['handshake']
}

const MAX_BYTES = 64_000
const GOODBYE_MS = 2_000

/** Asks the address once, in bounded time and bytes. */
export async function probeAddress(
  target: Target,
  timeoutMs: number
): Promise<Result<ProbeFinding>> {
  const answer = await askOpening(target, timeoutMs)
  return answer.ok ? classifyProbe(answer.value, target) : answer
}

/** What the address answers to the opening of an Engine.IO connection, whatever it is; what that opened is closed. */
export async function askOpening(target: Target, timeoutMs: number): Promise<Result<ProbeAnswer>> {
  const url = probeUrl(target)
  const answer = await fetchStart(target, { url, body: null, timeoutMs })
  const found = answer.ok ? classifyProbe(answer.value, target) : answer
  if (answer.ok && found.ok) endSession(target, url, answer.value.body, found.value.generation)
  return answer
}

// Looking opened a session on the server, which would hold it for a minute.
function endSession(target: Target, url: URL, body: string, generation: 2 | 3 | 4): void {
  const sid = /"sid":"([\w-]{1,100})"/.exec(body)?.[1]
  if (sid === undefined) return
  const end = new URL(url)
  end.searchParams.set('sid', sid)
  const goodbye = generation === 2 ? '1:1' : '1'
  void fetchStart(target, { url: end, body: goodbye, timeoutMs: GOODBYE_MS })
}

/** Reads what kind of server answers so. */
export function classifyProbe(
  answer: ProbeAnswer,
  asked: { path: string; origin: string }
): Result<ProbeFinding> {
  const start = answer.body.slice(0, 2_000)
  const handshake = readHandshake(start, answer.headers)
  // Generation 2 frames its payloads with a length; generation 3 and 4 do not.
  if (/^\d+:0\{.*"sid"/s.test(start)) return done({ generation: 2, polling: true, handshake })
  if (/^0\{.*"sid"/s.test(start)) {
    const generation = start.includes('"maxPayload"') ? 4 : 3
    return done({ generation, polling: true, handshake })
  }
  // It is there, and wants another transport.
  if (/^\{"code":0,"message":"/.test(start)) {
    return done({ generation: 4, polling: false, handshake: null })
  }
  return { ok: false, failure: refusedOpening(answer, asked) }
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
  body: string | null
}

async function fetchStart(
  { headers, jar, agent }: Target,
  { url, timeoutMs, body }: Fetching
): Promise<Result<ProbeAnswer>> {
  const cookie = jar.header(url)
  const end = await requestHttp({
    url,
    agent,
    method: body === null ? 'GET' : 'POST',
    headers: {
      ...headers,
      ...(cookie === '' ? {} : { cookie }),
      ...(body === null ? {} : { 'content-type': 'text/plain;charset=UTF-8' })
    },
    body,
    timeoutMs,
    maxBytes: MAX_BYTES
  })
  if (end.kind === 'failed') return { ok: false, failure: end.failure }
  jar.take(url, end.headers['set-cookie'])
  const { status, body: text } = end
  return done({ status, body: text, headers: textHeaders(end.headers) })
}
