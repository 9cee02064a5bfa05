// What a document may say, what is refused with its place, and how rules are applied.
import { describe, expect, test } from 'vitest'
import { compileDialect } from '../../../src-main/dialects/compile.ts'
import type { OutboxEntry } from '../../../src-main/ports/store-network-calls.ts'
import {
  emissionOf,
  entryOf,
  mustCompile,
  NOON,
  room,
  sessionOf,
  tinyDocument
} from '../../support/dialects.ts'

const named = { conversations: { mode: 'named' } }
const session = sessionOf('Ana')

describe('a bad document is refused with the place of the fault', () => {
  const message = { on: 'm', is: 'message', text: 'args[0]' }
  test.each<[string, Record<string, unknown>, string]>([
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['another version', { filoDialect: 2 }, 'filoDialect'],
    ['an unknown meaning', { inbound: [{ on: 'm', is: 'shout' }] }, 'inbound.0.is'],
    ['bad syntax', { inbound: [{ ...message, text: 'args[' }] }, 'inbound.0.text'],
    ['an unknown variable', { inbound: [{ ...message, when: 'entry.on' }] }, 'inbound.0.when'],
    ['an unknown function', { inbound: [{ ...message, own: 'eval(args)' }] }, 'inbound.0.own'],
    ['a rule for no event', { inbound: [{ is: 'message' }] }, 'inbound.0'],
    ['a poisonous key', { connect: { auth: { prototype: 1 } } }, 'connect.auth'],
    [
      'a bad template',
      { outbound: { send: { emit: 'm', args: ['=me.'] } } },
      'outbound.send.args.0'
    ],
    [
      'a bad answer',
      { outbound: { send: { emit: 'm', ack: { id: 'ack[' } } } },
      'outbound.send.ack.id'
    ],
    [
      'a second way',
      { outbound: { send: [{ emit: 'm' }, { emit: 'n', when: '?' }] } },
      'outbound.send.1.when'
    ]
  ])('%s', (_, parts, path) => {
    const result = compileDialect(tinyDocument(parts))
    expect(result).toMatchObject({ ok: false, failure: { code: 'dialect-invalid' } })
    if (!result.ok) expect(String(result.failure.detail?.['path'])).toMatch(new RegExp(`^${path}`))
  })

  test.each([null, undefined, 7, 'text', [], { filoDialect: 1 }])('%j', (document) => {
    expect(compileDialect(document).ok).toBe(false)
  })

  test('cyclic, or too large', () => {
    const cyclic: Record<string, unknown> = tinyDocument({})
    cyclic['source'] = cyclic
    expect(compileDialect(cyclic).ok).toBe(false)
    expect(compileDialect(tinyDocument({ source: 'x'.repeat(300_000) })).ok).toBe(false)
  })
})

describe('rules', () => {
  test('one event may carry several meanings', () => {
    const dialect = mustCompile(
      tinyDocument({
        inbound: [
          { on: 'e', when: "args[0].type == 'say'", is: 'message', text: 'args[0].text' },
          {
            on: 'e',
            when: "args[0].type == 'came'",
            is: 'members',
            change: 'joined',
            people: { name: 'args[0].who' }
          }
        ]
      })
    )
    const kinds = (data: unknown) =>
      dialect.read('e', [data], session, NOON).events.map(({ kind }) => kind)
    expect(kinds({ type: 'say', text: 'x' })).toEqual(['message'])
    expect(kinds({ type: 'came', who: 'Bo' })).toEqual(['members'])
    expect(kinds({ type: 'other' })).toEqual([])
  })

  test('a list is read element by element, each seeing the list around it', () => {
    const dialect = mustCompile(
      tinyDocument({
        ...named,
        inbound: [
          {
            on: 'all',
            each: 'args[0]',
            is: 'history',
            conversation: { id: 'item.id' },
            messages: { each: 'item.said', text: "outer.id + ': ' + item" }
          }
        ]
      })
    )
    const { events } = dialect.read(
      'all',
      [
        [
          { id: 'a', said: ['1', '2'] },
          { id: 'b', said: ['3'] }
        ]
      ],
      session,
      NOON
    )
    expect(events).toMatchObject([
      { conversation: { remoteId: 'a' }, messages: [{ text: 'a: 1' }, { text: 'a: 2' }] },
      { conversation: { remoteId: 'b' }, messages: [{ text: 'b: 3' }] }
    ])
  })

  test('event names with blanks', () => {
    const dialect = mustCompile(
      tinyDocument({
        ...named,
        inbound: [
          {
            on: 'chat:{room}:messages',
            is: 'message',
            conversation: { id: 'capture.room' },
            text: 'args[0]'
          }
        ]
      })
    )
    const read = (event: string) => dialect.read(event, ['hi'], session, NOON).events
    expect(read('chat:7:messages')).toMatchObject([{ conversation: { remoteId: '7' } }])
    expect(read('chat::messages')).toEqual([])
    expect(read('chat:7:messages:update')).toEqual([])
  })

  test('ids are given names that were heard before', () => {
    const dialect = mustCompile(
      tinyDocument({
        inbound: [
          {
            on: 'users',
            is: 'members',
            change: 'all',
            people: { each: 'args[0]', id: 'item.id', name: "item.first + ' ' + item.last" }
          },
          { on: 'm', is: 'message', author: { id: 'args[0].from' }, text: 'args[0].text' }
        ]
      })
    )
    const { session: after } = dialect.read(
      'users',
      [[{ id: 7, first: 'Bo', last: 'B' }]],
      session,
      NOON
    )
    expect(dialect.read('m', [{ from: 7, text: 'x' }], after, NOON).events).toMatchObject([
      { message: { author: { id: '7', name: 'Bo B' } } }
    ])
  })

  test('a list of typing people is told as who began and who stopped', () => {
    const dialect = mustCompile(
      tinyDocument({
        inbound: [{ on: 't', is: 'typists', people: { each: 'args[0]', name: 'item' } }]
      })
    )
    const first = dialect.read('t', [['Bo', 'Cy']], session, NOON)
    const second = dialect.read('t', [['Cy', 'Di']], first.session, NOON)
    const third = dialect.read('t', [[]], second.session, NOON)
    const told = (reading: typeof first) =>
      reading.events.map((event) =>
        event.kind === 'typing' ? `${event.by.name ?? ''}${event.on ? '+' : '-'}` : ''
      )
    expect([told(first), told(second), told(third)]).toEqual([
      ['Bo+', 'Cy+'],
      ['Bo-', 'Di+'],
      ['Cy-', 'Di-']
    ])
  })

  test('values are kept for later, and the server is answered', () => {
    const dialect = mustCompile(
      tinyDocument({
        inbound: [
          {
            on: 'hello',
            is: 'nothing',
            set: { n: 'args[0] + 1' },
            remember: { key: 'args[1]' },
            answer: ['ok', '=vars.n']
          },
          { on: 'm', is: 'message', text: "'n is ' + vars.n" }
        ]
      })
    )
    const first = dialect.read('hello', [1, 'secret'], session, NOON)
    expect(first.ackArgs).toEqual(['ok', 2])
    expect(first.events).toEqual([{ kind: 'remember', values: { key: 'secret' } }])
    expect(dialect.read('m', [], first.session, NOON).events).toMatchObject([
      { message: { text: 'n is 2' } }
    ])
  })

  test('an event is answered with another one', () => {
    const dialect = mustCompile(
      tinyDocument({
        inbound: [
          { on: 'serverPing', is: 'nothing', say: { emit: 'clientPong', args: ['=args[0]'] } }
        ]
      })
    )
    expect(dialect.read('serverPing', [7], session, NOON).says).toEqual([
      { event: 'clientPong', args: [7] }
    ])
  })

  test('the joined room holds what names no room', () => {
    const dialect = mustCompile(
      tinyDocument({
        conversations: { mode: 'joined', current: { id: 'login.room' } },
        inbound: [
          { on: 'm', is: 'message', text: 'args[0]' },
          { on: 'moved', is: 'nothing', current: { id: 'args[0]' } }
        ]
      })
    )
    const start = sessionOf('Ana', { login: { name: 'Ana', room: 'first' } })
    expect(dialect.read('m', ['x'], start, NOON).events).toMatchObject([
      { conversation: { remoteId: 'first' } }
    ])
    const moved = dialect.read('moved', ['second'], start, NOON).session
    expect(dialect.read('m', ['x'], moved, NOON).events).toMatchObject([
      { conversation: { remoteId: 'second' } }
    ])
  })

  test('a list that begins with the newest is turned round, told or seen by the times', () => {
    const rule = {
      on: 'h',
      is: 'history',
      messages: { each: 'args[0]', text: 'item.t', time: 'item.at' }
    }
    const dialect = mustCompile(tinyDocument({ inbound: [rule] }))
    const list = [
      { t: 'b', at: NOON + 1 },
      { t: 'a', at: NOON }
    ]
    expect(dialect.read('h', [list], session, NOON).events).toMatchObject([
      { messages: [{ text: 'a' }, { text: 'b' }] }
    ])
  })

  test.each([
    ['its numbers', { seq: 'item.n' }, [3, 4]],
    ['most of its times', {}, [3, 4, 5, 6]]
  ])('a list in which the clock was set back stays as it is, by %s', (_, numbers, after) => {
    const messages = { each: 'args[0]', text: 'item.t', time: 'item.at', ...numbers }
    const rule = { on: 'h', is: 'history', messages }
    const said = (n: number, at: number) => ({ t: `${n}`, n, at })
    const list = [said(2, NOON), ...after.map((n) => said(n, NOON - 3_600_000 + n))]
    const { events } = mustCompile(tinyDocument({ inbound: [rule] })).read(
      'h',
      [list],
      session,
      NOON
    )
    expect(events).toMatchObject([{ messages: list.map(({ t }) => ({ text: t })) }])
  })

  test('what would not fit is dropped and named', () => {
    const dialect = mustCompile(
      tinyDocument({ inbound: [{ on: 'm', is: 'message', text: 'args[0]' }] })
    )
    const reading = dialect.read('m', ['x'.repeat(20_001)], session, NOON)
    expect(reading).toMatchObject({ events: [], rules: ['message#0!text-too-long'] })
  })

  test('names lose what hides in them', () => {
    const dialect = mustCompile(
      tinyDocument({
        inbound: [{ on: 'm', is: 'message', author: { name: 'args[0]' }, text: "'x'" }]
      })
    )
    const nameOf = (name: string) => {
      const [event] = dialect.read('m', [name], session, NOON).events
      return event?.kind === 'message' ? event.message.author.name : null
    }
    expect(nameOf('\u202Eana\u202C')).toBe('ana')
    expect(nameOf('A\u200Bna\u200D')).toBe('Ana')
    expect(nameOf('  Ana \n Bo ')).toBe('Ana Bo')
    expect(nameOf('👩‍💻 Ana')).toBe('👩‍💻 Ana')
    expect(nameOf('\u200B\u200B')).toBeNull()
    expect(nameOf('x'.repeat(500))).toBe(`${'x'.repeat(199)}…`)
  })
})

describe('saying things', () => {
  test('keys that end in ? are left out where they are null', () => {
    const send = {
      emit: 'm',
      args: [{ text: '=entry.text', 're?': '=entry.replyTo.remoteId', room: null }]
    }
    const dialect = mustCompile(tinyDocument({ outbound: { send } }))
    expect(emissionOf(dialect.write(entryOf(), session, NOON))?.args).toEqual([
      { text: 'hello', room: null }
    ])
    expect(dialect.features.reply).toBe(true)
  })

  test('the event itself may be computed, and ways are tried in order', () => {
    const dialect = mustCompile(
      tinyDocument({
        ...named,
        outbound: {
          send: [
            { when: "conversation.kind == 'direct'", emit: 'pm' },
            { emit: "='chat:' + conversation.remoteId" }
          ]
        }
      })
    )
    const direct = { ...room, kind: 'direct' } as const
    const eventFor = (entry: OutboxEntry) => emissionOf(dialect.write(entry, session, NOON))?.event
    expect(eventFor(entryOf({ conversation: direct }))).toBe('pm')
    expect(eventFor(entryOf())).toBe('chat:r1')
  })

  test('what the server lacks is not offered', () => {
    const dialect = mustCompile(
      tinyDocument({ outbound: { send: { emit: 'm' } }, features: { send: false } })
    )
    expect(Object.values(dialect.features)).not.toContain(true)
    expect(dialect.write(entryOf({ intent: 'edit' }), session, NOON)).toBeNull()
    expect(dialect.request({ kind: 'join', conversation: room }, session, NOON)).toBeNull()
  })

  test.each<[string, Record<string, unknown>, unknown[], string]>([
    ['[err, data]', { success: 'ack[0] == null' }, [null, { id: 1 }], 'success'],
    ['[err, data]', { success: 'ack[0] == null' }, [{ code: 1 }], 'failure'],
    ['{status}', { success: 'ack[0].status < 300' }, [{ status: 403 }], 'failure'],
    ['a text is an error', { success: "type(ack[0]) != 'string'" }, ['no'], 'failure'],
    ['true is a refusal', { success: 'ack[0] != true' }, [true], 'failure'],
    [
      'a failure that fits',
      { failures: [{ when: 'has(ack[0].error)' }] },
      [{ error: 1 }],
      'failure'
    ],
    ['no failure that fits', { failures: [{ when: 'has(ack[0].error)' }] }, [{}], 'success'],
    ['any answer', {}, [], 'success']
  ])('an answer as %s', (_, ack, args, kind) => {
    const dialect = mustCompile(tinyDocument({ outbound: { send: { emit: 'm', ack } } }))
    expect(dialect.readAck(entryOf(), args, session, NOON).kind).toBe(kind)
  })
})

describe('history after a message', () => {
  const ask = (history: object) =>
    mustCompile(tinyDocument({ ...named, outbound: { history } })).request(
      {
        kind: 'history',
        conversation: room,
        stretch: 'after',
        cursor: { remoteId: 'm4', seq: 4, time: NOON },
        limit: 50,
        here: 0,
        skip: 0
      },
      session,
      NOON
    )

  test('is asked for only in words that name it: those for another stretch would bring that one', () => {
    const args = ['=entry.cursor.seq']
    expect(ask({ emit: 'since', args, when: "entry.stretch == 'after'" })).toMatchObject({
      args: [4]
    })
    expect(ask({ emit: 'page', args })).toBeNull()
    expect(ask({ emit: 'page', args, when: "entry.stretch != 'before'" })).toBeNull()
  })
})
