// Whom Filo believes over TLS: what the system vouches for, one pinned certificate, a server's own authority.
import { X509Certificate } from 'node:crypto'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import openServer2 from 'socket.io-2'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from '../../../src-preload/contract/model.ts'
import { plainPassage, type Passage } from '../../../src-main/ports/passage.ts'
import { makeCertificate, type MadeCertificate } from '../../support/network/certificate-maker.ts'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import { bundle, bundleCertificate, bundlePassphrase } from '../../support/network/client-bundle.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

const authority = makeCertificate({ name: 'Small authority', isAuthority: true })
const proper = makeCertificate({ name: 'proper', by: authority, hosts: ['127.0.0.1'] })
const elsewhere = makeCertificate({ name: 'elsewhere', by: authority, hosts: ['other.example'] })
const expired = makeCertificate({
  name: 'expired',
  by: authority,
  hosts: ['127.0.0.1'],
  until: Date.now() - 1_000
})
const alone = makeCertificate({ name: 'alone', hosts: ['127.0.0.1'] })
const client = makeCertificate({ name: 'Ana', by: authority })

const fingerprint = ({ certificate }: MadeCertificate): string =>
  new X509Certificate(certificate).fingerprint256
const tls = ({ certificate, key }: MadeCertificate) => ({ cert: certificate, key })

let test: TestNetwork
const open: { close(): Promise<void> }[] = []

beforeEach(() => {
  test = new TestNetwork({ documents: [testDialect] })
})
afterEach(async () => {
  test.close()
  for (const server of open.splice(0)) await server.close()
})

async function serve(made: MadeCertificate): Promise<ChatServer> {
  const server = await ChatServer.openSecure(tls(made))
  open.push(server)
  return server
}

interface Wish extends Partial<Passage> {
  transports?: 'auto' | 'polling' | 'websocket'
}

async function connect(server: ChatServer, state: Connection['state'], wish: Wish = {}) {
  const { transports = 'auto', ...passage } = wish
  const { serverId } = test.store.addLink({
    connect: { ...server.connect, transports },
    passage: { ...plainPassage, ...passage }
  })
  return await test.reached(serverId, state)
}

const told = (server: ChatServer): string[] => server.received.map(({ text }) => text)

describe('a certificate that nobody vouches for', () => {
  it.each([
    ['self-signed', alone, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['of an unknown authority', proper, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']
  ])('is refused with all that can be compared: %s', async (_kind, made, cause) => {
    const { reason } = await connect(await serve(made), 'needs-you')
    const { subject, issuer } = new X509Certificate(made.certificate)
    expect(reason).toMatchObject({
      code: 'server-certificate-untrusted',
      retry: false,
      detail: {
        host: '127.0.0.1',
        cause,
        fingerprint: fingerprint(made),
        name: subject.replace('CN=', ''),
        issuer: issuer.replace('CN=', '')
      }
    })
    expect(reason?.detail?.['until']).toBeGreaterThan(Date.now())
  })

  it.each([
    ['made out to another name', elsewhere, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['expired', expired, 'CERT_HAS_EXPIRED']
  ])('is refused even under a trusted authority: %s', async (_kind, made, cause) => {
    const wish = { authority: authority.certificate }
    const { reason } = await connect(await serve(made), 'needs-you', wish)
    expect(reason).toMatchObject({ code: 'server-certificate-untrusted', detail: { cause } })
  })

  it('is refused when an address is tried, and taken once the person trusts it', async () => {
    const server = await serve(alone)
    const ask = (trust: string | null) =>
      test.window.ask.tryAddress({ connect: server.connect, dialectId: 'test', login: {}, trust })
    const first = await ask(null)
    expect(first).toMatchObject({
      ok: false,
      failure: { code: 'server-certificate-untrusted', detail: { fingerprint: fingerprint(alone) } }
    })
    expect(server.sockets).toEqual([])
    expect(await ask(fingerprint(alone))).toMatchObject({ ok: true, value: { generation: 4 } })
  })
})

describe('a pinned certificate', () => {
  it.each(['polling', 'websocket', 'auto'] as const)('is all that is needed: %s', async (way) => {
    const server = await serve(expired)
    const wish = { pin: fingerprint(expired), transports: way }
    const { serverId } = await connect(server, 'online', wish)
    test.store.send(serverId, 'hello')
    await until(() => told(server).includes('hello'))
  })

  it.each(['polling', 'websocket'] as const)(
    'refuses any other, even one that the roots vouch for: %s',
    async (way) => {
      const server = await serve(proper)
      const { reason } = await connect(server, 'needs-you', {
        pin: fingerprint(alone),
        authority: authority.certificate,
        transports: way
      })
      expect(reason).toMatchObject({
        code: 'server-certificate-changed',
        retry: false,
        detail: { before: fingerprint(alone), fingerprint: fingerprint(proper) }
      })
      expect(server.sockets).toEqual([])
    }
  )

  it('refuses a server that changes it between two connections', async () => {
    const server = await serve(alone)
    const { serverId } = await connect(server, 'online', { pin: fingerprint(alone) })
    const { port } = server
    await server.close()
    open.splice(0)
    open.push(await ChatServer.openSecure(tls(proper), port))
    await test.window.ask.reconnect({ serverId })
    const { reason } = await test.reached(serverId, 'needs-you')
    expect(reason?.code).toBe('server-certificate-changed')
  })

  it('holds for generation 2 as well', async () => {
    const https = createHttps(tls(alone))
    const server = openServer2(https)
    open.push({ close: () => new Promise((resolve) => void server.close(resolve)) })
    await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve))
    const url = `https://127.0.0.1:${(https.address() as AddressInfo).port}`
    const way = { transports: 'auto' as const, query: {}, headers: {}, auth: {} }
    const add = (pin: string) =>
      test.store.addLink({
        connect: { url, generation: '2', ...way },
        passage: { ...plainPassage, pin }
      }).serverId
    expect((await test.reached(add(fingerprint(alone)), 'online')).generation).toBe(2)
    const { reason } = await test.reached(add(fingerprint(proper)), 'needs-you')
    expect(reason?.code).toBe('server-certificate-changed')
  })
})

describe('a server’s own authority', () => {
  it('vouches for that server and no other', async () => {
    const server = await serve(proper)
    await connect(server, 'online', { authority: authority.certificate })
    const { reason } = await connect(server, 'needs-you')
    expect(reason?.code).toBe('server-certificate-untrusted')
  })
})

describe('a client certificate', () => {
  const pin = fingerprint(alone)
  const demanding = async (from = authority.certificate) => {
    const server = await ChatServer.openSecure({
      ...tls(alone),
      ca: from,
      requestCert: true,
      rejectUnauthorized: true
    })
    open.push(server)
    return server
  }

  it('is asked for in words where a server demands one', async () => {
    const { reason } = await connect(await demanding(), 'needs-you', { pin })
    expect(reason?.code).toBe('client-certificate-needed')
  })

  it('may come as PKCS#12', async () => {
    const data = bundle.toString('base64')
    const identity = { form: 'pfx' as const, data, passphrase: bundlePassphrase }
    await connect(await demanding(bundleCertificate), 'online', { pin, identity })
  })

  it.each(['polling', 'websocket'] as const)('lets its bearer in: %s', async (transports) => {
    const identity = {
      form: 'pem' as const,
      certificate: client.certificate,
      key: client.key,
      passphrase: ''
    }
    await connect(await demanding(), 'online', { pin, identity, transports })
  })
})

describe('the network check', () => {
  const check = async (server: ChatServer, wish: Partial<Passage>) => {
    const { serverId } = test.store.addLink({
      connect: server.connect,
      passage: { ...plainPassage, ...wish }
    })
    await until(() => test.connection(serverId)?.state.match(/online|needs-you/))
    const answer = await test.window.ask.diagnose({ run: 'r', serverId, url: '' })
    return answer.ok ? answer.value.find(({ step }) => step === 'tls') : undefined
  }

  it('shows the certificate, whether it is pinned, and when it is another one', async () => {
    const server = await serve(proper)
    expect(await check(server, { authority: authority.certificate })).toMatchObject({
      result: 'ok',
      finding: 'ok',
      detail: { issuer: 'Small authority' }
    })
    expect(await check(server, { pin: fingerprint(proper) })).toMatchObject({
      result: 'ok',
      finding: 'certificate-pinned',
      detail: { fingerprint: fingerprint(proper) }
    })
    expect(await check(server, { pin: fingerprint(alone) })).toMatchObject({
      result: 'failed',
      finding: 'certificate-changed',
      detail: { before: fingerprint(alone), fingerprint: fingerprint(proper) }
    })
  })
})
