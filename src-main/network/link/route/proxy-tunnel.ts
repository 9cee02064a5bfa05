// Opens a line to a server through a proxy: CONNECT for HTTP proxies, the handshake of SOCKS for the others.
// The libraries are loaded by the first line that needs them.
import { EventEmitter } from 'node:events'
import type { ClientRequest } from 'node:http'
import { connect as connectTcp, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { failure } from '../connect-failure.ts'
import { RouteError } from './route-error.ts'
import { secureContextFor } from './secure-context.ts'
import type { ProxyWay } from './ways.ts'

/** How long a proxy may take to open the way, ms. */
const PROXY_LIMIT_MS = 8_000
/** How long it may take to be there at all: the next in the list waits for its turn, ms. */
const REACH_LIMIT_MS = 4_000

export interface Goal {
  host: string
  port: number
}

/** `host:port`, as a person would write it. */
export function nameOfProxy({ host, port }: ProxyWay): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** Whether something takes connections there. */
export function isReachable({ host, port }: Goal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port })
    const finish = (isThere: boolean): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(isThere)
    }
    const timer = setTimeout(() => finish(false), REACH_LIMIT_MS)
    socket.once('connect', () => finish(true))
    // Stays: a socket that is destroyed may still complain.
    socket.on('error', () => finish(false))
  })
}

/** A line to the goal, over which anything can be said. Throws `RouteError` where the proxy does not open it. */
export function openTunnel(way: ProxyWay, goal: Goal, request?: ClientRequest): Promise<Duplex> {
  const isSocks = way.kind === 'socks4' || way.kind === 'socks5'
  return isSocks ? openSocks(way, goal) : openConnect(way, goal, request)
}

/** Sends a plain HTTP request to the proxy itself, which fetches what it asks for. */
export async function forwardBy(
  way: ProxyWay,
  goal: Goal,
  request: ClientRequest
): Promise<Duplex> {
  const { HttpProxyAgent } = await import('http-proxy-agent')
  const agent = new HttpProxyAgent(urlOf(way), proxyTls(way))
  try {
    // Its own type of request only names what every request of Node has inside.
    const inside = request as Parameters<typeof agent.connect>[0]
    return await agent.connect(inside, { ...goal, secureEndpoint: false })
  } catch {
    throw new RouteError(failure('proxy-unreachable', true, { proxy: nameOfProxy(way) }))
  }
}

async function openConnect(way: ProxyWay, goal: Goal, request?: ClientRequest): Promise<Duplex> {
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), PROXY_LIMIT_MS)
  const agent = new HttpsProxyAgent(urlOf(way), { ...proxyTls(way), signal: limit.signal })
  let status = 0
  agent.on('proxyConnect', ({ statusCode }: { statusCode: number }) => (status = statusCode))
  // It only listens for the request's socket.
  const asked = request ?? (new EventEmitter() as ClientRequest)
  try {
    const socket = await agent.connect(asked, { ...goal, secureEndpoint: false })
    if (status === 200) return socket
    socket.destroy()
  } catch {
    // Not even an answer: told below.
  } finally {
    clearTimeout(timer)
  }
  throw refusedBy(way, status)
}

function refusedBy(way: ProxyWay, status: number): RouteError {
  const proxy = nameOfProxy(way)
  if (status === 407) return new RouteError(failure('proxy-login-needed', false, { proxy }))
  // A gateway's complaint is about the server behind it, which may come back.
  return new RouteError(failure('proxy-refused', status >= 500, { proxy, status }))
}

async function openSocks(way: ProxyWay, goal: Goal): Promise<Socket> {
  const { SocksClient } = await import('socks')
  const { host, port, login } = way
  const answer = SocksClient.createConnection({
    proxy: {
      host,
      port,
      type: way.kind === 'socks4' ? 4 : 5,
      ...(login ? { userId: login.user, password: login.password } : {})
    },
    command: 'connect',
    destination: goal,
    timeout: PROXY_LIMIT_MS
  })
  try {
    const { socket } = await answer
    return socket
  } catch (error) {
    throw socksRefusal(way, error instanceof Error ? error.message : '')
  }
}

// The library tells its errors apart by their words only.
function socksRefusal(way: ProxyWay, message: string): RouteError {
  const proxy = nameOfProxy(way)
  if (/Authentication failed|authentication type/.test(message)) {
    return new RouteError(failure('proxy-login-needed', false, { proxy }))
  }
  const isAboutGoal = /HostUnreachable|NetworkUnreachable|ConnectionRefused|TTLExpired|Failure/
  return new RouteError(failure('proxy-refused', isAboutGoal.test(message), { proxy, status: 0 }))
}

function urlOf({ kind, host, port, login }: ProxyWay): URL {
  const url = new URL(`${kind}://${host.includes(':') ? `[${host}]` : host}:${port}`)
  if (login) {
    url.username = encodeURIComponent(login.user)
    url.password = encodeURIComponent(login.password)
  }
  return url
}

function proxyTls({ kind }: ProxyWay): object {
  return kind === 'https'
    ? { secureContext: secureContextFor({ authority: null, identity: null }) }
    : {}
}
