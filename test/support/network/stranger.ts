// A Socket.IO server whose words are its own, for tests of learning.
import { createServer, type RequestListener, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import type { ServerLink } from '../../../src-main/ports/store-network-calls.ts'

/** A server whose words are its own; it counts all that reaches it. */
export class Stranger {
  readonly heard: { event: string; args: unknown[] }[] = []
  /** Methods and paths of all requests, WebSockets apart. */
  readonly asked: string[] = []
  readonly io: Server
  readonly #http: HttpServer

  constructor(
    onSocket: (socket: Socket, io: Server) => void = () => undefined,
    pages: RequestListener = (_request, response) => void response.writeHead(404).end()
  ) {
    this.#http = createServer(pages)
    this.io = new Server(this.#http)
    this.#http.prependListener('request', ({ method, url }) => {
      this.asked.push(`${method} ${url?.split('?')[0]}`)
    })
    this.io.on('connection', (socket) => {
      socket.onAny((event: string, ...args: unknown[]) => {
        this.heard.push({ event, args: args.filter((arg) => typeof arg !== 'function') })
      })
      onSocket(socket, this.io)
    })
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve))
    return this
  }

  get connect(): ServerLink['connect'] {
    const { port } = this.#http.address() as AddressInfo
    const url = `http://127.0.0.1:${port}`
    return { url, generation: 'auto', transports: 'auto', query: {}, headers: {}, auth: {} }
  }

  /** How often something was asked for, beside the socket. */
  get pagesAsked(): string[] {
    return this.asked.filter((one) => !one.includes('/socket.io/'))
  }

  say(from: string, body: string): void {
    this.io.emit('whisper', { who: { nick: from }, body })
  }

  async close(): Promise<void> {
    await this.io.close()
  }
}
