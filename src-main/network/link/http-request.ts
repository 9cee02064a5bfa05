// One HTTP request in bounded time and bytes, and whether it can have reached the server.
import type { Agent } from 'node:http'
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Failure } from '../../../src-preload/contract/failure.ts'
import { networkFailure } from './connect-failure.ts'
import { routeFailure } from './route/route-error.ts'

export interface HttpAsk {
  url: URL
  /** Opens and proves the connection. */
  agent: Agent
  method: string
  headers: Record<string, string>
  body: string | null
  timeoutMs: number
  /** An answer is read up to this many bytes. */
  maxBytes: number
}

export type HttpEnd =
  | { kind: 'answered'; status: number; headers: IncomingHttpHeaders; body: string }
  /** `isSent`: the server may have got the request. */
  | { kind: 'failed'; failure: Failure; isSent: boolean }

/** Asks once; follows nothing. */
export function requestHttp(ask: HttpAsk): Promise<HttpEnd> {
  return new Promise((resolve) => {
    let isSent = false
    const open = ask.url.protocol === 'https:' ? httpsRequest : httpRequest
    const finish = (end: HttpEnd): void => {
      clearTimeout(timer)
      request.destroy()
      resolve(end)
    }
    const fail = (failure: Failure): void => finish({ kind: 'failed', failure, isSent })
    const length =
      ask.body === null ? {} : { 'content-length': String(Buffer.byteLength(ask.body)) }
    const request = open(
      ask.url,
      { method: ask.method, headers: { ...ask.headers, ...length }, agent: ask.agent },
      (response) => readAnswer(response, ask.maxBytes, finish)
    )
    const timer = setTimeout(() => fail(networkFailure('TIMEOUT')), ask.timeoutMs)
    // What the agent hands out is proven; where it is not yet connected, nothing is written before it is.
    request.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => void (isSent = true))
      else isSent = true
    })
    // Stays: a request that is destroyed may still complain.
    request.on('error', (error: NodeJS.ErrnoException) => {
      fail(routeFailure(error) ?? networkFailure(error.code ?? 'UNKNOWN'))
    })
    request.end(ask.body ?? undefined)
  })
}

function readAnswer(
  response: IncomingMessage,
  maxBytes: number,
  finish: (end: HttpEnd) => void
): void {
  const chunks: Buffer[] = []
  let bytes = 0
  const end = (): void => {
    const body = Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8')
    finish({ kind: 'answered', status: response.statusCode ?? 0, headers: response.headers, body })
  }
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= maxBytes) end()
  })
  response.on('end', end)
  response.on('error', end)
}

/** The headers that stand once, by their names in small letters. */
export function textHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const texts = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : []
  )
  return Object.fromEntries(texts)
}
