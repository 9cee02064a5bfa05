// The real worker threads, bundled as for the app: throughput, back-pressure, and a receiver that dies.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildThreads, type BuiltThreads } from '../../support/network/built-threads.ts'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

let threads: BuiltThreads
let server: ChatServer
let test: TestNetwork

beforeAll(async () => {
  threads = await buildThreads()
})
afterAll(() => threads.close())

async function online(): Promise<string> {
  server = await ChatServer.open()
  test = new TestNetwork({
    documents: [testDialect],
    startThread: (setup) => threads.start(setup)
  })
  const { serverId } = test.store.addLink({ connect: server.connect })
  await test.reached(serverId, 'online')
  return serverId
}

afterEach(async () => {
  test.close()
  await server.close()
})

function flood(from: number, count: number): void {
  for (let n = from; n < from + count; n++) {
    server.io.emit('message', { id: `m${n}`, from: 'Bo', text: `text ${n}` })
  }
}

const texts = (count: number): string[] => Array.from({ length: count }, (_, n) => `text ${n}`)

describe('the threads of the network process', () => {
  it('receive in order and send', async () => {
    const serverId = await online()
    flood(0, 2_000)
    const outboxId = test.store.send(serverId, 'hello')
    await until(() => test.store.texts().length >= 2_000)
    await until(() => test.store.outcomes(outboxId).length > 0)
    expect(test.store.texts()).toEqual(texts(2_000))
    expect(test.store.outcomes(outboxId)).toEqual(['acknowledged'])
    expect(test.store.largestCommit).toBeLessThanOrEqual(500)
  })

  it('stop the server when the store stalls, and lose nothing', async () => {
    await online()
    test.store.stall()
    const queues: number[] = []
    for (let round = 0; round < 40; round++) {
      flood(round * 1_000, 1_000)
      await new Promise((resolve) => setTimeout(resolve, 20))
      queues.push(test.network.load().queue)
    }
    // The limit, and what one read from the socket brings beyond it.
    expect(Math.max(...queues)).toBeLessThan(8_000)
    expect(test.store.texts()).toEqual([])
    test.store.resume()
    await until(() => test.store.texts().length >= 40_000, 20_000)
    expect(test.store.texts()).toEqual(texts(40_000))
  })

  it('lose and double nothing when the receiver is killed again and again', async () => {
    await online()
    let sent = 0
    for (let kill = 0; kill < 5; kill++) {
      for (let part = 0; part < 10; part++) {
        flood(sent, 300)
        sent += 300
        await new Promise((resolve) => setTimeout(resolve, 10))
        if (part === 5) test.network.restartThread('receiver')
      }
      await until(() => test.store.texts().length >= sent, 10_000)
    }
    expect(test.store.texts()).toEqual(texts(sent))
  })

  it('send on after the sender was killed', async () => {
    const serverId = await online()
    const held: (() => void)[] = []
    server.onSend = (_message, ack) => void held.push(() => ack?.({ ok: true, id: 'x' }))
    const first = test.store.send(serverId, 'first')
    await until(() => held.length === 1)
    test.network.restartThread('sender')
    // Idempotent: the same message goes out once more, and the new sender sees it acknowledged.
    await until(() => held.length === 2)
    server.onSend = (_message, ack) => ack?.({ ok: true, id: 'y' })
    held[1]?.()
    const second = test.store.send(serverId, 'second')
    await until(() => test.store.outcomes(second).length > 0)
    expect(test.store.outcomes(first)).toEqual(['acknowledged'])
    expect(server.received.map(({ text }) => text)).toEqual(['first', 'first', 'second'])
    expect(new Set(server.received.map(({ clientId }) => clientId)).size).toBe(2)
  })

  it('keep every connection when the monitor is killed', async () => {
    const serverId = await online()
    test.network.restartThread('monitor')
    await new Promise((resolve) => setTimeout(resolve, 500))
    flood(0, 1)
    await until(() => test.store.texts().length === 1)
    expect(server.sockets).toHaveLength(1)
    server.sockets[0]?.disconnect(true)
    await until(() => server.sockets.length === 2)
    await test.reached(serverId, 'online')
  })

  it('are measured while somebody watches', async () => {
    await online()
    await test.window.ask.watchThreads({ on: true })
    flood(0, 500)
    const readings = await until(
      () =>
        test.measured.findLast(({ readings }) =>
          readings.every((one) => one.state === 'off' || one.lastBeatAt > 0)
        ),
      5_000
    )
    const states = readings.readings.map(({ name, state }) => `${name} ${state}`)
    expect(states.slice(0, 4)).toEqual([
      'link alive',
      'receiver alive',
      'sender alive',
      'monitor alive'
    ])
    // Those that move files begin once there is a file.
    expect(states.slice(4)).toContain('transfers 1 off')
    await until(() =>
      test.measured.some(({ readings }) =>
        readings.some((one) => one.name === 'receiver' && one.eventsPerSecond > 0)
      )
    )
  })
})
