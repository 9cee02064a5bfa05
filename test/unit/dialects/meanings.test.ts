// Meanings that more than one event makes, or that speak of more than one message.
import { expect, test } from 'vitest'
import { mustCompile, NOON, sessionOf, tinyDocument } from '../../support/dialects.ts'

const session = sessionOf('Ana')

test('a text that grows is one message, told again with every part', () => {
  const dialect = mustCompile(
    tinyDocument({
      inbound: [
        {
          on: 'start',
          is: 'stream',
          id: 'args[0]',
          author: { name: 'args[1]' },
          time: 'args[2]'
        },
        { on: 'token', is: 'stream', id: 'args[0]', add: 'args[1]' },
        { on: 'whole', is: 'stream', id: 'args[0]', text: 'args[1]', ended: 'true' }
      ]
    })
  )
  const said: unknown[] = []
  let now = session
  const hear = (event: string, ...args: unknown[]) => {
    const reading = dialect.read(event, args, now, NOON)
    now = reading.session
    said.push(...reading.events.map((told) => told.kind === 'message' && told.message.text))
    return reading
  }
  hear('start', 's1', 'Bot', NOON)
  hear('start', 's2', 'Cy', NOON)
  hear('token', 's1', 'Hel')
  hear('token', 's2', 'Oh')
  const { events } = hear('token', 's1', 'lo')
  expect(events).toMatchObject([
    { message: { remoteId: 's1', author: { name: 'Bot' }, time: NOON, edited: false } }
  ])
  hear('whole', 's1', 'Hello.')
  expect(said).toEqual(['Hel', 'Oh', 'Hello', 'Hello.'])
  expect([...now.streams.keys()]).toEqual(['s2'])
})

test('no more than a few growing texts are remembered, and none beyond the limit', () => {
  const dialect = mustCompile(
    tinyDocument({ inbound: [{ on: 't', is: 'stream', id: 'args[0]', add: 'args[1]' }] })
  )
  let now = session
  for (let at = 0; at < 100; at++) now = dialect.read('t', [at, 'x'], now, NOON).session
  expect(now.streams.size).toBe(20)
  for (let at = 0; at < 5; at++) now = dialect.read('t', [1, 'x'.repeat(90_000)], now, NOON).session
  expect(now.streams.get('1')?.text.length ?? 0).toBeLessThanOrEqual(100_000)
})

test('many messages are taken back at once, and never more than is said', () => {
  const dialect = mustCompile(
    tinyDocument({
      inbound: [
        { on: 'wiped', is: 'clear' },
        {
          on: 'banned',
          is: 'clear',
          conversation: 'server',
          by: { id: 'args[0].userId' },
          from: 'args[0].from'
        }
      ]
    })
  )
  expect(dialect.read('wiped', [], session, NOON).events).toMatchObject([
    { kind: 'clear', conversation: { kind: 'single' }, by: null, from: null, to: null }
  ])
  const banned = (about: unknown) => dialect.read('banned', [about], session, NOON).events
  expect(banned({ userId: 2, from: NOON })).toMatchObject([
    { conversation: null, by: { id: '2' }, from: NOON, to: null }
  ])
  expect(banned({ from: NOON })).toEqual([])
  expect(banned({ userId: 2 })).toEqual([])
})

test('typing lasts as long as the server says, within bounds', () => {
  const dialect = mustCompile(
    tinyDocument({
      inbound: [{ on: 't', is: 'typing', by: { name: 'args[0]' }, forMs: 'args[1]' }]
    })
  )
  const typing = (...args: unknown[]) => dialect.read('t', args, session, NOON).events
  expect(typing('Bo', 2500)).toMatchObject([{ forMs: 2500 }])
  expect(typing('Bo', 9e9)).toMatchObject([{ forMs: 60_000 }])
  expect(typing('Bo', -1)[0]).not.toHaveProperty('forMs')
})
