// Servers that are logged in to, and written to, over HTTP: tokens and cookies kept, renewed, and never let out.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ServerLink } from '../../../src-main/ports/store-network-calls.ts'
import { AccountServer, accountDialect } from '../../support/network/account-server.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

let server: AccountServer
let test: TestNetwork

const dialect = (id: string, change: (connect: typeof accountDialect.connect) => object) => ({
  ...accountDialect,
  id,
  connect: change(accountDialect.connect)
})
const elsewhere = dialect('elsewhere', ({ http, ...rest }) => ({
  ...rest,
  http: [{ ...http[0], address: '=login.other' }, http[1]]
}))
const stranger = dialect('stranger', ({ http, ...rest }) => ({
  ...rest,
  http: [{ ...http[0], address: "='http://' + login.host" }, http[1]]
}))
const astray = dialect('astray', (connect) => ({ ...connect, address: 'http://chat.invalid' }))

beforeEach(async () => {
  server = await AccountServer.open()
  test = new TestNetwork({ documents: [accountDialect, elsewhere, stranger, astray] })
})
afterEach(async () => {
  test.close()
  await server.close()
})

const connect = (url = server.url) => ({
  url,
  generation: 'auto' as const,
  transports: 'auto' as const,
  query: {},
  headers: {},
  auth: {}
})

function add(more: Partial<ServerLink> = {}): ServerLink {
  return test.store.addLink({
    connect: connect(),
    dialectId: 'account',
    login: { name: 'Ana', password: 'right' },
    ...more
  })
}

/** As the store would hand it out after a restart, with all that was to be kept. */
function keptOf(serverId: string): ServerLink {
  const link = test.store.links.find((one) => one.serverId === serverId)
  if (!link) throw new Error('no such server')
  const remembered = test.store.events.flatMap(({ event }) =>
    event.kind === 'remember' ? [event.values] : []
  )
  return { ...link, remembered: Object.assign({}, ...remembered) as Record<string, string> }
}

describe('a login over HTTP', () => {
  it('is made in steps, before the socket, and what it gave goes into the handshake', async () => {
    const { serverId } = add()
    await test.reached(serverId, 'online')
    const [first, second] = server.asked
    expect([first?.path, second?.path]).toEqual(['/csrf', '/login'])
    expect(second).toMatchObject({ body: 'user=Ana&password=right&csrf=c1' })
    const told = test.store.events.map(({ event }) => event)
    expect(told).toContainEqual({ kind: 'remember', values: { token: 't1' } })
    expect(told).toContainEqual({ kind: 'identity', me: { id: 'u1', name: 'Ana' } })
  })

  it('is not made again while it is good, by whichever Filo', async () => {
    const { serverId } = add()
    await test.reached(serverId, 'online')
    await until(() => keptOf(serverId).cookies !== '')
    const link = keptOf(serverId)
    test.close()
    test = new TestNetwork({ documents: [accountDialect] })
    test.store.addLink(link)
    await test.reached(serverId, 'online')
    expect(server.logins).toBe(1)
  })

  it('is made anew, once, when the server does not take it any more', async () => {
    const { serverId } = add()
    await test.reached(serverId, 'online')
    server.forgetEverybody()
    server.io.disconnectSockets(true)
    await until(() => server.logins === 2, 10_000)
    await test.reached(serverId, 'online')
    expect(keptOf(serverId).remembered).toEqual({ token: 't2' })
  })

  it('that is refused says so, and waits for the person', async () => {
    const { serverId } = add({ login: { name: 'Ana', password: 'wrong' } })
    expect(await test.reached(serverId, 'needs-you')).toMatchObject({
      reason: { code: 'secret-wrong', retry: false, detail: { reason: 'wrong password' } }
    })
    expect(server.logins).toBe(1)
  })

  it('that the handshake does not honour is not made over and over', async () => {
    server.io.use((_socket, next) => next(new Error('Unauthorized')))
    const { serverId } = add()
    expect(await test.reached(serverId, 'needs-you')).toMatchObject({
      reason: { code: 'login-needed' }
    })
    expect(server.logins).toBe(1)
  })

  it('is part of trying an address', async () => {
    const tryWith = (password: string) =>
      test.window.ask.tryAddress({
        connect: connect(),
        dialectId: 'account',
        login: { name: 'Ana', password }
      })
    expect(await tryWith('right')).toMatchObject({ ok: true, value: { dialectId: 'account' } })
    expect(await tryWith('wrong')).toMatchObject({ failure: { code: 'secret-wrong' } })
  })

  it('asks other addresses only where the person filled them in', async () => {
    const asked: string[] = []
    const other = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.cookie ?? ''}`)
      response.end('{"csrf":"c1"}')
    })
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(other.address() as AddressInfo).port}`
    const login = { name: 'Ana', password: 'right' }
    const filledIn = add({ dialectId: 'elsewhere', login: { ...login, other: `http://${host}/c` } })
    await test.reached(filledIn.serverId, 'online')
    const madeUp = add({ dialectId: 'stranger', login: { ...login, host } })
    expect(await test.reached(madeUp.serverId, 'needs-you')).toMatchObject({
      reason: { code: 'dialect-mismatch' }
    })
    expect(asked).toEqual(['/c '])
    other.close()
  })

  it('is not handed to a socket far away, whatever the dialect says', async () => {
    const { serverId } = add({ dialectId: 'astray' })
    expect(await test.reached(serverId, 'needs-you')).toMatchObject({
      reason: { code: 'not-allowed' }
    })
  })
})

describe('what is said over HTTP', () => {
  it('goes out with token and cookie, is acknowledged by the answer, and passed on by the socket', async () => {
    const { serverId } = add()
    await test.reached(serverId, 'online')
    const id = test.store.send(serverId, 'hello')
    await until(() => test.store.outcomes(id).includes('acknowledged'))
    expect(server.asked.at(-1)).toMatchObject({
      method: 'POST',
      path: '/messages',
      body: '{"text":"hello"}',
      cookie: 'sid=s1',
      authorization: 'Bearer t1'
    })
    expect(test.store.settlements).toContainEqual(expect.objectContaining({ remoteId: 'm1' }))
    expect(test.store.marked).toContain(id)
    await until(() => server.passedOn.length === 1)
    expect(server.passedOn).toEqual([{ _id: 'm1', text: 'hello', from: 'Ana' }])
  })

  it('fetches history', async () => {
    server.said.push('before')
    const { serverId } = add()
    await test.reached(serverId, 'online')
    await until(() => test.store.texts().includes('before'))
    expect(server.asked.some(({ path }) => path.startsWith('/history/one%20room?limit='))).toBe(
      true
    )
  })

  it('is refused in the server’s words', async () => {
    server.onMessage = () => ({ status: 422, body: { error: { message: 'no swearing' } } })
    const { serverId } = add()
    await test.reached(serverId, 'online')
    const id = test.store.send(serverId, 'damn')
    await until(() => test.store.outcomes(id).includes('failed'))
    expect(test.store.settlements).toContainEqual(
      expect.objectContaining({
        failure: {
          code: 'message-refused',
          retry: false,
          detail: { reason: 'no swearing', status: 422 }
        }
      })
    )
  })

  it('waits where the server asks for patience', async () => {
    let tries = 0
    server.onMessage = () =>
      ++tries === 1 ? { status: 429, headers: { 'retry-after': '1' } } : null
    const { serverId } = add()
    await test.reached(serverId, 'online')
    const id = test.store.send(serverId, 'patience')
    await until(() => test.store.outcomes(id).includes('acknowledged'))
    expect(test.store.outcomes(id)).toEqual(['postponed', 'acknowledged'])
    expect(server.said).toEqual(['patience'])
  })

  it('is looked for in the history where the line broke after it was written, and not sent twice', async () => {
    const { serverId } = add()
    await test.reached(serverId, 'online')
    server.onMessage = () => 'hang-up'
    const id = test.store.send(serverId, 'once')
    await until(() => test.store.outcomes(id).length > 0)
    expect(test.store.outcomes(id)).toEqual(['unconfirmed'])
    expect(server.said).toEqual(['once'])
    expect(test.store.texts()).toContain('once')
  })

  it('is said again after a new login where the server did not know who asked', async () => {
    const { serverId } = add()
    await test.reached(serverId, 'online')
    // A login of a minute ago is not to blame by itself.
    const later = vi.spyOn(performance, 'now').mockImplementation(() => Date.now() + 120_000)
    server.forgetEverybody()
    const id = test.store.send(serverId, 'who am I')
    await until(() => test.store.outcomes(id).includes('acknowledged'), 10_000)
    later.mockRestore()
    expect(server.logins).toBe(2)
    expect(server.said).toEqual(['who am I'])
  })
})
