// Files go to a real server in each way that dialects know, and go on where a line was cut.
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fileDialect, FileServer, sha256 } from '../../support/network/file-server.ts'
import { TransferWorld } from '../../support/network/transfer-world.ts'
import { until } from '../../support/network/until.ts'

let server: FileServer
let world: TransferWorld | null = null
const bytes = randomBytes(600_000)

beforeEach(async () => {
  server = await FileServer.open()
})
afterEach(async () => {
  world?.close()
  world = null
  await server.close()
})

async function open(upload: unknown): Promise<TransferWorld> {
  world = await TransferWorld.open({ url: server.url, dialect: fileDialect(upload) })
  return world
}

const form = {
  way: 'multipart',
  address: '/upload',
  field: 'file',
  form: { room: 'main' },
  headers: { 'x-name': '=login.name' },
  result: '=ack[0].url'
}
const put = {
  way: 'body',
  ask: { emit: 'ask', wait: { for: 'leave' } },
  address: "='/put/' + asked[0].token",
  result: '=ack[0].url'
}
const tus = {
  way: 'tus',
  address: '/tus',
  metadata: { filename: '=file.name' },
  result: '=ack[0].id'
}
const pieces = {
  way: 'socket',
  emit: 'piece',
  args: [{ data: '=chunk.data', last: '=chunk.last', index: '=chunk.index' }],
  pieces: true,
  ack: { success: 'ack[0].ok' },
  result: '=ack[0].url'
}

describe('a file reaches the server whole, though the line is cut on the way', () => {
  test.each([
    ['as a form', form],
    ['as a body to an address that was asked for', put],
    ['by tus, without sending twice what had arrived', tus]
  ])('%s', async (_name, upload) => {
    server.cuts.push(200_000)
    const person = await open(upload)
    await person.send([person.write('note.bin', bytes)], 'look')
    const said = await until(() => server.said[0], 10_000)
    expect(said).toMatchObject({ text: 'look', files: [expect.any(String)] })
    const [taken] = server.taken
    const body = taken?.bytes ?? Buffer.alloc(0)
    const at =
      upload === form ? body.indexOf('\r\n\r\n', body.indexOf('filename="note.bin"')) + 4 : 0
    expect(sha256(body.subarray(at, at + bytes.length))).toBe(sha256(bytes))
    expect(taken?.tries).toBeGreaterThan(1)
    if (upload === form) expect(taken?.headers['x-name']).toBe('Ana')
    if (upload === put) expect(taken?.url).toBe('/put/granted')
    const file = await person.file(({ state }) => state === 'here')
    expect(file).toMatchObject({ name: 'note.bin', isHere: true, failure: null })
  })

  test('over the socket, in pieces that the server takes', async () => {
    const person = await open(pieces)
    let isCut = false
    server.onPiece = (socket, piece) => {
      if (isCut || piece['index'] !== 2) return
      isCut = true
      socket.conn.close()
    }
    await person.send([person.write('note.bin', bytes)])
    await until(() => server.said[0], 10_000)
    const whole = server.taken.at(-1)
    expect(sha256(whole?.bytes.subarray(-bytes.length) ?? Buffer.alloc(0))).toBe(sha256(bytes))
    // Its packets hold 200 kB at most: a larger one would have ended the connection.
    expect(whole?.tries).toBeGreaterThan(3)
  })
})

test('a small file goes within the message itself', async () => {
  const person = await open({ way: 'message', data: 'data-url' })
  await person.send([person.write('dot.txt', Buffer.from('dot'))], 'tiny')
  const said = await until(() => server.said[0])
  expect(said.files).toEqual([`data:text/plain;base64,${Buffer.from('dot').toString('base64')}`])
})

test('what is too large to go within a message is refused before it would end the connection', async () => {
  const person = await open({ way: 'message', data: 'binary' })
  await person.send([person.write('big.bin', bytes)])
  const file = await person.file(({ state }) => state === 'failed')
  expect(file.failure?.code).toBe('file-too-large')
  expect(server.said).toEqual([])
})

test('words do not wait for a file that does not go', async () => {
  server.onRequest = (_request, response) => {
    response.writeHead(403).end()
    return true
  }
  const person = await open(form)
  await person.send([person.write('note.bin', bytes)], 'with a file')
  await person.send([], 'words after it')
  await until(() => server.said.find(({ text }) => text === 'words after it'))
  await person.file(({ state, failure }) => state === 'failed' && failure?.code === 'not-allowed')
  const [message] = (await person.messages()).filter(({ files }) => files.length > 0)
  expect(message).toMatchObject({ state: 'failed', failure: { code: 'not-allowed' } })
  // The person tries again, once the server has thought better of it.
  server.onRequest = null
  await person.window.ask.retryMessage({ messageId: message?.id ?? 0 })
  await until(() => server.said.find(({ text }) => text === 'with a file'))
})

test('sent while the server is away, it waits like a word, and both go when it is back', async () => {
  const person = await open(tus)
  const port = Number(new URL(server.url).port)
  await until(async () => {
    const servers = await person.window.ask.listServers({})
    return servers.ok && servers.value[0]?.files !== null
  })
  await server.close()
  await person.send([person.write('note.bin', bytes)], 'from the train')
  await person.send([], 'and a word')
  const waiting = await person.file(({ state }) => state === 'queued')
  expect(waiting.failure).toBeNull()
  server = await FileServer.open(port)
  await until(() => server.said.length === 2, 20_000)
  expect(server.said.map(({ text }) => text).sort()).toEqual(['and a word', 'from the train'])
  expect(sha256(server.taken[0]?.bytes ?? Buffer.alloc(0))).toBe(sha256(bytes))
})

test('a file that was changed after it was chosen is not sent', async () => {
  server.onRequest = (_request, response) => {
    response.writeHead(503).end()
    return true
  }
  const person = await open(form)
  const path = person.write('note.bin', bytes)
  await person.send([path])
  const { id } = await person.file(({ failure }) => failure?.code === 'server-trouble')
  person.write('note.bin', Buffer.from('something else'))
  server.onRequest = null
  await person.window.ask.retryTransfer({ fileId: id })
  const file = await person.file(({ state }) => state === 'failed')
  expect(file.failure?.code).toBe('file-changed')
  expect(server.taken).toEqual([])
})

test('paused it waits, though the network process is killed; resumed it goes on from where it was', async () => {
  const person = await open(tus)
  person.network.setTransferRules({ upRate: 300_000, downRate: null, autoBytes: 0 })
  await person.send([person.write('note.bin', bytes)])
  const moving = await person.file(({ state }) => state === 'uploading')
  await until(() => person.moved.find((progress) => progress.bytes > 100_000))
  await person.window.ask.pauseTransfer({ fileId: moving.id })
  await person.file(({ state }) => state === 'paused')
  person.killNetwork()
  expect(server.taken).toEqual([])
  await person.window.ask.resumeTransfer({ fileId: moving.id })
  await until(() => server.said[0], 10_000)
  expect(sha256(server.taken[0]?.bytes ?? Buffer.alloc(0))).toBe(sha256(bytes))
  // POST, PATCH, then HEAD and PATCH of the same upload: nothing began anew.
  expect(server.taken[0]?.tries).toBe(4)
})

test('taken back, its message returns to the composer with its words', async () => {
  server.onRequest = () => true
  const person = await open(form)
  await person.send([person.write('note.bin', bytes)], 'wait')
  const moving = await person.file(({ state }) => state === 'uploading')
  await person.window.ask.cancelTransfer({ fileId: moving.id })
  const conversation = await person.conversation()
  expect(await person.messages()).toEqual([])
  expect(conversation?.draft).toBe('wait')
  const staged = await person.window.ask.listStaged({ conversationId: conversation?.id ?? 0 })
  expect(staged).toMatchObject({ ok: true, value: [{ name: 'note.bin', state: 'here' }] })
})

test('deleted before it went, a message and its files are gone from everywhere', async () => {
  server.onRequest = () => true
  const person = await open(form)
  const messageId = await person.send([person.write('note.bin', bytes)], 'never mind')
  await person.file(({ state }) => state === 'uploading')
  const clientId = '6f1de3c2-7c1e-4f59-9d0b-222222222222'
  expect(await person.window.ask.deleteMessage({ messageId, clientId })).toMatchObject({ ok: true })
  const conversation = await person.conversation()
  expect(await person.messages()).toEqual([])
  const staged = await person.window.ask.listStaged({ conversationId: conversation?.id ?? 0 })
  expect(staged).toEqual({ ok: true, value: [] })
  expect(await person.window.ask.watchTransfers({ on: false })).toMatchObject({
    ok: true,
    value: { running: 0, waiting: 0 }
  })
})
