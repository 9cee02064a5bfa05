// What becomes of received events: committed before they are acknowledged, once, in order, whatever the store does.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../../src-preload/contract/limits.ts'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

/** A server with rooms, that answers by events instead of acks. */
const rooms = {
  ...testDialect,
  id: 'rooms',
  conversations: { mode: 'named' },
  inbound: [
    {
      on: 'rooms',
      is: 'conversations',
      list: { each: 'args[0]', id: 'item', title: 'item' }
    },
    { on: 'oops', is: 'error', text: 'args[0]' },
    { on: 'serverPing', is: 'nothing', say: { emit: 'clientPong', args: ['=args[0]'] } },
    {
      on: 'page',
      is: 'history',
      conversation: { id: 'args[0].room' },
      messages: {
        each: 'args[0].lines',
        id: 'item.id',
        author: { name: 'item.by' },
        text: 'item.text'
      },
      more: 'args[0].more'
    }
  ],
  outbound: {
    createRoom: { emit: 'create', args: ['=entry.title'] },
    history: { emit: 'page please', args: ['=conversation.remoteId'] }
  }
}

let server: ChatServer
let test: TestNetwork
let serverId: string

beforeEach(async () => {
  server = await ChatServer.open()
  test = new TestNetwork({ documents: [testDialect, rooms] })
})
afterEach(async () => {
  test.close()
  await server.close()
})

async function online(dialectId = 'test'): Promise<void> {
  serverId = test.store.addLink({ connect: server.connect, dialectId }).serverId
  await test.reached(serverId, 'online')
}

const say = (id: string | undefined, text: string): unknown =>
  server.io.emit('message', { id, from: 'Bo', text })
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('a received event', () => {
  it('is acknowledged once it is on disk, not before', async () => {
    await online()
    test.store.stall()
    let answer: unknown = null
    server.sockets[0]?.emit('asked', { id: '1', from: 'Bo', text: 'there?' }, (told: unknown) => {
      answer = told
    })
    await pause(150)
    expect(answer).toBe(null)
    test.store.resume()
    await until(() => answer)
    expect([answer, test.store.texts()]).toEqual(['got it', ['there?']])
  })

  it('is answered with the event that the server waits for, though not without end', async () => {
    await online('rooms')
    const pongs: unknown[] = []
    server.sockets[0]?.on('clientPong', (said) => pongs.push(said))
    for (let n = 0; n < 40; n++) server.io.emit('serverPing', n)
    server.io.emit('oops', 'heard all')
    await until(() => test.complaints.length > 0)
    await until(() => pongs.length >= 20)
    expect(pongs.slice(0, 3)).toEqual([0, 1, 2])
    expect(pongs.length).toBeLessThan(40)
  })

  it('is kept once though it comes twice, and twice where nobody can tell', async () => {
    await online()
    say('1', 'double')
    say('1', 'double')
    say(undefined, 'again')
    say(undefined, 'again')
    say('2', 'end')
    await until(() => test.store.texts().includes('end'))
    expect(test.store.texts()).toEqual(['double', 'again', 'again', 'end'])
  })

  it('survives a store that dies with it in hand', async () => {
    await online()
    test.store.stall()
    for (let n = 0; n < 100; n++) say(`${n}`, `text ${n}`)
    await pause(100)
    test.store.die()
    test.store.resume()
    await pause(50)
    test.network.attachStore(test.store.connect())
    say('100', 'text 100')
    await until(() => test.store.texts().includes('text 100'))
    expect(test.store.texts()).toEqual(Array.from({ length: 101 }, (_, n) => `text ${n}`))
  })

  it('waits for a full disk to have room', async () => {
    await online()
    test.store.refusal = { code: 'disk-full', retry: true }
    say('1', 'a')
    say('2', 'b')
    await pause(200)
    test.store.refusal = null
    await until(() => test.store.texts().length === 2)
    expect(test.store.texts()).toEqual(['a', 'b'])
  })

  it('that came just before the connection went is kept too', async () => {
    await online()
    const [socket] = server.sockets
    for (let n = 0; n < 20; n++) say(`${n}`, `text ${n}`)
    socket?.disconnect(true)
    await until(() => test.store.texts().length === 20)
  })
})

describe('passing news', () => {
  it('of typing ends with the message', async () => {
    await online()
    say('0', 'so that the conversation is known')
    await until(() => test.store.texts().length === 1)
    server.io.emit('typing', 'Bo', true)
    await until(() => test.typing.length === 1)
    say('1', 'done')
    await until(() => test.typing.length === 2)
    expect(test.typing.map(({ names }) => names)).toEqual([['Bo'], []])
  })

  it('of people reaches who watches, and nobody else', async () => {
    await online()
    say('0', 'so that the conversation is known')
    await until(() => test.store.texts().length === 1)
    server.io.emit('people', ['Bo'])
    expect(await test.window.ask.watchMembers({ conversationId: 1 })).toMatchObject({ ok: true })
    server.io.emit('people', ['Bo', 'Cy'])
    await until(() => test.members.at(-1)?.members.length === 2)
    await test.window.ask.unwatchMembers({ conversationId: 1 })
    await pause(50)
    server.io.emit('people', [])
    await pause(200)
    expect(test.members.at(-1)?.members).toHaveLength(2)
  })
})

describe('a complaint of a server', () => {
  it('reaches the window as plain words, bounded', async () => {
    await online('rooms')
    server.io.emit('oops', `slow\u202e down\n${'!'.repeat(10_000)}`)
    const told = await until(() => test.complaints[0])
    expect(told.serverId).toBe(serverId)
    expect(told.text).toMatch(/^slow ?down !+…$/)
    expect(told.text.length).toBeLessThanOrEqual(limits.reason)
  })
})

describe('a server that answers by events', () => {
  it('makes a room', async () => {
    await online('rooms')
    server.sockets[0]?.on('create', (title: string) => server.io.emit('rooms', ['Hall', title]))
    expect(await test.window.ask.createRoom({ serverId, title: 'Attic' })).toEqual({
      ok: true,
      value: { conversationId: 2 }
    })
  })

  it('gives a page of history', async () => {
    await online('rooms')
    server.io.emit('rooms', ['Hall'])
    await until(() => test.store.conversations.length === 1)
    server.sockets[0]?.on('page please', (room: string) =>
      server.io.emit('page', { room, lines: [{ id: '1', by: 'Bo', text: 'old' }], more: true })
    )
    expect(await test.window.ask.loadOlder({ conversationId: 1 })).toEqual({
      ok: true,
      value: { added: 1, more: true }
    })
  })
})

describe('a server that sends more than can be kept', () => {
  for (const transport of ['websocket', 'polling'] as const) {
    it(`over ${transport} is made to wait, not dropped, and does not drop us`, async () => {
      const patience = { pingInterval: 300, pingTimeout: 300, transports: [transport] }
      const busy = await ChatServer.open({ ...patience, maxHttpBufferSize: 1e8 })
      const { serverId: id } = test.store.addLink({ connect: busy.connect })
      await test.reached(id, 'online')
      test.store.stall()
      const queues: number[] = []
      for (let round = 0; round < 20; round++) {
        for (let n = round * 500; n < (round + 1) * 500; n++) {
          busy.io.emit('message', { id: `m${n}`, from: 'Bo', text: `text ${n}` })
        }
        await pause(100)
        queues.push(test.network.load().queue)
      }
      test.store.resume()
      await until(() => test.store.texts().length >= 10_000, 15_000)
      expect(test.store.texts()).toEqual(Array.from({ length: 10_000 }, (_, n) => `text ${n}`))
      expect(Math.max(...queues)).toBeLessThan(6_000)
      expect(busy.sockets).toHaveLength(1)
      await busy.close()
    })
  }
})
