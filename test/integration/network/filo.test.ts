// Filo's own dialect against Filo's own host, through the whole network process.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostGuest } from '../../support/host-guest.ts'
import { TestHost } from '../../support/test-host.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

let host: TestHost
let test: TestNetwork
let serverId: string

beforeEach(async () => {
  host = await TestHost.open()
  test = new TestNetwork()
  const link = test.store.addLink({
    connect: {
      url: host.address,
      generation: 'auto',
      transports: 'auto',
      query: {},
      headers: {},
      auth: {}
    },
    dialectId: 'filo'
  })
  serverId = link.serverId
  await test.reached(serverId, 'online')
})
afterEach(async () => {
  test.close()
  await host.close()
})

describe('a Filo host', () => {
  it('lets us make a room, write in it and read it back', async () => {
    const made = await test.window.ask.createRoom({ serverId, title: 'Kitchen' })
    expect(made).toMatchObject({ ok: true })
    const conversationId = made.ok ? made.value.conversationId : 0
    const room = test.store.conversations[conversationId - 1]?.conversation
    if (!room) throw new Error('no room')
    const bo = await host.guest('Bo')
    await bo.get('room:join', { conversationId: room.remoteId })
    const outboxId = test.store.send(serverId, 'hello', { conversation: room })
    await bo.hear('message', ({ text }) => text === 'hello')
    await until(() => test.store.outcomes(outboxId).length > 0)
    await bo.get('message:send', {
      conversationId: room.remoteId,
      clientId: crypto.randomUUID(),
      text: 'hello yourself'
    })
    await until(() => test.store.texts().includes('hello yourself'))
    const loaded = await test.window.ask.loadOlder({ conversationId })
    expect(loaded).toMatchObject({ ok: true, value: { more: false } })
    expect(test.store.texts().slice(-2)).toEqual(['hello', 'hello yourself'])
  })

  it('tells who types and who is there', async () => {
    const made = await test.window.ask.createRoom({ serverId, title: 'Kitchen' })
    const conversationId = made.ok ? made.value.conversationId : 0
    const { remoteId } = test.store.conversations[conversationId - 1]?.conversation ?? {}
    const bo = await host.guest('Bo')
    await bo.get('room:join', { conversationId: remoteId })
    const members = await test.window.ask.watchMembers({ conversationId })
    expect(members.ok && members.value.map(({ name }) => name).sort()).toEqual(['Ana', 'Bo'])
    bo.socket.emit('typing', { conversationId: remoteId, on: true })
    await until(() => test.typing.some(({ names }) => names[0] === 'Bo'))
    expect(test.typing).toEqual([{ conversationId, names: ['Bo'] }])
    bo.close()
    await until(() =>
      test.members.at(-1)?.members.some(({ name, online }) => name === 'Bo' && online === false)
    )
  })

  it('opens a direct conversation', async () => {
    const bo = await host.guest('Bo')
    const { me } = bo.welcome
    const opened = await test.window.ask.openDirect({ serverId, person: { id: me.id, name: 'Bo' } })
    expect(opened).toMatchObject({ ok: true })
    const conversationId = opened.ok ? opened.value.conversationId : 0
    expect(test.store.conversations[conversationId - 1]?.conversation).toMatchObject({
      kind: 'direct',
      peer: { id: me.id, name: 'Bo' }
    })
  })

  it('tells us after a crash what was said meanwhile, all of it and once', async () => {
    test.store.knowsIds = true
    const made = await test.window.ask.createRoom({ serverId, title: 'Kitchen' })
    const conversationId = made.ok ? made.value.conversationId : 0
    const { remoteId } = test.store.conversations[conversationId - 1]?.conversation ?? {}
    const bo = await host.guest('Bo')
    await bo.get('room:join', { conversationId: remoteId })
    const say = async (guest: HostGuest, text: string): Promise<void> => {
      const clientId = crypto.randomUUID()
      for (;;) {
        const told = await guest.ask('message:send', { conversationId: remoteId, clientId, text })
        if (told.ok) return
        await new Promise((resolve) => setTimeout(resolve, 20)) // the host bounds one guest's rate
      }
    }
    await say(bo, 'before')
    await until(() => test.store.texts().length === 1)
    test.close()
    const missed = Array.from({ length: 130 }, (_, n) => `missed ${n}`)
    const others = await Promise.all(['C', 'D', 'E', 'F'].map((name) => host.guest(name)))
    for (const other of others) await other.get('room:join', { conversationId: remoteId })
    const speakers = [bo, ...others]
    await Promise.all(
      speakers.map(async (speaker, which) => {
        const share = missed.filter((_text, n) => n % speakers.length === which)
        for (const text of share) await say(speaker, text)
      })
    )
    test = new TestNetwork({ store: test.store })
    await until(() => test.store.texts().length >= 131)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect([...test.store.texts()].sort()).toEqual(['before', ...missed].sort())
  })
})
