// Words that leave before those ahead of them are answered: in order, each once, whatever the server or the line does.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultHostLimits } from '../../../src-main/host/host-limits.ts'
import { ChatServer, chainedDialect, type OnSend } from '../../support/network/chat-server.ts'
import { TcpProxy } from '../../support/network/tcp-proxy.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'
import { TestHost } from '../../support/test-host.ts'

const editingDialect = {
  ...chainedDialect,
  id: 'editing',
  outbound: {
    ...chainedDialect.outbound,
    edit: { emit: 'edit', args: [{ text: '=entry.text' }], ack: {} }
  }
}

let test: TestNetwork
beforeEach(() => {
  test = new TestNetwork({ documents: [editingDialect] })
})
afterEach(() => test.close())

const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => `word ${n}`)

async function connectTo(url: string, dialectId: string): Promise<string> {
  const connect = {
    ...{ url, generation: 'auto' as const, transports: 'auto' as const },
    ...{ query: {}, headers: {}, auth: {} }
  }
  const { serverId } = test.store.addLink({ connect, dialectId })
  await test.reached(serverId, 'online')
  return serverId
}

const isProven = (outboxId: number): boolean =>
  test.store.outcomes(outboxId).includes('acknowledged')

describe('a server that takes words ahead of its answers', () => {
  let server: ChatServer
  /** Texts that the server has, in the order in which it took them. */
  let kept: string[]
  beforeEach(async () => {
    server = await ChatServer.open()
    kept = []
  })
  afterEach(() => server.close())

  // Conversations do not wait for each other: between them there is no order.
  const texts = (): string[] => server.received.map(({ text }) => text).sort()

  /** As a host: keeps each word once, and none before those that it is to stand after. */
  const keeping = (refusals: (text: string) => object | undefined): OnSend => {
    const ids = new Set<string>()
    return (message, ack) => {
      const { clientId = '', text } = message
      const { after } = message as unknown as { after: string[] }
      const refused = refusals(text)
      if (refused) return ack?.(refused)
      if (!ids.has(clientId) && !after.every((id) => ids.has(id)))
        return ack?.({ error: 'out-of-order' })
      if (!ids.has(clientId)) kept.push(text)
      ids.add(clientId)
      ack?.({ ok: true, id: clientId })
    }
  }

  it('hears as many as it takes, and no more; other conversations have their own', async () => {
    const serverId = await connectTo(server.url, 'editing')
    const acks: (() => void)[] = []
    server.onSend = (_message, ack) => void acks.push(() => ack?.({ ok: true, id: 'x' }))
    for (const text of numbers(6)) test.store.send(serverId, text)
    test.store.send(serverId, 'elsewhere', { conversationId: 2 })
    await until(() => server.received.length === 5)
    expect(texts()).toEqual(['elsewhere', ...numbers(4)])
    for (const ack of acks.splice(0, 1)) ack()
    await until(() => server.received.length === 6)
    expect(texts().at(-1)).toBe('word 4')
  })

  it('has what it refuses for now before what stood behind it', async () => {
    const serverId = await connectTo(server.url, 'editing')
    let isSlow = true
    server.onSend = keeping((text) =>
      isSlow && text === 'word 1' ? { error: 'slow', retryAfterMs: 100 } : undefined
    )
    const ids = numbers(6).map((text) => test.store.send(serverId, text))
    await until(() => test.store.outcomes(ids[1] ?? 0).includes('postponed'))
    isSlow = false
    await until(() => ids.every(isProven))
    expect(kept).toEqual(numbers(6))
  })

  it('has what stood behind a word that it refuses for good', async () => {
    const serverId = await connectTo(server.url, 'editing')
    server.onSend = keeping((text) => (text === 'word 1' ? { ok: false } : undefined))
    const [first, bad, ...rest] = numbers(6).map((text) => test.store.send(serverId, text))
    await until(() => [first ?? 0, ...rest].every(isProven))
    expect(test.store.outcomes(bad ?? 0)).toEqual(['failed'])
    expect(kept).toEqual(numbers(6).filter((text) => text !== 'word 1'))
  })

  it('has all of them once and in order when the line is cut with several unanswered', async () => {
    const proxy = await TcpProxy.open(server.port)
    const serverId = await connectTo(proxy.url, 'editing')
    const keep = keeping(() => undefined)
    // It takes two of the first four, and no answer comes back.
    server.onSend = (message) => {
      if (server.received.length <= 2) keep(message, undefined)
      if (server.received.length === 4) proxy.cut()
    }
    const ids = numbers(8).map((text) => test.store.send(serverId, text))
    await until(() => server.received.length === 4)
    server.onSend = keep
    await until(() => ids.every(isProven), 8_000)
    expect(kept).toEqual(numbers(8))
    await proxy.close()
  })

  it('hears an edit only when all before it is answered, and nothing behind it before that is', async () => {
    const serverId = await connectTo(server.url, 'editing')
    const acks: (() => void)[] = []
    const answerLater: OnSend = (message, ack) => {
      kept.push(message.text)
      acks.push(() => ack?.({ ok: true, id: 'x' }))
    }
    server.onSend = answerLater
    server.sockets[0]?.on('edit', answerLater)
    test.store.send(serverId, 'before')
    test.store.send(serverId, 'changed', { intent: 'edit', targetRemoteId: 'm1' })
    test.store.send(serverId, 'behind')
    for (const heard of [['before'], ['before', 'changed'], ['before', 'changed', 'behind']]) {
      await until(() => kept.length >= heard.length)
      // What went behind would be there before this.
      test.store.send(serverId, 'mark', { conversationId: 2 + heard.length })
      await until(() => server.received.some(({ text }) => text === 'mark'))
      expect(kept.filter((text) => text !== 'mark')).toEqual(heard)
      for (const ack of acks.splice(0)) ack()
      server.received.length = 0
      kept.splice(0, kept.length, ...heard)
    }
  })
})

describe('a Filo host', () => {
  let host: TestHost
  afterEach(() => host.close())

  const lobby = { remoteId: 'lobby', kind: 'room', title: null, peer: null } as const
  const words = (serverId: string, count: number): number[] =>
    numbers(count).map((text) => test.store.send(serverId, text, { conversation: lobby }))

  it('has a burst in order, though it takes only so many a second', async () => {
    const write = { atOnce: 10, perSecond: 40 }
    const rates = { ...defaultHostLimits.rates, write }
    host = await TestHost.open({ limits: { rates } })
    const serverId = await connectTo(host.address, 'filo')
    const ids = words(serverId, 40)
    await until(() => ids.every(isProven), 8_000)
    const bo = await host.guest('Bo')
    const { messages } = await bo.get('history', { conversationId: 'lobby', limit: 100 })
    expect(messages.map(({ text }) => text)).toEqual(numbers(40))
    expect(test.store.outcomes(ids[39] ?? 0).length).toBeLessThan(10)
  })

  it('has all of them once and in order, however often the line is cut', async () => {
    host = await TestHost.open()
    const proxy = await TcpProxy.open(Number(new URL(host.address).port))
    const serverId = await connectTo(proxy.url, 'filo')
    const ids = words(serverId, 30)
    for (let cuts = 0; cuts < 3; cuts++) {
      proxy.after(2_000, () => proxy.cut())
      await test.reached(serverId, 'reconnecting')
      await test.reached(serverId, 'online')
    }
    await until(() => ids.every(isProven), 8_000)
    const bo = await host.guest('Bo')
    const { messages } = await bo.get('history', { conversationId: 'lobby', limit: 100 })
    expect(messages.map(({ text }) => text)).toEqual(numbers(30))
    await proxy.close()
  })

  it('refuses a word while it lacks one that is to stand before it, and takes it afterwards', async () => {
    host = await TestHost.open()
    const anna = await host.guest('Anna')
    const word = (clientId: string, after: string[]) =>
      anna.ask('message:send', { conversationId: 'lobby', clientId, text: clientId, after })
    expect(await word('second', ['first'])).toMatchObject({ error: { code: 'out-of-order' } })
    expect(await word('first', [])).toMatchObject({ ok: true, seq: 1 })
    expect(await word('second', ['first'])).toMatchObject({ ok: true, seq: 2 })
    const bruno = await host.guest('Bruno')
    const others = { conversationId: 'lobby', clientId: 'his', text: 'his', after: ['first'] }
    expect(await bruno.ask('message:send', others)).toMatchObject({
      error: { code: 'out-of-order' }
    })
  })
})
