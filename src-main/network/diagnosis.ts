// Starts the network doctor for a window: with a server's own settings, or with an address as it was typed.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { DoctorLine } from '../../src-preload/contract/doctor.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { ConnectSettings } from '../../src-preload/contract/store-calls.ts'
import type { Session } from '../dialects/compiled.ts'
import { startSession } from '../dialects/session.ts'
import { AUTO_DIALECT } from './dialect-book.ts'
import { CookieJar } from './link/cookie-jar.ts'
import { runDoctor } from './link/doctor.ts'
import type { Route } from './link/route/route-agent.ts'
import type { Known } from './link/target.ts'
import { LISTEN_MS, planForAnybody, recognise } from './recognise.ts'
import { dialectIdOf } from './roster.ts'
import { routeToStranger } from './stranger-route.ts'
import type { WindowCallsOptions } from './window-calls.ts'
import type { Watches } from './windows.ts'

interface Wanted {
  run: string
  serverId: ServerId | null
  url: string
}

/** Runs one check for a window, and ends the one that it had. */
export async function diagnose(
  options: WindowCallsOptions,
  watches: Watches,
  wanted: Wanted
): Promise<Result<DoctorLine[]>> {
  const { book, clients, clock } = options
  const way = wayTo(options, wanted)
  if (!way) return refuse('not-found')
  watches.endDiagnosis()
  const ending = new AbortController()
  watches.endDiagnosis = () => ending.abort()
  await book.list() // compiles what is needed below, without holding up the sockets
  const route = await routeOf(options, wanted)
  if (!route.ok) return route
  const dialect = way.dialectId === AUTO_DIALECT ? null : book.get(way.dialectId)
  const session =
    way.session ?? startSession(way.login, { id: null, name: way.login['name'] ?? null })
  const now = clock.now()
  const lines = await runDoctor({
    settings: way.connect,
    known: { ...way.known, route: route.value },
    plan: dialect?.connect(session, now) ?? planForAnybody(book, session, now),
    dialect,
    clients,
    listenMs: LISTEN_MS,
    recognise: (seen) => recognise(book, seen, session),
    signal: ending.signal,
    onLine: (line) => options.onDiagnosisStep({ run: wanted.run, line }),
    elapsed: () => clock.elapsed()
  })
  options.onChecked?.(lines)
  return done(lines)
}

async function routeOf(options: WindowCallsOptions, wanted: Wanted): Promise<Result<Route>> {
  const { roster, resolveProxy } = options
  const entry = wanted.serverId === null ? null : roster.get(wanted.serverId)
  if (entry) return done({ passage: entry.link.passage, resolveProxy })
  return routeToStranger(options, null)
}

/** What is known of the server before it is looked at. */
interface Way {
  connect: ConnectSettings
  dialectId: string
  login: Record<string, string>
  /** That of the connection that there was last. */
  session: Session | null
  known: Omit<Known, 'route'>
}

function wayTo({ roster, jars }: WindowCallsOptions, { serverId, url }: Wanted): Way | null {
  if (serverId !== null) {
    const entry = roster.get(serverId)
    if (!entry) return null
    const { connect, login, found, cookies } = entry.link
    const known = { found, jar: jars.of(serverId, cookies) }
    return { connect, login, dialectId: dialectIdOf(entry), session: entry.session, known }
  }
  const auto = 'auto' as const
  const open = { generation: auto, transports: auto }
  const connect: ConnectSettings = { url, ...open, query: {}, headers: {}, auth: {} }
  const known = { found: {}, jar: new CookieJar() }
  return { connect, dialectId: AUTO_DIALECT, login: {}, session: null, known }
}
