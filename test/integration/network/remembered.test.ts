// What a server gave to be shown again is shown again, whatever of Filo was started anew in between.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

const ticketed = {
  ...testDialect,
  id: 'ticketed',
  connect: { auth: { 'ticket?': '=first(vars.ticket)' } },
  inbound: [
    ...testDialect.inbound,
    { on: 'ticket', is: 'nothing', remember: { ticket: 'args[0]' } }
  ]
}

let server: ChatServer
let test: TestNetwork
let serverId: string

beforeEach(async () => {
  server = await ChatServer.open()
  test = new TestNetwork({ documents: [ticketed] })
  serverId = test.store.addLink({ connect: server.connect, dialectId: 'ticketed' }).serverId
  await test.reached(serverId, 'online')
  server.io.emit('ticket', 'T-1')
  await until(() => test.store.links[0]?.remembered['ticket'] === 'T-1')
})
afterEach(async () => {
  test.close()
  await server.close()
})

/** The ticket of each connection, in order. */
const shown = (): unknown[] =>
  server.sockets.map(({ handshake }): unknown => handshake.auth['ticket'])

async function reconnected(): Promise<void> {
  server.sockets.at(-1)?.disconnect(true)
  await until(() => server.sockets.length === 2)
}

it('a connection that is made again shows it', async () => {
  await reconnected()
  expect(shown()).toEqual([undefined, 'T-1'])
})

it('a receiver that was started anew shows it', async () => {
  test.network.restartThread('receiver')
  await reconnected()
  expect(shown()).toEqual([undefined, 'T-1'])
})

it('a network process that was started anew shows it', async () => {
  const { store } = test
  test.close()
  test = new TestNetwork({ documents: [ticketed], store })
  await until(() => server.sockets.length === 2)
  expect(shown()).toEqual([undefined, 'T-1'])
})
