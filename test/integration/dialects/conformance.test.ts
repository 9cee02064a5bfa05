// Each preset against a server that speaks its vocabulary: connect, log in, send, receive, and what else it has.
import * as v from 'valibot'
import { afterEach, describe, expect, test } from 'vitest'
import {
  keptEventSchema,
  passingEventSchema,
  type ConversationRef
} from '../../../src-preload/contract/inbound.ts'
import { accounts } from '../../support/dialect-emulator/behaviours/accounts.ts'
import { agents } from '../../support/dialect-emulator/behaviours/agents.ts'
import { oneRoom } from '../../support/dialect-emulator/behaviours/one-room.ts'
import { rooms } from '../../support/dialect-emulator/behaviours/rooms.ts'
import { DialectClient } from '../../support/dialect-emulator/driver.ts'
import { emulate, type Behaviour } from '../../support/dialect-emulator/emulator.ts'
import { entryOf, preset } from '../../support/dialects.ts'

const eventSchema = v.union([keptEventSchema, passingEventSchema])
const opened: { close(): unknown }[] = []

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})

/** Starts the server; the function it gives lets people in, one after the other. */
async function open(behaviour: Behaviour) {
  const server = await emulate(behaviour)
  opened.push(server)
  return async (name: string, more: Record<string, string> = {}): Promise<DialectClient> => {
    const login = { name, ...behaviour.login, ...more }
    const client = new DialectClient(server.url, preset(behaviour.id), login)
    opened.push(client)
    await client.join()
    return client
  }
}

/** Where somebody writes to: the stated place, the one conversation, or the one with a person. */
async function placeOf(
  behaviour: Behaviour,
  client: DialectClient,
  other: string
): Promise<ConversationRef> {
  if (behaviour.shows.place) return behaviour.shows.place
  const { single } = client.dialect
  if (single !== null) return { remoteId: '', kind: 'single', title: single, peer: null }
  const list = await client.told('conversations', ({ conversations }) =>
    conversations.some(({ title }) => title === other)
  )
  const found = list.conversations.find(({ title }) => title === other)
  if (!found) throw new Error('no conversation')
  return { remoteId: found.remoteId, kind: found.kind, title: found.title, peer: found.peer }
}

function expectContract(...clients: DialectClient[]): void {
  for (const event of clients.flatMap((client) => client.events)) {
    expect(v.safeParse(eventSchema, event).issues, JSON.stringify(event)).toBeUndefined()
  }
}

const talking = [...oneRoom, ...rooms, ...accounts].filter(({ shows }) => !shows.receiveOnly)

describe.each(talking)('$id', (behaviour) => {
  const { shows } = behaviour

  test('what one writes the other reads, and the writer knows what became of it', async () => {
    const enter = await open(behaviour)
    const ana = await enter('Ana')
    const bo = await enter('Bo')
    const conversation = await placeOf(behaviour, ana, 'Bo')
    const verdict = await ana.send(entryOf({ conversation, text: 'hi & <there>' }))

    const heard = await bo.told('message', ({ message }) => message.text === 'hi & <there>')
    expect(heard.message.own).toBe(false)
    if (!shows.anonymous) expect(heard.message.author.name).toBe('Ana')
    if (!shows.direct) expect(heard.conversation.remoteId).toBe(conversation.remoteId)
    expect(heard.conversation.kind).toBe(conversation.kind)

    const { proves, echo } = ana.dialect
    expect(verdict?.kind).toBe(proves.includes('acknowledged') ? 'success' : undefined)
    if (echo !== 'none') await ana.told('message', ({ message }) => message.text === 'hi & <there>')
    if (echo !== 'none' && !shows.anonymous) {
      await ana.told('message', ({ message }) => message.own && message.text === 'hi & <there>')
    }
    expectContract(ana, bo)
  })

  if (shows.typing)
    test('typing is told', async () => {
      const enter = await open(behaviour)
      const ana = await enter('Ana')
      const bo = await enter('Bo')
      const conversation = await placeOf(behaviour, ana, 'Bo')
      await ana.ask({ kind: 'typing', conversation, on: true })
      await bo.told('typing', ({ on, by }) => on && by.name === 'Ana')
      if (shows.typing === 'starts-and-stops') {
        await ana.ask({ kind: 'typing', conversation, on: false })
        await bo.told('typing', ({ on }) => !on)
      }
      expectContract(bo)
    })

  if (shows.members)
    test('who comes is told', async () => {
      const enter = await open(behaviour)
      const ana = await enter('Ana')
      await enter('Bo')
      const where = behaviour.id === 'feathers-chat' ? await enter('Cy') : ana
      await where.told('members', ({ people }) => people.some(({ name }) => name === 'Bo'))
      expectContract(ana)
    })

  if (shows.history)
    test('what was written before is there for who comes later', async () => {
      const enter = await open(behaviour)
      const ana = await enter('Ana')
      const conversation = await placeOf(behaviour, ana, 'Bo')
      await ana.send(entryOf({ conversation, text: 'first' }))
      await ana.send(entryOf({ conversation, text: 'second' }))
      if (ana.dialect.echo !== 'none')
        await ana.told('message', ({ message }) => message.text === 'second')
      const cy = await enter('Cy')
      if (shows.history === 'asked') {
        await cy.ask({ kind: 'history', conversation, stretch: 'latest', cursor: null, limit: 50 })
      }
      const isHeard = (texts: string[]) => texts.join() === 'first,second'
      const told = cy.told('history', ({ messages }) => isHeard(messages.map(({ text }) => text)))
      const replayed = cy.told('message', ({ message }) => message.text === 'second')
      await Promise.any([told, replayed])
      expectContract(cy)
    })

  if (shows.edits || shows.deletes)
    test('changes and takes back', async () => {
      const enter = await open(behaviour)
      const ana = await enter('Ana')
      const bo = await enter('Bo')
      const conversation = await placeOf(behaviour, ana, 'Bo')
      await ana.send(entryOf({ conversation, text: 'teh' }))
      const { message } = await bo.told('message', ({ message }) => message.text === 'teh')
      expect(message.remoteId).not.toBeNull()
      const target = { conversation, targetRemoteId: message.remoteId }
      if (shows.edits) {
        expect((await ana.send(entryOf({ ...target, intent: 'edit', text: 'the' })))?.kind).toBe(
          'success'
        )
        await bo.told(
          'edit',
          ({ remoteId, text }) => remoteId === message.remoteId && text === 'the'
        )
      }
      if (shows.deletes) {
        expect((await ana.send(entryOf({ ...target, intent: 'delete' })))?.kind).toBe('success')
        await bo.told('delete', ({ remoteId }) => remoteId === message.remoteId)
      }
      expectContract(bo)
    })

  if (shows.createsRooms)
    test('makes a room', async () => {
      const enter = await open(behaviour)
      const ana = await enter('Ana')
      await ana.ask({ kind: 'create-room', title: '#new' })
      await ana.told('conversations', ({ conversations }) =>
        conversations.some(({ title }) => title === '#new')
      )
      expectContract(ana)
    })

  if (shows.leaves)
    test('leaves a room', async () => {
      const enter = await open(behaviour)
      const ana = await enter('Ana')
      const conversation = await placeOf(behaviour, ana, 'Bo')
      expect((await ana.ask({ kind: 'leave', conversation })).kind).toBe('success')
      expectContract(ana)
    })

  if (behaviour.login?.['password'])
    test('a wrong password is refused as such', async () => {
      const enter = await open(behaviour)
      await expect(enter('Ana', { password: 'wrong' })).rejects.toThrow('secret-wrong')
    })
})

describe.each(agents)('$id', (behaviour) => {
  test('the assistant answers', async () => {
    const enter = await open(behaviour)
    const ana = await enter('Ana')
    const conversation = await placeOf(behaviour, ana, 'Assistant')
    await ana.send(entryOf({ conversation, text: 'what now?' }))
    const { message } = await ana.told(
      'message',
      ({ message }) => message.text === 'you said: what now?'
    )
    expect(message.own).toBe(false)
    if (ana.dialect.echo !== 'none') {
      await ana.told('message', ({ message }) => message.own && message.text === 'what now?')
    }
    expectContract(ana)
  })
})

describe.each([...oneRoom, ...rooms].filter(({ shows }) => shows.receiveOnly))(
  '$id',
  (behaviour) => {
    test('what comes is read, and nothing can be sent', async () => {
      const enter = await open(behaviour)
      const ana = await enter('Ana')
      const { message } = await ana.told('message', ({ message }) =>
        message.text.startsWith('hello from afar')
      )
      expect(message).toMatchObject({ author: { name: 'Ana' }, time: 1_772_368_496_000 })
      expect(ana.dialect.features.send).toBe(false)
      expectContract(ana)
    })
  }
)

test('every preset but Filo’s own has an emulated server', async () => {
  const { presets } = await import('../../../src-main/dialects/presets.ts')
  const emulated = [...oneRoom, ...rooms, ...accounts, ...agents].map(({ id }) => id)
  expect(new Set([...emulated, 'filo'])).toEqual(new Set(presets.map(({ id }) => id)))
})
