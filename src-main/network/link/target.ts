// Where and how to connect: the person's settings laid over what the dialect wishes.
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { ConnectSettings } from '../../../src-preload/contract/store-calls.ts'
import type { ConnectPlan } from '../../dialects/compiled.ts'
import type { TransportName } from './client.ts'
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
}

const DEFAULT_PATH = '/socket.io'
const schemes: Record<string, string> = {
  'http:': 'http:',
  'https:': 'https:',
  'ws:': 'http:',
  'wss:': 'https:'
}

/** Puts settings and plan together; what the person set wins. `plan` is null where no dialect is known yet. */
export function targetOf(
  settings: ConnectSettings,
  plan: ConnectPlan | null,
  route: Route
): Result<Target> {
  const url = parseAddress(settings.url)
  if (!url) return refuse('address-invalid')
  const inUrl = url.pathname === '/' ? null : decodePath(url.pathname)
  const origin = `${schemes[url.protocol]}//${url.host}`
  return done({
    origin,
    agent: new RouteAgent(origin, route),
    path: leadingSlash(settings.path || plan?.path || DEFAULT_PATH),
    namespace: leadingSlash(settings.namespace || inUrl || plan?.namespace || '/'),
    generation: settings.generation === 'auto' ? (plan?.generation ?? 'auto') : settings.generation,
    transports: transportsOf(settings, plan),
    parser: plan?.parser ?? 'default',
    query: { ...Object.fromEntries(url.searchParams), ...plan?.query, ...settings.query },
    headers: { ...plan?.headers, ...settings.headers },
    auth: { ...plan?.auth, ...settings.auth }
  })
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
