// What waits in link and its threads while nothing happens: a server's heartbeat, and nothing else.
import { afterEach, expect, it } from 'vitest'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import { FakeClock } from '../../support/network/fake-clock.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

/** A heartbeat that comes every 25 s may be 5 s late. */
const HEARTBEAT_MS = 30_000

const open: { close: () => unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function join(names: string[]) {
  const clock = new FakeClock()
  const test = new TestNetwork({ documents: [testDialect], clock })
  open.push(test)
  for (const name of names) {
    const server = await ChatServer.open()
    open.push(server)
    const { serverId } = test.store.addLink({ connect: server.connect })
    await passing(clock, () => test.connection(serverId)?.state === 'online')
    server.io.emit('message', { id: name, from: 'Bo', text: `from ${name}` })
    await passing(clock, () => test.store.texts().includes(`from ${name}`))
  }
  return { clock, test }
}

/** Lets the clock's time pass a little with the machine's until it is so. */
async function passing(clock: FakeClock, isSo: () => boolean): Promise<void> {
  await until(async () => {
    await clock.pass(1)
    return isSo()
  })
}

it('waits for one heartbeat of each server, and for nothing else', async () => {
  const { clock } = await join(['one', 'two', 'three'])
  // All that was owed to what was said comes to its end.
  await clock.pass(HEARTBEAT_MS - 1_000)
  expect(clock.waits).toHaveLength(3)
  expect(clock.waits.every((ms) => ms <= HEARTBEAT_MS)).toBe(true)
})

it('waits for nothing at all without a server', async () => {
  const { clock } = await join([])
  await clock.pass(HEARTBEAT_MS)
  expect(clock.waits).toEqual([])
})

it('goes back to rest after somebody looked at the threads', async () => {
  const { clock, test } = await join(['one'])
  await test.window.ask.watchThreads({ on: true })
  await clock.pass(5_000)
  expect(clock.waits.some((ms) => ms <= 1_000)).toBe(true)
  await test.window.ask.watchThreads({ on: false })
  await clock.pass(HEARTBEAT_MS - 6_000)
  expect(clock.waits).toHaveLength(1)
})
