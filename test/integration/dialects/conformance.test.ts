// Each preset against a server that speaks its vocabulary; together the runs make the table of the README.
import { readFileSync, writeFileSync } from 'node:fs'
import * as v from 'valibot'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import {
  keptEventSchema,
  passingEventSchema,
  type InboundMessage
} from '../../../src-preload/contract/inbound.ts'
import { presets } from '../../../src-main/dialects/presets.ts'
import { behaviours } from '../../support/dialect-emulator/behaviours/all.ts'
import type { DialectClient } from '../../support/dialect-emulator/driver.ts'
import type { Behaviour, Capability } from '../../support/dialect-emulator/emulator.ts'
import { openStage, placeOf, type Stage } from '../../support/dialect-emulator/stage.ts'
import {
  conformanceTable,
  shownBy,
  tableIn,
  withTable
} from '../../support/dialect-emulator/table.ts'
import { entryOf } from '../../support/dialects.ts'
import { PIXEL } from '../../support/media.ts'
import { TransferWorld } from '../../support/network/transfer-world.ts'
import { until } from '../../support/network/until.ts'

const README = 'README.md'
const eventSchema = v.union([keptEventSchema, passingEventSchema])
const failed = new Set<string>()
let stage: Stage
const clients: DialectClient[] = []
const worlds: TransferWorld[] = []

async function open(behaviour: Behaviour) {
  stage = await openStage(behaviour)
  return async (name: string, more: Record<string, string> = {}): Promise<DialectClient> => {
    const client = await stage.enter(name, more)
    clients.push(client)
    return client
  }
}

/** A run that shows one capability; what each client was told must fit the contract. */
function shows(behaviour: Behaviour, capability: Capability, run: () => Promise<void>): void {
  if (!shownBy(behaviour).includes(capability)) return
  test(capability, async () => {
    failed.add(`${behaviour.id} ${capability}`)
    await run()
    for (const event of clients.flatMap(({ events }) => events)) {
      expect(v.safeParse(eventSchema, event).issues, JSON.stringify(event)).toBeUndefined()
    }
    failed.delete(`${behaviour.id} ${capability}`)
  })
}

afterEach(async () => {
  clients.length = 0
  for (const world of worlds.splice(0)) world.close()
  await stage.close()
})

const TEXT = 'hi & <there>'
const says = (text: string) => (event: { message: InboundMessage }) => event.message.text === text

describe.each(behaviours)('$id', (behaviour) => {
  const { shows: server } = behaviour

  /** Ana and Bo, and where they talk. */
  async function two() {
    const enter = await open(behaviour)
    const ana = await enter('Ana')
    const bo = server.answers ? ana : await enter('Bo')
    return { enter, ana, bo, conversation: await placeOf(behaviour, ana, 'Bo') }
  }

  shows(behaviour, 'connect', async () => {
    await (
      await open(behaviour)
    )('Ana')
  })

  shows(behaviour, 'login', async () => {
    const enter = await open(behaviour)
    const ana = await enter('Ana')
    expect(ana.session.me.name).not.toBeNull()
    if (behaviour.login?.['password']) {
      await expect(enter('Ana', { password: 'wrong' })).rejects.toThrow('secret-wrong')
    }
  })

  shows(behaviour, 'send', async () => {
    const { ana, bo, conversation } = await two()
    const verdict = await ana.send(entryOf({ conversation, text: TEXT }))
    const heard = server.answers ? says(`you said: ${TEXT}`) : says(TEXT)
    await bo.told('message', heard)

    // What the dialect says that it proves is what happens: no less, or ticks would lie; no more, or words double.
    const { proves, echo } = ana.dialect
    expect(proves).toContain('written')
    expect(verdict?.kind).toBe(proves.includes('acknowledged') ? 'success' : undefined)
    expect(proves.includes('echoed')).toBe(echo !== 'none')
    if (echo === 'none') {
      const own = ana.events.filter((event) => event.kind === 'message' && says(TEXT)(event))
      expect(own).toEqual([])
    } else {
      const { message } = await ana.told('message', says(TEXT))
      expect(message.own || message.mayBeOwn).toBe(true)
    }
    expect(proves.filter((proof) => proof === 'delivered' || proof === 'read')).toEqual([])
  })

  shows(behaviour, 'receive', async () => {
    if (server.receiveOnly) {
      const ana = await (await open(behaviour))('Ana')
      const { message } = await ana.told('message', ({ message: { text } }) =>
        text.startsWith('hello from afar')
      )
      expect(message).toMatchObject({ author: { name: 'Ana' }, time: 1_772_368_496_000 })
      expect(ana.dialect.features.send).toBe(false)
      return
    }
    const { ana, bo, conversation } = await two()
    await ana.send(entryOf({ conversation, text: TEXT }))
    const text = server.answers ? `you said: ${TEXT}` : TEXT
    const heard = await bo.told('message', says(text))
    expect(heard.message.own).toBe(false)
    expect(heard.conversation.kind).toBe(conversation.kind)
    if (!server.direct) expect(heard.conversation.remoteId).toBe(conversation.remoteId)
    if (!server.anonymous && !server.answers) expect(heard.message.author.name).toBe('Ana')
  })

  shows(behaviour, 'history', async () => {
    const { enter, ana, bo, conversation } = await two()
    const texts = ['first', 'second']
    for (const text of texts) {
      await ana.send(entryOf({ conversation, text }))
      await bo.told('message', says(server.answers ? `you said: ${text}` : text))
    }
    const late = await enter(server.direct ? 'Ana' : 'Cy')
    if (server.history === 'asked') {
      await late.ask({
        kind: 'history',
        conversation,
        stretch: 'latest',
        cursor: null,
        limit: 50,
        here: 0,
        skip: 0
      })
    }
    const isWhole = (messages: readonly InboundMessage[]): boolean =>
      messages
        .filter(({ text }) => texts.includes(text))
        .map(({ text }) => text)
        .join() === 'first,second'
    await Promise.any([
      late.told('history', ({ messages }) => isWhole(messages)),
      late.told('message', says('second'))
    ])
  })

  shows(behaviour, 'typing', async () => {
    const { ana, bo, conversation } = await two()
    if (server.typing === 'server') {
      await ana.send(entryOf({ conversation, text: 'go' }))
      await ana.told('typing', ({ on, own }) => on && !own)
      return
    }
    await ana.ask({ kind: 'typing', conversation, on: true })
    await bo.told('typing', ({ on, by }) => on && by.name === 'Ana')
    if (server.typing === 'starts') return
    await ana.ask({ kind: 'typing', conversation, on: false })
    await bo.told('typing', ({ on }) => !on)
  })

  shows(behaviour, 'presence', async () => {
    const { enter, ana, bo, conversation } = await two()
    // Some tell who is there only to who comes.
    const where = behaviour.id === 'feathers-chat' ? await enter('Cy') : ana
    if (server.entered) await bo.ask({ kind: 'join', conversation })
    await where.told('members', ({ people }) => people.some(({ name }) => name === 'Bo'))
  })

  shows(behaviour, 'rooms', async () => {
    const { ana, conversation } = await two()
    if (server.place && !server.unlisted) {
      await ana.told('conversations', ({ conversations }) =>
        conversations.some(({ remoteId }) => remoteId === conversation.remoteId)
      )
    }
    if (server.createsRooms) {
      await ana.ask({ kind: 'create-room', title: '#new' })
      await ana.told('conversations', ({ conversations }) =>
        conversations.some(({ title }) => title === '#new')
      )
    }
    if (server.leaves) {
      expect((await ana.ask({ kind: 'leave', conversation })).kind).toBe('success')
    }
  })

  shows(behaviour, 'edit', async () => {
    const { ana, bo, conversation } = await two()
    await ana.send(entryOf({ conversation, text: 'teh' }))
    const { remoteId } = await idOf(bo, server.answers ? 'you said: teh' : 'teh')
    const told = behaviour.tells?.edit?.(remoteId)
    if (told) stage.server.tellAll(...told)
    else await change(ana, { conversation, targetRemoteId: remoteId, intent: 'edit', text: 'the' })
    const isNew = (event: { text: string; remoteId: string | null }): boolean =>
      event.remoteId === remoteId && event.text === 'the'
    await Promise.any([bo.told('edit', isNew), bo.told('message', ({ message }) => isNew(message))])
  })

  shows(behaviour, 'upload', async () => {
    await open(behaviour)
    await sendPicture(await personWithFiles(behaviour, 'Ana'))
    expect([...stage.server.files.values()]).toEqual([PIXEL])
  })

  shows(behaviour, 'download', async () => {
    await open(behaviour)
    const ana = await personWithFiles(behaviour, 'Ana')
    if (behaviour.shares) {
      await until(() => ana.conversation())
      stage.server.files.set('/given/dot.png', PIXEL)
      stage.server.tellAll(...behaviour.shares('/given/dot.png', PIXEL.length))
    } else await sendPicture(await personWithFiles(behaviour, 'Bo'))
    const { id } = await ana.file(() => true)
    await ana.window.ask.downloadFile({ fileId: id })
    await ana.file(({ state }) => state === 'here')
    expect(await ana.bytes(id)).toEqual(PIXEL)
  })

  shows(behaviour, 'delete', async () => {
    const { ana, bo, conversation } = await two()
    await ana.send(entryOf({ conversation, text: 'teh' }))
    const { remoteId } = await idOf(bo, server.answers ? 'you said: teh' : 'teh')
    const told = behaviour.tells?.delete?.(remoteId)
    if (told) stage.server.tellAll(...told)
    else await change(ana, { conversation, targetRemoteId: remoteId, intent: 'delete' })
    await Promise.any([
      bo.told('delete', (event) => event.remoteId === remoteId),
      bo.told('clear', (event) => event.conversation?.remoteId === conversation.remoteId)
    ])
  })
})

/** Somebody with a store and threads that move files. */
async function personWithFiles(behaviour: Behaviour, name: string): Promise<TransferWorld> {
  const world = await TransferWorld.open({
    url: stage.server.url,
    dialect: behaviour.id,
    name,
    login: { email: name, ...behaviour.login },
    generation: behaviour.generation === 2 ? '2' : '4'
  })
  worlds.push(world)
  await until(() => stage.server.count() === worlds.length)
  return world
}

/** Sends a picture; answers once its message went. */
async function sendPicture(person: TransferWorld): Promise<void> {
  const messageId = await person.send([person.write('dot.png', PIXEL)])
  await until(async () => {
    const sent = (await person.messages()).find(({ id }) => id === messageId)
    return ['sent', 'delivered', 'read'].includes(sent?.state ?? '')
  })
}

async function idOf(client: DialectClient, text: string): Promise<InboundMessage> {
  return (await client.told('message', says(text))).message
}

async function change(client: DialectClient, more: Parameters<typeof entryOf>[0]): Promise<void> {
  const verdict = await client.send(entryOf(more))
  expect(verdict?.kind).toBe('success')
}

describe('together', () => {
  test('every preset but Filo’s own has an emulated server', async () => {
    stage = await openStage(behaviours[0] as Behaviour)
    const emulated = behaviours.map(({ id }) => id)
    expect(new Set([...emulated, 'filo'])).toEqual(new Set(presets.map(({ id }) => id)))
  })
})

afterAll(() => {
  const table = conformanceTable(failed)
  if (process.env['FILO_TABLE'] === 'show') process.stdout.write(`\n${table}\n`)
  const readme = readFileSync(README, 'utf8')
  if (process.env['FILO_WRITE'] === '1') writeFileSync(README, withTable(readme, table))
  else if (failed.size === 0) expect(tableIn(readme), 'README: stale table').toBe(table)
})
