// Real worker threads that spin for ever: noticed, shown, restarted, and nothing is lost by it.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildThreads, type BuiltThreads } from '../../support/network/built-threads.ts'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import { tellToHang } from '../../support/network/hanging/hang-when-told.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

/** Eight seconds until a hang is shown, three more until the restart; a machine under load has its own. */
const NOTICED_MS = 40_000

let threads: BuiltThreads
let server: ChatServer
let test: TestNetwork
let serverId: string

beforeAll(async () => {
  threads = await buildThreads((name) =>
    name === 'transfers'
      ? 'src-main/network/transfers/transfers.thread.ts'
      : `test/support/network/hanging/${name}.thread.ts`
  )
})
afterAll(() => threads.close())

beforeEach(async () => {
  server = await ChatServer.open()
  test = new TestNetwork({
    documents: [testDialect],
    startThread: (setup) => threads.start(setup)
  })
  serverId = test.store.addLink({ connect: server.connect }).serverId
  await test.reached(serverId, 'online')
  await test.window.ask.watchThreads({ on: true })
})
afterEach(async () => {
  test.close()
  await server.close()
})

/** What the window was shown of a thread, each state once in its order. */
function shown(name: string): string[] {
  const states = test.measured.flatMap(({ readings }) =>
    readings.filter((reading) => reading.name === name).map(({ state }) => state)
  )
  return states.filter((state, n) => state !== states[n - 1])
}

async function hangAndRecover(name: string): Promise<void> {
  tellToHang(name)
  await until(() => shown(name).includes('hung'), NOTICED_MS)
  await until(() => shown(name).at(-1) === 'alive', NOTICED_MS)
}

describe('a thread that hangs', () => {
  it('is shown and restarted where it received, and loses nothing', async () => {
    tellToHang('receiver')
    server.io.emit('message', { id: 'm1', from: 'Bo', text: 'meanwhile' })
    await until(() => shown('receiver').includes('hung'), NOTICED_MS)
    expect(test.store.texts()).toEqual([])
    await until(() => test.store.texts().length === 1, NOTICED_MS)
    expect(test.store.texts()).toEqual(['meanwhile'])
    expect(server.sockets).toHaveLength(1)
  })

  it('is shown and restarted where it sent, and what was written meanwhile goes out once', async () => {
    tellToHang('sender')
    const outboxId = test.store.send(serverId, 'meanwhile')
    await until(() => shown('sender').includes('hung'), NOTICED_MS)
    await until(() => test.store.outcomes(outboxId).length > 0, NOTICED_MS)
    expect(server.received.map(({ text }) => text)).toEqual(['meanwhile'])
  })

  it('is shown and restarted by link where it was the monitor, and connections are watched again', async () => {
    await hangAndRecover('monitor')
    expect(server.sockets).toHaveLength(1)
    server.sockets[0]?.disconnect(true)
    await until(() => server.sockets.length === 2, NOTICED_MS)
  })
})
