// By which way servers are reached: the system's proxies in their order, the person's own, and none.
import { createServer as createHttp } from 'node:http'
import { createServer as createTcp, type AddressInfo, type Socket } from 'node:net'
import type * as tls from 'node:tls'
import openServer2 from 'socket.io-2'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '../../../src-preload/contract/model.ts'
import { plainPassage, systemProxy, type ProxyRule } from '../../../src-main/ports/passage.ts'
import { makeCertificate } from '../../support/network/certificate-maker.ts'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { HttpProxy, SocksProxy, type ProxyLogin } from '../../support/network/test-proxies.ts'
import { until } from '../../support/network/until.ts'

const login: ProxyLogin = { user: 'ana', password: 'p@ss:word' }
const authority = makeCertificate({ name: 'Small authority', isAuthority: true })
const paper = makeCertificate({ name: 'chat.test', by: authority, hosts: ['chat.test'] })

/** The system's own roots: who runs the proxies is known to it. */
const roots = vi.hoisted(() => ({ list: [] as string[] }))
vi.mock('node:tls', async (original) => ({
  ...(await original<typeof tls>()),
  getCACertificates: () => roots.list
}))
const office = makeCertificate({ name: 'Office', isAuthority: true })
roots.list.push(office.certificate)
const proxyPaper = makeCertificate({ name: 'proxy', by: office, hosts: ['127.0.0.1'] })

let test: TestNetwork
/** What the system says, and for which URLs it was asked. */
let system: { list: string; asked: string[] }
const open: { close(): unknown }[] = []

beforeEach(() => {
  system = { list: 'DIRECT', asked: [] }
  test = new TestNetwork({
    documents: [testDialect],
    resolveProxy: (url) => {
      system.asked.push(url)
      return Promise.resolve(system.list)
    }
  })
})
afterEach(async () => {
  test.close()
  for (const one of open.splice(0)) await one.close()
})

async function httpProxy(asks: ProxyLogin | null = null): Promise<HttpProxy> {
  const proxy = await new HttpProxy(asks).listen()
  open.push(proxy)
  return proxy
}

/** A proxy that is itself spoken to over TLS. */
async function httpsProxy(asks: ProxyLogin | null = null, by = proxyPaper): Promise<HttpProxy> {
  const proxy = await new HttpProxy(asks, { cert: by.certificate, key: by.key }).listen()
  open.push(proxy)
  return proxy
}

async function socksProxy(asks: ProxyLogin | null = null): Promise<SocksProxy> {
  const proxy = await new SocksProxy(asks).listen()
  open.push(proxy)
  return proxy
}

async function serve(isSecure = false): Promise<ChatServer> {
  const tls = { cert: paper.certificate, key: paper.key }
  const server = isSecure ? await ChatServer.openSecure(tls) : await ChatServer.open()
  open.push(server)
  return server
}

// Some other service.
function greet(socket: Socket): void {
  socket.on('error', () => undefined).end('hello\r\n')
}

/** A port where nobody listens. */
async function deadAddress(): Promise<string> {
  const server = createTcp()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `127.0.0.1:${port}`
}

const manual = (rule: Partial<ProxyRule>): ProxyRule => ({
  ...systemProxy,
  mode: 'manual',
  ...rule
})

interface Wish {
  proxy: ProxyRule
  transports?: 'auto' | 'polling' | 'websocket'
}

function add(url: string, { proxy, transports = 'auto' }: Wish): string {
  const open = { generation: 'auto' as const, query: {}, headers: {}, auth: {} }
  return test.store.addLink({
    connect: { url, transports, ...open },
    passage: { ...plainPassage, authority: authority.certificate, proxy }
  }).serverId
}

/** A server by a name that only proxies know. */
const byName = (server: ChatServer): string => server.url.replace('127.0.0.1', 'chat.test')

async function chat(serverId: string, server: ChatServer): Promise<Connection> {
  const connection = await test.reached(serverId, 'online')
  test.store.send(serverId, 'hello')
  await until(() => server.received.some(({ text }) => text === 'hello'))
  return connection
}

const reasonOf = async (serverId: string) =>
  await until(() => test.connection(serverId)?.reason ?? undefined)

describe('an HTTP proxy', () => {
  it.each(['polling', 'websocket'] as const)(
    'carries a server behind TLS through CONNECT: %s',
    async (transports) => {
      const [server, proxy] = [await serve(true), await httpProxy()]
      const serverId = add(byName(server), { proxy: manual({ https: proxy.address }), transports })
      expect((await chat(serverId, server)).transport).toBe(transports)
      expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT chat.test:${server.port}`]))
    }
  )

  it('is handed plain requests, and opens the way for a plain WebSocket', async () => {
    const [server, proxy] = [await serve(), await httpProxy()]
    const rule = manual({ http: proxy.address })
    await chat(add(byName(server), { proxy: rule, transports: 'polling' }), server)
    expect(proxy.asked[0]).toMatch(`GET http://chat.test:${server.port}/socket.io/?`)
    proxy.asked.splice(0)
    const { serverId } = await test.reached(
      add(byName(server), { proxy: rule, transports: 'websocket' }),
      'online'
    )
    expect(test.connection(serverId)?.transport).toBe('websocket')
    expect(proxy.asked).toContain(`CONNECT chat.test:${server.port}`)
  })

  it.each([true, false])('is told name and password where it asks: TLS %s', async (isSecure) => {
    const [server, proxy] = [await serve(isSecure), await httpProxy(login)]
    const address = { http: proxy.address, https: `http://${proxy.address}` }
    await chat(add(byName(server), { proxy: manual({ ...address, ...login }) }), server)
  })

  it.each([true, false])('that is told none says so: TLS %s', async (isSecure) => {
    const [server, proxy] = [await serve(isSecure), await httpProxy(login)]
    const rule = manual({ http: proxy.address, https: proxy.address })
    const serverId = add(byName(server), { proxy: rule })
    expect((await test.reached(serverId, 'needs-you')).reason?.code).toBe('proxy-login-needed')
  })

  it('that does not open the way is named with what it answered', async () => {
    const [server, proxy] = [await serve(true), await httpProxy()]
    const rule = manual({ https: proxy.address })
    const refusal = async (status: number) => {
      proxy.refuseWith = status
      return await reasonOf(add(byName(server), { proxy: rule }))
    }
    const detail = { proxy: proxy.address }
    expect(await refusal(403)).toMatchObject({
      code: 'proxy-refused',
      retry: false,
      detail: { ...detail, status: 403 }
    })
    expect(await refusal(502)).toMatchObject({ code: 'proxy-refused', retry: true, detail })
  })

  it('that is none, or is not there, is named', async () => {
    const server = await serve(true)
    const dead = await deadAddress()
    const [noProxy, gone] = [createTcp(greet), manual({ https: dead })]
    await new Promise<void>((resolve) => noProxy.listen(0, '127.0.0.1', resolve))
    open.push(noProxy)
    const address = `127.0.0.1:${(noProxy.address() as AddressInfo).port}`
    expect(await reasonOf(add(byName(server), { proxy: gone }))).toMatchObject({
      code: 'proxy-unreachable',
      retry: true,
      detail: { proxy: dead }
    })
    const odd = add(byName(server), { proxy: manual({ https: address }) })
    expect(await reasonOf(odd)).toMatchObject({ code: 'proxy-refused', detail: { proxy: address } })
  })
})

describe('a SOCKS5 proxy', () => {
  it.each([
    [true, login],
    [false, null]
  ] as const)('carries everything, names included: TLS %s', async (isSecure, asks) => {
    const [server, proxy] = [await serve(isSecure), await socksProxy(asks)]
    await chat(add(byName(server), { proxy: manual({ socks: proxy.address, ...asks }) }), server)
    expect(proxy.asked).toContain(`SOCKS chat.test:${server.port}`)
  })

  it('that does not know the password says so', async () => {
    const [server, proxy] = [await serve(true), await socksProxy(login)]
    const rule = manual({ socks: proxy.address, user: 'ana', password: 'wrong' })
    const { reason } = await test.reached(add(byName(server), { proxy: rule }), 'needs-you')
    expect(reason).toMatchObject({ code: 'proxy-login-needed', detail: { proxy: proxy.address } })
  })
})

it('carries a server of generation 2', async () => {
  const http = createHttp()
  const server = openServer2(http)
  open.push({ close: () => new Promise((resolve) => void server.close(() => resolve(null))) })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const proxy = await socksProxy()
  const url = `http://chat.test:${(http.address() as AddressInfo).port}`
  const serverId = add(url, { proxy: manual({ socks: proxy.address }) })
  expect((await test.reached(serverId, 'online')).generation).toBe(2)
})

describe('an HTTPS proxy', () => {
  it.each([
    [true, 'polling'],
    [true, 'websocket'],
    [false, 'polling'],
    [false, 'websocket']
  ] as const)('carries a server: TLS %s, %s', async (isSecure, transports) => {
    const [server, proxy] = [await serve(isSecure), await httpsProxy()]
    const address = `https://${proxy.address}`
    const rule = manual({ http: address, https: address })
    const serverId = add(byName(server), { proxy: rule, transports })
    expect((await chat(serverId, server)).transport).toBe(transports)
    const isForwarded = !isSecure && transports === 'polling'
    expect(proxy.asked[0]).toContain(isForwarded ? 'GET http://chat.test' : 'CONNECT chat.test')
  })

  it('is told name and password where it asks, and found in the system’s answer', async () => {
    const [server, proxy] = [await serve(true), await httpsProxy(login)]
    const rule = manual({ https: `https://${proxy.address}`, ...login })
    await chat(add(byName(server), { proxy: rule }), server)

    const [other, open] = [await serve(true), await httpsProxy()]
    system.list = `HTTPS ${open.address}`
    await chat(add(byName(other), { proxy: systemProxy }), other)
    expect(open.asked).toContain(`CONNECT chat.test:${other.port}`)
  })

  it('that nobody vouches for is not spoken to, and nobody goes straight', async () => {
    const odd = makeCertificate({ name: 'odd', hosts: ['127.0.0.1'] })
    const [server, proxy] = [await serve(true), await httpsProxy(login, odd)]
    const rule = manual({ https: `https://${proxy.address}`, ...login })
    const reason = await reasonOf(add(byName(server), { proxy: rule }))
    expect(reason).toMatchObject({ code: 'proxy-refused', detail: { proxy: proxy.address } })
    expect(proxy.asked).toEqual([])
  })
})

describe('the system’s answer', () => {
  const rule = systemProxy

  it('is followed in its order until a way is open', async () => {
    const [server, proxy] = [await serve(true), await socksProxy()]
    system.list = `PROXY ${await deadAddress()}; SOCKS5 ${proxy.address}; DIRECT`
    await chat(add(byName(server), { proxy: rule }), server)
    expect(proxy.asked).toContain(`SOCKS chat.test:${server.port}`)
    expect(system.asked[0]).toBe(`https://chat.test:${server.port}/`)
  })

  it('may be to go straight after all', async () => {
    const server = await serve(true)
    system.list = `PROXY ${await deadAddress()}; DIRECT`
    const serverId = add(byName(server), { proxy: rule })
    // Nobody here knows the name: that it was looked up is the sign.
    expect((await reasonOf(serverId)).code).toBe('address-unknown')
  })

  it('is asked for anew by each attempt, and never for this computer', async () => {
    const [server, proxy] = [await serve(true), await httpProxy()]
    system.list = `PROXY ${await deadAddress()}`
    const serverId = add(byName(server), { proxy: rule })
    expect((await reasonOf(serverId)).code).toBe('proxy-unreachable')
    system.list = `PROXY ${proxy.address}`
    test.network.wake('online')
    await chat(serverId, server)
    const asked = system.asked.length
    await test.reached(add(server.url.replace('https', 'http'), { proxy: rule }), 'reconnecting')
    expect(system.asked.length).toBe(asked)
  })
})

it('goes straight to what the person excepts', async () => {
  const server = await serve()
  const rule = manual({ http: await deadAddress(), bypass: '*.lan, chat.test' })
  expect((await reasonOf(add(byName(server), { proxy: rule }))).code).toBe('address-unknown')
})

it('goes through the proxy that is set for all when an address is tried', async () => {
  const [server, proxy] = [await serve(), await httpProxy()]
  test.store.proxy = manual({ http: proxy.address })
  const open = { generation: 'auto' as const, query: {}, headers: {}, auth: {} }
  const connect = { url: byName(server), transports: 'auto' as const, ...open }
  const answer = await test.window.ask.tryAddress({ connect, dialectId: 'test', login: {} })
  expect(answer).toMatchObject({ ok: true, value: { generation: 4 } })
})

describe('the network check', () => {
  const check = async (url: string, proxy: ProxyRule) => {
    test.store.proxy = proxy
    const answer = await test.window.ask.diagnose({ run: 'r', serverId: null, url })
    return answer.ok ? answer.value : []
  }

  it('shows the proxy, and leaves to it what it does', async () => {
    const [server, proxy] = [await serve(), await httpProxy()]
    const lines = await check(byName(server), manual({ http: proxy.address }))
    expect(lines.slice(1, 4)).toMatchObject([
      { step: 'proxy', result: 'ok', detail: { proxy: proxy.address } },
      { step: 'dns', finding: 'by-proxy' },
      { step: 'tcp', finding: 'by-proxy' }
    ])
    expect(lines.find(({ step }) => step === 'namespace')?.result).toBe('ok')
  })

  it('names a proxy that wants a login', async () => {
    const proxy = await httpProxy(login)
    const rule = manual({ http: proxy.address, https: proxy.address })
    const failed = { finding: 'proxy-login', result: 'failed', detail: { proxy: proxy.address } }
    const lines = await check(byName(await serve(true)), rule)
    expect(lines[1]).toMatchObject({ step: 'proxy', ...failed })
    // Only its answer to the request itself tells of plain HTTP.
    const plain = await check(byName(await serve()), rule)
    expect(plain.find(({ result }) => result === 'failed')).toMatchObject(failed)
  })
})
