// Small proxies for tests: they take every name for this computer, and remember what they were asked for.
import {
  createServer as createHttp,
  request,
  type IncomingMessage,
  type Server as HttpServer
} from 'node:http'
import { createServer as createHttps } from 'node:https'
import {
  connect,
  createServer as createTcp,
  type AddressInfo,
  type Server,
  type Socket
} from 'node:net'
import type { Duplex } from 'node:stream'

export interface ProxyLogin {
  user: string
  password: string
}

export interface ProxyPapers {
  cert: string
  key: string
}

abstract class TestProxy {
  /** `CONNECT host:port`, `GET url` or `SOCKS host:port`, as they came. */
  readonly asked: string[] = []
  readonly #sockets = new Set<Duplex>()
  protected abstract readonly server: Server

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  get address(): string {
    return `127.0.0.1:${this.port}`
  }

  async listen<Self extends TestProxy>(this: Self): Promise<Self> {
    await new Promise<void>((resolve) => void this.server.listen(0, '127.0.0.1', resolve))
    return this
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.server.close(resolve))
  }

  protected keep(socket: Duplex): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
  }

  /** Joins a client with a port of this computer; `joined` before anything flows. */
  protected join(client: Duplex, port: number, joined: () => void): void {
    const server = connect(port, '127.0.0.1', () => {
      joined()
      client.pipe(server).pipe(client)
    })
    this.keep(server)
    server.on('error', () => client.destroy())
    server.on('close', () => client.destroy())
    client.on('close', () => server.destroy())
  }
}

/** An HTTP proxy: CONNECT, and plain requests forwarded; with papers it is itself spoken to over TLS. */
export class HttpProxy extends TestProxy {
  readonly #login: ProxyLogin | null
  /** Answers CONNECT with this instead of opening the way. */
  refuseWith: number | null = null
  protected readonly server: HttpServer

  constructor(login: ProxyLogin | null = null, papers: ProxyPapers | null = null) {
    super()
    this.#login = login
    this.server = papers ? createHttps(papers) : createHttp()
    this.server.on('connection', (socket) => this.keep(socket))
    this.server.on('connect', (asking, socket) => this.#connect(asking, socket))
    this.server.on('request', (asking, answer) => {
      this.asked.push(`GET ${asking.url ?? ''}`)
      if (!this.#knows(asking)) return void answer.writeHead(407).end()
      const url = new URL(asking.url ?? '')
      const { method, headers } = asking
      const target = { host: '127.0.0.1', port: url.port, path: url.pathname + url.search }
      const onward = request({ ...target, method, headers }, (answered) => {
        answer.writeHead(answered.statusCode ?? 502, answered.headers)
        answered.pipe(answer)
      })
      onward.on('error', () => answer.destroy())
      answer.on('close', () => onward.destroy())
      asking.pipe(onward)
    })
  }

  #connect(asking: IncomingMessage, socket: Duplex): void {
    this.asked.push(`CONNECT ${asking.url ?? ''}`)
    const status = this.#knows(asking) ? (this.refuseWith ?? 200) : 407
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
    const port = Number(asking.url?.split(':').at(-1))
    this.join(socket, port, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
  }

  #knows({ headers }: IncomingMessage): boolean {
    if (!this.#login) return true
    const { user, password } = this.#login
    const basic = Buffer.from(`${user}:${password}`).toString('base64')
    return headers['proxy-authorization'] === `Basic ${basic}`
  }
}

/** A SOCKS5 proxy: names only, since nothing here asks it for addresses. */
export class SocksProxy extends TestProxy {
  readonly #login: ProxyLogin | null
  protected readonly server = createTcp((socket) => {
    this.keep(socket)
    void this.#serve(socket).catch(() => socket.destroy())
  })

  constructor(login: ProxyLogin | null = null) {
    super()
    this.#login = login
  }

  async #serve(socket: Socket): Promise<void> {
    const [, methods = 0] = await take(socket, 2)
    await take(socket, methods)
    socket.write(Buffer.from([5, this.#login ? 2 : 0]))
    if (this.#login && !(await this.#admits(socket))) return void socket.end(Buffer.from([1, 1]))
    const [, , , kind, size = 0] = await take(socket, 5)
    if (kind !== 3) return void socket.destroy()
    const rest = await take(socket, size + 2)
    const port = rest.readUInt16BE(size)
    this.asked.push(`SOCKS ${rest.subarray(0, size).toString()}:${port}`)
    const granted = Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0])
    this.join(socket, port, () => socket.write(granted))
  }

  async #admits(socket: Socket): Promise<boolean> {
    const [, userSize = 0] = await take(socket, 2)
    const user = (await take(socket, userSize)).toString()
    const [passwordSize = 0] = await take(socket, 1)
    const password = (await take(socket, passwordSize)).toString()
    const isKnown = user === this.#login?.user && password === this.#login.password
    if (isKnown) socket.write(Buffer.from([1, 0]))
    return isKnown
  }
}

async function take(socket: Socket, bytes: number): Promise<Buffer> {
  for (;;) {
    const chunk = socket.read(bytes) as Buffer | null
    if (chunk) return chunk
    await new Promise<void>((resolve, reject) => {
      socket.once('readable', resolve)
      socket.once('close', () => reject(new Error('closed')))
    })
  }
}
