// Real sockets on loopback: what happens to a message between its sender and everyone else.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostGuest } from '../../support/host-guest.ts'
import { TestHost } from '../../support/test-host.ts'

const lobby = 'lobby'
let test: TestHost
let anna: HostGuest
let bruno: HostGuest

beforeEach(async () => {
  test = await TestHost.open({ hostName: 'Test', now: () => 1_790_000_000_000 })
  anna = await test.guest('Anna')
  bruno = await test.guest('Bruno')
})
afterEach(() => test.close())

async function send(guest: HostGuest, text: string, extra: object = {}): Promise<string> {
  const clientId = `c-${text.slice(0, 40)}`
  const payload = { conversationId: lobby, clientId, text, ...extra }
  return (await guest.get('message:send', payload)).id
}

describe('sending', () => {
  it('acknowledges with id, number and time, and tells everyone, the sender too', async () => {
    const ack = await anna.get('message:send', {
      conversationId: lobby,
      clientId: 'c1',
      text: 'ciao'
    })
    const message = {
      id: ack.id,
      seq: 1,
      change: 1,
      conversationId: lobby,
      conversationKind: 'room',
      clientId: 'c1',
      author: anna.welcome.me,
      text: 'ciao',
      at: 1_790_000_000_000,
      reactions: []
    }
    expect(ack).toEqual({ ok: true, id: ack.id, seq: 1, at: 1_790_000_000_000 })
    expect([await anna.hear('message'), await bruno.hear('message')]).toEqual([message, message])
  })

  it('answers the same client id with the first answer and tells nobody twice', async () => {
    const payload = { conversationId: lobby, clientId: 'once', text: 'only once' }
    const first = await anna.get('message:send', payload)
    const again = await anna.get('message:send', { ...payload, text: 'changed meanwhile' })
    await send(anna, 'last')
    await bruno.hear('message', (message) => message.text === 'last')
    expect(again).toEqual({ ...first, duplicate: true })
    expect(bruno.all('message').map((message) => message.text)).toEqual(['only once', 'last'])
  })

  it('keeps apart equal client ids of two people', async () => {
    const payload = { conversationId: lobby, clientId: 'same', text: 'mine' }
    const [one, other] = [
      await anna.get('message:send', payload),
      await bruno.get('message:send', payload)
    ]
    expect([one.seq, other.seq, 'duplicate' in other]).toEqual([1, 2, false])
  })

  it('stores one of many equal sends at the same time', async () => {
    const payload = { conversationId: lobby, clientId: 'burst', text: 'burst' }
    const acks = await Promise.all(
      Array.from({ length: 10 }, () => anna.get('message:send', payload))
    )
    expect(new Set(acks.map((ack) => ack.id)).size).toBe(1)
    expect(acks.filter((ack) => ack.duplicate === true)).toHaveLength(9)
  })

  it('quotes what is answered', async () => {
    const id = await send(anna, 'question')
    await send(bruno, 'answer', { replyTo: id })
    const answer = await anna.hear('message', (message) => message.text === 'answer')
    expect(answer.replyTo).toEqual({ id, seq: 1, author: anna.welcome.me, text: 'question' })
  })

  it('carries text that is hard to carry', async () => {
    const text = 'è 日本 👩‍👩‍👧‍👦\n\tline two \u202e "quoted" \\ </script>'
    await send(anna, text)
    expect((await bruno.hear('message')).text).toBe(text)
  })

  it('replaces NUL and lone surrogates instead of cutting the text', async () => {
    await send(anna, 'a\0b\ud800c')
    expect((await bruno.hear('message')).text).toBe('a\uFFFDb\uFFFDc')
  })

  it.each([
    ['white space', { text: ' \n ' }, { code: 'message-empty' }],
    [
      'too much',
      { text: 'x'.repeat(16_001) },
      { code: 'message-too-long', detail: { limit: 16_000 } }
    ],
    ['no text', { text: undefined }, { code: 'input-invalid', detail: { field: 'text' } }],
    ['a number as text', { text: 5 }, { code: 'input-invalid', detail: { field: 'text' } }],
    [
      'an empty client id',
      { clientId: '' },
      { code: 'input-invalid', detail: { field: 'clientId' } }
    ],
    ['an unknown conversation', { conversationId: 'nowhere' }, { code: 'not-found' }],
    ['an unknown quote', { replyTo: 'no' }, { code: 'not-found', detail: { field: 'replyTo' } }]
  ])('refuses %s', async (_what, part, error) => {
    const payload = { conversationId: lobby, clientId: 'c', text: 'ok', ...part }
    expect(await anna.ask('message:send', payload)).toEqual({ ok: false, error })
  })

  it('takes the longest text there is, even when each character takes many bytes', async () => {
    const text = '日'.repeat(16_000)
    await send(anna, text)
    expect((await bruno.hear('message')).text).toHaveLength(16_000)
  })

  it.each([[null], ['text'], [[]], [undefined], [{ __proto__: { text: 'x' } }]])(
    'refuses the payload %j and lives on',
    async (payload) => {
      const answer = await anna.ask('message:send', payload)
      expect(answer).toMatchObject({ ok: false, error: { code: 'input-invalid' } })
      expect(await send(bruno, 'still here')).not.toBe('')
    }
  )

  it('refuses an unknown request by name', async () => {
    const answer: unknown = await anna.socket.emitWithAck('message:shout', {})
    expect(answer).toEqual({ ok: false, error: { code: 'event-unknown' } })
  })

  it('works without an acknowledgement being asked for', async () => {
    anna.socket.emit('message:send', { conversationId: lobby, clientId: 'c', text: 'no ack' })
    expect((await bruno.hear('message')).text).toBe('no ack')
  })

  it('ends a connection whose packet is far too large, and only that one', async () => {
    const ended = new Promise((resolve) => anna.socket.once('disconnect', resolve))
    anna.socket.emit('message:send', { text: 'x'.repeat(200_000) })
    await ended
    expect(await send(bruno, 'unharmed')).not.toBe('')
  })
})

describe('changing', () => {
  it('tells everyone of an edit, with a change number and its time', async () => {
    const id = await send(anna, 'helo')
    const ack = await anna.get('message:edit', { messageId: id, text: 'hello' })
    expect(ack).toEqual({ ok: true, id, change: 2, editedAt: 1_790_000_000_000 })
    expect(await bruno.hear('message:edited')).toMatchObject({
      id,
      seq: 1,
      change: 2,
      text: 'hello',
      editedAt: 1_790_000_000_000
    })
  })

  it('empties a deleted message and keeps its place', async () => {
    const id = await send(anna, 'secret')
    await bruno.get('reaction:set', { messageId: id, emoji: '👍', on: true })
    await anna.get('message:delete', { messageId: id })
    const told = await bruno.hear('message:deleted')
    expect(told).toMatchObject({ id, seq: 1, text: '', reactions: [] })
    const { messages } = await bruno.get('history', { conversationId: lobby })
    expect(messages).toEqual([told])
  })

  it('deletes twice without telling twice', async () => {
    const id = await send(anna, 'gone')
    const first = await anna.get('message:delete', { messageId: id })
    const again = await anna.get('message:delete', { messageId: id })
    await send(anna, 'after')
    await bruno.hear('message', (message) => message.text === 'after')
    expect(again).toEqual(first)
    expect(bruno.all('message:deleted')).toHaveLength(1)
  })

  it.each(['message:edit', 'message:delete'] as const)('lets only authors %s', async (name) => {
    const id = await send(anna, 'mine')
    const answer = await bruno.ask(name, { messageId: id, text: 'yours' })
    expect(answer).toEqual({ ok: false, error: { code: 'not-allowed' } })
  })

  it('refuses to edit what was deleted', async () => {
    const id = await send(anna, 'gone')
    await anna.get('message:delete', { messageId: id })
    const answer = await anna.ask('message:edit', { messageId: id, text: 'back' })
    expect(answer).toEqual({ ok: false, error: { code: 'not-allowed' } })
  })

  it('puts reactions on and takes them off, counting people', async () => {
    const id = await send(anna, 'vote')
    await anna.get('reaction:set', { messageId: id, emoji: '👍🏽', on: true })
    await bruno.get('reaction:set', { messageId: id, emoji: '👍🏽', on: true })
    await bruno.get('reaction:set', { messageId: id, emoji: '👍🏽', on: true })
    const { messages } = await bruno.get('history', { conversationId: lobby })
    await bruno.get('reaction:set', { messageId: id, emoji: '👍🏽', on: false })
    await anna.hear('reaction', (reaction) => !reaction.on)
    expect(messages[0]?.reactions).toEqual([
      { emoji: '👍🏽', count: 2, by: [bruno.welcome.me, anna.welcome.me] }
    ])
    expect(
      anna.all('reaction').map(({ user, on, count, change }) => [user.name, on, count, change])
    ).toEqual([
      ['Anna', true, 1, 2],
      ['Bruno', true, 2, 3],
      ['Bruno', false, 1, 4]
    ])
  })

  it('limits the different emoji on one message', async () => {
    const id = await send(anna, 'many')
    for (let code = 0x1f600; code < 0x1f600 + 20; code++) {
      const emoji = String.fromCodePoint(code)
      await anna.get('reaction:set', { messageId: id, emoji, on: true })
    }
    const answer = await bruno.ask('reaction:set', { messageId: id, emoji: '🦊', on: true })
    expect(answer).toEqual({ ok: false, error: { code: 'too-many', detail: { limit: 20 } } })
  })
})

describe('passing signals', () => {
  it('tells typing to the others only', async () => {
    await anna.get('typing', { conversationId: lobby, on: true })
    const told = await bruno.hear('typing')
    const place = { conversationId: lobby, conversationKind: 'room' }
    expect(told).toEqual({ ...place, user: anna.welcome.me, on: true })
    expect(anna.all('typing')).toEqual([])
  })

  it('moves read marks forward only, and tells of each move', async () => {
    const first = await send(anna, 'one')
    const second = await send(anna, 'two')
    await bruno.get('delivered', { conversationId: lobby, messageId: second })
    await bruno.get('read', { conversationId: lobby, messageId: second })
    await bruno.get('read', { conversationId: lobby, messageId: first })
    await send(bruno, 'end')
    await anna.hear('message', (message) => message.text === 'end')
    const told = anna.all('receipt').map(({ user, level, seq }) => [user.name, level, seq])
    expect(told).toEqual([
      ['Bruno', 'delivered', 2],
      ['Bruno', 'read', 2]
    ])
    const { people } = await anna.get('member:list', { conversationId: lobby })
    expect(people.find((person) => person.name === 'Bruno')).toMatchObject({
      readSeq: 3,
      deliveredSeq: 3
    })
  })

  it('refuses a read mark on a message of another conversation', async () => {
    const id = await send(anna, 'here')
    const answer = await bruno.ask('read', { conversationId: 'elsewhere', messageId: id })
    expect(answer).toEqual({ ok: false, error: { code: 'not-found' } })
  })
})

describe('history', () => {
  const texts = (page: { messages: { text: string }[] }): string[] =>
    page.messages.map((message) => message.text)

  beforeEach(async () => {
    for (let n = 1; n <= 7; n++) await send(anna, `m${n}`)
  })

  it('gives the latest page oldest first, and says that there is more', async () => {
    const page = await bruno.get('history', { conversationId: lobby, limit: 3 })
    expect([texts(page), page.more]).toEqual([['m5', 'm6', 'm7'], true])
  })

  it('goes back page by page to the beginning', async () => {
    const older = await bruno.get('history', { conversationId: lobby, before: 5, limit: 3 })
    const oldest = await bruno.get('history', { conversationId: lobby, before: 2, limit: 3 })
    expect([texts(older), older.more]).toEqual([['m2', 'm3', 'm4'], true])
    expect([texts(oldest), oldest.more]).toEqual([['m1'], false])
  })

  it('goes forward from a cursor to fill a gap', async () => {
    const page = await bruno.get('history', { conversationId: lobby, after: 4, limit: 2 })
    const rest = await bruno.get('history', { conversationId: lobby, after: 6 })
    expect([texts(page), page.more]).toEqual([['m5', 'm6'], true])
    expect([texts(rest), rest.more]).toEqual([['m7'], false])
  })

  it('gives all that changed since a change number', async () => {
    const { messages } = await bruno.get('history', { conversationId: lobby })
    const [first, second] = messages
    await anna.get('message:edit', { messageId: first?.id, text: 'edited' })
    await bruno.get('reaction:set', { messageId: second?.id, emoji: '🎉', on: true })
    await send(anna, 'm8')
    const page = await bruno.get('history', { conversationId: lobby, changedAfter: 7 })
    expect(page.messages.map(({ text, change }) => [text, change])).toEqual([
      ['edited', 8],
      ['m2', 9],
      ['m8', 10]
    ])
  })

  it('ends a page early when its texts are long', async () => {
    const long = await TestHost.open({ limits: { rates: anyRate } })
    const guest = await long.guest('Long')
    for (let n = 0; n < 40; n++) {
      const payload = { conversationId: lobby, clientId: `l${n}`, text: 'x'.repeat(16_000) }
      await guest.get('message:send', payload)
    }
    const page = await guest.get('history', { conversationId: lobby, limit: 200 })
    await long.close()
    expect([page.messages.length, page.messages.at(-1)?.seq, page.more]).toEqual([25, 40, true])
  })
})

const plenty = { atOnce: 1e6, perSecond: 1e6 }
const anyRate = { write: plenty, signal: plenty, query: plenty, create: plenty }
