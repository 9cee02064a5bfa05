// Each preset compiles, stays within its own schema, and says what it offers.
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { compileDialect } from '../../../src-main/dialects/compile.ts'
import { presets } from '../../../src-main/dialects/presets.ts'
import { keptEventSchema, passingEventSchema } from '../../../src-preload/contract/inbound.ts'
import { emissionOf, entryOf, NOON, preset, sessionOf } from '../../support/dialects.ts'

describe.each(presets.map(({ id, document }) => ({ id, document })))('$id', ({ id, document }) => {
  test('compiles', () => {
    const result = compileDialect(document, true)
    expect(result).toMatchObject({ ok: true, value: { id, summary: { origin: 'built-in' } } })
  })

  test('has a description and can be recognised or says why not', () => {
    expect(preset(id).summary.description).not.toBe('')
  })
})

test('no two presets have one id', () => {
  expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length)
})

describe('socketio-chat-example', () => {
  const dialect = preset('socketio-chat-example')
  const session = sessionOf('Ana')

  test('introduces itself, then waits for the login', () => {
    expect(dialect.join.map((step) => step.emission(session, NOON))).toEqual([
      { event: 'add user', args: ['Ana'], ack: null },
      null
    ])
    expect(dialect.join[1]?.waitFor).toEqual({ event: 'login', timeoutMs: 10_000 })
    expect(dialect.join[1]?.readWait?.('login', [{ numUsers: 1 }], session, NOON)).toBe('go')
    expect(dialect.join[1]?.readWait?.('typing', [{}], session, NOON)).toBe('stay')
  })

  test('reads a message', () => {
    const reading = dialect.read('new message', [{ username: 'Bo', message: 'hi' }], session, NOON)
    expect(reading.events).toEqual([
      {
        kind: 'message',
        conversation: { remoteId: '', kind: 'single', title: 'Chat', peer: null },
        message: {
          remoteId: null,
          clientId: null,
          author: { id: null, name: 'Bo' },
          own: false,
          text: 'hi',
          time: null,
          seq: null,
          edited: false,
          deleted: false,
          notice: false,
          replyTo: null,
          reactions: []
        }
      }
    ])
  })

  test('a join is a notice and a member', () => {
    const { events } = dialect.read('user joined', [{ username: 'Bo', numUsers: 2 }], session, NOON)
    expect(events.map((event) => event.kind)).toEqual(['message', 'members'])
    expect(events[0]).toMatchObject({ message: { notice: true, text: 'Bo joined' } })
  })

  test('sends a bare text and proves no more than that it was written', () => {
    expect(dialect.write(entryOf(), session, NOON)).toEqual({
      event: 'new message',
      args: ['hello'],
      ack: null
    })
    expect(dialect.proves).toEqual(['written'])
    expect(dialect.features).toMatchObject({
      send: true,
      typing: true,
      edit: false,
      history: false
    })
  })
})

describe('filo', () => {
  const dialect = preset('filo')
  const session = sessionOf('Ana')
  const message = {
    conversationId: 'lobby',
    conversationKind: 'room',
    id: 'm1',
    seq: 4,
    change: 4,
    clientId: 'c1',
    author: { id: 'u2', name: 'Bo' },
    text: 'hi',
    at: NOON,
    replyTo: { id: 'm0', seq: 3, author: { id: 'u1', name: 'Ana' }, text: 'what' },
    reactions: [{ emoji: '👍', count: 1, by: [{ id: 'u1', name: 'Ana' }] }]
  }

  test('carries name, token and secret only as far as there are any', () => {
    expect(dialect.connect(session, NOON).auth).toEqual({ name: 'Ana', version: 1 })
    const known = sessionOf('Ana', {
      vars: { token: 't'.repeat(16) },
      login: { name: 'Ana', secret: 's' }
    })
    expect(dialect.connect(known, NOON).auth).toEqual({
      name: 'Ana',
      version: 1,
      token: 't'.repeat(16),
      secret: 's'
    })
  })

  test('welcome tells who, what and where, and remembers the token', () => {
    const { events, session: after } = dialect.read(
      'welcome',
      [
        {
          hostName: 'Office',
          me: { id: 'u1', name: 'Ana 2' },
          token: 'secret-token-1234',
          conversations: [
            {
              id: 'lobby',
              kind: 'room',
              title: 'Lobby',
              topic: null,
              peer: null,
              joined: true,
              lastSeq: 4,
              readSeq: 1
            }
          ],
          people: [{ id: 'u2', name: 'Bo', online: true }]
        }
      ],
      session,
      NOON
    )
    expect(events.map((event) => event.kind)).toEqual([
      'remember',
      'identity',
      'server-name',
      'members',
      'conversations'
    ])
    expect(events[4]).toMatchObject({ conversations: [{ remoteId: 'lobby', unread: 3 }] })
    expect(after.me).toEqual({ id: 'u1', name: 'Ana 2' })
    expect(after.vars).toEqual({ token: 'secret-token-1234', unanswered: 1 })
    expect(after.people.get('u2')).toBe('Bo')
  })

  test('reads a message with reply and reactions', () => {
    const { events } = dialect.read('message', [message, 'offset'], session, NOON)
    expect(events[0]).toMatchObject({
      conversation: { remoteId: 'lobby', kind: 'room' },
      message: {
        remoteId: 'm1',
        clientId: 'c1',
        seq: 4,
        time: NOON,
        replyTo: { remoteId: 'm0', author: 'Ana', text: 'what' },
        reactions: [{ emoji: '👍', by: [{ id: 'u1', name: 'Ana' }] }]
      }
    })
    for (const event of events)
      expect(v.is(v.union([keptEventSchema, passingEventSchema]), event)).toBe(true)
  })

  test('sends with the client id and reads id, time and number from the answer', () => {
    const entry = entryOf({ replyTo: { remoteId: 'm0', author: 'Bo', text: 'x' } })
    expect(dialect.write(entry, session, NOON)).toEqual({
      event: 'message:send',
      args: [{ conversationId: 'r1', clientId: entry.clientId, text: 'hello', replyTo: 'm0' }],
      ack: { timeoutMs: 10_000 }
    })
    expect(
      dialect.readAck(entry, [{ ok: true, id: 'm9', seq: 9, at: NOON }], session, NOON)
    ).toMatchObject({
      kind: 'success',
      remoteId: 'm9',
      seq: 9,
      time: NOON
    })
  })

  test('reads refusals in the host’s words', () => {
    const refused = { ok: false, error: { code: 'rate-limited', detail: { retryAfterMs: 700 } } }
    expect(dialect.readAck(entryOf(), [refused], session, NOON)).toEqual({
      kind: 'failure',
      failure: { code: 'rate-limited', retry: true },
      retryAfterMs: 700
    })
    expect(dialect.readRefusal({ code: 'secret-wrong' }, 'secret-wrong')).toMatchObject({
      code: 'secret-wrong'
    })
    expect(dialect.readRefusal(undefined, 'websocket error')).toBeNull()
  })

  test('asks for history by number and reads the page', () => {
    const request = {
      kind: 'history',
      conversation: { remoteId: 'lobby', kind: 'room', title: null, peer: null },
      stretch: 'before',
      cursor: { remoteId: 'm4', seq: 4, time: NOON },
      limit: 500,
      here: 0,
      skip: 0
    } as const
    expect(emissionOf(dialect.request(request, session, NOON))?.args).toEqual([
      { conversationId: 'lobby', before: 4, limit: 200 }
    ])
    const verdict = dialect.readRequestAck(
      request,
      [{ ok: true, conversationId: 'lobby', messages: [message], more: true }],
      session,
      NOON
    )
    expect(verdict).toMatchObject({
      kind: 'success',
      reading: {
        events: [{ kind: 'history', stretch: 'before', more: true, messages: [{ remoteId: 'm1' }] }]
      }
    })
  })
})
