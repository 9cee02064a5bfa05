// Filo's own dialect against Filo's own host: everything that it has, between real clients.
import * as v from 'valibot'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openHost, type Host } from '../../../src-main/host/open-host.ts'
import {
  keptEventSchema,
  passingEventSchema,
  type ConversationRef
} from '../../../src-preload/contract/inbound.ts'
import { DialectClient } from '../../support/dialect-emulator/driver.ts'
import { entryOf, mustCompile, preset } from '../../support/dialects.ts'

const lobby: ConversationRef = { remoteId: 'lobby', kind: 'room', title: null, peer: null }
const eventSchema = v.union([keptEventSchema, passingEventSchema])
let dataDir = ''
let host: Host
let ana: DialectClient
let bo: DialectClient

async function enter(name: string, more: Record<string, string> = {}): Promise<DialectClient> {
  const { port } = host.state
  const client = new DialectClient(`http://127.0.0.1:${port ?? 0}`, preset('filo'), {
    name,
    ...more
  })
  await client.join()
  return client
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'filo-dialect-'))
  const opened = await openHost({ port: 0, dataDir, hostName: 'Office' })
  if (!opened.ok) throw new Error(opened.failure.code)
  host = opened.value
  ana = await enter('Ana')
  bo = await enter('Bo')
})

afterEach(async () => {
  for (const event of [...ana.events, ...bo.events]) {
    expect(v.safeParse(eventSchema, event).issues, JSON.stringify(event)).toBeUndefined()
  }
  ana.close()
  bo.close()
  await host.close()
  rmSync(dataDir, { recursive: true })
})

async function say(text: string, clientId: string = crypto.randomUUID()) {
  const verdict = await ana.send(entryOf({ conversation: lobby, text, clientId }))
  if (verdict?.kind !== 'success') throw new Error(JSON.stringify(verdict))
  return verdict
}

test('the server tells its name, who one is, who is there and where one can write', async () => {
  await ana.told('server-name', ({ name }) => name === 'Office')
  await ana.told('identity', ({ me }) => me.name === 'Ana' && me.id !== null)
  await ana.told('conversations', ({ conversations }) =>
    conversations.some(({ remoteId }) => remoteId === 'lobby')
  )
  await ana.told('members', ({ people }) => people.some(({ name }) => name === 'Bo'))
  await ana.told('remember', ({ values }) => (values['token'] ?? '').length >= 16)
})

test('a message arrives once with its number, and sending it again changes nothing', async () => {
  const clientId = crypto.randomUUID()
  const first = await say('hello', clientId)
  const again = await say('hello', clientId)
  expect(again).toMatchObject({ remoteId: first.remoteId, seq: first.seq })
  const { message } = await bo.told('message', ({ message }) => message.text === 'hello')
  expect(message).toMatchObject({ remoteId: first.remoteId, seq: first.seq, own: false })
  await ana.told('message', (event) => event.message.own && event.message.clientId === clientId)
  expect(bo.events.filter(({ kind }) => kind === 'message')).toHaveLength(1)
})

test('changes, takes back, reacts, answers', async () => {
  const { remoteId } = await say('teh')
  const target = { conversation: lobby, targetRemoteId: remoteId }
  const replyTo = { remoteId, author: 'Ana', text: 'teh' }
  await ana.send(entryOf({ ...target, intent: 'react', emoji: '👍', on: true }))
  await bo.told(
    'reaction',
    (event) => event.remoteId === remoteId && event.emoji === '👍' && event.on
  )
  await ana.send(entryOf({ ...target, intent: 'edit', text: 'the' }))
  await bo.told('edit', (event) => event.remoteId === remoteId && event.text === 'the')
  await bo.send(
    entryOf({ conversation: lobby, text: 'yes', clientId: crypto.randomUUID(), replyTo })
  )
  await ana.told('message', ({ message }) => message.replyTo?.remoteId === remoteId)
  await ana.send(entryOf({ ...target, intent: 'delete' }))
  await bo.told('delete', (event) => event.remoteId === remoteId)
})

test('typing and how far one has read', async () => {
  const { remoteId } = await say('read me')
  await ana.ask({ kind: 'typing', conversation: lobby, on: true })
  await bo.told('typing', ({ by, on }) => by.name === 'Ana' && on)
  await bo.send(entryOf({ conversation: lobby, intent: 'read', targetRemoteId: remoteId }))
  await ana.told('receipt', (event) => event.by.name === 'Bo' && event.level === 'read')
})

test('history comes page by page, oldest first', async () => {
  for (const text of ['1', '2', '3', '4']) await say(text)
  await bo.ask({
    kind: 'history',
    conversation: lobby,
    stretch: 'latest',
    cursor: null,
    limit: 2,
    here: 0,
    skip: 0
  })
  const page = await bo.told('history', ({ messages }) => messages.length === 2)
  expect(page).toMatchObject({ stretch: 'latest', more: true })
  expect(page.messages.map(({ text }) => text)).toEqual(['3', '4'])
  const cursor = { remoteId: null, seq: page.messages[0]?.seq ?? null, time: 0 }
  await bo.ask({
    kind: 'history',
    conversation: lobby,
    stretch: 'before',
    cursor,
    limit: 50,
    here: 0,
    skip: 0
  })
  const older = await bo.told('history', ({ stretch }) => stretch === 'before')
  expect(older.messages.map(({ text }) => text)).toEqual(['1', '2'])
  expect(older.more).toBe(false)
})

test('rooms are made, entered and left; two people get a conversation of their own', async () => {
  await ana.ask({ kind: 'create-room', title: 'Plans' })
  const made = await ana.told('conversations', ({ conversations }) =>
    conversations.some(({ title }) => title === 'Plans')
  )
  const plans = made.conversations.find(({ title }) => title === 'Plans')
  if (!plans) throw new Error('no room')
  expect((await bo.ask({ kind: 'join', conversation: plans })).kind).toBe('success')
  await ana.told(
    'members',
    ({ people, change }) => change === 'joined' && people.some(({ name }) => name === 'Bo')
  )
  await bo.ask({ kind: 'members', conversation: plans })
  await bo.told(
    'members',
    ({ conversation, people }) => conversation?.remoteId === plans.remoteId && people.length === 2
  )
  expect((await bo.ask({ kind: 'leave', conversation: plans })).kind).toBe('success')
  const person = { id: bo.session.me.id, name: 'Bo' }
  await ana.ask({ kind: 'open-direct', person })
  await ana.told('conversations', ({ conversations }) =>
    conversations.some(({ kind, peer }) => kind === 'direct' && peer?.name === 'Bo')
  )
})

test('refusals come in our words', async () => {
  const gone = { remoteId: 'nowhere', kind: 'room', title: null, peer: null } as const
  expect(await ana.send(entryOf({ conversation: gone }))).toMatchObject({
    kind: 'failure',
    failure: { code: 'not-found' }
  })
  expect(await ana.send(entryOf({ conversation: lobby, text: 'x'.repeat(17_000) }))).toMatchObject({
    kind: 'failure',
    failure: { code: 'message-too-long', detail: { limit: 16_000 } }
  })
})

test('the guide’s walk from nothing ends in a dialect that talks with a host', async () => {
  const guide = readFileSync('src-main/dialects/README.md', 'utf8')
  const walk = guide.slice(guide.indexOf('## From nothing'))
  const steps = [...walk.matchAll(/```json\n([^]*?)\n```/g)].map(([, text = '']) => text)
  const url = `http://127.0.0.1:${host.state.port ?? 0}`
  const heard: unknown[] = []
  for (const text of steps) {
    const cy = new DialectClient(url, mustCompile(JSON.parse(text)), { name: 'Cy' })
    await cy.join()
    if (cy.dialect.features.send) {
      await cy.told('conversations', ({ conversations }) =>
        conversations.some(({ remoteId }) => remoteId === 'lobby')
      )
      const verdict = await cy.send(entryOf({ conversation: lobby, text: 'hello' }))
      heard.push(verdict?.kind)
      await cy.told('message', ({ message }) => message.own && message.text === 'hello')
    }
    cy.close()
  }
  await bo.told('message', ({ message }) => message.text === 'hello')
  expect([steps.length, heard]).toEqual([2, ['success']])
})
