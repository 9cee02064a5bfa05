// The network check on loopback: each way in which a server can be out of reach is named at its step.
import { createServer as createHttp, type Server as HttpServer } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer as createTcp, type AddressInfo, type Server as NetServer } from 'node:net'
import { Server } from 'socket.io'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DoctorLine } from '../../../src-preload/contract/doctor.ts'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { untrustedCertificate, untrustedKey } from '../../support/network/untrusted-certificate.ts'
import { until } from '../../support/network/until.ts'

const other = {
  ...testDialect,
  id: 'other',
  name: 'Other chat',
  recognise: { events: ['hello'] },
  inbound: [
    ...testDialect.inbound,
    { on: 'hello', is: 'message', author: { name: 'args[0]' }, own: 'false', text: 'args[0]' }
  ]
}

let test: TestNetwork
const open: (NetServer | HttpServer | ChatServer)[] = []

beforeEach(() => {
  test = new TestNetwork({ documents: [testDialect, other] })
})
afterEach(async () => {
  test.close()
  for (const server of open.splice(0)) await server.close()
})

async function listen<S extends NetServer>(server: S): Promise<number> {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function check(url: string): Promise<DoctorLine[]> {
  const answer = await test.window.ask.diagnose({ run: 'r', serverId: null, url })
  if (!answer.ok) throw new Error(answer.failure.code)
  return answer.value
}
const summary = (lines: DoctorLine[]): string[] =>
  lines.filter(({ result }) => result !== 'skipped').map(({ step, result }) => `${step} ${result}`)
const failure = (lines: DoctorLine[]): Partial<DoctorLine> | undefined =>
  lines.find(({ result }) => result === 'failed')

describe('the network check', () => {
  it('finds all well, tells each step while it runs, and skips what does not apply', async () => {
    const server = await ChatServer.open()
    open.push(server)
    const { serverId } = test.store.addLink({ connect: server.connect })
    await test.reached(serverId, 'online')
    const told: string[] = []
    test.onDiagnosis = ({ line }) => void told.push(`${line.step} ${line.result}`)
    const answer = await test.window.ask.diagnose({ run: 'r', serverId, url: '' })
    const lines = answer.ok ? answer.value : []
    expect(lines.map(({ step, result }) => `${step} ${result}`)).toEqual([
      'address ok',
      'proxy skipped',
      'dns skipped',
      'tcp ok',
      'tls skipped',
      'http ok',
      'engine ok',
      'namespace ok',
      'dialect ok'
    ])
    expect(told.slice(0, 3)).toEqual(['address running', 'address ok', 'proxy running'])
  })

  it('says that an address is none', async () => {
    expect(failure(await check('mailto:bo'))).toMatchObject({ finding: 'address-bad' })
  })

  it('says that nobody knows the name', async () => {
    const lines = await check('http://no-such-host.invalid')
    expect(failure(lines)).toMatchObject({ step: 'dns', detail: { host: 'no-such-host.invalid' } })
    expect(summary(lines)).toEqual(['address ok', 'dns failed'])
  })

  it('says that the port is closed', async () => {
    const server = createTcp()
    const port = await listen(server)
    open.pop()
    await new Promise((resolve) => server.close(resolve))
    const lines = await check(`http://127.0.0.1:${port}`)
    expect(failure(lines)).toMatchObject({ step: 'tcp', finding: 'port-refused', detail: { port } })
  })

  it('says that somebody takes the call and keeps silent, and can be ended meanwhile', async () => {
    const port = await listen(createTcp((socket) => socket.on('error', () => undefined).resume()))
    const lines: string[] = []
    test.onDiagnosis = ({ line }) => void lines.push(`${line.step} ${line.result}`)
    const first = test.window.ask.diagnose({
      run: 'a',
      serverId: null,
      url: `http://127.0.0.1:${port}`
    })
    await until(() => lines.includes('http running'))
    await test.window.ask.cancelDiagnosis({})
    const second = await check(`http://127.0.0.1:${port}`)
    expect(failure(second)).toMatchObject({ step: 'http', finding: 'http-silent' })
    await first
    expect(lines.filter((line) => line === 'http failed')).toHaveLength(1)
  }, 20_000)

  it('shows the fingerprint of a certificate that nobody vouches for', async () => {
    const tls = createHttps({ key: untrustedKey, cert: untrustedCertificate })
    const port = await listen(tls)
    const found = failure(await check(`https://127.0.0.1:${port}`))
    expect(found).toMatchObject({ step: 'tls', detail: { issuer: 'untrusted' } })
    expect(found?.finding).toMatch(/^certificate-/)
    expect(found?.detail?.['fingerprint']).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  })

  it('says that TLS is not spoken', async () => {
    const port = await listen(createHttp((_request, response) => response.end('hi')))
    const found = failure(await check(`https://127.0.0.1:${port}`))
    expect(found).toMatchObject({ step: 'tls', finding: 'tls-not-spoken' })
  })

  it('tells a web site from a server at another path', async () => {
    const site = await listen(createHttp((_request, response) => response.end('<html>hello')))
    expect(failure(await check(`http://127.0.0.1:${site}`))).toMatchObject({
      finding: 'engine-missing'
    })
    const http = createHttp((_request, response) => response.writeHead(404).end())
    new Server(http, { path: '/elsewhere' })
    const port = await listen(http)
    expect(failure(await check(`http://127.0.0.1:${port}`))).toMatchObject({
      step: 'engine',
      finding: 'engine-path-wrong',
      detail: { path: '/socket.io' }
    })
  })

  it('says that the namespace is unknown, and that a login is asked for', async () => {
    const server = await ChatServer.open()
    open.push(server)
    expect(failure(await check(`${server.url}/nowhere`))).toMatchObject({
      step: 'namespace',
      finding: 'namespace-unknown',
      detail: { namespace: '/nowhere' }
    })
    server.io.use((_socket, next) => next(new Error('members only')))
    expect(failure(await check(server.url))).toMatchObject({
      step: 'namespace',
      finding: 'handshake-refused',
      detail: { reason: 'members only' }
    })
  })

  it('says which dialect it is really spoken', async () => {
    const server = await ChatServer.open()
    open.push(server)
    server.io.on('connection', (socket) => socket.emit('hello', 'Bo'))
    const { serverId } = test.store.addLink({ connect: server.connect, dialectId: 'test' })
    const answer = await test.window.ask.diagnose({ run: 'r', serverId, url: '' })
    expect(failure(answer.ok ? answer.value : [])).toMatchObject({
      step: 'dialect',
      finding: 'dialect-other',
      detail: { name: 'Other chat' }
    })
  })
})
