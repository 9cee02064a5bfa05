// A feed of updates on loopback, whose line can be cut, whose files can be tampered with, and that counts what it sends.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { readFileSync, statSync, existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'

export interface FeedServer {
  url: string
  /** Name of each file that was asked for, with the range. */
  asked: string[]
  /** Bytes of bodies that were sent of files that are no metadata. */
  sent: () => number
  /** Cuts the line after so many more bytes of such files. */
  cutAfter: (bytes: number) => void
  /** Answers every request with the whole file. */
  ignoreRanges: () => void
  /** Headers of the last request. */
  lastHeaders: () => Record<string, unknown>
  close: () => Promise<void>
}

/** Serves the files of a folder. */
export async function startFeed(folder: string): Promise<FeedServer> {
  const feed = new Feed(folder)
  const server = createServer((request, response) => feed.answer(request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    asked: feed.asked,
    sent: () => feed.sent,
    cutAfter: (bytes) => void (feed.left = bytes),
    ignoreRanges: () => void (feed.hasRanges = false),
    lastHeaders: () => feed.headers,
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    }
  }
}

class Feed {
  readonly asked: string[] = []
  sent = 0
  left = Infinity
  hasRanges = true
  headers: Record<string, unknown> = {}

  constructor(private readonly folder: string) {}

  answer(request: IncomingMessage, response: ServerResponse): void {
    const name = basename(decodeURIComponent(new URL(request.url ?? '', 'http://feed').pathname))
    const path = join(this.folder, name)
    this.headers = request.headers
    this.asked.push(`${name} ${request.headers.range ?? ''}`.trim())
    if (!existsSync(path)) return void response.writeHead(404).end()
    const { size } = statSync(path)
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    const isPart = this.hasRanges && from !== undefined
    const [start, end] = isPart ? [Number(from), Math.min(Number(to), size - 1)] : [0, size - 1]
    if (start >= size) return void response.writeHead(416).end()
    const headers: Record<string, string | number> = { 'content-length': end - start + 1 }
    if (isPart) headers['content-range'] = `bytes ${start}-${end}/${size}`
    response.writeHead(isPart ? 206 : 200, headers)
    this.#send(response, readFileSync(path).subarray(start, end + 1), /\.(yml|sig)$/.test(name))
  }

  #send(response: ServerResponse, body: Buffer, isMetadata: boolean): void {
    if (isMetadata) return void response.end(body)
    const bytes = Math.min(body.length, this.left)
    this.left -= bytes
    this.sent += bytes
    if (bytes === body.length) return void response.end(body)
    response.write(body.subarray(0, bytes), () => response.destroy())
  }
}
