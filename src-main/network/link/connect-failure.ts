// Puts every way in which a connection fails into one of the contract's failure codes.
import type { Failure, FailureCode } from '../../../src-preload/contract/failure.ts'
import { limits } from '../../../src-preload/contract/limits.ts'
import { oneLine } from '../../base/one-line.ts'
import type { ClientRefusal } from './client.ts'

const unknownHost = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME', 'EAI_FAIL']
const timeouts = ['ETIMEDOUT', 'ESOCKETTIMEDOUT', 'TIMEOUT']
const offline = ['ENETUNREACH', 'ENETDOWN', 'ENONET']
const tlsCode =
  /^(CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH|INVALID_PURPOSE)/
/** The server said so while shaking hands: it wants a client certificate, or another one. */
const wantsIdentity =
  /ALERT_(CERTIFICATE_(REQUIRED|REVOKED|EXPIRED|UNKNOWN)|(BAD|UNSUPPORTED|NO)_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)/
/** TLS spoken to something that does not speak it, or HTTP that is none. */
const otherProtocol = /^(EPROTO|ERR_SSL_|HPE_)/

/** Names the failure behind an error code of Node. */
export function networkFailure(code: string): Failure {
  if (unknownHost.includes(code)) return failure('address-unknown', true)
  if (timeouts.includes(code)) return failure('server-timeout', true)
  if (offline.includes(code)) return failure('network-offline', true)
  if (tlsCode.test(code)) return failure('server-certificate-untrusted', false, { cause: code })
  if (wantsIdentity.test(code)) return failure('client-certificate-needed', false, { cause: code })
  if (otherProtocol.test(code)) return failure('server-not-socketio', true)
  return failure('server-unreachable', true, { cause: code })
}

/** Words by which servers say that they do not know who comes. */
const loginWords =
  /\b(unauthori[sz]ed|unauthenticated|not (authenticated|authori[sz]ed|logged in)|(authentication|login) (error|failed|required|needed)|(invalid|expired|missing|no) (access )?(token|jwt|credentials|session|cookie)|(token|jwt|session) (is )?(invalid|expired|missing|malformed|not found))\b/i

/** Names the failure behind a handshake that the server answered with no. */
function refusedFailure(message: string, data: unknown): Failure {
  if (message === 'Invalid namespace') return failure('server-namespace-unknown', false)
  const reason = bounded([message, ...wordsIn(data)].filter((part) => part !== '').join(': '))
  const isLogin = loginWords.test(message.slice(0, 500)) || wordsIn(data).some(isLoginWord)
  const detail = reason === '' ? undefined : { reason }
  return failure(isLogin ? 'login-needed' : 'server-refused', false, detail)
}

function isLoginWord(word: string): boolean {
  return word === '401' || loginWords.test(word)
}

/** What the data of a refusal says in words, or as a status. */
function wordsIn(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return []
  const keys = ['message', 'content', 'reason', 'error', 'code', 'status', 'statusCode']
  const values = keys.map((key) => (data as Record<string, unknown>)[key])
  return values
    .flatMap((value) => (typeof value === 'string' || typeof value === 'number' ? [value] : []))
    .map((value) => String(value).slice(0, 200))
    .slice(0, 2)
}

/** Names why a connection that stood is gone. */
export function disconnectFailure(reason: string): Failure {
  if (reason === 'ping timeout') return failure('server-timeout', true)
  if (reason === 'io server disconnect') return failure('server-closed', true)
  if (reason === 'parse error') return malformedFailure('unreadable')
  if (reason.startsWith('malformed ')) return malformedFailure(reason.slice('malformed '.length))
  return failure('server-unreachable', true, { cause: bounded(reason) })
}

/** What came is not Socket.IO. */
export function malformedFailure(cause: string): Failure {
  return failure('server-malformed', true, { cause })
}

/** What a refusal tells by itself; null where the address must be looked at to know more. */
export function plainFailure(refusal: ClientRefusal): Failure | null {
  switch (refusal.kind) {
    case 'refused':
      return refusedFailure(refusal.message, refusal.data)
    case 'timeout':
      return failure('server-timeout', true)
    case 'route':
      return refusal.failure
    case 'generation':
      return failure('server-version-unsupported', false)
    case 'transport':
      return refusal.code === null ? null : networkFailure(refusal.code)
    case 'malformed':
      return malformedFailure(refusal.why)
    case 'closed':
      return refusal.reason === 'parse error' ? malformedFailure('unreadable') : null
  }
}

/** What a server says about itself, as a dialog can show it among our own words. */
function bounded(text: string): string {
  return oneLine(text, limits.reason) ?? ''
}

/** Makes a failure with or without detail. */
export function failure(
  code: FailureCode,
  retry: boolean,
  detail?: Record<string, string | number>
): Failure {
  return detail ? { code, retry, detail } : { code, retry }
}
