// A server that speaks HTTP and WebSocket by hand, so that it can say what no library would.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** What a hostile WebSocket can do. */
export interface HostileSocket {
  /** One text frame. */
  say(text: string): void
  /** One binary frame. */
  sayBytes(bytes: Uint8Array): void
  /** Bytes as they are, frame or not. */
  raw(bytes: Uint8Array): void
  readonly tcp: Socket
}

export interface HostileOptions {
  /** Called once a WebSocket is open; without it upgrades are refused. */
  onSocket?: (socket: HostileSocket) => void
  /** Called for each plain request; without it they are answered 400. */
  onRequest?: (request: IncomingMessage, response: ServerResponse) => void
}

/** What a sound server would begin with. */
export const handshake = {
  sid: 'abcdefghij',
  upgrades: [] as string[],
  pingInterval: 25_000,
  pingTimeout: 20_000,
  maxPayload: 1_000_000
}

export class HostileServer {
  /** Connections that came, and those that are open. */
  arrivals = 0
  readonly #open = new Set<Socket>()
  readonly #http: Server

  private constructor(http: Server) {
    this.#http = http
    http.on('connection', (socket) => {
      this.arrivals++
      this.#open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => this.#open.delete(socket))
    })
  }

  static async open(options: HostileOptions): Promise<HostileServer> {
    const http = createServer((request, response) => {
      if (options.onRequest) options.onRequest(request, response)
      else response.writeHead(400).end()
    })
    http.on('upgrade', (request: IncomingMessage, tcp: Socket) => {
      if (!options.onSocket) return void tcp.destroy()
      tcp.write(acceptance(request.headers['sec-websocket-key'] ?? ''))
      options.onSocket(socketOn(tcp))
    })
    const server = new HostileServer(http)
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    return server
  }

  /** Connections that are open now. */
  get openSockets(): number {
    return this.#open.size
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`
  }

  /** How to connect to it. */
  connect(generation: '2' | '4' = '4', transports: 'auto' | 'polling' | 'websocket' = 'websocket') {
    return { url: this.url, generation, transports, query: {}, headers: {}, auth: {} }
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy()
    await new Promise((resolve) => this.#http.close(resolve))
  }
}

function acceptance(key: string): string {
  const accept = createHash('sha1')
    .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64')
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    '\r\n'
  ].join('\r\n')
}

function socketOn(tcp: Socket): HostileSocket {
  const raw = (bytes: Uint8Array): void => {
    if (!tcp.destroyed) tcp.write(bytes)
  }
  return {
    tcp,
    raw,
    say: (text) => raw(frameOf(0x81, Buffer.from(text))),
    sayBytes: (bytes) => raw(frameOf(0x82, bytes))
  }
}

/** One unmasked frame, as servers send them; `first` holds the final bit and the kind. */
export function frameOf(first: number, body: Uint8Array): Buffer {
  const { length } = body
  const head =
    length < 126
      ? Buffer.from([first, length])
      : length < 65_536
        ? Buffer.from([first, 126, length >> 8, length & 255])
        : Buffer.alloc(10)
  if (head.length === 10) {
    head[0] = first
    head[1] = 127
    head.writeBigUInt64BE(BigInt(length), 2)
  }
  return Buffer.concat([head, body])
}
