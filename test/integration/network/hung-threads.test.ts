// Real worker threads that spin for ever: noticed, shown, restarted, and nothing is lost by it.
import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock, type Clock } from '../../../src-main/network/clock.ts'
import { buildThreads, type BuiltThreads } from '../../support/network/built-threads.ts'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import { tellToHang } from '../../support/network/hanging/hang-when-told.ts'
import { FileServer, fileDialect, sha256 } from '../../support/network/file-server.ts'
import { startInProcess, TestNetwork } from '../../support/network/test-network.ts'
import { TransferWorld } from '../../support/network/transfer-world.ts'
import { until } from '../../support/network/until.ts'

/** Eight seconds until a hang is shown, three more until the restart; a machine under load has its own. */
const NOTICED_MS = 40_000

let threads: BuiltThreads
let server: ChatServer
let test: TestNetwork
let serverId: string

beforeAll(async () => {
  threads = await buildThreads((name) => `test/support/network/hanging/${name}.thread.ts`)
})
afterAll(() => threads.close())

/** What the window was shown of a thread, each state once in its order. */
function shown(name: string, { measured }: Pick<TestNetwork, 'measured'> = test): string[] {
  const states = measured.flatMap(({ readings }) =>
    readings.filter((reading) => reading.name === name).map(({ state }) => state)
  )
  return states.filter((state, n) => state !== states[n - 1])
}

async function hangAndRecover(name: string): Promise<void> {
  await tellToHang(name)
  await until(() => shown(name).includes('hung'), NOTICED_MS)
  await until(() => shown(name).at(-1) === 'alive', NOTICED_MS)
}

describe('a thread that hangs', () => {
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

  it('is shown and restarted where it received, and loses nothing', async () => {
    await tellToHang('receiver')
    server.io.emit('message', { id: 'm1', from: 'Bo', text: 'meanwhile' })
    await until(() => shown('receiver').includes('hung'), NOTICED_MS)
    expect(test.store.texts()).toEqual([])
    await until(() => test.store.texts().length === 1, NOTICED_MS)
    expect(test.store.texts()).toEqual(['meanwhile'])
    expect(server.sockets).toHaveLength(1)
  })

  it('is shown and restarted where it sent, and what was written meanwhile goes out once', async () => {
    await tellToHang('sender')
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

/** Four times as fast as the machine's own. */
const fastClock: Clock = {
  ...systemClock,
  elapsed: () => systemClock.elapsed() * 4,
  after: (delayMs, work) => systemClock.after(delayMs / 4, work)
}

describe('a thread that moves files', () => {
  it('is shown while it does; one that hangs is shown and restarted, and its file goes on from where it was', async () => {
    const files = await FileServer.open()
    const world = await TransferWorld.open({
      url: files.url,
      dialect: fileDialect({ way: 'body', address: '/put' }),
      // The monitor is in a hurry: what it does is the same.
      startThread: (setup) => startInProcess(setup, fastClock),
      startMover: (setup) => threads.startMover(setup)
    })
    try {
      const bytes = randomBytes(1_500_000)
      files.given.set('/f/song', bytes)
      world.network.setTransferRules({ upRate: null, downRate: 300_000, autoBytes: 0 })
      await world.asked.ask.watchThreads({ on: true })
      await until(() => shown('transfers 1', world).at(-1) === 'off')
      await until(() => (files.io.sockets.sockets.size > 0 ? true : undefined))
      files.io.emit('said', {
        id: 'm1',
        by: 'Bo',
        text: '',
        files: [{ url: '/f/song', name: 's' }]
      })
      const { id } = await world.file(({ name }) => name === 's')
      await world.window.ask.downloadFile({ fileId: id })
      await until(() => world.moved.some((progress) => progress.bytes > 600_000))
      await tellToHang('transfers')
      await until(() => shown('transfers 1', world).includes('hung'), NOTICED_MS)
      world.network.setTransferRules({ upRate: null, downRate: null, autoBytes: 0 })
      await world.file(({ state }) => state === 'here', NOTICED_MS)
      expect(sha256(await world.bytes(id))).toBe(sha256(bytes))
      expect(files.ranges).toEqual([expect.stringMatching(/^bytes=[1-9]\d+-$/)])
      const measured = world.measured.flatMap(({ readings }) => readings)
      const own = measured.filter(({ name }) => name === 'transfers 1')
      expect(own.some(({ bytesPerSecond, queue }) => bytesPerSecond > 0 && queue === 1)).toBe(true)
      expect(own.at(-1)).toMatchObject({ state: 'alive', restarts: 1 })
    } finally {
      world.close()
      await files.close()
    }
  })
})
