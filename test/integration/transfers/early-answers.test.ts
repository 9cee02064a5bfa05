// A server may say no before it has the whole body: what it says is heard, whatever it does to the line.
import { Agent } from 'node:http'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import {
  answerTo,
  beginExchange,
  readText,
  writeBlock,
  type Exchange
} from '../../../src-main/network/transfers/exchange.ts'

const BLOCK = Buffer.alloc(64 * 1024)
let server: Server
afterEach(() => new Promise((resolve) => server.close(resolve)))

/** Answers as soon as something came, reads no further, and closes the line at once. */
async function openRefusing(onClosed: () => void, answer: string): Promise<URL> {
  server = createServer((line) => {
    line.on('error', () => undefined)
    line.once('readable', () => {
      line.write(answer, () => {
        line.resetAndDestroy()
        onClosed()
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/upload`)
}

function begin(url: URL): Exchange {
  return beginExchange({
    url,
    agent: new Agent(),
    method: 'POST',
    headers: { 'content-length': String(1024 * BLOCK.length) },
    signal: new AbortController().signal
  })
}

test('a no before the end of the body is heard though the line was closed with it', async () => {
  let closed = (): void => undefined
  const isClosed = new Promise<void>((resolve) => (closed = resolve))
  const url = await openRefusing(
    closed,
    'HTTP/1.1 413 Too large\r\ncontent-length: 9\r\n\r\ntoo large'
  )
  const exchange = begin(url)
  const response = await answerTo(exchange, async () => {
    await writeBlock(exchange, BLOCK)
    await isClosed
    for (let left = 0; left < 1023; left++) await writeBlock(exchange, BLOCK)
  })
  expect(response.statusCode).toBe(413)
  expect(await readText(exchange, response, 100)).toBe('too large')
  expect(exchange.request.destroyed).toBe(true)
})

test('the line is not said to be closed by the server, which might close it on the answer', async () => {
  let asked = ''
  server = createServer((line) => {
    line.on('error', () => undefined)
    line.once('data', (head: Buffer) => {
      asked = head.toString('latin1')
      line.write('HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const exchange = begin(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  const response = await answerTo(exchange, () => writeBlock(exchange, BLOCK))
  expect(response.statusCode).toBe(403)
  expect(asked.toLowerCase()).toContain('connection: keep-alive')
  await readText(exchange, response, 100)
  // Nothing more goes to a server that has said no.
  await expect(writeBlock(exchange, BLOCK)).rejects.toThrow('ended')
})
