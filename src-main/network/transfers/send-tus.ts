// Sends a file by the tus protocol: tus-js-client decides what is said, we say it by the server's own way.
import { Upload, type HttpRequest, type HttpResponse } from 'tus-js-client'
import type { IncomingMessage } from 'node:http'
import type { Move, MoveEnd } from '../mover-calls.ts'
import { answerTo, beginExchange, readText, writeBlock, type Exchange } from './exchange.ts'
import { isStrangerStatus } from '../transfer-step.ts'
import type { Course } from './course.ts'
import { headersFor } from './headers.ts'
import { agentFor } from './safe-route.ts'
import { SourceFile } from './source-file.ts'
import { TransferError, transferError } from './transfer-error.ts'

const MAX_ANSWER = 64 * 1024

export type TusMove = Extract<Move, { kind: 'tus' }>

/** A stretch of the file: what tus-js-client takes for the body of a request. */
interface Stretch {
  start: number
  end: number
  size: number
}

/** Sends it, from where an earlier try ended; throws what kept it. */
export async function sendTus(move: TusMove, course: Course): Promise<MoveEnd> {
  const file = await SourceFile.open(move.source)
  try {
    const url = await upload(move, course, file)
    return { end: 'uploaded', url, sha256: await file.sha256() }
  } finally {
    await file.close()
  }
}

function upload(move: TusMove, course: Course, file: SourceFile): Promise<string> {
  const { whither, uploadUrl, metadata, pieceBytes } = move
  return new Promise((resolve, reject) => {
    let resume: Record<string, string> = uploadUrl === null ? {} : { upload: uploadUrl }
    const total = file.size
    const running = new Upload(new Blob([]), {
      endpoint: whither.url,
      uploadUrl,
      uploadSize: total,
      metadata,
      chunkSize: pieceBytes ?? Number.POSITIVE_INFINITY,
      // A transfer that ends is begun again by whoever gave it out.
      retryDelays: null,
      storeFingerprintForResuming: false,
      httpStack: {
        createRequest: (method, url) => new TusRequest(method, url, { whither, course, file }),
        getName: () => 'filo'
      },
      fileReader: { openFile: () => Promise.resolve(sourceOf(file)) },
      onUploadUrlAvailable: () => {
        resume = running.url === null ? {} : { upload: running.url }
        course.moved({ bytes: 0, total, confirmed: 0, resume })
      },
      onProgress: (bytes) => course.moved({ bytes, total, confirmed: 0, resume }),
      onChunkComplete: (_size, confirmed) => {
        course.moved({ bytes: confirmed, total, confirmed, resume })
      },
      onSuccess: () => resolve(running.url ?? whither.url),
      onError: (error) => reject(asError(reasonOf(error, whither.origin)))
    })
    course.signal.addEventListener('abort', () => {
      void running.abort()
      reject(course.signal.reason as Error)
    })
    running.start()
  })
}

function sourceOf(file: SourceFile) {
  return {
    size: file.size,
    slice: (start: number, end: number) => {
      const stop = Math.min(end, file.size)
      const value: Stretch = { start, end: stop, size: stop - start }
      // The types of tus-js-client know no value but blobs and buffers; it only hands it on.
      return Promise.resolve({ value: value as never, done: stop >= file.size })
    },
    close: () => undefined
  }
}

/** One request of tus-js-client. */
class TusRequest implements HttpRequest {
  readonly #method: string
  readonly #url: string
  readonly #headers: Record<string, string> = {}
  readonly #with: { whither: TusMove['whither']; course: Course; file: SourceFile }
  readonly #stop = new AbortController()
  #onProgress: (bytes: number) => void = () => undefined

  constructor(
    method: string,
    url: string,
    parts: { whither: TusMove['whither']; course: Course; file: SourceFile }
  ) {
    this.#method = method
    this.#url = url
    this.#with = parts
  }

  getMethod = (): string => this.#method
  getURL = (): string => this.#url
  getHeader = (name: string): string | undefined => this.#headers[name]
  setHeader = (name: string, value: string): void => void (this.#headers[name] = value)
  setProgressHandler = (listener: (bytes: number) => void): void =>
    void (this.#onProgress = listener)
  getUnderlyingObject = (): unknown => null
  abort = (): Promise<void> => {
    this.#stop.abort(new Error('stopped'))
    return Promise.resolve()
  }

  send = async (body?: unknown): Promise<HttpResponse> => {
    const { whither, course } = this.#with
    const stretch = body as Stretch | null | undefined
    const url = new URL(this.#url)
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      throw transferError('file-address-refused')
    const exchange = beginExchange({
      url,
      agent: agentFor(url, whither, course.resolveProxy),
      method: this.#method,
      headers: {
        ...headersFor(url, whither),
        ...this.#headers,
        ...(stretch ? { 'content-length': String(stretch.size) } : this.#emptyLength())
      },
      signal: AbortSignal.any([course.signal, this.#stop.signal])
    })
    const response = await this.#exchange(exchange, stretch ?? null)
    const text = await readText(exchange, response, MAX_ANSWER)
    return {
      getStatus: () => response.statusCode ?? 0,
      getHeader: (name) => headerOf(response, name),
      getBody: () => text,
      getUnderlyingObject: () => response
    }
  }

  async #exchange(exchange: Exchange, stretch: Stretch | null): Promise<IncomingMessage> {
    if (stretch) return answerTo(exchange, () => this.#write(exchange, stretch))
    exchange.request.end()
    return exchange.answer
  }

  async #write(exchange: Exchange, { start, end }: Stretch): Promise<void> {
    const { course, file } = this.#with
    let bytes = 0
    for await (const block of file.blocks(start, end)) {
      await course.pass('up', block.length)
      await writeBlock(exchange, block)
      bytes += block.length
      this.#onProgress(bytes)
    }
    exchange.request.end()
  }

  #emptyLength(): Record<string, string> {
    return this.#method === 'POST' || this.#method === 'PATCH' ? { 'content-length': '0' } : {}
  }
}

function headerOf(response: IncomingMessage, name: string): string | undefined {
  const value = response.headers[name.toLowerCase()]
  return typeof value === 'string' ? value : undefined
}

// What tus-js-client says is for its programmer; below it lies what happened, or a status that says why.
function reasonOf(error: unknown, origin: string): unknown {
  const { originalRequest, originalResponse, causingError } = error as {
    originalRequest?: HttpRequest | null
    originalResponse?: HttpResponse | null
    causingError?: unknown
  }
  if (!originalResponse) return causingError ?? error
  const url = originalRequest?.getURL() ?? ''
  const isServer = URL.canParse(url) && new URL(url).origin === origin
  return refusedBy(originalResponse, isServer)
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('the upload failed')
}

function refusedBy(response: HttpResponse, isServer: boolean): TransferError {
  const status = response.getStatus()
  const seconds = Number(response.getHeader('retry-after'))
  const retryAfterMs = seconds > 0 ? Math.min(seconds, 3_600) * 1_000 : null
  const made = (code: Parameters<typeof transferError>[0], retry = false): TransferError =>
    new TransferError(
      { code, retry, detail: { status } },
      retryAfterMs,
      isServer && isStrangerStatus(status)
    )
  if (status === 413) return made('file-too-large')
  if (status === 429) return made('rate-limited', true)
  if (status === 401 && isServer) return made('login-needed', true)
  // Another request of ours may still hold it, or it is a gateway's word.
  if (status === 423 || status === 409 || status >= 500) return made('server-trouble', true)
  return made(isStrangerStatus(status) ? 'not-allowed' : 'file-refused')
}
