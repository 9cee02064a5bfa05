// A server that floods is slowed, then paused; a calm one beside it is read in its turn all the while.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { budgetLimits } from '../../../src-main/network/link/server-budget.ts'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import {
  handshake,
  HostileServer,
  type HostileSocket
} from '../../support/network/hostile-server.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

/** What the receiver, the queue and one commit of the flood may hold before a calm word is in the store. */
const MAX_AHEAD = 2_500
const CALM_WORDS = 20

let calm: ChatServer
let flood: HostileServer
let test: TestNetwork

beforeEach(async () => {
  calm = await ChatServer.open()
})
afterEach(async () => {
  test.close()
  await Promise.all([calm.close(), flood.close()])
})

/** Sends ten thousand packets a second, as far as they are read; `talk` makes the n-th. */
async function floodWith(talk: (n: number) => string): Promise<void> {
  let n = 0
  flood = await HostileServer.open({
    onSocket: (socket: HostileSocket) => {
      socket.say(`0${JSON.stringify(handshake)}`)
      socket.say('40{"sid":"s"}')
      const pour = setInterval(() => {
        if (socket.tcp.writableNeedDrain) return
        for (let packet = 0; packet < 200; packet++) socket.say(talk(n++))
      }, 20)
      socket.tcp.on('close', () => clearInterval(pour))
    }
  })
}

/** A budget that a flood uses up within the test. */
function openNetwork(): { calmId: string; floodId: string } {
  const { refusedCost } = budgetLimits
  const moment = { eventsPerSecond: 1_000, bytesPerSecond: 1e9, fullMs: 500 }
  const stretch = { eventsPerSecond: 200, bytesPerSecond: 1e9, fullMs: 20_000 }
  test = new TestNetwork({
    documents: [testDialect],
    budget: { moment, stretch, refusedCost }
  })
  const calmId = test.store.addLink({ connect: calm.connect, dialectId: 'test' }).serverId
  const floodId = test.store.addLink({ connect: flood.connect(), dialectId: 'test' }).serverId
  return { calmId, floodId }
}

it('slows a flood, then pauses it, and lets every calm word in between', async () => {
  await floodWith((n) => `42["message",{"id":"${n}","from":"Bo","text":"flood"}]`)
  const { calmId, floodId } = openNetwork()
  await Promise.all([test.reached(calmId, 'online'), test.reached(floodId, 'online')])

  const ahead: number[] = []
  let wasSlowed = false
  for (let word = 0; word < CALM_WORDS; word++) {
    wasSlowed ||= test.traffic.get(floodId)?.slowed === true
    const before = test.store.events.length
    const text = `calm ${word}`
    calm.io.emit('message', { id: text, from: 'Ada', text })
    ahead.push(
      await until(() => {
        const at = test.store.texts().slice(before).indexOf(text)
        return at >= 0 ? at + 1 : undefined
      })
    )
    await until(
      () => test.store.events.length > before + 200 || test.connection(floodId)?.state === 'paused'
    )
  }
  expect(Math.max(...ahead)).toBeLessThan(MAX_AHEAD)
  expect(wasSlowed).toBe(true)

  const paused = await test.reached(floodId, 'paused', 20_000)
  expect(paused.reason).toMatchObject({ code: 'server-over-budget', detail: { unit: 'events' } })
  await until(() => flood.openSockets === 0)
  expect(test.traffic.get(floodId)?.slowed).toBe(false)
  expect(
    new Set(
      test.connections.filter(({ serverId }) => serverId === calmId).map(({ state }) => state)
    )
  ).toEqual(new Set(['connecting', 'online']))

  // It stays paused until the person wants it back.
  test.network.wake('online')
  await test.window.ask.reconnect({ serverId: floodId })
  await test.reached(floodId, 'online')
})

it('counts what it refuses of a flood of names, and pauses that sooner', async () => {
  await floodWith((n) => `42["event ${n}",{}]`)
  const { calmId, floodId } = openNetwork()
  await test.reached(floodId, 'paused', 20_000)
  const refused = (): number => test.traffic.get(floodId)?.refused['event-names'] ?? 0
  await until(() => refused() > 200)
  expect(refused()).toBeLessThan(2_000)
  const text = 'still here'
  calm.io.emit('message', { id: text, from: 'Ada', text })
  await until(() => test.store.texts().includes(text))
  expect(test.connection(calmId)?.state).toBe('online')
})
