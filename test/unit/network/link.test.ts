import { expect, it } from 'vitest'
import type { ClientOptions, ClientSocket } from '../../../src-main/network/link/client.ts'
import { CookieJar } from '../../../src-main/network/link/cookie-jar.ts'
import { HttpDoor } from '../../../src-main/network/link/http-door.ts'
import { Link } from '../../../src-main/network/link/link.ts'
import { RouteAgent } from '../../../src-main/network/link/route/route-agent.ts'
import { budgetLimits } from '../../../src-main/network/link/server-budget.ts'
import { FakeClock } from '../../support/network/fake-clock.ts'
import { plainRoute } from '../../support/network/plain-route.ts'

const about = {
  socketId: 's',
  transport: 'websocket' as const,
  generation: 4 as const,
  heardEveryMs: 25_000
}

/** A link whose clients do nothing but tell how they were opened. */
function openLink() {
  const opened: ClientOptions[] = []
  const facts: [epoch: number, kind: string][] = []
  const openClient = (options: ClientOptions): ClientSocket => {
    opened.push(options)
    return {
      connect: () => undefined,
      isWritable: () => true,
      emit: () => undefined,
      setPaused: () => undefined,
      probe: () => undefined,
      whenArrived: (over) => over(),
      resumePoint: () => ({ id: `session ${opened.length}`, offset: 'o' }),
      close: () => undefined
    }
  }
  const clock = new FakeClock()
  const link = new Link({
    clock,
    clients: { '4': openClient },
    listeners: {
      onFrames: () => undefined,
      onConnected: () => undefined,
      onDisconnected: () => undefined,
      onFact: ({ epoch: of }, { kind }) => facts.push([of, kind]),
      onFound: () => undefined,
      onStranger: () => false,
      onRefused: () => undefined,
      onSlowed: () => undefined
    },
    budget: budgetLimits,
    later: setImmediate
  })
  let epoch = 0
  const jar = new CookieJar()
  const door = new HttpDoor({
    origin: 'http://127.0.0.1',
    others: [],
    headers: {},
    jar,
    route: plainRoute
  })
  const connect = (recovered: boolean) => {
    const target = {
      origin: 'http://127.0.0.1',
      path: '/socket.io/',
      namespace: '/',
      query: {},
      headers: {},
      auth: {},
      generation: '4' as const,
      transports: ['websocket' as const],
      parser: 'default' as const,
      agent: new RouteAgent('http://127.0.0.1', plainRoute),
      jar,
      open: { path: false, namespace: false, generation: false, parser: false },
      page: 'http://127.0.0.1/',
      clientPage: null
    }
    epoch += 1
    const hints = { paths: [], namespaces: [] }
    link.open({ serverId: 'server', epoch, target, readRefusal: null, hints, door })
    opened.at(-1)?.listeners.onConnected({ ...about, recovered })
    return opened.at(-1)?.resume ?? null
  }
  return { connect, clock, opened, link, facts }
}

it('goes on from a connection that was a new one', () => {
  const { connect } = openLink()
  expect(connect(false)).toBeNull()
  expect(connect(true)).toEqual({ id: 'session 1', offset: 'o' })
})

it('asks for a session once: a server may still hold one that was taken up, without knowing its end', () => {
  const { connect } = openLink()
  connect(false)
  connect(true)
  expect(connect(false)).toBeNull()
  expect(connect(true)).toEqual({ id: 'session 3', offset: 'o' })
})

it('says of a connection that is gone that it is silent when asked for a sign of life', () => {
  const { connect, link, facts } = openLink()
  connect(false)
  link.close('server')
  facts.length = 0
  link.probe({ serverId: 'server', epoch: 1 }, 1_000)
  expect(facts).toEqual([[1, 'silent']])
})

it('tells nobody of heartbeats while they come, and that they are late when they do not', async () => {
  const { connect, clock, opened, facts } = openLink()
  connect(false)
  facts.length = 0
  for (let beat = 0; beat < 4; beat++) {
    await clock.pass(25_000)
    opened[0]?.listeners.onHeard()
  }
  expect(facts).toEqual([])
  await clock.pass(30_000)
  opened[0]?.listeners.onHeard()
  expect(facts).toEqual([
    [1, 'late'],
    [1, 'heard']
  ])
})

it('waits for no heartbeat of a connection that is over', () => {
  const { connect, clock, link } = openLink()
  connect(false)
  link.close('server')
  expect(clock.waiting).toBe(0)
})
