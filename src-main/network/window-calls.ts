// Answers what a window asks of the network process.
import type { DoctorLine } from '../../src-preload/contract/doctor.ts'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type {
  AddressFinding,
  DialectSummary,
  NetworkCalls,
  NetworkEvents
} from '../../src-preload/contract/network-calls.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import type { ConnectSettings } from '../../src-preload/contract/store-calls.ts'
import type { CompiledDialect, Session } from '../dialects/compiled.ts'
import { startSession } from '../dialects/session.ts'
import type { Clock } from './clock.ts'
import type { CatchUp } from './catch-up.ts'
import type { ConversationCalls } from './conversation-calls.ts'
import { AUTO_DIALECT } from './dialect-book.ts'
import { inspectorHandlers, type InspectorCallsOptions } from './inspector-calls.ts'
import type { Lessons } from './lessons.ts'
import type { Clients } from './link/clients.ts'
import { diagnose } from './diagnosis.ts'
import { logIn } from './http-login.ts'
import type { Jars } from './jars.ts'
import { CookieJar } from './link/cookie-jar.ts'
import { HttpDoor, originsIn } from './link/http-door.ts'
import type { ResolveProxy } from './link/route/ways.ts'
import { originOf, targetOf, type Known } from './link/target.ts'
import { tryAddress, type AddressTry } from './link/try-address.ts'
import type { DialectLibrary } from './library/dialect-library.ts'
import { LISTEN_MS, planForAnybody, recognise } from './recognise.ts'
import { fitsOf } from './recognising.ts'
import type { StoreDoor } from './store-door.ts'
import { routeToStranger } from './stranger-route.ts'
import { wayHints } from './way-hints.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { Traffic } from './traffic.ts'
import type { TransferDesk } from './transfer-desk.ts'
import type { Watches } from './windows.ts'

export interface WindowCallsOptions extends InspectorCallsOptions {
  clients: Clients
  clock: Clock
  store: StoreDoor
  resolveProxy: ResolveProxy
  jars: Jars
  traffic: Traffic
  transfers: TransferDesk
  conversations: ConversationCalls
  lessons: Lessons
  catchUp: CatchUp
  reconnect: (serverId: ServerId) => void
  onChecked: ((lines: DoctorLine[]) => void) | undefined
  onDiagnosisStep: (step: NetworkEvents['diagnosisStep']) => void
  onMembersWatched: (conversationId: number) => Promise<Result<null>>
}

/** A dialect that an organisation has set says so. */
function withHold(library: DialectLibrary, dialect: DialectSummary): DialectSummary {
  return library.isHeld(dialect.id) ? { ...dialect, origin: 'policy' } : dialect
}

/** The handlers for one window; `watches` remembers what it watches. */
export function windowHandlers(
  options: WindowCallsOptions,
  watches: Watches
): Handlers<NetworkCalls> {
  const { roster, conversations, catchUp, book, library, lessons } = options
  return {
    ...inspectorHandlers(options, watches),
    listConnections: () => done(roster.all().flatMap(({ connection }) => connection ?? [])),
    listTraffic: () => done(options.traffic.list()),
    tryAddress: (wanted) => tryWanted(options, wanted),
    listDialects: async () => done((await book.list()).map((one) => withHold(library, one))),
    listFits: ({ serverId }) => fitsOf(options, serverId),
    renameDialect: ({ dialectId, name }) => library.rename(dialectId, name),
    removeDialect: ({ dialectId }) => library.remove(dialectId),
    listLearning: () => done(lessons.list()),
    previewWay: (wish) => lessons.preview(wish),
    tryIntroduction: ({ serverId, proposalId, filled }) =>
      lessons.tryIntroduction(serverId, proposalId, filled),
    trySend: ({ serverId, proposalId, conversationId }) =>
      lessons.trySend(serverId, proposalId, conversationId),
    vouchWay: ({ serverId, proposalId, worked }) => lessons.vouch(serverId, proposalId, worked),
    neverTry: ({ serverId, kind }) => lessons.never(serverId, kind),
    diagnose: (wanted) => diagnose(options, watches, wanted),
    cancelDiagnosis: () => {
      watches.endDiagnosis()
      return done(null)
    },
    reconnect: ({ serverId }) => {
      if (!roster.get(serverId)) return refuse('not-found')
      options.reconnect(serverId)
      return done(null)
    },
    filesShown: ({ fileIds }) => options.transfers.shown(fileIds),
    setTyping: ({ conversationId, on }) => conversations.setTyping(conversationId, on),
    loadOlder: ({ conversationId }) => conversations.loadOlder(conversationId),
    catchUp: ({ conversationId }) => catchUp.opened(conversationId),
    fillGap: ({ conversationId, gapId }) => catchUp.fillGap(conversationId, gapId),
    createRoom: ({ serverId, title }) => conversations.createRoom(serverId, title),
    joinRoom: ({ conversationId }) => conversations.joinRoom(conversationId),
    leaveRoom: ({ conversationId }) => conversations.leaveRoom(conversationId),
    openDirect: ({ serverId, person }) => conversations.openDirect(serverId, person),
    watchMembers: async ({ conversationId }) => {
      watches.members.add(conversationId)
      const watched = await options.onMembersWatched(conversationId)
      return watched.ok ? await conversations.members(conversationId) : watched
    },
    unwatchMembers: ({ conversationId }) => {
      watches.members.delete(conversationId)
      options.onWatches()
      return done(null)
    },
    watchThreads: ({ on }) => {
      watches.threads = on
      options.onWatches()
      return done(null)
    }
  }
}

interface WantedAddress {
  connect: ConnectSettings
  dialectId: string
  login: Record<string, string>
  /** The fingerprint of a certificate that the person trusts there. */
  trust: string | null
}

async function tryWanted(
  options: WindowCallsOptions,
  { connect, dialectId, login, trust }: WantedAddress
): Promise<Result<AddressFinding>> {
  const { book, clients, clock } = options
  const isOpen = dialectId === AUTO_DIALECT
  if (isOpen) await book.list() // compiles what is needed below, without holding up the sockets
  const dialect = isOpen ? null : book.get(dialectId)
  if (!isOpen && !dialect) return refuse('dialect-unknown')
  const route = await routeToStranger(options, trust)
  if (!route.ok) return route
  const known: Known = { found: {}, jar: new CookieJar(), route: route.value }
  const begun = startSession(login, { id: null, name: login['name'] ?? null })
  const met = dialect ? await introduce(dialect, begun, { connect, known, clock }) : done(begun)
  if (!met.ok) return met
  const session = met.value
  const plan = dialect?.connect(session, clock.now()) ?? planForAnybody(book, session, clock.now())
  const target = targetOf(connect, plan, known)
  if (!target.ok) return target
  const attempt: AddressTry = {
    target: target.value,
    clients,
    dialect,
    listenMs: isOpen ? LISTEN_MS : 0,
    recognise: (seen) => recognise(book, seen, session)
  }
  return await tryAddress(attempt, wayHints(book))
}

/** Logs in over HTTP where the dialect does; nothing of it is kept. */
async function introduce(
  dialect: CompiledDialect,
  session: Session,
  { connect, known, clock }: { connect: ConnectSettings; known: Known; clock: Clock }
): Promise<Result<Session>> {
  const origin = originOf(connect.url)
  if (origin === null) return refuse('address-invalid')
  const others = originsIn(session.login)
  const door = new HttpDoor({ ...known, origin, others, headers: connect.headers })
  const apply = (_step: number, _args: unknown[], read: Session): Promise<Result<Session>> =>
    Promise.resolve(done(read))
  const taken = await logIn({ dialect, clock, door, apply }, session)
  return taken.ok ? done(taken.value.session) : taken
}
