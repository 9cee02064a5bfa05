// Fifty servers on one link: as many threads as for one, all at work, none in another's way.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

const SERVERS = 50
const ROUNDS = 4

let servers: ChatServer[]
let test: TestNetwork

beforeEach(async () => {
  servers = await Promise.all(Array.from({ length: SERVERS }, () => ChatServer.open()))
  test = new TestNetwork({ documents: [testDialect] })
})
afterEach(async () => {
  test.close()
  await Promise.all(servers.map((server) => server.close()))
})

it('holds fifty, hears and answers each, with the threads of one, and keeps nothing waiting', async () => {
  const links = servers.map(({ connect }) => test.store.addLink({ connect }))
  for (const { serverId } of links) await test.reached(serverId, 'online', 20_000)

  const started = performance.now()
  const sent: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    servers.forEach((server, at) =>
      server.io.emit('message', { id: `${at}-${round}`, from: 'Bo', text: `${at} says ${round}` })
    )
    for (const { serverId } of links) sent.push(test.store.send(serverId, `round ${round}`))
  }
  await until(() => test.store.texts().length === SERVERS * ROUNDS, 10_000)
  await until(() => sent.every((id) => test.store.outcomes(id).includes('acknowledged')), 10_000)
  const tookMs = performance.now() - started

  // To each its own words, and a share of them that is everybody's.
  for (const [at, { serverId }] of links.entries()) {
    const heard = test.store.events.flatMap(({ serverId: of, event }) =>
      of === serverId && event.kind === 'message' ? [event.message.text] : []
    )
    expect(heard).toEqual(Array.from({ length: ROUNDS }, (_, round) => `${at} says ${round}`))
    expect(servers[at]?.received).toHaveLength(ROUNDS)
    expect(servers[at]?.sockets).toHaveLength(1)
  }
  await test.window.ask.watchThreads({ on: true })
  await until(() => test.measured.length > 0)
  const threads = test.measured[0]?.readings.filter(({ state }) => state !== 'off')
  expect(threads?.map(({ name }) => name).sort()).toEqual(['link', 'monitor', 'receiver', 'sender'])
  expect(test.network.load()).toMatchObject({ queue: 0, eventsTotal: SERVERS * ROUNDS })
  // About 20 ms on an idle core; a wait of any kind for each server would be seconds.
  expect(tookMs).toBeLessThan(5_000)
})
