// Real sockets on loopback: rooms, direct conversations, who is in them and who may see them.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostGuest } from '../../support/host-guest.ts'
import { TestHost } from '../../support/test-host.ts'

let test: TestHost
let anna: HostGuest
let bruno: HostGuest
let carla: HostGuest

beforeEach(async () => {
  test = await TestHost.open({ lobbyTitle: 'Piazza' })
  anna = await test.guest('Anna')
  bruno = await test.guest('Bruno')
  carla = await test.guest('Carla')
})
afterEach(() => test.close())

async function makeRoom(title = 'Books'): Promise<string> {
  return (await anna.get('room:create', { title })).conversation.id
}

describe('rooms', () => {
  it('puts everyone into the lobby, under its title', () => {
    expect(bruno.welcome.conversations).toMatchObject([
      { id: 'lobby', kind: 'room', title: 'Piazza', joined: true, memberCount: 2 }
    ])
  })

  it('tells its maker and everyone else of a new room, each as they see it', async () => {
    const { conversation } = await anna.get('room:create', { title: ' Good  books ', topic: 'SF' })
    const asTold = await bruno.hear('conversation')
    expect(conversation).toMatchObject({ title: 'Good books', topic: 'SF', joined: true })
    expect(await anna.hear('conversation')).toEqual(conversation)
    expect(asTold).toEqual({ ...conversation, joined: false })
  })

  it('tells messages of a room to its members only', async () => {
    const conversationId = await makeRoom()
    await bruno.get('room:join', { conversationId })
    await anna.get('message:send', { conversationId, clientId: 'r', text: 'in the room' })
    await anna.get('message:send', { conversationId: 'lobby', clientId: 'l', text: 'in the lobby' })
    await bruno.hear('message', (message) => message.text === 'in the room')
    await carla.hear('message', (message) => message.text === 'in the lobby')
    expect(carla.all('message')).toHaveLength(1)
  })

  it('refuses those who are not in a room', async () => {
    const conversationId = await makeRoom()
    const sent = await anna.get('message:send', { conversationId, clientId: 'r', text: 'x' })
    const refusal = { ok: false, error: { code: 'not-allowed' } }
    const notFound = { ok: false, error: { code: 'not-found' } }
    expect(
      await Promise.all([
        bruno.ask('message:send', { conversationId, clientId: 'b', text: 'let me in' }),
        bruno.ask('history', { conversationId }),
        bruno.ask('typing', { conversationId, on: true }),
        bruno.ask('member:list', { conversationId }),
        bruno.ask('message:edit', { messageId: sent.id, text: 'y' }),
        bruno.ask('reaction:set', { messageId: sent.id, emoji: '👍', on: true }),
        bruno.ask('read', { conversationId, messageId: sent.id })
      ])
    ).toEqual([refusal, refusal, refusal, refusal, notFound, notFound, notFound])
  })

  it('tells of those who come and go, and stops telling those who left', async () => {
    const conversationId = await makeRoom()
    const joined = await bruno.get('room:join', { conversationId })
    await bruno.get('room:leave', { conversationId })
    const left = await anna.hear('member:left')
    await anna.get('message:send', { conversationId, clientId: 'r', text: 'alone' })
    await anna.get('message:send', { conversationId: 'lobby', clientId: 'l', text: 'all' })
    await bruno.hear('message', (message) => message.text === 'all')
    expect(joined.conversation).toMatchObject({ joined: true, memberCount: 2 })
    expect(anna.all('member:joined')).toMatchObject([{ user: bruno.welcome.me, memberCount: 2 }])
    expect(left).toMatchObject({ user: bruno.welcome.me, memberCount: 1, conversationId })
    expect(bruno.all('conversation:left')).toEqual([{ conversationId, conversationKind: 'room' }])
    expect(bruno.all('message')).toHaveLength(1)
  })

  it('joins and leaves again without telling again', async () => {
    const conversationId = await makeRoom()
    for (const name of ['room:join', 'room:join', 'room:leave', 'room:leave'] as const) {
      await bruno.get(name, { conversationId })
    }
    await anna.hear('member:left')
    expect([anna.all('member:joined').length, anna.all('member:left').length]).toEqual([1, 1])
  })

  it('counts what was there before joining as read', async () => {
    const conversationId = await makeRoom()
    await anna.get('message:send', { conversationId, clientId: 'r', text: 'old' })
    const { conversation } = await bruno.get('room:join', { conversationId })
    expect(conversation).toMatchObject({ lastSeq: 1, readSeq: 1 })
  })

  it('keeps everyone in the lobby', async () => {
    const answer = await anna.ask('room:leave', { conversationId: 'lobby' })
    expect(answer).toEqual({ ok: false, error: { code: 'not-allowed' } })
  })

  it('lists rooms page by page, joined or not', async () => {
    const first = await makeRoom('One')
    const second = await makeRoom('Two')
    const page = await bruno.get('room:list', { limit: 2 })
    const rest = await bruno.get('room:list', { after: second, limit: 2 })
    const seen = (rooms: typeof page): unknown =>
      rooms.conversations.map(({ id, joined }) => [id, joined])
    expect([seen(page), page.more]).toEqual([
      [
        [first, false],
        [second, false]
      ],
      true
    ])
    expect([seen(rest), rest.more]).toEqual([[['lobby', true]], false])
  })

  it.each([
    ['', 'name-invalid'],
    ['x'.repeat(81), 'name-invalid'],
    [7, 'name-invalid']
  ])('refuses the title %j', async (title, code) => {
    expect(await anna.ask('room:create', { title })).toEqual({ ok: false, error: { code } })
  })

  it('limits how many rooms one person makes', async () => {
    const small = await TestHost.open({ limits: { roomsPerPerson: 2 } })
    const guest = await small.guest('Maker')
    await guest.get('room:create', { title: 'One' })
    await guest.get('room:create', { title: 'Two' })
    const answer = await guest.ask('room:create', { title: 'Three' })
    await small.close()
    expect(answer).toEqual({ ok: false, error: { code: 'too-many', detail: { limit: 2 } } })
  })
})

describe('direct conversations', () => {
  it('is one for two people, whoever opens it, and each sees the other as its title', async () => {
    const mine = await anna.get('direct:open', { userId: bruno.welcome.me.id })
    const theirs = await bruno.get('direct:open', { userId: anna.welcome.me.id })
    expect(mine.conversation).toMatchObject({
      kind: 'direct',
      title: 'Bruno',
      peer: bruno.welcome.me,
      memberCount: 2
    })
    expect(theirs.conversation).toEqual({
      ...mine.conversation,
      title: 'Anna',
      peer: anna.welcome.me
    })
    expect(await bruno.hear('conversation')).toEqual(theirs.conversation)
  })

  it('tells the two and nobody else', async () => {
    const { conversation } = await anna.get('direct:open', { userId: bruno.welcome.me.id })
    const conversationId = conversation.id
    await anna.get('message:send', { conversationId, clientId: 'd', text: 'between us' })
    await anna.get('message:send', { conversationId: 'lobby', clientId: 'l', text: 'for all' })
    await carla.hear('message')
    expect((await bruno.hear('message')).conversationKind).toBe('direct')
    expect(carla.all('message').map((message) => message.text)).toEqual(['for all'])
  })

  it('is to a third person as if it did not exist', async () => {
    const { conversation } = await anna.get('direct:open', { userId: bruno.welcome.me.id })
    const conversationId = conversation.id
    const answers = await Promise.all([
      carla.ask('history', { conversationId }),
      carla.ask('room:join', { conversationId }),
      carla.ask('member:list', { conversationId }),
      carla.ask('message:send', { conversationId, clientId: 'c', text: 'hello?' })
    ])
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set(['{"ok":false,"error":{"code":"not-found"}}'])
    )
  })

  it('refuses oneself, strangers and leaving', async () => {
    const { conversation } = await anna.get('direct:open', { userId: bruno.welcome.me.id })
    const codes = await Promise.all([
      anna.ask('direct:open', { userId: anna.welcome.me.id }),
      anna.ask('direct:open', { userId: 'nobody' }),
      anna.ask('room:leave', { conversationId: conversation.id })
    ])
    expect(codes.map((answer) => (answer.ok ? 'ok' : answer.error.code))).toEqual([
      'not-allowed',
      'not-found',
      'not-allowed'
    ])
  })

  it('is still there after coming back', async () => {
    const { conversation } = await anna.get('direct:open', { userId: bruno.welcome.me.id })
    await anna.get('message:send', { conversationId: conversation.id, clientId: 'd', text: 'x' })
    const { token } = bruno.welcome
    bruno.close()
    const back = await test.guest('Bruno', { auth: { token } })
    const seen = back.welcome.conversations.find((one) => one.kind === 'direct')
    expect(seen).toMatchObject({ id: conversation.id, title: 'Anna', lastSeq: 1, readSeq: 0 })
  })
})

describe('people', () => {
  it('tells who came and who went, gathered', async () => {
    const dora = await test.guest('Dora')
    const came = await anna.hear('presence', ({ people }) =>
      people.some(({ name, online }) => name === 'Dora' && online)
    )
    dora.close()
    const went = await anna.hear('presence', ({ people }) =>
      people.some(({ name, online }) => name === 'Dora' && !online)
    )
    expect([came.people.length > 0, went.people]).toEqual([
      true,
      [{ ...dora.welcome.me, online: false }]
    ])
  })

  it('keeps a person online until their last socket is gone', async () => {
    const { token } = carla.welcome
    const second = await test.guest('Carla', { auth: { token } })
    carla.close()
    const dora = await test.guest('Dora')
    await anna.hear('presence', ({ people }) => people.some(({ name }) => name === 'Dora'))
    const { people } = await dora.get('person:list', {})
    expect(people.find(({ id }) => id === second.welcome.me.id)?.online).toBe(true)
  })

  it('lists members page by page', async () => {
    const page = await anna.get('member:list', { conversationId: 'lobby', limit: 2 })
    const after = page.people.at(-1)?.id
    const rest = await anna.get('member:list', { conversationId: 'lobby', after, limit: 2 })
    expect([page.people.length, page.more, rest.people.length, rest.more]).toEqual([
      2,
      true,
      1,
      false
    ])
  })

  it('tells all sockets of a person', async () => {
    const { token } = bruno.welcome
    const phone = await test.guest('Bruno', { auth: { token } })
    const { conversation } = await bruno.get('direct:open', { userId: anna.welcome.me.id })
    await phone.hear('conversation')
    const payload = { conversationId: conversation.id, clientId: 'd', text: 'from the desk' }
    await bruno.get('message:send', payload)
    expect((await phone.hear('message')).text).toBe('from the desk')
  })
})
