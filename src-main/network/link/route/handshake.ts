// Speaks TLS and looks at who is there, before a single byte of ours is sent.
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import type { Failure } from '../../../../src-preload/contract/failure.ts'
import { limits } from '../../../../src-preload/contract/limits.ts'
import type { Passage } from '../../../ports/passage.ts'
import { failure, networkFailure } from '../connect-failure.ts'
import { RouteError } from './route-error.ts'
import type { Goal } from './proxy-tunnel.ts'
import { secureContextFor } from './secure-context.ts'

const HANDSHAKE_LIMIT_MS = 15_000

/**
 * Answers with an encrypted line to a server that has proven itself: by the pinned certificate where there
 * is one, else by the roots. Throws `RouteError` otherwise. `line` is one that stands already.
 */
export async function secureLine(
  goal: Goal,
  passage: Passage,
  line: Duplex | null
): Promise<TLSSocket> {
  const socket = await shakeHands(goal, passage, line)
  const refusal = judge(socket, goal.host, passage.pin)
  if (!refusal) return socket
  socket.destroy()
  throw new RouteError(refusal)
}

/** Encrypts a line whoever answers; for `secureLine`, and for those who only look. */
export function shakeHands(
  { host, port }: Goal,
  passage: Passage,
  line: Duplex | null
): Promise<TLSSocket> {
  const socket = connect({
    host,
    port,
    ...(line ? { socket: line } : {}),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    secureContext: secureContextFor(passage),
    ALPNProtocols: ['http/1.1'],
    // Judged by ourselves: a pinned certificate needs no root, and a stranger's is shown to the person.
    rejectUnauthorized: false
  })
  return new Promise((resolve, reject) => {
    const fail = (code: string): void => {
      clearTimeout(timer)
      socket.destroy()
      reject(new RouteError(networkFailure(code)))
    }
    const timer = setTimeout(() => fail('TIMEOUT'), HANDSHAKE_LIMIT_MS)
    // Both stay: a socket may complain before whoever takes it listens.
    socket.on('error', ({ code }: NodeJS.ErrnoException) => fail(code ?? 'UNKNOWN'))
    socket.on('close', () => fail('ECONNRESET'))
    socket.once('secureConnect', () => {
      clearTimeout(timer)
      resolve(socket)
    })
  })
}

/** Why a server is not to be trusted; null where it is. */
export function judge(socket: TLSSocket, host: string, pin: string | null): Failure | null {
  const certificate = socket.getPeerCertificate()
  const { fingerprint256: fingerprint } = certificate
  if (pin === null ? socket.authorized : fingerprint === pin) return null
  const about = { host, ...faceOf(certificate) }
  if (pin !== null) return failure('server-certificate-changed', false, { ...about, before: pin })
  const cause = causeOf(socket)
  return failure('server-certificate-untrusted', false, { ...about, cause })
}

/** Node's name for what is wrong with the certificate. */
export function causeOf(socket: TLSSocket): string {
  // Typed as an Error, and in truth the code of one.
  const error: unknown = socket.authorizationError
  if (typeof error === 'string') return error
  return (error as { code?: string } | null)?.code ?? 'UNKNOWN'
}

/** What a person can compare: to whom it is made out, by whom, until when (ms), its fingerprint. */
export function faceOf(certificate: PeerCertificate): Record<string, string | number> {
  return {
    name: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    until: Date.parse(certificate.valid_to) || 0,
    fingerprint: certificate.fingerprint256
  }
}

type Named = Partial<Record<'CN' | 'O' | 'OU', string | string[]>>

function nameOf(who: Named | undefined): string {
  const name = who?.CN ?? who?.O ?? who?.OU ?? ''
  return [name].flat().join(', ').slice(0, limits.certificateName)
}
