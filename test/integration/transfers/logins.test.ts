// A login that ends while files move is made anew, and the files go on from where they were.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock, type Clock } from '../../../src-main/network/clock.ts'
import { fileDialect, FileServer, sha256 } from '../../support/network/file-server.ts'
import { TransferWorld } from '../../support/network/transfer-world.ts'
import { until } from '../../support/network/until.ts'

const bytes = randomBytes(600_000)
const headers = { Authorization: "='Bearer ' + vars.token" }
let server: FileServer
let world: TransferWorld
let logins: number
/** The token that is good now; none once it has run out. */
let good: string
/** What is said to who comes with another one. */
let refusal: number
let ahead: number
const clock: Clock = { ...systemClock, elapsed: () => systemClock.elapsed() + ahead }

beforeEach(async () => {
  ;[logins, good, refusal, ahead] = [0, '', 401, 0]
  server = await FileServer.open()
  server.onRequest = answer
})
afterEach(async () => {
  world.close()
  await server.close()
})

function answer(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.url === '/login') {
    good = `t${++logins}`
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ id: 'u1', name: 'Ana', token: good }))
    return true
  }
  if (good !== '' && request.headers.authorization === `Bearer ${good}`) return false
  // All of it is read: who stops reading may cut the line before the answer is there.
  request.resume()
  request.on('end', () => response.writeHead(refusal, { 'content-type': 'text/plain' }).end('no'))
  return true
}

/** The token runs out, a good while after it was given. */
function expire(): void {
  good = ''
  ahead += 61_000
}

async function open(upload: object): Promise<void> {
  const plain = fileDialect(upload, { download: { headers } })
  const read = [
    { is: 'identity', id: 'ack[0].id', name: 'ack[0].name', remember: { token: 'ack[0].token' } }
  ]
  const step = {
    name: 'login',
    when: 'vars.token == null',
    address: '/login',
    form: {},
    ack: { read }
  }
  const dialect = { ...plain, connect: { http: [step] } }
  world = await TransferWorld.open({ url: server.url, dialect, clock })
  await until(() => server.io.sockets.sockets.size > 0)
}

async function share(): Promise<number> {
  server.given.set('/f/a', bytes)
  server.io.emit('said', { id: 'm1', by: 'Bo', text: '', files: [{ url: '/f/a', name: 'a.bin' }] })
  const { id } = await world.file(({ name }) => name === 'a.bin')
  return id
}

test.each([401, 403])('fetched: who is answered %d logs in again and reads on', async (status) => {
  await open({ way: 'body', address: '/put', headers })
  refusal = status
  server.cuts.push(300_000)
  const id = await share()
  await world.window.ask.downloadFile({ fileId: id })
  await until(() => (server.cuts.length === 0 ? true : undefined))
  expire()
  await world.file(({ state }) => state === 'here')
  expect(sha256(await world.bytes(id))).toBe(sha256(bytes))
  expect(server.ranges).toEqual([expect.stringMatching(/^bytes=[1-9]\d+-$/)])
  expect(logins).toBe(2)
})

const ask = { http: { method: 'POST', address: '/ask', headers } }
test.each([
  [
    'as a form',
    { way: 'multipart', address: '/upload', field: 'file', headers, result: '=ack[0].url' }
  ],
  ['by tus', { way: 'tus', address: '/tus', headers, result: '=ack[0].id' }],
  ['after a question', { way: 'body', address: '/put', headers, ask, result: '=ack[0].url' }]
])('sent %s: the same', async (_name, upload) => {
  await open(upload)
  expire()
  await world.send([world.write('note.bin', bytes)], 'look')
  await until(() => server.said[0], 10_000)
  const taken = server.taken.find((one) => one.bytes.length >= bytes.length)
  expect(taken?.bytes.includes(bytes)).toBe(true)
  expect(logins).toBe(2)
})

test('one that a fresh login does not take either is the person’s, and nobody logs in for ever', async () => {
  await open({ way: 'body', address: '/put', headers })
  const id = await share()
  expire()
  refusal = 403
  const usual = answer
  server.onRequest = (request, response) => {
    if (request.url === '/f/a') return (void response.writeHead(403).end(), true)
    return usual(request, response)
  }
  await world.window.ask.downloadFile({ fileId: id })
  const file = await world.file(({ state }) => state === 'failed')
  expect(file.failure).toMatchObject({ code: 'not-allowed', retry: false })
  expect(logins).toBe(2)
})
