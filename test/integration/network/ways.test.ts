// Servers that are not where, or not what, one would expect: other parsers, paths and namespaces, found by themselves.
import { createServer, type RequestListener, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type ServerOptions } from 'socket.io'
import openServer2 from 'socket.io-2'
import * as msgpack from 'socket.io-msgpack-parser'
import msgpack2 from 'socket.io-msgpack-parser-2'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectSettings } from '../../../src-preload/contract/store-calls.ts'
import { silentDialect, testDialect } from '../../support/network/chat-server.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

const roomDialect = { ...testDialect, id: 'rooms', connect: { namespace: '/rooms' } }

let test: TestNetwork
const open: { close: () => unknown }[] = []

beforeEach(() => {
  test = new TestNetwork({ documents: [testDialect, silentDialect, roomDialect] })
})
afterEach(async () => {
  test.close()
  for (const one of open.splice(0)) await one.close()
})

async function listen(http: HttpServer): Promise<string> {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

/** A server of generation 4 beside whatever else its web server answers. */
async function serve(
  options: Partial<ServerOptions>,
  site: RequestListener = (_request, response) => response.writeHead(404).end('nothing here')
): Promise<{ url: string; io: Server; heard: unknown[] }> {
  const http = createServer()
  const io = new Server(http, { serveClient: false, ...options })
  const path = options.path ?? '/socket.io'
  http.on('request', (request, response) => {
    if (!request.url?.startsWith(`${path}/?`)) site(request, response)
  })
  const heard: unknown[] = []
  io.on('connection', (socket) => {
    socket.on('send', (message, ack?: (answer: unknown) => void) => {
      heard.push(message)
      ack?.({ ok: true, id: 'm1' })
    })
  })
  open.push({ close: () => io.close() })
  return { url: await listen(http), io, heard }
}

const settings = (url: string, more: Partial<ConnectSettings> = {}): ConnectSettings => ({
  url,
  generation: 'auto',
  transports: 'auto',
  query: {},
  headers: {},
  auth: {},
  ...more
})

const tryAt = (url: string, more: Partial<ConnectSettings> = {}) =>
  test.window.ask.tryAddress({
    connect: settings(url, more),
    dialectId: 'test',
    login: { name: 'Ana' }
  })

const foundOf = (serverId: string) => test.store.links.find((l) => l.serverId === serverId)?.found

describe('a server that packs its packets with msgpack', () => {
  it('is understood by itself, and at once the next time', async () => {
    const { url, io, heard } = await serve({ parser: msgpack })
    let opened = 0
    io.engine.on('connection', () => opened++)
    const { serverId } = test.store.addLink({ connect: settings(url) })
    await test.reached(serverId, 'online')
    const id = test.store.send(serverId, 'packed')
    await until(() => test.store.outcomes(id).includes('acknowledged'))
    io.emit('message', { id: 'm2', from: 'Bo', text: 'packed, too' })
    await until(() => test.store.texts().includes('packed, too'))
    expect(heard).toMatchObject([{ text: 'packed' }])
    expect(foundOf(serverId)).toMatchObject({ parser: 'msgpack', generation: '4' })
    const before = opened
    await test.window.ask.reconnect({ serverId })
    await until(() => opened > before)
    await test.reached(serverId, 'online')
    expect(opened).toBe(before + 1)
  })

  it('is understood when it is of generation 2', async () => {
    const http = createServer()
    const io = openServer2(http, { parser: msgpack2, serveClient: false })
    open.push({ close: () => http.close() })
    const heard: unknown[] = []
    io.on('connection', (socket) => {
      socket.on('send', (message) => heard.push(message))
      socket.emit('message', { id: 'm1', from: 'Bo', text: 'packed long ago' })
    })
    const url = await listen(http)
    const { serverId } = test.store.addLink({ connect: settings(url), dialectId: 'silent' })
    await test.reached(serverId, 'online', 10_000)
    await until(() => test.store.texts().includes('packed long ago'))
    test.store.send(serverId, 'packed')
    await until(() => heard.length === 1)
    expect(foundOf(serverId)).toMatchObject({ parser: 'msgpack', generation: '2' })
  })

  it('is told as a closed line where the person forbids it', async () => {
    const { url } = await serve({ parser: msgpack })
    expect(await tryAt(url, { parser: 'default' })).toMatchObject({
      failure: { code: 'server-closed' }
    })
  })

  it('is named to who adds it, and an ordinary one is not taken for it', async () => {
    const packed = await serve({ parser: msgpack })
    const plain = await serve({})
    expect(await tryAt(packed.url)).toMatchObject({ value: { parser: 'msgpack' } })
    expect(await tryAt(plain.url, { parser: 'msgpack' })).toMatchObject({
      failure: { code: 'server-closed' }
    })
  })
})

describe('a server at another path', () => {
  it('is found under the path of its address, which then names no namespace', async () => {
    const { url } = await serve({ path: '/chat/socket.io' })
    expect(await tryAt(`${url}/chat`)).toMatchObject({
      value: { path: '/chat/socket.io', namespace: '/' }
    })
  })

  it('is found by what its page says', async () => {
    const page = '<script>const socket = io("/rooms", { path: "/hidden/ws" })</script>'
    const { url, io } = await serve({ path: '/hidden/ws' }, (_request, response) =>
      response.end(page)
    )
    io.of('/rooms')
    expect(await tryAt(url)).toMatchObject({ value: { path: '/hidden/ws' } })
  })

  it('is found by what a script of its page says, after the server sent it on', async () => {
    const { url } = await serve({ path: '/api/live/socket.io' }, ({ url: at }, response) => {
      if (at === '/') response.writeHead(302, { location: '/app/' }).end()
      else if (at === '/app/') response.end('<script type="module" src="assets/main.js"></script>')
      else if (at === '/app/assets/main.js') response.end('x=new M(o,{path:"/api/live/socket.io"})')
      else response.writeHead(404).end()
    })
    const { serverId } = test.store.addLink({ connect: settings(url) })
    await test.reached(serverId, 'online')
    expect(foundOf(serverId)).toMatchObject({ path: '/api/live/socket.io' })
  })

  it('is found by the address of the client that it serves', async () => {
    const page = '<script src="/rt/socket.io.min.js"></script>'
    const { url } = await serve({ path: '/rt' }, (_request, response) => response.end(page))
    expect(await tryAt(url)).toMatchObject({ value: { path: '/rt' } })
  })

  it('is not asked for at other servers that the page names', async () => {
    const other = await serve({ path: '/hidden' })
    const asked: string[] = []
    const { url } = await serve({ path: '/nowhere-near' }, (request, response) => {
      asked.push(request.url ?? '')
      response.end(`<script src="${other.url}/hidden/socket.io.js"></script>`)
    })
    expect(await tryAt(url)).toMatchObject({ ok: false })
    expect(asked.some((at) => at.startsWith('/hidden'))).toBe(false)
  })

  it('is not searched for where the person named one', async () => {
    const { url } = await serve({ path: '/chat/socket.io' })
    expect(await tryAt(`${url}/chat`, { path: '/other' })).toMatchObject({
      failure: { code: 'server-path-unknown', detail: { path: '/other' } }
    })
  })

  it('is searched for anew once it moved', async () => {
    const { url } = await serve({ path: '/new/socket.io' })
    const found = { path: '/old/socket.io', generation: '4' as const, namespace: '/' }
    const { serverId } = test.store.addLink({ connect: settings(`${url}/new`), found })
    await test.reached(serverId, 'online')
    expect(foundOf(serverId)).toMatchObject({ path: '/new/socket.io' })
  })
})

describe('a namespace', () => {
  it('that the server does not have gives way to one that dialects know', async () => {
    const { url, io } = await serve({})
    io.use((_socket, next) => next(new Error('Invalid namespace')))
    io.of('/rooms')
    const { serverId } = test.store.addLink({ connect: settings(url) })
    await test.reached(serverId, 'online')
    expect(foundOf(serverId)).toMatchObject({ namespace: '/rooms' })
  })

  it('comes out of the address as with Socket.IO’s own client', async () => {
    const { url, io } = await serve({})
    io.of('/team')
    expect(await tryAt(`${url}/team`)).toMatchObject({ value: { namespace: '/team' } })
  })

  it('that the person named is not given up', async () => {
    const { url, io } = await serve({})
    io.of('/rooms')
    expect(await tryAt(url, { namespace: '/nowhere' })).toMatchObject({
      failure: { code: 'server-namespace-unknown' }
    })
  })
})

describe('what stands before a server', () => {
  const site = async (answer: RequestListener) => {
    const http = createServer(answer)
    open.push({ close: () => http.close() })
    return await listen(http)
  }

  it('is told by its name: a dead server behind a proxy, a login page, an address that moved', async () => {
    const dead = await site((_request, response) => response.writeHead(502).end('Bad Gateway'))
    const login = await site((_request, response) =>
      response.writeHead(302, { location: '/login?next=/' }).end()
    )
    const moved = await site((_request, response) =>
      response.writeHead(301, { location: 'https://chat.example/' }).end()
    )
    expect(await tryAt(dead)).toMatchObject({
      failure: { code: 'server-behind-down', retry: true, detail: { status: 502 } }
    })
    expect(await tryAt(login)).toMatchObject({ failure: { code: 'server-login-page' } })
    expect(await tryAt(moved)).toMatchObject({
      failure: { code: 'server-moved', detail: { address: 'https://chat.example' } }
    })
  })

  it('several machines that do not know each other’s sessions', async () => {
    const { url, io } = await serve({ transports: ['polling'] })
    const { clients } = io.engine as unknown as { clients: Record<string, unknown> }
    // The next request reaches another machine, which has never heard of it.
    io.engine.on('initial_headers', () => {
      setImmediate(() => {
        for (const sid of Object.keys(clients)) delete clients[sid]
      })
    })
    const answer = await tryAt(url, { transports: 'polling' })
    expect(answer).toMatchObject({ failure: { code: 'server-session-lost', retry: true } })
  })

  it('middleware that wants to know who comes, in its own words and data', async () => {
    const { url, io } = await serve({})
    io.use((_socket, next) =>
      next(Object.assign(new Error('jwt expired'), { data: { content: 'Log in again' } }))
    )
    expect(await tryAt(url)).toMatchObject({
      failure: { code: 'login-needed', detail: { reason: 'jwt expired: Log in again' } }
    })
  })
})
