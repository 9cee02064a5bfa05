// A TCP proxy between client and server that can go silent (half-open), cut and come back, and counts what goes through.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export class TcpProxy {
  readonly #server: Server
  readonly #pairs = new Set<[Socket, Socket]>()
  readonly #port: number
  /** What is to be done once so many bytes went through, nearest first. */
  #plan: { bytes: number; act: () => void }[] = []
  #isDark = false
  connections = 0
  /** Connections that stood at the same time. */
  most = 0
  /** Bytes that came so far, both ways together. */
  passed = 0

  private constructor(targetPort: number) {
    this.#port = targetPort
    this.#server = createServer((client) => this.#join(client))
  }

  static async open(targetPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Standing connections stay open but nothing goes through any more, ever. */
  goSilent(): void {
    for (const [client, server] of this.#pairs) {
      client.unpipe(server)
      server.unpipe(client)
      client.resume()
      server.resume()
    }
  }

  /** What clients send over standing connections takes `byMs` longer from now on, and so does their end. */
  slowDown(byMs: number): void {
    for (const [client, server] of this.#pairs) {
      client.unpipe(server)
      client.on('data', (chunk: Buffer) => setTimeout(() => server.write(chunk), byMs))
      client.resume()
    }
  }

  /** As `goSilent`, and a new connection is taken but nothing ever answers on it, until `comeBack`. */
  goDark(): void {
    this.#isDark = true
    this.goSilent()
  }

  /** New connections go through again; those made before stay silent. */
  comeBack(): void {
    this.#isDark = false
  }

  /** Does this as soon as so many further bytes have come, both ways together. */
  after(bytes: number, act: () => void): void {
    this.#plan.push({ bytes: this.passed + bytes, act })
    this.#plan.sort((one, other) => one.bytes - other.bytes)
  }

  /** Cuts every standing connection. */
  cut(): void {
    for (const [client, server] of this.#pairs) {
      client.destroy()
      server.destroy()
    }
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #join(client: Socket): void {
    this.connections++
    const server = connect(this.#port, '127.0.0.1')
    const pair: [Socket, Socket] = [client, server]
    this.#pairs.add(pair)
    this.most = Math.max(this.most, this.#pairs.size)
    const end = (): void => {
      this.#pairs.delete(pair)
      client.destroy()
      server.destroy()
    }
    for (const socket of pair) {
      socket.on('error', end)
      socket.on('close', end)
      socket.on('data', (chunk: Buffer) => this.#count(chunk.length))
    }
    if (this.#isDark) {
      client.resume()
      server.resume()
      return
    }
    client.pipe(server)
    server.pipe(client)
  }

  #count(bytes: number): void {
    this.passed += bytes
    while (this.#plan[0] && this.#plan[0].bytes <= this.passed) this.#plan.shift()?.act()
  }
}
