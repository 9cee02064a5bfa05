// Servers of generation 2, which the usual client can't speak to: found out, spoken to, paused and refused alike.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import openServer, { type Server2, type ServerSocket2 } from 'socket.io-2'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectSettings } from '../../../src-preload/contract/store-calls.ts'
import { silentDialect, testDialect } from '../../support/network/chat-server.ts'
import { TcpProxy } from '../../support/network/tcp-proxy.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

let server: Server2
let connect: ConnectSettings
let sockets: ServerSocket2[]
let test: TestNetwork

beforeEach(async () => {
  const http = createServer()
  server = openServer(http, { pingInterval: 400, pingTimeout: 400 })
  sockets = []
  server.on('connection', (socket) => void sockets.push(socket))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  connect = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    generation: 'auto',
    transports: 'auto',
    query: {},
    headers: {},
    auth: {}
  }
  test = new TestNetwork({ documents: [testDialect, silentDialect] })
})
afterEach(async () => {
  test.close()
  await new Promise<void>((resolve) => server.close(resolve))
})

const tryIt = () =>
  test.window.ask.tryAddress({ connect, dialectId: 'test', login: { name: 'Ana' } })
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('a server of generation 2', () => {
  it('is found', async () => {
    expect(await tryIt()).toMatchObject({ ok: true, value: { generation: 2 } })
  })

  it('is connected to without being told which it is, heard and sent to', async () => {
    const { serverId } = test.store.addLink({ connect })
    expect(await test.reached(serverId, 'online')).toMatchObject({ generation: 2 })
    const got: unknown[] = []
    sockets.at(-1)?.on('send', (message: { text: string }, ack: (answer: unknown) => void) => {
      got.push(message.text)
      ack({ ok: true, id: '1' })
    })
    server.emit('message', { id: '1', from: 'Bo', text: 'hi' })
    await until(() => test.store.texts().length === 1)
    const outboxId = test.store.send(serverId, 'hello')
    await until(() => test.store.outcomes(outboxId).length > 0)
    expect([test.store.texts(), got, test.store.outcomes(outboxId)]).toEqual([
      ['hi'],
      ['hello'],
      ['acknowledged']
    ])
  })

  it('can not end the connection by an event of that name', async () => {
    const { serverId } = test.store.addLink({ connect })
    await test.reached(serverId, 'online')
    sockets.at(-1)?.emit('message', { id: '1', from: 'Bo', text: 'before' })
    server.emit('reconnect_failed', 'nonsense')
    sockets.at(-1)?.emit('message', { id: '2', from: 'Bo', text: 'after' })
    await until(() => test.store.texts().length === 2)
    expect(test.connection(serverId)?.state).toBe('online')
  })

  it('is answered once its event is on disk', async () => {
    const { serverId } = test.store.addLink({ connect })
    await test.reached(serverId, 'online')
    let answer: unknown
    sockets.at(-1)?.emit('asked', { id: '1', from: 'Bo', text: '?' }, (told: unknown) => {
      answer = told
    })
    await until(() => answer)
    expect(answer).toBe('got it')
  })

  it('keeps us while we do not read, longer than its patience', async () => {
    const { serverId } = test.store.addLink({ connect })
    await test.reached(serverId, 'online')
    await pause(300) // upgraded to a websocket by now
    test.store.stall()
    const opened = sockets.length
    for (let round = 0; round < 20; round++) {
      for (let n = 0; n < 1_000; n++) {
        server.emit('message', { id: `${round}-${n}`, from: 'Bo', text: `${round * 1_000 + n}` })
      }
      await pause(100)
    }
    expect(test.network.load().queue).toBeLessThan(8_000)
    test.store.resume()
    await until(() => test.store.texts().length >= 20_000, 15_000)
    expect(test.store.texts()).toEqual(Array.from({ length: 20_000 }, (_, n) => String(n)))
    expect(sockets).toHaveLength(opened)
  })

  it('has what is on its way over a connection that is given up before what is said over the next', async () => {
    const proxy = await TcpProxy.open(Number(new URL(connect.url).port))
    const got: string[] = []
    server.on('connection', (socket) =>
      socket.on('send', ({ text }: { text: string }) => void got.push(text))
    )
    const link = { connect: { ...connect, url: proxy.url }, dialectId: 'silent' }
    const { serverId } = test.store.addLink(link)
    await until(() => test.connection(serverId)?.transport === 'websocket')
    proxy.slowDown(350)
    const first = test.store.send(serverId, 'first')
    await until(() => test.store.outcomes(first).includes('written'))
    await test.window.ask.reconnect({ serverId })
    await until(() => sockets.length > 1 && test.connection(serverId)?.state === 'online')
    test.store.send(serverId, 'second')
    await until(() => got.length === 2)
    expect(got).toEqual(['first', 'second'])
    await proxy.close()
  })

  it('says in its own words why it refused', async () => {
    server.use((_socket, next) => next(new Error('members only')))
    expect(await tryIt()).toMatchObject({
      ok: false,
      failure: { code: 'server-refused', detail: { reason: 'members only' } }
    })
  })
})
