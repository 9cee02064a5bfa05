// What becomes of sent messages: order, refusals, lost acks, lost connections, and honest words about each.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  ChatServer,
  onceDialect,
  silentDialect,
  testDialect
} from '../../support/network/chat-server.ts'
import { TcpProxy } from '../../support/network/tcp-proxy.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

let server: ChatServer
let test: TestNetwork

beforeEach(async () => {
  server = await ChatServer.open()
  test = new TestNetwork({ documents: [testDialect, onceDialect, silentDialect] })
})
afterEach(async () => {
  test.close()
  await server.close()
})

async function online(dialectId = 'test'): Promise<string> {
  const { serverId } = test.store.addLink({ connect: server.connect, dialectId })
  await test.reached(serverId, 'online')
  return serverId
}

const settled = (outboxId: number): Promise<string[]> =>
  until(() => {
    const outcomes = test.store.outcomes(outboxId)
    return outcomes.some((outcome) => outcome !== 'postponed') ? outcomes : undefined
  }, 8_000)

const receivedTexts = (): string[] => server.received.map(({ text }) => text)

describe('the outbox', () => {
  it('keeps the order within a conversation', async () => {
    const serverId = await online()
    const ids = Array.from({ length: 50 }, (_, n) => test.store.send(serverId, `text ${n}`))
    for (const id of ids) expect(await settled(id)).toEqual(['acknowledged'])
    expect(receivedTexts()).toEqual(ids.map((_, n) => `text ${n}`))
  })

  it('has only the head of a conversation in flight, and no conversation wait for another', async () => {
    const serverId = await online()
    const acks: (() => void)[] = []
    server.onSend = (_message, ack) => void acks.push(() => ack?.({ ok: true, id: 'x' }))
    test.store.send(serverId, 'one, first', { conversationId: 1 })
    test.store.send(serverId, 'one, second', { conversationId: 1 })
    test.store.send(serverId, 'two, first', { conversationId: 2 })
    await until(() => acks.length === 2)
    expect(receivedTexts()).toEqual(['one, first', 'two, first'])
    for (const ack of acks.splice(0)) ack()
    await until(() => receivedTexts().includes('one, second'))
  })

  it('keeps an answer only after all that the server said before it, and no other server waits', async () => {
    const serverId = await online()
    const calm = await ChatServer.open()
    const { serverId: calmId } = test.store.addLink({ connect: calm.connect, dialectId: 'test' })
    await test.reached(calmId, 'online')
    server.onSend = (_message, ack) => {
      server.io.emit('message', { id: 'before', from: 'Bo', text: 'said before the answer' })
      ack?.({ ok: true, id: 'mine' })
    }
    calm.onSend = (_message, ack) => ack?.({ ok: true, id: 'calm' })
    test.store.refusal = { code: 'disk-full', retry: true }
    const mine = test.store.send(serverId, 'mine')
    await until(() => server.received.length === 1)
    expect(await settled(test.store.send(calmId, 'calm'))).toEqual(['acknowledged'])
    expect(test.store.outcomes(mine)).toEqual([])
    test.store.refusal = null
    expect(await settled(mine)).toEqual(['acknowledged'])
    expect(JSON.stringify(test.store.events)).toContain('said before the answer')
    await calm.close()
  })

  it('lets no refused message block the next', async () => {
    const serverId = await online()
    server.onSend = ({ text }, ack) => ack?.(text === 'bad' ? { ok: false } : { ok: true, id: '1' })
    const bad = test.store.send(serverId, 'bad')
    const good = test.store.send(serverId, 'good')
    expect(await settled(good)).toEqual(['acknowledged'])
    expect(await settled(bad)).toEqual(['failed'])
  })

  it('refuses what the dialect has no way to say', async () => {
    const serverId = await online()
    const id = test.store.send(serverId, '', { intent: 'react', emoji: '+1' })
    expect(await settled(id)).toEqual(['failed'])
    expect(test.store.settlements.at(-1)).toMatchObject({ failure: { code: 'not-supported' } })
  })

  it('waits as long as the server asks it to', async () => {
    const serverId = await online()
    const at: number[] = []
    server.onSend = (_message, ack) => {
      at.push(Date.now())
      ack?.(at.length === 1 ? { error: 'slow', retryAfterMs: 300 } : { ok: true, id: '1' })
    }
    const id = test.store.send(serverId, 'quick')
    expect(await settled(id)).toEqual(['postponed', 'acknowledged'])
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(295)
  })

  it('forgets what an echo proved', async () => {
    const serverId = await online()
    server.onSend = () => undefined
    const id = test.store.send(serverId, 'echoed')
    await until(() => server.received.length === 1)
    test.store.takeBack(id)
    server.onSend = (_message, ack) => ack?.({ ok: true, id: '2' })
    expect(await settled(test.store.send(serverId, 'next'))).toEqual(['acknowledged'])
    expect(test.store.outcomes(id)).toEqual([])
  })

  it('emits nothing before it is connected, and everything once after', async () => {
    const { port } = server
    const serverId = await online('once')
    await server.close()
    await test.reached(serverId, 'reconnecting')
    const ids = ['a', 'b', 'c'].map((text) => test.store.send(serverId, text))
    server = await ChatServer.open({}, port)
    for (const id of ids) expect(await settled(id)).toEqual(['acknowledged'])
    expect(receivedTexts()).toEqual(['a', 'b', 'c'])
  })
})

describe('words on their way when a connection is given up', () => {
  let proxy: TcpProxy
  beforeEach(async () => {
    proxy = await TcpProxy.open(server.port)
  })
  afterEach(async () => await proxy.close())

  async function behindProxy(): Promise<string> {
    const connect = { ...server.connect, url: proxy.url }
    const { serverId } = test.store.addLink({ connect, dialectId: 'silent' })
    await until(() => test.connection(serverId)?.transport === 'websocket')
    await test.reached(serverId, 'online')
    return serverId
  }

  async function say(serverId: string, text: string, conversationId = 1): Promise<void> {
    const id = test.store.send(serverId, text, { conversationId })
    expect(await settled(id)).toEqual(['written'])
  }

  async function reconnect(serverId: string): Promise<void> {
    const { length } = server.sockets
    await test.window.ask.reconnect({ serverId })
    await until(
      () => server.sockets.length > length && test.connection(serverId)?.state === 'online'
    )
  }

  it('are not overtaken by the next ones of their conversation, and no other waits for them', async () => {
    const serverId = await behindProxy()
    proxy.slowDown(1_000)
    await say(serverId, 'one, first')
    await reconnect(serverId)
    const second = test.store.send(serverId, 'one, second', { conversationId: 1 })
    await say(serverId, 'two, first', 2)
    expect(test.store.outcomes(second)).toEqual([])
    await until(() => receivedTexts().length === 3)
    expect(receivedTexts()).toEqual(['two, first', 'one, first', 'one, second'])
    expect(await settled(second)).toEqual(['written'])
  })

  it('are waited for no longer than a few seconds', async () => {
    const serverId = await behindProxy()
    proxy.goSilent()
    await say(serverId, 'swallowed')
    await reconnect(serverId)
    const startedAt = performance.now()
    await say(serverId, 'next')
    expect(performance.now() - startedAt).toBeGreaterThan(3_000)
    expect(performance.now() - startedAt).toBeLessThan(7_000)
    await until(() => receivedTexts().length > 0)
    expect(receivedTexts()).toEqual(['next'])
  }, 15_000)

  it('are not waited for where the server has shown before that it has them', async () => {
    const serverId = await behindProxy()
    await say(serverId, 'arrived')
    await until(() => receivedTexts().length === 1)
    await say(serverId, 'arrived, too')
    await until(() => receivedTexts().length === 2)
    // Its answer to the ping behind the words has come once that to a later one has.
    test.network.wake('resume')
    await until(() => test.connection(serverId)?.latencyMs !== null)
    proxy.goSilent()
    await reconnect(serverId)
    const startedAt = performance.now()
    await say(serverId, 'next')
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })
})

describe('a cut between emit and ack', () => {
  const cutAtFirst = (): void => {
    server.onSend = (message, ack) => {
      const socket = server.sockets.find(({ id }) => id === message.socketId)
      if (server.received.length === 1) socket?.disconnect(true)
      else ack?.({ ok: true, id: '1' })
    }
  }

  it('sends again with the same id where that is one message', async () => {
    const serverId = await online()
    cutAtFirst()
    const id = test.store.send(serverId, 'once')
    expect(await settled(id)).toEqual(['postponed', 'acknowledged'])
    expect(server.received).toHaveLength(2)
    expect(new Set(server.received.map(({ clientId }) => clientId)).size).toBe(1)
  })

  it('leaves it unconfirmed where that would be two', async () => {
    const serverId = await online('once')
    cutAtFirst()
    const id = test.store.send(serverId, 'once')
    const next = test.store.send(serverId, 'next')
    expect(await settled(next)).toEqual(['acknowledged'])
    expect(await settled(id)).toEqual(['unconfirmed'])
    expect(receivedTexts()).toEqual(['once', 'next'])
  })
})

describe('an ack that does not come', () => {
  it('has the message sent again where that is one message', async () => {
    const serverId = await online()
    server.onSend = (_message, ack) => {
      if (server.received.length > 1) ack?.({ ok: true, id: '1' })
    }
    expect(await settled(test.store.send(serverId, 'lost'))).toEqual(['postponed', 'acknowledged'])
  })

  it('leaves it unconfirmed where that would be two, until the ack comes after all', async () => {
    const serverId = await online('once')
    const acks: (() => void)[] = []
    server.onSend = (_message, ack) => void acks.push(() => ack?.({ ok: true, id: '1' }))
    const id = test.store.send(serverId, 'late')
    expect(await settled(id)).toEqual(['unconfirmed'])
    acks[0]?.()
    await until(() => test.store.outcomes(id).includes('acknowledged'))
    expect(server.received).toHaveLength(1)
  })
})

describe('where sending twice is two messages', () => {
  it('commits the attempt before the emit', async () => {
    const serverId = await online('once')
    const marked: number[][] = []
    server.onSend = (_message, ack) => {
      marked.push([...test.store.marked])
      ack?.({ ok: true, id: '1' })
    }
    const id = test.store.send(serverId, 'careful')
    await settled(id)
    expect(marked).toEqual([[id]])
  })

  it('never sends again what an earlier run may have sent', async () => {
    const serverId = await online('once')
    const id = test.store.send(serverId, 'perhaps', { attempted: true })
    expect(await settled(id)).toEqual(['unconfirmed'])
    expect(server.received).toEqual([])
  })

  it('says written, no more, where the server never answers', async () => {
    const serverId = await online('silent')
    const ids = ['a', 'b', 'c'].map((text) => test.store.send(serverId, text))
    for (const id of ids) expect(await settled(id)).toEqual(['written'])
    await until(() => server.received.length === 3)
    expect(receivedTexts()).toEqual(['a', 'b', 'c'])
  })
})

describe('a store that restarts', () => {
  it('gets every settlement, and nothing is sent twice for it', async () => {
    const serverId = await online()
    test.store.stall()
    const id = test.store.send(serverId, 'settled late')
    await until(() => server.received.length === 1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    test.store.die()
    test.store.resume()
    test.network.attachStore(test.store.connect())
    expect((await settled(id)).every((outcome) => outcome === 'acknowledged')).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(server.received).toHaveLength(1)
  })

  it('is asked for its outbox again', async () => {
    const serverId = await online()
    test.store.die()
    const id = test.store.send(serverId, 'while nobody listened')
    test.network.attachStore(test.store.connect())
    expect(await settled(id)).toEqual(['acknowledged'])
  })

  it('has what it could not tell any more sent before what it tells next', async () => {
    const serverId = await online()
    test.store.die()
    const kept = test.store.send(serverId, 'kept, never told')
    test.network.attachStore(test.store.connect())
    const told = test.store.send(serverId, 'told at once')
    for (const id of [kept, told]) expect(await settled(id)).toEqual(['acknowledged'])
    expect(receivedTexts()).toEqual(['kept, never told', 'told at once'])
  })
})
