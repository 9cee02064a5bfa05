// A real server on loopback that takes and gives files in every way that dialects know, and cuts lines when told to.
import { createHash, randomBytes } from 'node:crypto'
import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'

export interface Taken {
  bytes: Buffer
  headers: IncomingMessage['headers']
  url: string
  /** Requests that it took. */
  tries: number
}

/** A message as it was sent. */
export interface Said {
  text: string
  clientId: string
  files: unknown[]
}

export class FileServer {
  readonly io: Server
  readonly taken: Taken[] = []
  readonly said: Said[] = []
  /** Files that may be fetched, by path. */
  readonly given = new Map<string, Buffer>()
  /** Ranges that were asked for. */
  readonly ranges: string[] = []
  /** A line is cut after so many bytes, once for each number, first to last. */
  readonly cuts: number[] = []
  /** Answers everything but files so. */
  onRequest: ((request: IncomingMessage, response: ServerResponse) => boolean) | null = null
  onPiece: (socket: Socket, piece: Record<string, unknown>) => void = () => undefined
  etag = '"v1"'
  readonly #http: HttpServer
  readonly #uploads = new Map<string, { bytes: Buffer; size: number; headers: Taken['headers'] }>()
  #tries = 0

  private constructor(http: HttpServer) {
    this.#http = http
    http.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (!request.url?.startsWith('/socket.io')) this.#answer(request, response)
    })
    this.io = new Server(http, { maxHttpBufferSize: 200_000 })
    this.io.on('connection', (socket) => this.#serve(socket))
  }

  /** On a port of its own, or one that was another's. */
  static async open(port = 0): Promise<FileServer> {
    const http = createServer()
    const server = new FileServer(http)
    await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#http.closeAllConnections()
    await this.io.close()
  }

  #serve(socket: Socket): void {
    socket.on('send', (said: Said, ack?: (answer: unknown) => void) => {
      this.said.push(said)
      ack?.({ ok: true, id: `m${this.said.length}` })
    })
    socket.on('ask', () => socket.emit('leave', { token: 'granted' }))
    let pieces: Buffer[] = []
    socket.on('piece', (piece: Record<string, unknown>, ack?: (answer: unknown) => void) => {
      this.onPiece(socket, piece)
      pieces.push(piece['data'] as Buffer)
      if (piece['last'] !== true) return ack?.({ ok: true })
      this.taken.push({
        bytes: Buffer.concat(pieces),
        headers: {},
        url: 'socket',
        tries: pieces.length
      })
      pieces = []
      ack?.({ ok: true, url: '/given/by-socket' })
    })
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (this.onRequest?.(request, response) === true) return
    const url = request.url ?? ''
    if (request.method === 'GET') return this.#give(request, response)
    this.#tries++
    if (url.startsWith('/tus')) return this.#tus(request, response)
    this.#read(request, (bytes) => {
      this.taken.push({ bytes, headers: request.headers, url, tries: this.#tries })
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({ url: `/given/${this.taken.length}`, id: `f${this.taken.length}` })
      )
    })
  }

  /** Reads a body, unless the line is to be cut within it. */
  #read(
    request: IncomingMessage,
    whole: (bytes: Buffer) => void,
    part?: (bytes: Buffer) => void
  ): void {
    const cutAt = this.cuts.shift() ?? Number.POSITIVE_INFINITY
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      length += chunk.length
      part?.(chunk)
      if (length > cutAt) request.socket.destroy()
    })
    request.on('end', () => whole(Buffer.concat(chunks)))
    request.on('error', () => undefined)
  }

  #tus(request: IncomingMessage, response: ServerResponse): void {
    const resumable = { 'tus-resumable': '1.0.0' }
    const id = request.url?.split('/')[2] ?? ''
    if (request.method === 'POST') {
      const made = randomBytes(6).toString('hex')
      const size = Number(request.headers['upload-length'])
      this.#uploads.set(made, { bytes: Buffer.alloc(0), size, headers: request.headers })
      response.writeHead(201, { ...resumable, location: `/tus/${made}` })
      return void response.end()
    }
    const upload = this.#uploads.get(id)
    if (!upload) return void response.writeHead(404, resumable).end()
    const state = (): Record<string, string> => ({
      ...resumable,
      'upload-offset': String(upload.bytes.length),
      'upload-length': String(upload.size)
    })
    if (request.method === 'HEAD') return void response.writeHead(200, state()).end()
    this.#read(
      request,
      () => {
        if (upload.bytes.length === upload.size) {
          const { bytes, headers } = upload
          this.taken.push({ bytes, headers, url: request.url ?? '', tries: this.#tries })
        }
        response.writeHead(204, state()).end()
      },
      (chunk) => (upload.bytes = Buffer.concat([upload.bytes, chunk]))
    )
  }

  #give(request: IncomingMessage, response: ServerResponse): void {
    const bytes = this.given.get(request.url ?? '')
    if (!bytes) return void response.writeHead(404).end()
    const { range } = request.headers
    const isSame = (request.headers['if-range'] ?? this.etag) === this.etag
    const from = range && isSame ? Number(/^bytes=(\d+)-/.exec(range)?.[1] ?? 0) : 0
    if (range) this.ranges.push(range)
    const headers = { etag: this.etag, 'content-length': String(bytes.length - from) }
    const told = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }
    response.writeHead(from > 0 ? 206 : 200, { ...headers, ...(from > 0 ? told : {}) })
    const cutAt = this.cuts.shift()
    if (cutAt === undefined) return void response.end(bytes.subarray(from))
    response.write(bytes.subarray(from, from + cutAt), () => {
      // What was written has to leave before the line goes.
      setTimeout(() => response.socket?.destroy(), 20)
    })
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A dialect for it; `upload` is the way to be tried. */
export function fileDialect(
  upload: unknown,
  more: Record<string, unknown> = {}
): Record<string, unknown> {
  return {
    filoDialect: 1,
    id: 'files-test',
    name: 'Files',
    conversations: { mode: 'single', title: 'Chat' },
    inbound: [
      {
        on: 'said',
        is: 'message',
        id: 'args[0].id',
        author: { name: 'args[0].by' },
        text: 'args[0].text',
        files: {
          each: 'args[0].files',
          url: 'item.url',
          name: 'item.name',
          size: 'item.size',
          type: 'item.type',
          sha256: 'item.sha256'
        }
      }
    ],
    outbound: {
      send: {
        emit: 'send',
        args: [
          {
            text: '=entry.text',
            clientId: '=entry.clientId',
            files: '=entry.files.map(f, first(f.data, f.result))'
          }
        ],
        ack: { success: 'ack[0].ok', id: 'ack[0].id' }
      }
    },
    idempotent: true,
    files: { upload, ...more }
  }
}
