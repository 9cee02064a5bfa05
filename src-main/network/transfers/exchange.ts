// One HTTP request of a transfer: opened by the server's own way, never silent for long, ended when it is stopped.
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Agent } from 'node:http'

/** A line on which nothing moves for so long is taken for dead, ms. */
const SILENCE_MS = 60_000

export interface Exchange {
  request: ClientRequest
  /** Rejects when the line breaks before an answer. */
  answer: Promise<IncomingMessage>
}

export interface ExchangeWish {
  url: URL
  agent: Agent
  method: string
  headers: Record<string, string>
  signal: AbortSignal
}

/** Begins a request; its body is written by whoever asked. */
export function beginExchange({ url, agent, method, headers, signal }: ExchangeWish): Exchange {
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest
  const request = open(url, { method, headers, agent, signal })
  request.setTimeout(SILENCE_MS, () => {
    request.destroy(Object.assign(new Error('silent'), { code: 'ETIMEDOUT' }))
  })
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve)
    // Stays: a request that is destroyed may still complain.
    request.on('error', reject)
  })
  // Whoever writes the body hears of it by the write that fails.
  answer.catch(() => undefined)
  return { request, answer }
}

/** Writes one block and waits until there is room for the next. */
export async function writeBlock(request: ClientRequest, block: Uint8Array): Promise<void> {
  if (request.destroyed) throw request.errored ?? new Error('the request ended')
  if (request.write(block)) return
  await new Promise<void>((resolve, reject) => {
    const done = (): void => {
      request.off('drain', went)
      request.off('close', ended)
    }
    const went = (): void => {
      done()
      resolve()
    }
    const ended = (): void => {
      done()
      reject(request.errored ?? new Error('the request ended'))
    }
    request.once('drain', went)
    request.once('close', ended)
  })
}

/** The body of an answer as text, as far as it goes. */
export async function readText(response: IncomingMessage, most: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= most) break
  }
  return Buffer.concat(chunks).subarray(0, most).toString('utf8')
}
