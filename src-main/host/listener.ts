// Owns the listening socket: on which address the host can be reached, changed without a break.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'

export const LOOPBACK = '127.0.0.1'
export const ALL_ADDRESSES = '0.0.0.0'
const PATH = '/socket.io/'
export const FILES_PATH = '/files'
const REQUEST_MS = 3_600_000

/** What takes requests for files. */
export type FileTaker = (request: IncomingMessage, response: ServerResponse) => void

/** What takes the other requests: Engine.IO. */
export interface RequestTaker {
  handleRequest(request: IncomingMessage, response: ServerResponse): void
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/**
 * Hands requests to one Engine.IO server from whichever HTTP server listens at the moment. Moving to
 * another address stops the old one from listening and leaves its connections alone.
 */
export class Listener {
  readonly #taker: RequestTaker
  readonly #files: FileTaker
  #server: Server | undefined
  #port = 0

  constructor(taker: RequestTaker, files: FileTaker) {
    this.#taker = taker
    this.#files = files
  }

  get port(): number {
    return this.#port
  }

  /** Listens; port 0 takes any free one. */
  async listen(address: string, port: number): Promise<Result<number>> {
    const server = makeServer(this.#taker, this.#files)
    const opened = await listening(server, address, port)
    if (!opened.ok) return opened
    this.#server = server
    this.#port = opened.value
    return opened
  }

  /** Goes to another address on the same port; back to the old one where that fails. */
  async moveTo(address: string, before: string): Promise<Result<number>> {
    this.#server?.close()
    const moved = await this.listen(address, this.#port)
    if (!moved.ok) await this.listen(before, this.#port)
    return moved
  }

  async close(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (!server) return
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }
}

function makeServer(taker: RequestTaker, files: FileTaker): Server {
  const server = createServer((request, response) => {
    if (request.url?.startsWith(PATH)) taker.handleRequest(request, response)
    else if (isForFiles(request.url)) files(request, response)
    else response.writeHead(404).end('This is a Filo host: it speaks Socket.IO.\n')
  })
  // A large file over a thin line takes its time.
  server.requestTimeout = REQUEST_MS
  server.on('upgrade', (request, socket, head) => {
    if (request.url?.startsWith(PATH)) taker.handleUpgrade(request, socket, head)
    else socket.destroy()
  })
  return server
}

function isForFiles(url: string | undefined): boolean {
  return url === FILES_PATH || url?.startsWith(`${FILES_PATH}/`) === true
}

function listening(server: Server, address: string, port: number): Promise<Result<number>> {
  return new Promise((resolve) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === 'EADDRINUSE' || cause.code === 'EACCES'
      const detail = { port, cause: cause.code ?? cause.name }
      resolve(refuse(isTaken ? 'host-port-taken' : 'host-failed', detail))
    })
    server.listen({ host: address, port }, () => {
      // Listening on TCP, so the address is an object.
      resolve(done((server.address() as AddressInfo).port))
    })
  })
}

/**
 * Whether a request comes from a web page. Pages have no business here: without this, any page that
 * the person visits could speak to the host on their own computer.
 */
export function isFromPage(
  headers: IncomingMessage['headers'],
  allowedOrigins: readonly string[]
): boolean {
  const { origin } = headers
  if (origin !== undefined) return !allowedOrigins.includes(origin)
  const site = headers['sec-fetch-site']
  return site !== undefined && site !== 'none' && allowedOrigins.length === 0
}
