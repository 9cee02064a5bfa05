// The doctor's steps below HTTP where no proxy takes them: the name and the port; each in bounded time.
import { lookup } from 'node:dns/promises'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import type { Found } from './doctor.ts'
import type { Goal } from './route/proxy-tunnel.ts'

const LIMIT_MS = 5_000

/** Asks the system for the name's addresses. */
export async function lookUpName(host: string): Promise<Found> {
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
export async function openPort({ host, port }: Goal, signal: AbortSignal): Promise<Found> {
  const detail = { host, port }
  const socket = connectTcp(detail)
  const end = await connected(socket, signal)
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

/** Null once it stands, else why not. */
function connected(socket: Socket, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('late'), LIMIT_MS)
    const finish = (end: string | null): void => {
      clearTimeout(timer)
      resolve(end)
    }
    signal.addEventListener('abort', () => finish('ended'), { once: true })
    socket.once('connect', () => finish(null))
    // Stays: a socket that is destroyed may still complain.
    socket.on('error', ({ code }: NodeJS.ErrnoException) => finish(code ?? 'unknown'))
    socket.once('close', () => finish('closed'))
  })
}

function pause(ms: number): Promise<'late'> {
  return new Promise((resolve) => setTimeout(() => resolve('late'), ms).unref())
}
