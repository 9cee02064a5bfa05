// Servers that no dialect fits: read by watching, written to with the person's yes, and never spoken to otherwise.
import type { RequestListener } from 'node:http'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Server, Socket } from 'socket.io'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src-main/network/clock.ts'
import { DialectFiles } from '../../../src-main/network/library/dialect-files.ts'
import { DialectLibrary } from '../../../src-main/network/library/dialect-library.ts'
import type { MemoryStore } from '../../support/network/memory-store.ts'
import { Stranger } from '../../support/network/stranger.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

let dir: string
let files: DialectFiles
let test: TestNetwork
const open: { close: () => unknown }[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'filo-learning-'))
  files = new DialectFiles(dir)
})
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
  rmSync(dir, { recursive: true, force: true })
})

async function stranger(
  onSocket?: (socket: Socket, io: Server) => void,
  pages?: RequestListener
): Promise<Stranger> {
  const server = await new Stranger(onSocket, pages).open()
  open.push(server)
  return server
}

/** Comes to a server about which nothing is known; answers with its id. */
async function come(server: Stranger, store?: MemoryStore): Promise<string> {
  const library = new DialectLibrary(files, systemClock, await files.read())
  test = new TestNetwork(store ? { library, store } : { library })
  open.push(test, library)
  const known = test.store.links[0]
  const link = known ?? test.store.addLink({ connect: server.connect, dialectId: 'auto' })
  await test.reached(link.serverId, 'online')
  return link.serverId
}

const learned = (serverId: string) => test.learning.get(serverId)

async function waySent(serverId: string): Promise<string> {
  const ways = await until(() => {
    const sends = learned(serverId)?.sends
    return sends && sends.length > 0 ? sends : null
  })
  return ways[0]?.id ?? ''
}

/** Two lines that are heard and read. */
async function listen(server: Stranger): Promise<void> {
  server.say('Bo', 'good morning all')
  server.say('Cleo', 'and a good day to you')
  await until(() => test.store.texts().length === 2)
}

describe('a server of unknown words', () => {
  it('is connected to, and read from its first message on', async () => {
    const server = await stranger()
    const serverId = await come(server)
    server.say('Bo', 'good morning all')
    server.say('Cleo', 'and a good day to you')
    await until(() => test.store.texts().length === 2)
    expect(test.store.texts()).toEqual(['good morning all', 'and a good day to you'])
    const authors = test.store.events.flatMap(({ event }) =>
      event.kind === 'message' ? [event.message.author.name] : []
    )
    expect(authors).toEqual(['Bo', 'Cleo'])
    await until(() => learned(serverId)?.verdict === 'conversation')
    expect(learned(serverId)).toMatchObject({ canSend: false, trial: null })
    expect(server.heard).toEqual([])
  })

  it('is read again where the first reading said nothing, and nothing comes twice', async () => {
    const server = await stranger()
    await come(server)
    // Alone, one word says too little to be believed.
    server.io.emit('zq', { a: 'Bo', b: 'hm' })
    server.io.emit('zq', { a: 'Cleo', b: 'what do you say, shall we meet today?' })
    for (const [index, text] of [
      'yes, at the station',
      'around noon then',
      'see you there'
    ].entries())
      server.io.emit('zq', { a: index % 2 ? 'Bo' : 'Cleo', b: text })
    await until(() => test.store.texts().includes('see you there'))
    await until(() => test.store.texts().includes('hm'))
    const texts = test.store.texts()
    expect(new Set(texts).size).toBe(texts.length)
    expect(texts).toHaveLength(5)
  })

  it('is sent to with one yes, which an answer proves; then it goes by itself', async () => {
    const server = await stranger((socket, io) => {
      socket.on('whisper', (said: { body?: string }, ack?: (answer: unknown) => void) => {
        if (typeof said.body !== 'string') return ack?.({ error: 'body is required' })
        ack?.({ ok: true })
        io.emit('whisper', { who: { nick: 'Ana' }, body: said.body })
      })
    })
    const serverId = await come(server)
    await listen(server)
    const first = test.store.send(serverId, 'is this heard?')
    const second = test.store.send(serverId, 'and this?')
    const proposalId = await waySent(serverId)
    const preview = await test.window.ask.previewWay({
      serverId,
      proposalId,
      filled: {},
      message: { conversationId: 1, text: 'is this heard?' }
    })
    expect(server.heard).toEqual([])
    expect(
      await test.window.ask.trySend({ serverId, proposalId, conversationId: 1 })
    ).toMatchObject({ ok: true })
    await until(() => test.store.outcomes(first).includes('acknowledged'))
    await until(() => learned(serverId)?.canSend)
    await until(() => test.store.outcomes(second).includes('acknowledged'))
    const [said] = server.heard
    expect(preview).toMatchObject({
      value: [{ event: said?.event, args: JSON.stringify(said?.args) }]
    })
    expect(server.heard).toHaveLength(2)
  })

  it('that refuses a way is offered the next one; what else waits goes on waiting', async () => {
    const server = await stranger((socket) => {
      socket.onAny((_event: string, ...args: unknown[]) => {
        const ack = args.at(-1)
        if (typeof ack === 'function')
          (ack as (answer: unknown) => void)({ error: 'not like this' })
      })
    })
    const serverId = await come(server)
    await listen(server)
    const first = test.store.send(serverId, 'is this heard?')
    const second = test.store.send(serverId, 'and this?')
    const proposalId = await waySent(serverId)
    await test.window.ask.trySend({ serverId, proposalId, conversationId: 1 })
    await until(() => test.store.outcomes(first).includes('failed'))
    await until(() => learned(serverId)?.trial?.state === 'refused')
    expect(learned(serverId)?.trial?.words).toBe('not like this')
    expect(await waySent(serverId)).not.toBe(proposalId)
    expect(test.store.outcomes(second)).toEqual([])
    expect(server.heard).toHaveLength(1)
  })

  it('that answers nothing leaves the message unconfirmed, and it is not sent again', async () => {
    const server = await stranger()
    const serverId = await come(server)
    await listen(server)
    const entry = test.store.send(serverId, 'is this heard?')
    await test.window.ask.trySend({
      serverId,
      proposalId: await waySent(serverId),
      conversationId: 1
    })
    await until(() => test.store.outcomes(entry).includes('unconfirmed'), 8_000)
    expect(learned(serverId)).toMatchObject({ canSend: false, trial: { state: 'unanswered' } })
    expect(server.heard).toHaveLength(1)
  })

  it('that answers nothing is written to by itself once the person saw a message arrive', async () => {
    const server = await stranger()
    const serverId = await come(server)
    await listen(server)
    const first = test.store.send(serverId, 'is this heard?')
    const proposalId = await waySent(serverId)
    await test.window.ask.trySend({ serverId, proposalId, conversationId: 1 })
    await until(() => test.store.outcomes(first).includes('unconfirmed'), 8_000)
    await until(() => learned(serverId)?.trial?.state === 'unanswered')
    await test.window.ask.vouchWay({ serverId, proposalId, worked: true })
    await until(() => learned(serverId)?.canSend)
    const second = test.store.send(serverId, 'and this goes by itself')
    await until(() => test.store.outcomes(second).includes('written'))
    expect(server.heard).toHaveLength(2)
  })

  it('is still known after a start, with its name, and what was learned goes on', async () => {
    const server = await stranger((socket, io) => {
      socket.on('whisper', (said: { body: string }, ack?: (answer: unknown) => void) => {
        io.emit('whisper', { who: { nick: 'Ana' }, body: said.body })
        ack?.({ ok: true })
      })
    })
    const serverId = await come(server)
    await listen(server)
    test.store.send(serverId, 'is this heard?')
    await test.window.ask.trySend({
      serverId,
      proposalId: await waySent(serverId),
      conversationId: 1
    })
    await until(() => learned(serverId)?.canSend)
    const dialectId = `learned-${serverId}`
    await test.window.ask.renameDialect({ dialectId, name: 'The whisperers' })
    const { store } = test
    for (const one of open.splice(1).reverse()) await one.close()
    expect(readdirSync(dir)).toEqual([`dialect-${dialectId}.json`])

    const [link] = store.links
    if (link) link.dialectId = dialectId
    await come(server, store)
    await until(() => learned(serverId)?.canSend)
    const entry = test.store.send(serverId, 'once more')
    await until(() => test.store.outcomes(entry).includes('acknowledged'))
    server.say('Bo', 'welcome back')
    await until(() => test.store.texts().includes('welcome back'))
    expect(await test.window.ask.listDialects({})).toMatchObject({
      value: expect.arrayContaining([
        expect.objectContaining({ id: dialectId, name: 'The whisperers', origin: 'learned' })
      ]) as unknown
    })
  })
})

describe('a server that is silent until one introduces oneself', () => {
  it('hears nothing before the yes, and talks after it; the introduction is kept', async () => {
    const server = await stranger((socket) => {
      socket.onAny(() => socket.emit('message', { username: 'Bo', text: 'welcome, you are in' }))
    })
    const serverId = await come(server)
    await new Promise((resolve) => setTimeout(resolve, 800))
    expect(server.heard).toEqual([])
    expect(learned(serverId)).toMatchObject({ verdict: 'listening', why: 'nothing-arrived' })
    const way = learned(serverId)?.introductions[0]
    const filled = Object.fromEntries((way?.asks ?? []).map((ask) => [ask, 'lobby']))
    const wish = { serverId, proposalId: way?.id ?? '', filled }
    expect(await test.window.ask.previewWay({ ...wish, message: null })).toMatchObject({
      value: [{ event: way?.events[0] }]
    })
    expect(server.heard).toEqual([])
    expect(await test.window.ask.tryIntroduction(wish)).toMatchObject({ ok: true })
    await until(() => test.store.texts().includes('welcome, you are in'))
    await until(() => learned(serverId)?.trial?.state === 'confirmed')
    await test.window.ask.reconnect({ serverId })
    await until(() => server.heard.length === 2)
    expect(server.heard[0]).toEqual(server.heard[1])
  })

  it('is not asked about any more once the person said never', async () => {
    const serverId = await come(await stranger())
    await until(() => learned(serverId))
    await test.window.ask.neverTry({ serverId, kind: 'introduce' })
    await until(() => learned(serverId)?.never.includes('introduce'))
  })
})

describe('a server with a page of its own', () => {
  const script = `const knock = () => socket.emit('zaun', { spitz: nickname.value });
    const murmur = (box) => socket.emit('raunen', { worte: box.value });`
  const pages: RequestListener = ({ url }, response) => {
    const isPage = url === '/'
    response.writeHead(isPage || url === '/own.js' ? 200 : 404)
    response.end(isPage ? '<title>x</title><script src="/own.js"></script>' : script)
  }
  const onSocket = (socket: Socket, io: Server): void => {
    let name = ''
    socket.on('zaun', (who: { spitz?: string }) => {
      name = who.spitz ?? ''
      const lines = ['welcome, come in', 'sit with us, will you?', 'we were just talking', 'yes']
      for (const [index, worte] of [...lines, 'good to see you here again'].entries()) {
        socket.emit('geraunt', { spitz: index % 2 ? 'Cleo' : 'Bo', worte })
      }
    })
    socket.on('raunen', (said: { worte?: string }, ack?: (answer: unknown) => void) => {
      ack?.({ ok: name !== '' })
      if (name !== '') io.emit('geraunt', { spitz: name, worte: said.worte })
    })
  }

  it('is introduced to and written to as the page does, with a yes each and nothing but GETs before', async () => {
    const server = await stranger(onSocket, pages)
    const serverId = await come(server)
    await until(() => learned(serverId)?.introductions[0]?.reason === 'page-script')
    const [way] = learned(serverId)?.introductions ?? []
    expect(way).toMatchObject({ events: ['zaun'], asks: [] })
    expect(server.heard).toEqual([])
    expect(server.pagesAsked).toEqual(['GET /', 'GET /own.js'])

    const wish = { serverId, proposalId: way?.id ?? '', filled: {} }
    expect(await test.window.ask.tryIntroduction(wish)).toMatchObject({ ok: true })
    await until(() => test.store.texts().includes('good to see you here again'))
    const entry = test.store.send(serverId, 'is this heard?')
    await until(() => learned(serverId)?.sends[0]?.reason === 'page-script')
    const proposalId = await waySent(serverId)
    await test.window.ask.trySend({ serverId, proposalId, conversationId: 1 })
    await until(() => test.store.outcomes(entry).includes('acknowledged'))
    await until(() => learned(serverId)?.canSend)
    expect(server.heard.map(({ event }) => event)).toEqual(['zaun', 'raunen'])
    expect(server.heard[1]?.args).toEqual([{ worte: 'is this heard?' }])
  })

  it('that says two things at first is told both on one yes, in its order and on every connection', async () => {
    const page = `socket.emit('anmelden', { spitz: nickname.value }, done); socket.emit('kanal', { room: place.value });`
    const server = await stranger(
      (socket) => {
        let isKnown = false
        socket.on('anmelden', (_who: unknown, ack?: (answer: unknown) => void) => {
          isKnown = true
          ack?.({ ok: true })
        })
        socket.on('kanal', () => {
          if (isKnown) socket.emit('geraunt', { spitz: 'Bo', worte: 'welcome, you are in' })
        })
      },
      (_request, response) => void response.end(`<script>${page}</script>`)
    )
    const serverId = await come(server)
    await until(() => learned(serverId)?.introductions[0]?.events.length === 2)
    const [way] = learned(serverId)?.introductions ?? []
    expect(way).toMatchObject({ events: ['anmelden', 'kanal'], asks: ['room'] })
    const wish = { serverId, proposalId: way?.id ?? '', filled: { room: 'hof' } }
    expect(await test.window.ask.previewWay({ ...wish, message: null })).toMatchObject({
      value: [{ event: 'anmelden' }, { event: 'kanal', args: '[{"room":"hof"}]' }]
    })
    expect(await test.window.ask.tryIntroduction(wish)).toMatchObject({ ok: true })
    await until(() => learned(serverId)?.trial?.state === 'confirmed')
    await test.window.ask.reconnect({ serverId })
    await until(() => server.heard.length === 4)
    const events = server.heard.map(({ event }) => event)
    expect(events).toEqual(['anmelden', 'kanal', 'anmelden', 'kanal'])
  })

  it('is asked for it once: a new receiver and a new connection are told what was found', async () => {
    const server = await stranger(onSocket, pages)
    const serverId = await come(server)
    const isProposed = () => learned(serverId)?.introductions[0]?.reason === 'page-script'
    await until(isProposed)
    test.learning.clear()
    test.network.restartThread('receiver')
    await until(isProposed)
    const before = test.connections.length
    await test.window.ask.reconnect({ serverId })
    await until(() => test.connections.slice(before).some(({ state }) => state === 'online'))
    expect(server.pagesAsked).toEqual(['GET /', 'GET /own.js'])
    expect(server.heard).toEqual([])
  })

  it('is read within bounds, however large or endless it is, and nobody else is asked', async () => {
    const elsewhere = await stranger()
    const closed: string[] = []
    const names = ['away', 'large', 'own', 'endless', 'late']
    const server = await stranger(onSocket, ({ url = '' }, response) => {
      response.on('close', () => {
        if (!response.writableFinished) closed.push(url)
      })
      if (url === '/away.js') {
        response.writeHead(302, { location: `${elsewhere.connect.url}/own.js` }).end()
      } else if (url === '/large.js') response.end('x=1;'.repeat(2_500_000))
      else if (url === '/endless.js') {
        const goOn = (): void => {
          while (!response.destroyed && response.write('x=1;'.repeat(10_000)));
        }
        response.on('drain', goOn)
        goOn()
      } else if (url === '/own.js') response.end(script)
      else {
        const tags = names.map((name) => `<script src="/${name}.js"></script>`).join('')
        response.end(tags + ' '.repeat(10_000_000))
      }
    })
    const serverId = await come(server)
    await until(() => learned(serverId)?.introductions[0]?.events[0] === 'zaun')
    await until(() => closed.includes('/endless.js'))
    expect(server.pagesAsked).toEqual(
      ['/', '/away.js', '/large.js', '/own.js', '/endless.js'].map((path) => `GET ${path}`)
    )
    expect(elsewhere.asked).toEqual([])
    expect(server.heard).toEqual([])
  })
})

describe('a game', () => {
  it('is told to be none of a conversation, and hears nothing', async () => {
    const server = await stranger()
    const serverId = await come(server)
    for (let tick = 0; tick < 60; tick++) {
      server.io.emit('state', { x: Math.random() * 100, y: Math.random() * 100, score: tick })
    }
    await until(() => learned(serverId)?.verdict === 'not-a-conversation')
    expect(test.store.texts()).toEqual([])
    expect(server.heard).toEqual([])
  })
})
