// A mute server whose own page speaks a known dialect: it is suggested, nothing is emitted, and a yes makes messages flow.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src-main/network/clock.ts'
import { DialectFiles } from '../../../src-main/network/library/dialect-files.ts'
import { DialectLibrary } from '../../../src-main/network/library/dialect-library.ts'
import { Stranger } from '../../support/network/stranger.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

/** In the words of the official chat example. */
const page = `<title>Chat</title><script>
  const enter = () => { if (username) socket.emit('add user', username) }
  const say = () => { socket.emit('new message', box.value); box.value = '' }
  box.oninput = () => socket.emit('typing')
</script>`
const suggestion = {
  dialectId: 'socketio-chat-example',
  name: 'Socket.IO chat example',
  by: 'page'
}

let dir: string
let server: Stranger
let answersPages = true
let test: TestNetwork
const open: { close: () => unknown }[] = []

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'filo-suggestion-'))
  answersPages = true
  server = new Stranger(
    (socket) => {
      socket.on('add user', () => {
        socket.emit('login', { numUsers: 2 })
        socket.emit('new message', { username: 'Bo', message: 'hello there' })
      })
    },
    (_request, response) => void response.end(answersPages ? page : '')
  )
  open.push(await server.open())
})
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Comes to the server, about which nothing is known; answers with its link. */
async function come() {
  const files = new DialectFiles(dir)
  const library = new DialectLibrary(files, systemClock, await files.read())
  test = new TestNetwork({ library })
  open.push(test, library)
  const link = test.store.addLink({ connect: server.connect, dialectId: 'auto' })
  await test.reached(link.serverId, 'online')
  return link
}

const told = (serverId: string) => test.learning.get(serverId)

describe('a mute server whose page speaks a known dialect', () => {
  it('is suggested that dialect, hears nothing before the yes, and is talked with after it', async () => {
    const link = await come()
    const { serverId } = link
    await until(() => told(serverId)?.suggestion)
    expect(told(serverId)?.suggestion).toEqual(suggestion)
    expect(await test.window.ask.listLearning({})).toMatchObject({ value: [{ suggestion }] })
    expect(server.heard).toEqual([])
    expect(server.pagesAsked).toEqual(['GET /'])

    test.store.changeLink({ ...link, dialectId: suggestion.dialectId })
    await until(() => test.store.texts().includes('hello there'))
    expect(told(serverId)).toBeUndefined()
    const entry = test.store.send(serverId, 'and hello to you')
    await until(() => test.store.outcomes(entry).length > 0)
    await until(() => server.heard.length === 2)
    expect(server.heard).toEqual([
      { event: 'add user', args: ['Ana'] },
      { event: 'new message', args: ['and hello to you'] }
    ])
  })

  it('is learned on where the person says so, which is still so on the next connection', async () => {
    const { serverId } = await come()
    await until(() => told(serverId)?.suggestion)
    await test.window.ask.neverTry({ serverId, kind: 'suggestion' })
    await until(() => told(serverId)?.never.includes('suggestion'))
    const before = test.connections.length
    await test.window.ask.reconnect({ serverId })
    await until(() => test.connections.slice(before).some(({ state }) => state === 'online'))
    await until(() => told(serverId)?.introductions[0]?.reason === 'page-script')
    expect(told(serverId)?.never).toEqual(['suggestion'])
    expect(server.heard).toEqual([])
  })

  it('is suggested it again by a new connection in which it is learned once more', async () => {
    const link = await come()
    const { serverId } = link
    await until(() => told(serverId)?.suggestion)
    test.store.changeLink({ ...link, dialectId: suggestion.dialectId })
    await until(() => told(serverId) === undefined)
    test.store.changeLink({ ...link, dialectId: `learned-${serverId}` })
    await until(() => told(serverId)?.suggestion)
    expect(server.pagesAsked).toEqual(['GET /'])
  })
})

describe('a server that is learned since it said nothing at first', () => {
  const byEvents = { ...suggestion, by: 'events' }

  it('is recognised by what it says later to everybody, with the reasons given in its settings', async () => {
    answersPages = false
    const link = await come()
    const { serverId } = link
    await until(() => told(serverId))
    server.io.emit('user joined', { username: 'Bo', numUsers: 2 })
    server.io.emit('new message', { username: 'Bo', message: 'is anybody here' })
    await until(() => told(serverId)?.suggestion)
    expect(told(serverId)?.suggestion).toEqual(byEvents)
    expect(server.heard).toEqual([])

    const fits = await test.window.ask.listFits({ serverId })
    if (!fits.ok) throw new Error(fits.failure.code)
    expect(fits.value[0]).toMatchObject({ id: suggestion.dialectId, fit: 1 })
    expect(fits.value[0]?.reasons).toEqual(
      expect.arrayContaining([
        { kind: 'event', event: 'user joined' },
        { kind: 'event', event: 'new message' }
      ])
    )
    expect(fits.value.every(({ reasons }) => reasons.length > 0)).toBe(true)

    // Spoken to otherwise for a while and then learned again: what was heard still holds.
    test.store.changeLink({ ...link, dialectId: 'socketio-get-started' })
    await until(() => told(serverId) === undefined)
    test.store.changeLink({ ...link, dialectId: `learned-${serverId}` })
    await until(() => told(serverId)?.suggestion)
    expect(told(serverId)?.suggestion).toEqual(byEvents)
  })

  it('is recognised by what it answers to an introduction, which outdoes what its page suggests', async () => {
    const { serverId } = await come()
    await until(() => told(serverId)?.suggestion)
    const [hello] = await until(() => {
      const ways = told(serverId)?.introductions ?? []
      return ways.length > 0 && ways
    })
    expect(hello?.events).toEqual(['add user'])
    const asked = { serverId, proposalId: hello?.id ?? '', filled: {} }
    expect(await test.window.ask.tryIntroduction(asked)).toMatchObject({ ok: true })
    await until(() => told(serverId)?.suggestion?.by === 'events')
    expect(told(serverId)?.suggestion).toEqual(byEvents)
  })

  it('is recognised as nobody’s by words that any server could use', async () => {
    answersPages = false
    const { serverId } = await come()
    await until(() => told(serverId))
    server.io.emit('message', { user: 'Bo', text: 'hello' })
    await until(() => told(serverId)?.verdict === 'conversation')
    // Weighed by then: a later event that says whose it is comes behind it.
    const fits = await test.window.ask.listFits({ serverId })
    expect(fits).toMatchObject({ ok: true })
    expect(told(serverId)?.suggestion).toBeNull()
  })
})
