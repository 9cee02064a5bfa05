// The one way to a server over HTTP: its own addresses only, with its cookies; bounded in number, time and bytes.
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { HttpRequest } from '../../dialects/compiled.ts'
import type { EmitOutcome } from '../thread-calls.ts'
import { failure } from './connect-failure.ts'
import { requestHttp, textHeaders, type HttpEnd } from './http-request.ts'
import type { CookieJar } from './cookie-jar.ts'
import { RouteAgent, type Route } from './route/route-agent.ts'

/** Bytes of an answer: a page of history with everything in it. */
const MAX_BYTES = 4 * 1024 * 1024
/** Requests to one server at once; the rest wait, up to so many. */
const ABREAST = 6
const MAX_WAITING = 200
/** Headers that a dialect may not set: they are about the connection, or ours. */
const ownHeaders = /^(host|connection|content-length|transfer-encoding|upgrade|cookie|expect|te)$/i

export interface HttpDoorOptions {
  /** Where the server is. */
  origin: string
  /** Other places that the person filled in. */
  others: readonly string[]
  /** What the person wants to be sent along; to the server itself only. */
  headers: Record<string, string>
  jar: CookieJar
  route: Route
}

/** How a request ended that had an address it may go to. */
export type HttpAnswer =
  Exclude<HttpEnd, { kind: 'answered' }> | { kind: 'answered'; args: unknown[] }

export class HttpDoor {
  readonly #options: HttpDoorOptions
  readonly #agents = new Map<string, RouteAgent>()
  #running = 0
  readonly #waiting: (() => void)[] = []

  constructor(options: HttpDoorOptions) {
    this.#options = options
  }

  /** Asks; the answer's arguments are `[body, {status, headers, cookies}]`, the body read where it is JSON. */
  async ask(request: HttpRequest): Promise<Result<HttpAnswer>> {
    const url = this.#addressOf(request.address)
    if (!url) return refuse('not-allowed')
    if (!(await this.#turn()))
      return done({ kind: 'failed', failure: failure('rate-limited', true), isSent: false })
    try {
      const end = await this.#request(url, request)
      if (end.kind !== 'answered') return done(end)
      this.#options.jar.take(url, end.headers['set-cookie'])
      return done({ kind: 'answered', args: this.#argsOf(url, end) })
    } finally {
      this.#running -= 1
      this.#waiting.shift()?.()
    }
  }

  /** The same for something that is said: what became of it, in the words of emissions. */
  async say(request: HttpRequest): Promise<EmitOutcome> {
    const asked = await this.ask(request)
    if (!asked.ok) return { kind: 'impossible' }
    const { value } = asked
    if (value.kind === 'answered') return outcomeOf(request, value.args)
    return value.isSent ? { kind: 'timeout' } : { kind: 'unreachable' }
  }

  #request(url: URL, { method, headers, body, timeoutMs }: HttpRequest): Promise<HttpEnd> {
    const { origin, headers: usual, jar } = this.#options
    const cookie = jar.header(url)
    return requestHttp({
      url,
      agent: this.#agentFor(url.origin),
      method,
      headers: {
        accept: 'application/json, text/plain, */*',
        ...(url.origin === origin ? usual : {}),
        ...allowed(headers),
        ...(cookie === '' ? {} : { cookie }),
        ...(body ? { 'content-type': body.type } : {})
      },
      body: body?.text ?? null,
      timeoutMs,
      maxBytes: MAX_BYTES
    })
  }

  #agentFor(origin: string): RouteAgent {
    const known = this.#agents.get(origin)
    const agent = known ?? new RouteAgent(origin, this.#options.route)
    this.#agents.set(origin, agent)
    return agent
  }

  #addressOf(address: string): URL | null {
    const { origin, others } = this.#options
    if (!URL.canParse(address, origin)) return null
    const url = new URL(address, origin)
    url.username = url.password = ''
    return [origin, ...others].includes(url.origin) ? url : null
  }

  #argsOf(url: URL, { status, headers, body }: Extract<HttpEnd, { kind: 'answered' }>): unknown[] {
    const reply = {
      status,
      headers: textHeaders(headers),
      cookies: this.#options.jar.values(url)
    }
    return [readBody(body), reply]
  }

  async #turn(): Promise<boolean> {
    if (this.#running >= ABREAST) {
      if (this.#waiting.length >= MAX_WAITING) return false
      await new Promise<void>((resolve) => void this.#waiting.push(resolve))
    }
    this.#running += 1
    return true
  }
}

/** The addresses among what the person filled in. */
export function originsIn(login: Readonly<Record<string, string>>): string[] {
  return Object.values(login).flatMap((value) =>
    /^https?:\/\//i.test(value) && URL.canParse(value) ? [new URL(value).origin] : []
  )
}

function allowed(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) =>
        !ownHeaders.test(name) && /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !/[\r\n\0]/.test(value)
    )
  )
}

// What a gateway answers for a server that it lost says nothing about what the server did.
function outcomeOf({ method }: HttpRequest, args: unknown[]): EmitOutcome {
  const { status } = args[1] as { status: number }
  const isLost = (status === 502 || status === 504) && method !== 'GET'
  return isLost ? { kind: 'timeout' } : { kind: 'acked', args }
}

function readBody(body: string): unknown {
  const text = body.trim()
  if (!/^[[{"\d-]|^(true|false|null)$/.test(text)) return body
  try {
    return JSON.parse(text) as unknown
  } catch {
    return body // looks like JSON and is none
  }
}
