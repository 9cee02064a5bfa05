// The doctor's steps below HTTP: the name, the port, the certificate; each in bounded time.
import { lookup } from 'node:dns/promises'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { Found } from './doctor.ts'

const LIMIT_MS = 5_000

/** Asks the system for the name's addresses. */
export async function lookUpName(hostname: string): Promise<Found> {
  const host = bare(hostname)
  if (isIP(host) !== 0) return { result: 'skipped', finding: 'not-needed', detail: { host } }
  const asked = lookup(host, { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => null
  )
  const addresses = await Promise.race([asked, pause(LIMIT_MS)])
  if (addresses === 'late') {
    return { result: 'failed', finding: 'dns-silent', detail: { host }, code: 'address-unknown' }
  }
  if (!addresses || addresses.length === 0) {
    return { result: 'failed', finding: 'name-unknown', detail: { host }, code: 'address-unknown' }
  }
  return { result: 'ok', finding: 'ok', detail: { host, list: addresses.slice(0, 3).join(', ') } }
}

/** Opens and closes a TCP connection. */
export async function openPort(url: URL, signal: AbortSignal): Promise<Found> {
  const detail = { host: bare(url.hostname), port: portOf(url) }
  const socket = connectTcp({ host: detail.host, port: detail.port })
  const end = await firstOf(socket, 'connect', signal)
  socket.destroy()
  if (end === null) return { result: 'ok', finding: 'ok', detail }
  if (end === 'late') {
    return { result: 'failed', finding: 'port-silent', detail, code: 'server-timeout' }
  }
  const finding = end === 'ECONNREFUSED' ? 'port-refused' : 'unreachable'
  return {
    result: 'failed',
    finding,
    detail: { ...detail, cause: end },
    code: 'server-unreachable'
  }
}

/** Speaks TLS far enough to see who is there; nothing is sent to a server that can't prove it. */
export async function lookAtCertificate(url: URL, signal: AbortSignal): Promise<Found> {
  if (url.protocol !== 'https:') return { result: 'skipped', finding: 'not-needed' }
  const host = bare(url.hostname)
  const socket = connectTls({
    host,
    port: portOf(url),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    // Only looked at: what is wrong with it is what the person wants to know.
    rejectUnauthorized: false
  })
  const end = await firstOf(socket, 'secureConnect', signal)
  const found = end === null ? judge(socket, host) : noTls(end, host)
  socket.destroy()
  return found
}

function noTls(end: string, host: string): Found {
  const code = end === 'late' ? 'server-timeout' : 'server-not-socketio'
  return { result: 'failed', finding: 'tls-not-spoken', detail: { host, cause: end }, code }
}

function judge(socket: TLSSocket, host: string): Found {
  const certificate = socket.getPeerCertificate()
  const detail = {
    host,
    version: socket.getProtocol() ?? '',
    issuer: nameOf(certificate.issuer),
    until: certificate.valid_to,
    fingerprint: certificate.fingerprint256
  }
  if (socket.authorized) return { result: 'ok', finding: 'ok', detail }
  const reason = String(socket.authorizationError)
  const cause = (socket.authorizationError as { code?: string } | null)?.code ?? reason
  const finding = cause.includes('EXPIRED')
    ? 'certificate-expired'
    : cause.includes('ALTNAME')
      ? 'certificate-other-name'
      : 'certificate-untrusted'
  return {
    result: 'failed',
    finding,
    detail: { ...detail, cause },
    code: 'server-certificate-untrusted'
  }
}

function nameOf(issuer: { O?: string | string[]; CN?: string | string[] } | undefined): string {
  return [issuer?.O ?? issuer?.CN ?? ''].flat().join(', ').slice(0, 200)
}

function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
}

// An IPv6 address stands in brackets in an address line, and nowhere else.
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}

/** Null once the event came, else why not. */
function firstOf(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal
): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('late'), LIMIT_MS)
    const finish = (end: string | null): void => {
      clearTimeout(timer)
      resolve(end)
    }
    signal.addEventListener('abort', () => finish('ended'), { once: true })
    socket.once(event, () => finish(null))
    // Stays: a socket that is destroyed may still complain.
    socket.on('error', ({ code }: NodeJS.ErrnoException) => finish(code ?? 'unknown'))
    socket.once('close', () => finish('closed'))
  })
}

function pause(ms: number): Promise<'late'> {
  return new Promise((resolve) => setTimeout(() => resolve('late'), ms).unref())
}
