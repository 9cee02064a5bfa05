// Owns a host's HTTP requests for files: who asks, what is theirs, and the bytes that they may have.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import send from 'send'
import { describeError, type Log } from '../../base/log.ts'
import type { FileLimits } from '../host-limits.ts'
import { FILES_PATH, isFromPage } from '../listener.ts'
import type { MessageStore } from '../message-store.ts'
import type { ChatFile, Person } from '../protocol-events.ts'
import { FileShelf } from './file-shelf.ts'
import { Uploads } from './uploads.ts'

export interface FileDoorOptions {
  dataDir: string
  store: MessageStore
  limits: FileLimits
  allowedOrigins: readonly string[]
  /** The person of a token who may ask from that address. */
  personOf: (token: string, remoteAddress: string) => Promise<Person | undefined>
  now: () => number
  log: Log
}

const HOUSEKEEPING_MS = 3_600_000

/** Takes and gives files; the protocol is told in `protocol.ts`. */
export class FileDoor {
  readonly #options: FileDoorOptions
  readonly #shelf: FileShelf
  readonly #uploads: Uploads
  readonly #opened: Promise<void>
  readonly #housekeeping: NodeJS.Timeout

  constructor(options: FileDoorOptions) {
    const { dataDir, store, limits, now } = options
    this.#options = options
    this.#shelf = new FileShelf(join(dataDir, 'files'))
    const directory = join(dataDir, 'uploads')
    this.#uploads = new Uploads({ directory, store, shelf: this.#shelf, limits, now })
    this.#opened = this.#open()
    this.#housekeeping = setInterval(() => void this.#keepHouse(), HOUSEKEEPING_MS)
    this.#housekeeping.unref()
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#opened
      await this.#answer(request, response)
    } catch (cause) {
      this.#options.log.error('a request for a file failed', { cause: describeError(cause) })
      if (response.headersSent) response.destroy()
      else refuse(response, 500)
    }
  }

  /** Before a message names files: see `Uploads.settle`. */
  async settle(ids: readonly string[]): Promise<void> {
    await this.#opened
    await this.#uploads.settle(ids)
  }

  /** After a message with these files was stored. */
  sent(ids: readonly string[]): Promise<void> {
    return this.#uploads.sent(ids)
  }

  /** Bytes that no message needs any more. */
  drop(hashes: readonly string[]): Promise<void> {
    return this.#shelf.drop(hashes)
  }

  async close(): Promise<void> {
    clearInterval(this.#housekeeping)
    await this.#opened
  }

  async #open(): Promise<void> {
    const { store, log } = this.#options
    try {
      await this.#shelf.sweep(new Set(await store.fileHashes()))
      await this.#uploads.open()
    } catch (cause) {
      log.error('the folder of files is in trouble', { cause: describeError(cause) })
    }
  }

  async #keepHouse(): Promise<void> {
    try {
      await this.#uploads.dropOld()
    } catch (cause) {
      this.#options.log.warn('old uploads stay for now', { cause: describeError(cause) })
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { allowedOrigins, personOf } = this.#options
    if (isFromPage(request.headers, allowedOrigins)) return refuse(response, 403)
    const token = bearerOf(request)
    const person = token && (await personOf(token, request.socket.remoteAddress ?? ''))
    if (!person) return refuse(response, 401)
    const isPlain = request.headers['tus-resumable'] === undefined
    const isFetch = request.method === 'GET' || (request.method === 'HEAD' && isPlain)
    if (!isFetch) return this.#uploads.handle(request, response, person)
    const id = request.url?.slice(FILES_PATH.length + 1).split('?', 1)[0] ?? ''
    const file = await this.#options.store.file(person.id, id)
    if (file) this.#give(request, response, file)
    else refuse(response, 404)
  }

  // The hash names the bytes, so it is their ETag; whatever they are, no browser is to run them.
  #give(request: IncomingMessage, response: ServerResponse, file: ChatFile): void {
    response.setHeader('Content-Type', file.type)
    response.setHeader('ETag', `"${file.sha256}"`)
    response.setHeader('Content-Disposition', 'attachment')
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'")
    response.setHeader('Cache-Control', 'private, immutable')
    const path = this.#shelf.pathOf(file.sha256)
    const options = { root: this.#shelf.directory, cacheControl: false, lastModified: false }
    send(request, path, options).pipe(response)
  }
}

function bearerOf(request: IncomingMessage): string | undefined {
  return /^Bearer ([\x21-\x7E]{16,200})$/i.exec(request.headers.authorization ?? '')?.[1]
}

// Who is refused may still be sending a body: the line ends, so that nobody has to read it.
function refuse(response: ServerResponse, code: number): void {
  response.writeHead(code, { Connection: 'close' }).end()
}
