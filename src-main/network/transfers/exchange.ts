// One HTTP request of a transfer: opened by the server's own way, never silent for long, ended when it is stopped.
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Agent } from 'node:http'
import { setImmediate as aTurn } from 'node:timers/promises'

/** A line on which nothing moves for so long is taken for dead, ms. */
const SILENCE_MS = 60_000

export interface Exchange {
  request: ClientRequest
  /** Rejects when the line breaks before an answer. */
  answer: Promise<IncomingMessage>
  isAnswered: boolean
}

export interface ExchangeWish {
  url: URL
  agent: Agent
  method: string
  headers: Record<string, string>
  signal: AbortSignal
}

/** Begins a request; its body is written by whoever asked, and `readText` ends it. */
export function beginExchange({ url, agent, method, headers, signal }: ExchangeWish): Exchange {
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest
  // A server that is told to close the line once it has answered closes it on a body that it
  // does not want, and the answer may be lost with the line: it is ours to close.
  const kept = { ...headers, connection: 'keep-alive' }
  const request = open(url, { method, headers: kept, agent, signal })
  request.setTimeout(SILENCE_MS, () => {
    request.destroy(Object.assign(new Error('silent'), { code: 'ETIMEDOUT' }))
  })
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', (response) => {
      exchange.isAnswered = true
      resolve(response)
    })
    // Stays: a request that is destroyed may still complain.
    request.on('error', reject)
  })
  // Whoever writes the body hears of it by the write that fails.
  answer.catch(() => undefined)
  const exchange = { request, answer, isAnswered: false }
  return exchange
}

/**
 * The answer to a request whose body is being written by `write`. An answer before the end says
 * no: what is left is not sent.
 */
export async function answerTo(
  { answer }: Exchange,
  write: () => Promise<void>
): Promise<IncomingMessage> {
  const sent = write().then(() => null)
  const first = await Promise.race([sent, answer])
  // It may fail now that nobody waits for it any more.
  sent.catch(() => undefined)
  return first ?? answer
}

/** Writes one block and waits until there is room for the next. */
export async function writeBlock(exchange: Exchange, block: Uint8Array): Promise<void> {
  const { request } = exchange
  // A write into a line that was closed ends the request, and with it an answer that nobody has
  // read yet: what has come by now is read first, which takes one whole turn of the loop.
  await aTurn()
  await aTurn()
  if (request.destroyed || exchange.isAnswered) {
    throw request.errored ?? new Error('the request ended')
  }
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

/** The body of an answer as text, as far as it goes; the request is over then, sent or not. */
export async function readText(
  { request }: Exchange,
  response: IncomingMessage,
  most: number
): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= most) break
  }
  if (!request.writableFinished) request.destroy()
  return Buffer.concat(chunks).subarray(0, most).toString('utf8')
}
