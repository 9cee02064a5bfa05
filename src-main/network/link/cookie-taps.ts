// Carries a server's cookies through the Engine.IO clients, which would neither keep them nor know of paths.
import type { CookieJar } from './cookie-jar.ts'

type Take = (set: readonly string[] | string | null | undefined) => void

/** The headers of one connection: the cookies among them change as the server sets them. */
export class CookieHeaders {
  /** Handed to the client, which reads it anew for each request. */
  readonly now: Record<string, string>
  readonly #jar: CookieJar
  readonly #url: URL
  /** A cookie that the person typed stays as it is. */
  readonly #isTyped: boolean

  constructor({ origin, path, headers, jar }: CookieTarget) {
    this.#jar = jar
    this.#url = new URL(`${path.replace(/\/+$/, '')}/`, origin)
    this.now = { ...headers }
    this.#isTyped = Object.keys(headers).some((name) => /^cookie$/i.test(name))
    this.#refresh()
  }

  take(set: Parameters<Take>[0]): void {
    this.#jar.take(this.#url, set)
    this.#refresh()
  }

  #refresh(): void {
    if (this.#isTyped) return
    const header = this.#jar.header(this.#url)
    if (header === '') delete this.now['cookie']
    else this.now['cookie'] = header
  }
}

interface CookieTarget {
  origin: string
  path: string
  headers: Record<string, string>
  jar: CookieJar
}

/** The parts of both generations' engines that upgrade to WebSocket; all are private. */
interface Transport {
  ws?: {
    once?(
      event: 'upgrade',
      listener: (response: { headers: { 'set-cookie'?: string[] } }) => void
    ): void
  } | null
}
interface Engine {
  transport?: Transport
  on(event: 'upgrading', listener: (transport: Transport) => void): void
}

/** Hears what cookies a server sets when a WebSocket opens; call it right after connecting began. */
export function tapSockets(opened: unknown, take: Take): void {
  const engine = opened as Engine
  const tap = (transport: Transport | undefined): void =>
    transport?.ws?.once?.('upgrade', ({ headers }) => take(headers['set-cookie']))
  tap(engine.transport)
  engine.on('upgrading', tap)
}
