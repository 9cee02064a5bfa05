// The Inspector against real Socket.IO servers: what is shown of each event, emitting and answering by hand, recordings.
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Result } from '../../../src-preload/contract/failure.ts'
import {
  recordingSchema,
  type EventRow,
  type Recording
} from '../../../src-preload/contract/inspector.ts'
import { mustCompile } from '../../support/dialects.ts'
import { tellsNow, type Fixture } from '../../support/fixtures.ts'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

let server: ChatServer
let test: TestNetwork
let serverId: string

beforeEach(async () => {
  server = await ChatServer.open()
  test = new TestNetwork({ documents: [testDialect] })
  const login = { name: 'Ana', password: 'hunter22' }
  serverId = test.store.addLink({ connect: server.connect, login }).serverId
  await test.reached(serverId, 'online')
})
afterEach(async () => {
  test.close()
  await server.close()
})

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.failure))
  return result.value
}

const watch = async (): Promise<EventRow[]> => must(await test.window.ask.watchEvents({ serverId }))
const rowOf = (event: string): Promise<EventRow> =>
  until(() => test.rows().findLast((row) => row.event === event))
const say = (text: string): unknown => server.io.emit('message', { id: text, from: 'Bo', text })

describe('what came in', () => {
  it('is told with its size, its arguments and what the dialect read', async () => {
    await watch()
    say('hello')
    server.io.emit('unheard of', { deep: { er: [1, 2] } }, null)
    const told = await rowOf('message')
    expect(told).toMatchObject({ direction: 'in', namespace: '/', argCount: 1, ack: null })
    expect(told.bytes).toBeGreaterThan(30)
    expect(told.preview).toBe('{id: "hello", from: "Bo", text: "hello"}')
    expect(told.reading).toEqual({
      rules: ['message#0'],
      told: [{ kind: 'message', who: 'Bo', text: 'hello', count: null }],
      count: 1,
      later: false
    })
    const unknown = await rowOf('unheard of')
    expect(unknown.reading?.rules).toEqual([])
    expect(unknown.preview).toBe('{deep: {er: [1, 2]}}, null')
    const detail = must(await test.window.ask.readEvent({ serverId, id: told.id }))
    expect(detail.args).toEqual([{ id: 'hello', from: 'Bo', text: 'hello' }])
    expect(detail.events[0]).toMatchObject({ kind: 'message', message: { text: 'hello' } })
  })

  it('before anybody looked is remembered, and read then', async () => {
    say('early')
    await until(() => test.store.texts().includes('early'))
    const rows = await watch()
    expect(rows.at(-1)).toMatchObject({ event: 'message', reading: { later: true, count: 1 } })
    const found = must(await test.window.ask.findEvent({ serverId, text: 'early', own: false }))
    expect(found.id).toBe(rows.at(-1)?.id)
    must(await test.window.ask.clearEvents({ serverId }))
    expect(await watch()).toEqual([])
    const gone = await test.window.ask.readEvent({ serverId, id: found.id ?? 0 })
    expect(gone).toMatchObject({ ok: false, failure: { code: 'not-found' } })
  })

  it('as bytes is shown as bytes', async () => {
    await watch()
    server.io.emit('picture', Buffer.from([1, 2, 255]), { part: Buffer.from([7]) })
    const row = await rowOf('picture')
    expect(row.preview).toBe('<3 bytes>, {part: <1 bytes>}')
    const { args } = must(await test.window.ask.readEvent({ serverId, id: row.id }))
    expect([...(args?.[0] as Uint8Array)]).toEqual([1, 2, 255])
  })

  it('is told in a flood without holding anything up, and what is skipped is counted', async () => {
    await watch()
    for (let n = 0; n < 8_000; n++) say(`text ${n}`)
    await until(() => test.store.texts().length === 8_000, 15_000)
    const count = (): number =>
      test.rows().filter(({ event }) => event === 'message').length +
      test.captured.reduce((sum, { skipped }) => sum + skipped, 0)
    await until(() => count() === 8_000, 15_000)
    expect(Math.max(...test.captured.map(({ rows }) => rows.length))).toBeLessThanOrEqual(1_000)
    const last = must(await test.window.ask.findEvent({ serverId, text: 'text 7999', own: false }))
    expect(last.id).not.toBeNull()
  })
})

describe('what went out', () => {
  it('says why, and what became of it', async () => {
    await watch()
    test.store.send(serverId, 'by the outbox')
    const row = await until(() =>
      test.rows().find(({ event, ack }) => event === 'send' && ack === 'acked')
    )
    expect(row).toMatchObject({ direction: 'out', purpose: 'send' })
    const { ackArgs } = must(await test.window.ask.readEvent({ serverId, id: row.id }))
    expect(ackArgs).toEqual([{ ok: true, id: 'm1' }])
    const found = await test.window.ask.findEvent({ serverId, text: 'by the outbox', own: true })
    expect(must(found).id).toBe(row.id)
  })

  it('by hand goes past the outbox, with any arguments, none, and bytes; and waits for an ack', async () => {
    const heard: unknown[][] = []
    server.sockets[0]?.onAny((...all: unknown[]) => {
      const last = all.at(-1)
      heard.push(typeof last === 'function' ? all.slice(0, -1) : all)
      if (typeof last === 'function')
        (last as (...told: unknown[]) => void)('fine', Buffer.from([9]))
    })
    await watch()
    const emit = async (event: string, args: unknown[], ackMs: number | null) =>
      must(await test.window.ask.emitByHand({ serverId, event, args, ackMs })).id
    await emit('nothing', [], null)
    await emit('much', [1, 'two', { three: null }, new Uint8Array([4, 5])], null)
    const asked = await emit('asked', ['?'], 2_000)
    const row = await until(() =>
      test.rows().find(({ id, ack }) => id === asked && ack === 'acked')
    )
    expect(row).toMatchObject({ purpose: 'manual', direction: 'out' })
    const { ackArgs } = must(await test.window.ask.readEvent({ serverId, id: asked }))
    expect(ackArgs?.[0]).toBe('fine')
    expect(heard).toEqual([
      ['nothing'],
      ['much', 1, 'two', { three: null }, Buffer.from([4, 5])],
      ['asked', '?']
    ])
    expect(test.store.settlements).toEqual([])
  })

  it('by hand is refused where it can not be said', async () => {
    const emit = (event: string, args: unknown[]) =>
      test.window.ask.emitByHand({ serverId, event, args, ackMs: null })
    const codes = [
      await emit('disconnect', []),
      await emit('x', [JSON.parse('{"__proto__": {"a": 1}}')]),
      await emit('x', ['a'.repeat(300_000)])
    ].map((answer) => (answer.ok ? 'ok' : answer.failure.code))
    expect(codes).toEqual(['event-reserved', 'event-too-large', 'event-too-large'])
  })

  it('by hand to a server that is away is refused', async () => {
    await server.close()
    await until(() => test.connection(serverId)?.state !== 'online')
    const answer = await test.window.ask.emitByHand({ serverId, event: 'x', args: [], ackMs: null })
    expect(answer).toMatchObject({ ok: false, failure: { code: 'server-unreachable' } })
  })
})

describe('a server that waits for an answer', () => {
  it('is answered by the dialect, and by hand where that has nothing to say', async () => {
    await watch()
    let told: unknown[] = []
    const ask = (event: string, ...args: unknown[]): void => {
      server.sockets[0]?.emit(event, ...args, (...answer: unknown[]) => (told = answer))
    }
    ask('asked', { id: '1', from: 'Bo', text: 'there?' })
    await until(() => told[0] === 'got it')
    const answered = await until(() => test.rows().find(({ ack }) => ack === 'answered'))
    const again = await test.window.ask.answerByHand({ serverId, id: answered.id, args: ['no'] })
    expect(again).toMatchObject({ ok: false, failure: { code: 'not-found' } })

    ask('riddle', 'what walks on four legs?')
    const open = await until(() => test.rows().find(({ ack }) => ack === 'open'))
    must(await test.window.ask.answerByHand({ serverId, id: open.id, args: ['a cat', 4] }))
    await until(() => told[0] === 'a cat')
    expect(told).toEqual(['a cat', 4])
    await until(() => test.rows().find(({ id, ack }) => id === open.id && ack === 'answered'))
  })
})

describe('a recording', () => {
  async function record(secrets: boolean): Promise<{ recording: Recording; text: string }> {
    const draft = must(
      await test.window.ask.draftRecording({ serverId, from: 1, to: null, secrets })
    )
    const recording = v.parse(recordingSchema, JSON.parse(draft.text))
    expect(recording.events).toHaveLength(draft.events)
    return { recording, text: draft.text }
  }

  it('leaves secrets out unless asked, and is read by a dialect without a server', async () => {
    await watch()
    server.io.emit('welcome', { accessToken: 'abcdef123456', you: 'hunter22!', typing: false })
    server.io.emit('raw', Buffer.from('bytes'))
    say('hello')
    await rowOf('message')
    const { recording, text } = await record(false)
    expect(text).not.toMatch(/hunter22|abcdef/)
    expect((await record(true)).text).toMatch(/abcdef123456.*hunter22/)
    await server.close()
    const { rows, events } = must(await test.window.ask.replay({ recording, dialectId: 'test' }))
    expect(rows.map(({ event }) => event)).toEqual(['welcome', 'raw', 'message'])
    expect(events.at(-1)?.[0]).toMatchObject({
      kind: 'message',
      message: { text: 'hello' }
    })
    const { text: fixture } = must(
      await test.window.ask.makeFixture({ recording, dialectId: 'test' })
    )
    const made = JSON.parse(fixture) as Fixture
    expect(made.steps.map(({ event }) => event)).toEqual(['welcome', 'raw', 'message'])
    const expected = made.steps.map(({ tells }) => tells)
    expect(tellsNow(made, mustCompile(testDialect))).toEqual(expected)
    const [first, ...rest] = testDialect.inbound
    const changed = { ...testDialect, inbound: [{ ...first, text: 'args[0].id + "!"' }, ...rest] }
    expect(tellsNow(made, mustCompile(changed))).not.toEqual(expected)
  })
})

describe('a document that is being made', () => {
  it('reads captured events at once, and says where it is wrong', async () => {
    await watch()
    server.io.emit('said', { who: 'Bo', what: 'hm' })
    const { id } = await rowOf('said')
    const attempt = async (text: string) => {
      const rule = { on: 'said', is: 'message', author: { name: 'args[0].who' }, text }
      const document = { ...testDialect, inbound: [rule] }
      return must(await test.window.ask.tryDocument({ serverId, document, ids: [id] }))
    }
    const good = await attempt('args[0].what')
    expect(good.readings?.[0]).toMatchObject({ id, events: [{ message: { text: 'hm' } }] })
    const bad = await attempt('args[0].what + nope')
    expect(bad.failure?.detail).toEqual({
      path: 'inbound.0.text',
      reason: 'unknown variable nope (at 15)'
    })
  })

  it('is kept as a dialect of one’s own, by which the server is read at once', async () => {
    await watch()
    const rule = {
      on: 'said',
      is: 'message',
      author: { name: 'args[0]' },
      text: 'args[1]',
      last: true
    }
    const document = { ...testDialect, id: 'taught', name: 'Taught', inbound: [rule] }
    const taken = await test.window.ask.saveDialect({ document: { ...document, id: 'filo' } })
    expect(taken).toMatchObject({ ok: false, failure: { code: 'not-allowed' } })
    must(await test.window.ask.saveDialect({ document }))
    const link = test.store.links[0]
    if (link) test.store.changeLink({ ...link, dialectId: 'taught' })
    await until(() => test.store.described.includes(`${serverId} taught`))
    await until(() => server.sockets.length === 2)
    await test.reached(serverId, 'online')
    server.io.emit('said', 'Bo', 'now I am understood')
    await until(() => test.store.texts().includes('now I am understood'))
    const base = must(await test.window.ask.readDialect({ serverId }))
    expect(base).toMatchObject({ isOwn: true, document: { id: 'taught' } })
  })
})

describe('a server that no dialect fits', () => {
  it('shows its events, and is read by what it is taught, whatever Filo had learned of it', async () => {
    const odd = await ChatServer.open()
    serverId = test.store.addLink({ connect: odd.connect, dialectId: 'auto' }).serverId
    await test.reached(serverId, 'online')
    await watch()
    odd.io.emit('blip', [0, 'ok', 'Bo'])
    const { id } = await rowOf('blip')
    const rule = { on: 'blip', is: 'message', author: { name: 'args[0][2]' }, text: 'args[0][1]' }
    const document = { ...testDialect, id: 'odd', name: 'Odd', inbound: [rule] }
    const tried = must(await test.window.ask.tryDocument({ serverId, document, ids: [id] }))
    expect(tried.readings?.[0]?.events).toMatchObject([{ message: { text: 'ok' } }])
    expect(must(await test.window.ask.readDialect({ serverId })).isOwn).toBe(false)
    must(await test.window.ask.saveDialect({ document }))
    const link = test.store.links.find((one) => one.serverId === serverId)
    if (link) test.store.changeLink({ ...link, dialectId: 'odd' })
    await until(() => test.store.described.includes(`${serverId} odd`))
    await until(() => odd.sockets.filter(({ connected }) => connected).length === 1)
    await until(() => {
      odd.io.emit('blip', [0, 'understood', 'Bo'])
      return test.store.texts().includes('understood')
    })
    await odd.close()
  })
})
