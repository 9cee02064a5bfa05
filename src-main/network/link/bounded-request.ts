// One HTTP request of long polling: bounded in bytes, following no redirect, and ended when it is not wanted.
/*
 * The libraries' own requests collect a body of any length, follow redirects without end (to any host, with
 * the person's headers), throw where a redirect names no address, and go on after their connection was closed.
 */
import { EventEmitter } from 'node:events'
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'

export interface BoundedRequestOptions {
  method: 'GET' | 'POST'
  url: string
  headers: Record<string, string | string[]>
  body: string | Uint8Array | null
  /** Agent and TLS settings, as Node takes them. */
  wire: object
  /** Most bytes of an answer. */
  maxBytes: number
  /** Told of an answer's cookies. */
  onCookies: (cookies: string[]) => void
}

/** As Engine.IO's transports know it: tells `data` and `success`, or `error` with a status or a cause. */
export class BoundedRequest extends EventEmitter {
  readonly #options: BoundedRequestOptions
  readonly #request: ClientRequest | null
  #isOver = false

  constructor(options: BoundedRequestOptions) {
    super()
    this.#options = options
    this.#request = this.#send()
  }

  abort(): void {
    this.#isOver = true
    this.#request?.destroy()
  }

  #send(): ClientRequest | null {
    const { url, method, headers, body, wire } = this.#options
    try {
      const open = url.startsWith('https:') ? httpsRequest : httpRequest
      const request = open(url, { agent: false, ...wire, method, headers }, (response) =>
        this.#read(response)
      )
      request.on('error', (error) => this.#fail(error))
      request.end(body ?? undefined)
      return request
    } catch (error) {
      // A header that HTTP can't carry. Who asked listens only after this constructor.
      setImmediate(() => this.#fail(error))
      return null
    }
  }

  #read(response: IncomingMessage): void {
    const chunks: Buffer[] = []
    let bytes = 0
    this.#options.onCookies(response.headers['set-cookie'] ?? [])
    if (response.statusCode !== 200) return this.#fail(response.statusCode ?? 0)
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > this.#options.maxBytes) this.#fail(new Error('too large'))
      else chunks.push(chunk)
    })
    response.on('error', (error) => this.#fail(error))
    response.on('end', () => {
      if (this.#isOver) return
      this.#isOver = true
      const isBinary = response.headers['content-type']?.startsWith('application/octet-stream')
      const body = Buffer.concat(chunks)
      this.emit('data', isBinary ? body : body.toString('utf8'))
      this.emit('success')
    })
  }

  #fail(cause: unknown): void {
    if (this.#isOver) return
    this.abort()
    this.emit('error', cause, { statusText: cause })
  }
}
