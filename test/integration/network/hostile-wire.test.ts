// Servers that lie on the wire: each is refused in words, and a calm server beside it notices nothing.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openClient2 } from '../../../src-main/network/link/client-2.ts'
import { openClient4 } from '../../../src-main/network/link/client-4.ts'
import type { ClientRefusal } from '../../../src-main/network/link/client.ts'
import { CookieJar } from '../../../src-main/network/link/cookie-jar.ts'
import { wireLimits } from '../../../src-main/network/link/packet-check.ts'
import { RouteAgent } from '../../../src-main/network/link/route/route-agent.ts'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import {
  frameOf,
  handshake,
  HostileServer,
  type HostileOptions,
  type HostileSocket
} from '../../support/network/hostile-server.ts'
import { plainRoute } from '../../support/network/plain-route.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

let calm: ChatServer
let test: TestNetwork
let calmId: string
let hostile: HostileServer | null = null
let said = 0

beforeAll(async () => {
  calm = await ChatServer.open()
  test = new TestNetwork({ documents: [testDialect] })
  calmId = test.store.addLink({ connect: calm.connect, dialectId: 'test' }).serverId
  await test.reached(calmId, 'online')
})
afterEach(async () => {
  await hostile?.close()
})
afterAll(async () => {
  test.close()
  await calm.close()
})

const opening = (change: object = {}): string => `0${JSON.stringify({ ...handshake, ...change })}`
const hello = opening()
const inside = '40{"sid":"s"}'
const message = (text: string): string => `42["message",{"id":"${++said}","text":"${text}"}]`

type Generation = '2' | '4'

async function meet(
  options: HostileOptions,
  generation: Generation = '4',
  transports: 'polling' | 'websocket' = 'websocket'
): Promise<string> {
  hostile = await HostileServer.open(options)
  const connect = hostile.connect(generation, transports)
  return test.store.addLink({ connect, dialectId: 'test' }).serverId
}

const saying =
  (...texts: string[]) =>
  (socket: HostileSocket): void => {
    for (const text of texts) socket.say(text)
  }

async function calmGoesOn(): Promise<void> {
  const text = `calm ${++said}`
  calm.io.emit('message', { id: text, from: 'Bo', text })
  await until(() => test.store.texts().includes(text))
  expect(test.connection(calmId)?.state).toBe('online')
}

async function isRefusedFor(serverId: string, cause: string): Promise<void> {
  const told = await until(() => {
    const connection = test.connection(serverId)
    return connection?.reason ? connection : undefined
  })
  expect(told.reason).toEqual({ code: 'server-malformed', retry: true, detail: { cause } })
  await calmGoesOn()
  test.store.removeLink(serverId)
}

async function isReadAfterAll(serverId: string, refused: object = {}): Promise<void> {
  await until(() => test.store.texts().includes('sound'))
  if (Object.keys(refused).length > 0) await until(() => test.traffic.get(serverId))
  expect(test.traffic.get(serverId)?.refused ?? {}).toEqual(refused)
  expect(test.connection(serverId)?.state).toBe('online')
  await calmGoesOn()
  test.store.removeLink(serverId)
  test.store.events.length = 0
}

describe('a server is refused that', () => {
  it.each([
    ['opens with broken JSON', ['0{bad'], 'handshake'],
    ['opens with nothing', ['0null'], 'handshake'],
    ['gives no session id', [opening({ sid: undefined })], 'handshake'],
    ['gives a session id without end', [opening({ sid: 's'.repeat(5_000) })], 'handshake'],
    ['opens twice', [hello, hello], 'handshake'],
    ['refuses without a word', [hello, '44'], 'unreadable'],
    ['refuses without a word once inside', [hello, inside, '44/,'], 'unreadable'],
    ['sends an event without a name', [hello, inside, '42'], 'unreadable'],
    ['sends a map as an event', [hello, inside, '42[{}]'], 'unreadable'],
    ['sends half an event', [hello, inside, '42["message",{'], 'unreadable'],
    ['sends an event with a hole', [hello, inside, '42["message",{]'], 'unreadable'],
    ['sends a packet of no kind', [hello, inside, '49'], 'unreadable'],
    ['promises countless attachments', [hello, inside, '4599999999-["a"]'], 'unreadable'],
    ['promises a negative attachment', [hello, inside, '45-1-["a"]'], 'unreadable'],
    ['sends heartbeats only', [hello, inside, ...Array<string>(5_000).fill('2')], 'chatter'],
    ['floods before it lets in', [hello, ...Array<string>(5_000).fill('42["message"]')], 'early']
  ])('%s', async (_what, texts, cause) => {
    await isRefusedFor(await meet({ onSocket: saying(...texts) }), cause)
  })

  it.each([
    ['opens with broken JSON', ['0{bad'], 'handshake'],
    ['sends half an event', [hello, '40', '42["message",{'], 'unreadable'],
    ['promises countless attachments', [hello, '40', '4599999999-["a"]'], 'unreadable'],
    [
      'answers heartbeats that nobody sent',
      [hello, '40', ...Array<string>(5_000).fill('3')],
      'chatter'
    ]
  ])('speaks generation 2 and %s', async (_what, texts, cause) => {
    await isRefusedFor(await meet({ onSocket: saying(...texts) }, '2'), cause)
  })

  it.each(['2', '4'] as const)(
    'points beyond its attachments, in generation %s',
    async (generation) => {
      const welcome = generation === '2' ? '40' : inside
      const onSocket = (socket: HostileSocket): void => {
        saying(hello, welcome, '451-["a",{"_placeholder":true,"num":7}]')(socket)
        socket.sayBytes(generation === '2' ? Buffer.from([4, 1]) : Buffer.from([1]))
      }
      await isRefusedFor(await meet({ onSocket }, generation), 'unreadable')
    }
  )

  it('packs its polling answers with empty packets', async () => {
    const body = [hello, ...Array<string>(wireLimits.packets + 1).fill('6')].join('\u001E')
    await isRefusedFor(
      await meet({ onRequest: (_asked, answer) => answer.end(body) }, '4', 'polling'),
      'payload'
    )
  })
})

describe('a server is read on that', () => {
  const around = (...texts: string[]): ((socket: HostileSocket) => void) =>
    saying(hello, inside, ...texts, message('sound'))

  it.each([
    [
      'nests a hundred thousand lists',
      `42["message",${'['.repeat(1e5)}${']'.repeat(1e5)}]`,
      'too-complex'
    ],
    ['calls with a hundred thousand arguments', `42["message"${',1'.repeat(1e5)}]`, 'too-complex'],
    ['sends a list of a million', `42["message",[${'0,'.repeat(1e6)}0]]`, 'too-complex'],
    ['sends five million letters', `42["message","${'x'.repeat(5e6)}"]`, 'too-large'],
    ['sends numbers beyond all numbers', `42["message",1e999999,${'9'.repeat(1e5)}]`],
    ['names an event by a number', '42[7,{"text":"x"}]'],
    [
      'poisons its maps',
      '42["message",{"__proto__":{"text":"x"},"constructor":{"prototype":1}}]',
      'poisoned'
    ],
    ['names an event without end', `42["${'x'.repeat(301)}"]`, 'event-name'],
    ['tells a long history at once', Array<string>(3_000).fill('42["message",{}]').join('\n')],
    ['lets in again and again', Array<string>(1_500).fill(inside).join('\n')],
    ['wants an answer of a number without end', `42${'9'.repeat(400)}["message",{}]`],
    ['answers what nobody asked', Array<string>(1_500).fill('431[]').join('\n')],
    ['speaks to other namespaces', Array<string>(1_500).fill('42/other,["message"]').join('\n')]
  ])('%s', async (_what, text, refused?: string) => {
    const serverId = await meet({ onSocket: around(...text.split('\n')) })
    await isReadAfterAll(serverId, refused === undefined ? {} : { [refused]: 1 })
    expect(({} as { text?: string }).text).toBeUndefined()
  })

  it.each([
    ['none', { pingInterval: undefined, pingTimeout: null }],
    ['zero', { pingInterval: 0, pingTimeout: 0 }],
    ['negative', { pingInterval: -1, pingTimeout: -5 }],
    ['centuries', { pingInterval: 1e300, pingTimeout: 1e300 }],
    ['words', { pingInterval: '25000', pingTimeout: {} }]
  ])('names heartbeat times that are %s', async (_what, times) => {
    const odd = opening({ ...times, maxPayload: 0, upgrades: Array<string>(500).fill('websocket') })
    await isReadAfterAll(await meet({ onSocket: saying(odd, inside, message('sound')) }))
    expect(hostile?.arrivals).toBe(1)
  })
})

describe('a WebSocket that breaks its own protocol ends, and only it:', () => {
  it.each([
    ['invalid UTF-8', frameOf(0x81, Buffer.from([0x34, 0x32, 0xc3, 0x28]))],
    ['a frame that promises exabytes', Buffer.from([0x81, 127, 64, 0, 0, 0, 0, 0, 0, 0])],
    ['a frame that promises more than is taken', Buffer.from([0x82, 127, 0, 0, 0, 0, 2, 0, 0, 0])],
    ['frames of no kind', Buffer.from([0x8b, 0])]
  ])('%s', async (_what, bytes) => {
    for (const generation of ['4', '2'] as const) {
      const onSocket = (socket: HostileSocket): void => {
        saying(hello, generation === '2' ? '40' : inside)(socket)
        socket.raw(bytes)
      }
      const serverId = await meet({ onSocket }, generation)
      await until(() => test.connection(serverId)?.reason)
      await calmGoesOn()
      test.store.removeLink(serverId)
      await hostile?.close()
    }
  })
})

describe('by polling, an attempt ends with all that it opened:', () => {
  const clients = { '2': openClient2, '4': openClient4 }

  /** Opens a client by itself; answers with why it was refused. */
  async function attempt(options: HostileOptions, generation: Generation): Promise<ClientRefusal> {
    hostile = await HostileServer.open(options)
    const { url } = hostile
    const refusal = await new Promise<ClientRefusal>((onRefused) => {
      const client = clients[generation]({
        target: {
          origin: url,
          path: '/socket.io',
          namespace: '/',
          generation,
          transports: ['polling'],
          parser: 'default',
          query: {},
          headers: {},
          auth: {},
          agent: new RouteAgent(url, plainRoute),
          jar: new CookieJar(),
          open: { path: false, namespace: false, generation: false, parser: false },
          page: url,
          clientPage: null
        },
        resume: null,
        timeoutMs: 400,
        listeners: {
          onConnected: () => undefined,
          onRefused,
          onDisconnected: () => undefined,
          onEvent: () => undefined,
          onHeard: () => undefined,
          onUpgraded: () => undefined
        }
      })
      client.connect()
    })
    await until(() => hostile?.openSockets === 0)
    return refusal
  }

  it.each(['2', '4'] as const)('generation %s', async (generation) => {
    const endless = await attempt(
      {
        onRequest: (_asked, answer) => {
          const pour = (): void => {
            while (!answer.destroyed && answer.write(Buffer.alloc(1_000_000, 54)));
          }
          answer.on('drain', pour)
          pour()
        }
      },
      generation
    )
    expect(endless.kind).toBe('transport')

    let asked = 0
    const around = await attempt(
      { onRequest: (_a, answer) => void (asked++, answer.writeHead(302, { location: '/' }).end()) },
      generation
    )
    expect([around, asked]).toEqual([{ kind: 'transport', code: null, status: 302 }, 1])

    const nowhere = await attempt(
      { onRequest: (_asked, answer) => answer.writeHead(302).end() },
      generation
    )
    expect(nowhere).toEqual({ kind: 'transport', code: null, status: 302 })

    const dripping = await attempt(
      {
        onRequest: (_asked, answer) => {
          const drip = setInterval(() => answer.write('0'), 20)
          answer.on('close', () => clearInterval(drip))
        }
      },
      generation
    )
    expect(dripping.kind).toBe('timeout')
  })

  it('an upgrade that never ends', async () => {
    const upgrading = opening({ upgrades: ['websocket'] })
    const refusal = await attempt(
      {
        onRequest: (asked, answer) => {
          if (!asked.url?.includes('sid=')) answer.end(upgrading)
        },
        onSocket: (socket) => socket.tcp.on('data', () => socket.say('3probe'))
      },
      '4'
    )
    expect(refusal.kind).toBe('timeout')
  })
})
