// Which ways lead to a server: straight, or by proxies, in the order in which they are tried.
import type { ProxyRule } from '../../../ports/passage.ts'
import { failure } from '../connect-failure.ts'
import { RouteError } from './route-error.ts'
import { bareHost, isBypassed, isLoopback } from './hosts.ts'

/** A proxy and how it is spoken to. */
export interface ProxyWay {
  kind: 'http' | 'https' | 'socks4' | 'socks5'
  host: string
  port: number
  login: { user: string; password: string } | null
}

export type Way = { kind: 'direct' } | ProxyWay

/** Asks the system by which proxies a URL is reached; answers as a PAC script does: `PROXY a:1; DIRECT`. */
export type ResolveProxy = (url: string) => Promise<string>

const DIRECT: Way = { kind: 'direct' }
const DEFAULT_PORTS = { http: 80, https: 443, socks4: 1080, socks5: 1080 }
/** More proxies than this are not tried for one connection. */
const MAX_WAYS = 8

/** Finds the ways to a server; this computer itself is always reached straight. */
export async function waysTo(url: URL, rule: ProxyRule, resolve: ResolveProxy): Promise<Way[]> {
  if (rule.mode === 'none' || isLoopback(url.hostname)) return [DIRECT]
  if (rule.mode === 'system') return readProxyList(await resolve(url.href))
  if (isBypassed(url.hostname, rule.bypass)) return [DIRECT]
  const way = manualWay(url, rule)
  return way ? [way] : [DIRECT]
}

/** Reads the answer of a PAC script; what is not understood is passed over, nothing at all means straight. */
export function readProxyList(list: string): Way[] {
  const ways = list.split(';').flatMap((entry) => readEntry(entry.trim()) ?? [])
  return ways.length === 0 ? [DIRECT] : ways.slice(0, MAX_WAYS)
}

const pacKinds: Record<string, ProxyWay['kind']> = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  SOCKS: 'socks4',
  SOCKS4: 'socks4',
  SOCKS5: 'socks5'
}

function readEntry(entry: string): Way | null {
  const [word = '', address = ''] = entry.split(/\s+/)
  const kind = pacKinds[word.toUpperCase()]
  if (word.toUpperCase() === 'DIRECT') return DIRECT
  return kind ? readProxyAddress(`${kind}://${address}`, kind) : null
}

/** Reads `host:port` or `scheme://host:port`; null where it is none. */
export function readProxyAddress(text: string, usual: ProxyWay['kind']): ProxyWay | null {
  const whole = text.includes('://') ? text : `${usual}://${text}`
  const scheme = whole.slice(0, whole.indexOf('://')).toLowerCase()
  const kind = scheme === 'socks' ? 'socks5' : scheme
  if (!isKind(kind)) return null
  // As http, since other schemes have no notion of a host's form.
  const plain = `http://${whole.slice(whole.indexOf('://') + 3)}`
  if (!URL.canParse(plain)) return null
  const { hostname, port, pathname, username } = new URL(plain)
  if (hostname === '' || pathname !== '/' || username !== '') return null
  const isPort80 = /:80\/?$/.test(plain)
  return {
    kind,
    host: bareHost(hostname),
    port: port === '' ? (isPort80 ? 80 : DEFAULT_PORTS[kind]) : Number(port),
    login: null
  }
}

function isKind(kind: string): kind is ProxyWay['kind'] {
  return kind in DEFAULT_PORTS
}

function manualWay(url: URL, rule: ProxyRule): ProxyWay | null {
  const own = url.protocol === 'https:' ? rule.https : rule.http
  if (own === '' && rule.socks === '') return null
  const way = own === '' ? readProxyAddress(rule.socks, 'socks5') : readProxyAddress(own, 'http')
  // Never straight where the person wanted a proxy.
  if (!way) throw new RouteError(failure('proxy-invalid', false))
  if (rule.user === '') return way
  return { ...way, login: { user: rule.user, password: rule.password } }
}
