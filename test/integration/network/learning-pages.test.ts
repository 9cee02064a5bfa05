// Servers whose own page says how they are spoken to: read within bounds, said only with the person's yes.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Server, Socket } from 'socket.io'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LearningRig } from '../../support/network/learning-rig.ts'
import { until } from '../../support/network/until.ts'

let rig: LearningRig
beforeEach(() => {
  rig = new LearningRig()
  rig.begin()
})
afterEach(() => rig.end())

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
    const server = await rig.stranger(onSocket, pages)
    const serverId = await rig.come(server)
    await until(() => rig.learned(serverId)?.introductions[0]?.reason === 'page-script')
    const [way] = rig.learned(serverId)?.introductions ?? []
    expect(way).toMatchObject({ events: ['zaun'], asks: [] })
    expect(server.heard).toEqual([])
    expect(server.pagesAsked).toEqual(['GET /', 'GET /own.js'])

    const wish = { serverId, proposalId: way?.id ?? '', filled: {} }
    expect(await rig.test.window.ask.tryIntroduction(wish)).toMatchObject({ ok: true })
    await until(() => rig.test.store.texts().includes('good to see you here again'))
    const entry = rig.test.store.send(serverId, 'is this heard?')
    await until(() => rig.learned(serverId)?.sends[0]?.reason === 'page-script')
    const proposalId = await rig.waySent(serverId)
    await rig.test.window.ask.trySend({ serverId, proposalId, conversationId: 1 })
    await until(() => rig.test.store.outcomes(entry).includes('acknowledged'))
    await until(() => rig.learned(serverId)?.canSend)
    expect(server.heard.map(({ event }) => event)).toEqual(['zaun', 'raunen'])
    expect(server.heard[1]?.args).toEqual([{ worte: 'is this heard?' }])
  })

  it('that says two things at first is told both on one yes, in its order and on every connection', async () => {
    const page = `socket.emit('anmelden', { spitz: nickname.value }, done); socket.emit('kanal', { room: place.value });`
    const server = await rig.stranger(
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
    const serverId = await rig.come(server)
    await until(() => rig.learned(serverId)?.introductions[0]?.events.length === 2)
    const [way] = rig.learned(serverId)?.introductions ?? []
    expect(way).toMatchObject({ events: ['anmelden', 'kanal'], asks: ['room'] })
    const wish = { serverId, proposalId: way?.id ?? '', filled: { room: 'hof' } }
    expect(await rig.test.window.ask.previewWay({ ...wish, message: null })).toMatchObject({
      value: [{ event: 'anmelden' }, { event: 'kanal', args: '[{"room":"hof"}]' }]
    })
    expect(await rig.test.window.ask.tryIntroduction(wish)).toMatchObject({ ok: true })
    await until(() => rig.learned(serverId)?.trial?.state === 'confirmed')
    await rig.test.window.ask.reconnect({ serverId })
    await until(() => server.heard.length === 4)
    const events = server.heard.map(({ event }) => event)
    expect(events).toEqual(['anmelden', 'kanal', 'anmelden', 'kanal'])
  })

  it('is asked for it once: a new receiver and a new connection are told what was found', async () => {
    const server = await rig.stranger(onSocket, pages)
    const serverId = await rig.come(server)
    const isProposed = () => rig.learned(serverId)?.introductions[0]?.reason === 'page-script'
    await until(isProposed)
    rig.test.learning.clear()
    rig.test.network.restartThread('receiver')
    await until(isProposed)
    const before = rig.test.connections.length
    await rig.test.window.ask.reconnect({ serverId })
    await until(() => rig.test.connections.slice(before).some(({ state }) => state === 'online'))
    expect(server.pagesAsked).toEqual(['GET /', 'GET /own.js'])
    expect(server.heard).toEqual([])
  })

  it('is read within bounds, however large or endless it is, and nobody else is asked', async () => {
    const elsewhere = await rig.stranger()
    const closed: string[] = []
    const names = ['away', 'large', 'own', 'endless', 'late']
    const server = await rig.stranger(onSocket, ({ url = '' }, response) => {
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
    const serverId = await rig.come(server)
    await until(() => rig.learned(serverId)?.introductions[0]?.events[0] === 'zaun')
    await until(() => closed.includes('/endless.js'))
    expect(server.pagesAsked).toEqual(
      ['/', '/away.js', '/large.js', '/own.js', '/endless.js'].map((path) => `GET ${path}`)
    )
    expect(elsewhere.asked).toEqual([])
    expect(server.heard).toEqual([])
  })
})

describe('a server whose client lives elsewhere', () => {
  it('is told of at the address of that client, and learned from its page, of which it hears nothing', async () => {
    const server = await rig.stranger()
    const { url } = server.connect
    const script = `const s = io("${url}"); s.emit('zaun', { spitz: nickname.value })`
    const headers: (string | undefined)[] = []
    const client = createServer((request, response) => {
      headers.push(request.headers['x-secret'] as string | undefined)
      response.end(`<title>x</title><script>${script}</script>`)
    })
    await new Promise<void>((resolve) => client.listen(0, '127.0.0.1', resolve))
    rig.also({ close: () => client.close() })
    const page = `http://127.0.0.1:${(client.address() as AddressInfo).port}/`
    const connect = { ...server.connect, url, page, headers: { 'x-secret': 's3cret' } }
    const serverId = await rig.come({ connect })
    const wish = {
      connect: { ...server.connect, url: page },
      dialectId: 'auto',
      login: {},
      trust: null
    }
    expect(await rig.test.window.ask.tryAddress(wish)).toMatchObject({
      ok: false,
      failure: { detail: { elsewhere: url } }
    })
    await until(() => rig.learned(serverId)?.introductions[0]?.events[0] === 'zaun')
    expect(headers.filter(Boolean)).toEqual([])
    expect(server.pagesAsked).toEqual([])
    expect(server.heard).toEqual([])
  })
})
