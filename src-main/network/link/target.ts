// Where and how to connect: the person's settings laid over what the dialect wishes.
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { ConnectSettings, FoundWay } from '../../../src-preload/contract/store-calls.ts'
import type { ConnectPlan } from '../../dialects/compiled.ts'
import type { TransportName } from './client.ts'
import { registeredDomain, type CookieJar } from './cookie-jar.ts'
import { originsIn } from './http-door.ts'
import { RouteAgent, type Route } from './route/route-agent.ts'

/** Everything that a client library needs to know. */
export interface Target {
  /** Scheme, host and port. */
  origin: string
  path: string
  namespace: string
  generation: 'auto' | '2' | '3' | '4'
  /** In the order in which they are tried. */
  transports: TransportName[]
  parser: 'default' | 'msgpack'
  query: Record<string, string>
  headers: Record<string, string>
  auth: Record<string, unknown>
  /** Opens and proves every connection there. */
  agent: RouteAgent
  jar: CookieJar
  /** What neither the person nor an earlier connection has settled, so that it may be searched for. */
  open: { path: boolean; namespace: boolean; generation: boolean; parser: boolean }
  /** The address as it was given, for pages beside the socket. */
  page: string
  /** The page of its client, where that lives elsewhere. */
  clientPage: string | null
}

/** What is known of a server beside its settings: what earlier connections left behind, and the way there. */
export interface Known {
  found: FoundWay
  jar: CookieJar
  route: Route
}

const DEFAULT_PATH = '/socket.io'
const schemes: Record<string, string> = {
  'http:': 'http:',
  'https:': 'https:',
  'ws:': 'http:',
  'wss:': 'https:'
}

/**
 * Puts settings and plan together; what the person set wins, then what was found earlier. `plan` is null
 * where no dialect is known yet.
 */
export function targetOf(
  settings: ConnectSettings,
  plan: ConnectPlan | null,
  { found, jar, route }: Known
): Result<Target> {
  const url = parseAddress(plan?.address ?? settings.url)
  if (!url) return refuse('address-invalid')
  const inUrl = url.pathname === '/' ? null : decodePath(url.pathname)
  const origin = `${schemes[url.protocol]}//${url.host}`
  const { path, namespace, parser = 'auto' } = settings
  const generation = settings.generation === 'auto' ? plan?.generation : settings.generation
  return done({
    origin,
    agent: new RouteAgent(origin, route),
    path: leadingSlash(path || found.path || plan?.path || DEFAULT_PATH),
    namespace: leadingSlash(namespace || found.namespace || inUrl || plan?.namespace || '/'),
    generation: generation && generation !== 'auto' ? generation : (found.generation ?? 'auto'),
    transports: transportsOf(settings, plan),
    parser: parser === 'auto' ? (found.parser ?? plan?.parser ?? 'default') : parser,
    query: { ...Object.fromEntries(url.searchParams), ...plan?.query, ...settings.query },
    headers: { ...plan?.headers, ...settings.headers },
    auth: { ...plan?.auth, ...settings.auth },
    jar,
    open: {
      path: !path,
      namespace: !namespace,
      generation: settings.generation === 'auto',
      parser: parser === 'auto' && found.parser === undefined
    },
    page: `${origin}${url.pathname}`,
    clientPage: settings.page ?? null
  })
}

/** Scheme, host and port of an address; null where it is none. */
export function originOf(address: string): string | null {
  const url = parseAddress(address)
  return url && `${schemes[url.protocol]}//${url.host}`
}

/**
 * Whether an address that a server named may be connected to with what the person filled in: on the same host,
 * beside it under the same registered domain, or filled in itself.
 */
export function isNear(
  address: string,
  origin: string,
  login: Readonly<Record<string, string>>
): boolean {
  const url = parseAddress(address)
  if (!url) return false
  const { hostname, protocol } = new URL(origin)
  if (protocol === 'https:' && schemes[url.protocol] !== 'https:') return false
  if (url.hostname === hostname || originsIn(login).includes(originOf(address) ?? '')) return true
  const domain = registeredDomain(hostname)
  return domain !== null && domain === registeredDomain(url.hostname)
}

function parseAddress(text: string): URL | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  return url.protocol in schemes && url.hostname !== '' ? url : null
}

function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return pathname // not percent-encoded after all: the server knows it as it stands
  }
}

function leadingSlash(text: string): string {
  return text.startsWith('/') ? text : `/${text}`
}

// WebSocket first: one round trip less, and its flow can be stopped; polling where it is barred.
function transportsOf(settings: ConnectSettings, plan: ConnectPlan | null): TransportName[] {
  if (settings.transports !== 'auto') return [settings.transports]
  return plan?.transports ?? ['websocket', 'polling']
}
