// How a server is reached or not: every refusal by its name, reconnecting, waking, and doors that close.
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectSettings } from '../../../src-preload/contract/store-calls.ts'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import { TcpProxy } from '../../support/network/tcp-proxy.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { untrustedCertificate, untrustedKey } from '../../support/network/untrusted-certificate.ts'
import { until } from '../../support/network/until.ts'

const welcoming = {
  ...testDialect,
  id: 'welcoming',
  inbound: [...testDialect.inbound, { on: 'hello there', is: 'server-name', name: 'args[0]' }],
  join: [
    { name: 'enter', emit: 'enter', args: ['=login.name'], ack: {} },
    { name: 'entered', wait: { for: 'entered', timeoutMs: 2000 } }
  ],
  recognise: { events: ['hello there'] }
}

let test: TestNetwork
const open: { close: () => unknown }[] = []

beforeEach(() => {
  test = new TestNetwork({ documents: [testDialect, welcoming] })
})
afterEach(async () => {
  test.close()
  for (const one of open.splice(0)) await one.close()
})

async function chat(options = {}): Promise<ChatServer> {
  const server = await ChatServer.open(options)
  open.push(server)
  return server
}

async function listen(server: HttpServer | Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({ close: () => server.close() })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
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

const tryAt = (url: string, more: Partial<ConnectSettings> = {}, dialectId = 'test') =>
  test.window.ask.tryAddress({ connect: settings(url, more), dialectId, login: { name: 'Ana' } })

describe('trying an address', () => {
  it('finds a server', async () => {
    const server = await chat()
    expect(await tryAt(server.url)).toEqual({
      ok: true,
      value: {
        generation: 4,
        path: '/socket.io',
        namespace: '/',
        parser: 'default',
        transport: 'websocket',
        dialectId: 'test',
        serverName: null,
        candidates: []
      }
    })
  })

  it('finds one that only polls, and one that only takes websockets', async () => {
    const polling = await chat({ transports: ['polling'] })
    const websocket = await chat({ transports: ['websocket'] })
    expect(await tryAt(polling.url)).toMatchObject({ value: { transport: 'polling' } })
    expect(await tryAt(websocket.url)).toMatchObject({ value: { transport: 'websocket' } })
  })

  it('recognises a dialect by what the server says', async () => {
    const server = await chat()
    server.io.on('connection', (socket) => socket.emit('hello there', 'The house'))
    expect(await tryAt(server.url, {}, 'auto')).toMatchObject({ value: { dialectId: 'welcoming' } })
  })

  it('names no dialect where the server says nothing', async () => {
    const server = await chat()
    expect(await tryAt(server.url, {}, 'auto')).toMatchObject({ value: { dialectId: null } })
  })

  it('says that nobody is there', async () => {
    const server = await ChatServer.open()
    const { url } = server
    await server.close()
    expect(await tryAt(url)).toMatchObject({ failure: { code: 'server-unreachable', retry: true } })
  })

  it('says that the name is unknown', async () => {
    expect(await tryAt('http://no-such-host.invalid')).toMatchObject({
      failure: { code: 'address-unknown' }
    })
  })

  it('says that the address is none', async () => {
    expect(await tryAt('ftp://example.org')).toMatchObject({ failure: { code: 'address-invalid' } })
  })

  it('says that something else answers', async () => {
    const url = await listen(createHttpServer((_request, response) => response.end('<html>')))
    expect(await tryAt(url)).toMatchObject({ failure: { code: 'server-not-socketio' } })
  })

  it('says so too where it is not even HTTP', async () => {
    const url = await listen(createTcpServer((socket) => socket.end('220 smtp ready\r\n')))
    expect(await tryAt(url)).toMatchObject({ failure: { code: 'server-not-socketio' } })
  })

  it('says that the version is refused', async () => {
    const answer = '{"code":5,"message":"Unsupported protocol version"}'
    const url = await listen(
      createHttpServer((_request, response) => response.writeHead(400).end(answer))
    )
    expect(await tryAt(url)).toMatchObject({ failure: { code: 'server-version-unsupported' } })
  })

  it('says that the certificate is not trusted', async () => {
    const { url, close } = await selfSigned()
    open.push({ close })
    expect(await tryAt(url)).toMatchObject({ failure: { code: 'server-certificate-untrusted' } })
  })

  it('says that the namespace is unknown', async () => {
    const server = await chat()
    expect(await tryAt(server.url, { namespace: '/nowhere' })).toMatchObject({
      failure: { code: 'server-namespace-unknown' }
    })
  })

  it('says in the server’s words why it refused', async () => {
    const server = await chat()
    server.io.use((_socket, next) => next(new Error('members only')))
    expect(await tryAt(server.url)).toMatchObject({
      failure: { code: 'server-refused', detail: { reason: 'members only' } }
    })
  })

  it('gives up on a server that says nothing', async () => {
    const url = await listen(createTcpServer(() => undefined))
    expect(await tryAt(url)).toMatchObject({ failure: { code: 'server-timeout' } })
  }, 20_000)

  it('closes what it opened', async () => {
    const server = await chat()
    await tryAt(server.url)
    await until(() => server.io.engine.clientsCount === 0)
  })
})

describe('a connection', () => {
  it('comes back after the server was away', async () => {
    const server = await ChatServer.open()
    const { port } = server
    const { serverId } = test.store.addLink({ connect: server.connect })
    await test.reached(serverId, 'online')
    await server.close()
    const away = await test.reached(serverId, 'reconnecting')
    expect(away).toMatchObject({ reason: { retry: true } })
    expect(away.retryAt).toBeGreaterThan(Date.now() - 1_000)
    open.push(await ChatServer.open({}, port))
    await test.reached(serverId, 'online')
    expect(test.connection(serverId)).toMatchObject({ reason: null, retryAt: null })
  })

  it('is made anew at once when the person asks for it', async () => {
    const server = await chat()
    const { serverId } = test.store.addLink({ connect: server.connect })
    await test.reached(serverId, 'online')
    await test.window.ask.reconnect({ serverId })
    await until(() => server.sockets.length === 2)
    await test.reached(serverId, 'online')
  })

  it('that is half-open is found out on waking, and made anew', async () => {
    const server = await chat()
    const proxy = await TcpProxy.open(server.port)
    open.push(proxy)
    const { serverId } = test.store.addLink({ connect: settings(proxy.url) })
    await test.reached(serverId, 'online')
    proxy.goSilent()
    const startedAt = Date.now()
    test.network.wake('resume')
    await until(() => server.sockets.length === 2)
    await test.reached(serverId, 'online')
    expect(Date.now() - startedAt).toBeLessThan(3_000)
  })

  it('that is half-open is found out by a word that nobody answers, long before the heartbeat', async () => {
    const server = await chat()
    const proxy = await TcpProxy.open(server.port)
    open.push(proxy)
    const { serverId } = test.store.addLink({ connect: settings(proxy.url) })
    await test.reached(serverId, 'online')
    proxy.goSilent()
    test.store.send(serverId, 'is anybody there?')
    await until(() => server.sockets.length === 2, 10_000)
    await until(() => server.received.some(({ text }) => text === 'is anybody there?'), 5_000)
  }, 20_000)

  it('that is slow to answer, but stands, is kept', async () => {
    const server = await chat()
    server.onSend = (_message, ack) => void setTimeout(() => ack?.({ ok: true, id: 'late' }), 4_000)
    const { serverId } = test.store.addLink({ connect: server.connect })
    await test.reached(serverId, 'online')
    const id = test.store.send(serverId, 'take your time')
    await until(() => test.store.outcomes(id).includes('acknowledged'), 8_000)
    expect(server.sockets).toHaveLength(1)
  }, 20_000)

  it('by polling answers a probe, and is kept on waking', async () => {
    const server = await chat()
    const connect = settings(server.url, { transports: 'polling' })
    const { serverId } = test.store.addLink({ connect })
    await test.reached(serverId, 'online')
    test.network.wake('resume')
    await until(() => test.connection(serverId)?.latencyMs !== null)
    await new Promise((resolve) => setTimeout(resolve, 1_800))
    expect(server.sockets).toHaveLength(1)
  })

  it('that is well survives waking', async () => {
    const server = await chat()
    const { serverId } = test.store.addLink({ connect: server.connect })
    await test.reached(serverId, 'online')
    test.network.wake('resume')
    await new Promise((resolve) => setTimeout(resolve, 1_800))
    expect(server.sockets).toHaveLength(1)
  })

  it('needs the person where only the person can help', async () => {
    const server = await chat()
    server.io.use((_socket, next) => next(new Error('members only')))
    const { serverId } = test.store.addLink({ connect: server.connect })
    const connection = await test.reached(serverId, 'needs-you')
    expect(connection).toMatchObject({ reason: { code: 'server-refused' }, retryAt: null })
  })

  it('needs the person where the dialect is not here', async () => {
    const server = await chat()
    const { serverId } = test.store.addLink({ connect: server.connect, dialectId: 'gone' })
    expect(await test.reached(serverId, 'needs-you')).toMatchObject({
      reason: { code: 'dialect-unknown' }
    })
  })

  it('introduces the person, step by step', async () => {
    const server = await chat()
    const names: string[] = []
    server.io.on('connection', (socket) => {
      socket.emit('hello there', 'The house')
      socket.on('enter', (name: string, ack: (answer: unknown) => void) => {
        names.push(name)
        ack({ ok: true })
        setTimeout(() => socket.emit('entered'), 20)
      })
    })
    const { serverId } = test.store.addLink({ connect: server.connect, dialectId: 'auto' })
    await test.reached(serverId, 'online')
    expect(names).toEqual(['Ana'])
    expect(test.store.described).toEqual([`${serverId} welcoming`])
    expect(test.store.events.map(({ event }) => event)).toEqual([
      { kind: 'server-name', name: 'The house' }
    ])
  })

  it('says why the introduction was refused', async () => {
    const server = await chat()
    server.io.on('connection', (socket) => {
      socket.on('enter', (_name, ack: (answer: unknown) => void) => ack({ error: 'no' }))
    })
    const { serverId } = test.store.addLink({ connect: server.connect, dialectId: 'welcoming' })
    expect(await test.reached(serverId, 'needs-you')).toMatchObject({
      reason: { code: 'message-refused' }
    })
    await until(() => server.io.engine.clientsCount === 0)
  })

  it('is made anew when its address changes, and only then', async () => {
    const server = await chat()
    const link = test.store.addLink({ connect: server.connect })
    await test.reached(link.serverId, 'online')
    test.store.changeLink({ ...link, remembered: { token: 'x' } })
    test.store.changeLink({ ...link, login: { name: 'Bea' } })
    await until(() => server.sockets.length === 2)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(server.sockets).toHaveLength(2)
  })

  it('ends when its server is removed', async () => {
    const server = await chat()
    const { serverId } = test.store.addLink({ connect: server.connect })
    await test.reached(serverId, 'online')
    test.store.removeLink(serverId)
    await until(() => server.io.engine.clientsCount === 0)
    expect(await test.window.ask.listConnections({})).toEqual({ ok: true, value: [] })
  })
})

async function selfSigned(): Promise<{ url: string; close: () => void }> {
  const server = createHttpsServer({ key: untrustedKey, cert: untrustedCertificate })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `https://127.0.0.1:${port}`, close: () => server.close() }
}
