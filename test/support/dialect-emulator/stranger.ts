// Somebody who connects to an emulated server and only listens, as the app does before it knows whom it met.
import type { HeardEvent, Seen } from '../../../src-main/dialects/recognise.ts'
import { startSession } from '../../../src-main/dialects/session.ts'
import { DialectTrial } from '../../../src-main/network/dialect-trial.ts'
import { openDialectBook, standardSources } from '../../../src-main/network/dialect-book.ts'
import { builtInClients } from '../../../src-main/network/link/clients.ts'
import { CookieJar } from '../../../src-main/network/link/cookie-jar.ts'
import { probeAddress, type ProbeFinding } from '../../../src-main/network/link/probe-address.ts'
import { targetOf, type Target } from '../../../src-main/network/link/target.ts'
import { connectOnce, noRecognition } from '../../../src-main/network/link/try-address.ts'
import { planForAnybody } from '../../../src-main/network/recognise.ts'
import { plainRoute } from '../network/plain-route.ts'
import { until } from '../network/until.ts'
import type { Behaviour } from './emulator.ts'
import { openStage, placeOf } from './stage.ts'
import { entryOf, preset } from '../dialects.ts'

export const book = openDialectBook(standardSources([]))
export const session = startSession({ name: 'Zoe' }, { id: null, name: 'Zoe' })
const PATIENCE_MS = 3_000

interface Door {
  target: Target
  found: ProbeFinding
}

type Place = Pick<Behaviour, 'path' | 'namespace'>

/** Looks at an address, as is done before connecting. */
async function knock(url: string, { path, namespace }: Place): Promise<Door> {
  const place = { ...(path ? { path } : {}), ...(namespace ? { namespace } : {}) }
  const settings = { url, generation: 'auto' as const, transports: 'websocket' as const, ...place }
  const plan = planForAnybody(book, session, Date.now())
  const target = targetOf({ ...settings, query: {}, headers: {}, auth: {} }, plan, {
    found: {},
    jar: new CookieJar(),
    route: plainRoute
  })
  if (!target.ok) throw new Error(target.failure.code)
  const found = await probeAddress(target.value, PATIENCE_MS)
  if (!found.ok) throw new Error(found.failure.code)
  return { target: target.value, found: found.value }
}

async function listen({ target, found }: Door, listenMs: number): Promise<Seen> {
  const attempt = { target, clients: builtInClients, dialect: null, listenMs }
  const met = await connectOnce({ ...attempt, recognise: () => noRecognition }, found)
  if (!met.ok) throw new Error(met.failure.code)
  return met.value.seen
}

/** What an address shows within `listenMs`. */
export async function listenAt(url: string, place: Place, listenMs: number): Promise<Seen> {
  return listen(await knock(url, place), listenMs)
}

/** What a server shows where nobody else is. */
export async function listenAlone(behaviour: Behaviour, listenMs: number): Promise<Seen> {
  const stage = await openStage(behaviour)
  try {
    return await listenAt(stage.server.url, behaviour, listenMs)
  } finally {
    await stage.close()
  }
}

/** What it shows while two others talk, and a third comes. */
export async function listenInCompany(behaviour: Behaviour, listenMs: number): Promise<Seen> {
  const stage = await openStage(behaviour)
  try {
    const ana = await stage.enter('Ana')
    const bo = behaviour.shows.answers ? ana : await stage.enter('Bo')
    const before = stage.server.count()
    const door = await knock(stage.server.url, behaviour)
    // Old servers take the look at them for somebody who comes and goes.
    await until(() => stage.server.count() === before)
    const listening = listen(door, listenMs)
    await until(() => stage.server.count() > before)
    if (!behaviour.shows.receiveOnly) {
      const conversation = await placeOf(behaviour, ana, 'Bo')
      await ana.send(entryOf({ conversation, text: 'hello you' }))
      await bo.told('message', ({ message }) => message.text.includes('hello you'))
      if (ana.dialect.features.typing && !behaviour.shows.answers) {
        await ana.ask({ kind: 'typing', conversation, on: true })
      }
    }
    await stage.enter('Cy')
    return await listening
  } finally {
    await stage.close()
  }
}

/** What a server says within `listenMs` to somebody who introduced themselves as its preset does. */
export async function listenIntroduced(
  behaviour: Behaviour,
  listenMs: number
): Promise<HeardEvent[]> {
  const stage = await openStage(behaviour)
  const heard: HeardEvent[] = []
  const open = { generation: 'auto', transports: 'websocket' } as const
  const login = { name: 'Zoe', email: 'Zoe', ...behaviour.login }
  const trial = new DialectTrial({
    dialect: preset(behaviour.id),
    settings: { url: stage.server.url, ...open, query: {}, headers: {}, auth: {} },
    route: plainRoute,
    generation: behaviour.generation === 2 ? '2' : '4',
    session: startSession(login, { id: null, name: 'Zoe' }),
    timeoutMs: PATIENCE_MS,
    onHeard: ({ event, args }) => void heard.push({ event, args })
  })
  try {
    const met = await trial.connect()
    if (met.ok) await trial.join()
    await new Promise((resolve) => setTimeout(resolve, listenMs))
    return heard
  } finally {
    trial.close()
    await stage.close()
  }
}
