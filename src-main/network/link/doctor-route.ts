// The doctor's steps along a server's own route: by which proxy it goes, and what the server shows of itself.
import type { TLSSocket } from 'node:tls'
import type { DoctorFinding } from '../../../src-preload/contract/doctor.ts'
import type { Failure } from '../../../src-preload/contract/failure.ts'
import type { Found } from './doctor.ts'
import { causeOf, faceOf, judge, shakeHands } from './route/handshake.ts'
import { bareHost } from './route/hosts.ts'
import { nameOfProxy, openTunnel, type Goal } from './route/proxy-tunnel.ts'
import { routeFailure } from './route/route-error.ts'
import type { Way } from './route/ways.ts'
import type { Target } from './target.ts'

const NOT_NEEDED: Found = { result: 'skipped', finding: 'not-needed' }

/** Host and port of an address. */
export function goalOf(url: URL): Goal {
  return {
    host: bareHost(url.hostname),
    port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  }
}

/** Finds the way there; where it goes by a proxy, has it opened once. */
export async function lookAtProxy({ origin, agent }: Target): Promise<[Found, Way | null]> {
  const url = new URL(origin)
  const goal = goalOf(url)
  try {
    const way = await agent.wayTo(goal)
    if (way.kind === 'direct') return [NOT_NEEDED, way]
    // Plain requests are handed to an HTTP proxy itself, which may well refuse to open a way for them.
    const isForwarded = url.protocol === 'http:' && way.kind.startsWith('http')
    if (!isForwarded) (await openTunnel(way, goal)).destroy()
    return [
      { result: 'ok', finding: 'ok', detail: { proxy: nameOfProxy(way), kind: way.kind } },
      way
    ]
  } catch (error) {
    return [foundIn(error), null]
  }
}

/** Speaks TLS far enough to see who is there; nothing is sent to a server that can't prove it. */
export async function lookAtCertificate(target: Target, way: Way): Promise<Found> {
  const url = new URL(target.origin)
  if (url.protocol !== 'https:') return NOT_NEEDED
  const goal = goalOf(url)
  try {
    const line = way.kind === 'direct' ? null : await openTunnel(way, goal)
    const socket = await shakeHands(goal, target.agent.passage, line)
    const found = describe(socket, goal.host, target.agent.passage.pin)
    socket.destroy()
    return found
  } catch (error) {
    const { code, detail } = routeFailure(error) ?? { code: 'internal' as const }
    if (code === 'client-certificate-needed' || code === 'client-certificate-invalid') {
      return { result: 'failed', finding: 'client-certificate', detail: { host: goal.host }, code }
    }
    const cause = detail?.['cause'] ?? ''
    return { result: 'failed', finding: 'tls-not-spoken', detail: { host: goal.host, cause }, code }
  }
}

function describe(socket: TLSSocket, host: string, pin: string | null): Found {
  const face = faceOf(socket.getPeerCertificate())
  const detail = { host, version: socket.getProtocol() ?? '', ...face }
  const refusal = judge(socket, host, pin)
  if (!refusal) {
    return { result: 'ok', finding: pin === null ? 'ok' : 'certificate-pinned', detail }
  }
  const about = { ...detail, ...refusal.detail }
  return {
    result: 'failed',
    finding: findingOf(refusal, causeOf(socket)),
    detail: about,
    code: refusal.code
  }
}

function findingOf({ code }: Failure, cause: string): DoctorFinding {
  if (code === 'server-certificate-changed') return 'certificate-changed'
  if (cause.includes('EXPIRED')) return 'certificate-expired'
  return cause.includes('ALTNAME') ? 'certificate-other-name' : 'certificate-untrusted'
}

const proxyFindings: Record<string, DoctorFinding> = {
  'proxy-login-needed': 'proxy-login',
  'proxy-refused': 'proxy-refused'
}

function foundIn(error: unknown): Found {
  const { code, detail = {} } = routeFailure(error) ?? { code: 'internal' as const }
  return { result: 'failed', finding: proxyFindings[code] ?? 'proxy-unreachable', detail, code }
}
