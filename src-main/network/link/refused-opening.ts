// Reads an answer that is no Engine.IO: a proxy, a login page, another web site, or a plain no.
import type { Failure } from '../../../src-preload/contract/failure.ts'
import { failure } from './connect-failure.ts'

/** What an address answered to the opening of a connection. */
export interface ProbeAnswer {
  status: number
  /** The beginning of the body. */
  body: string
  /** Names in small letters. */
  headers: Record<string, string>
}

/** Characters of an address that are shown. */
const MAX_SHOWN = 200
const loginPath = /log-?in|sign-?in|auth|sso|account|session|saml|oidc/i

/** Names the failure behind an answer to the opening of a connection. */
export function refusedOpening(
  { status, body, headers }: ProbeAnswer,
  { path, origin }: { path: string; origin: string }
): Failure {
  const start = body.slice(0, 2_000)
  const code = /^\{"code":(\d),"message":"/.exec(start)?.[1]
  if (code === '5' || /unsupported version of the Socket\.IO/.test(start)) {
    return failure('server-version-unsupported', false)
  }
  if (code === '4') return failure('server-refused', false, { reason: wordsOf(start) })
  if (code !== undefined) return failure('server-refused', false, { reason: `code ${code}` })
  // Only a proxy answers so.
  if (status === 407) return failure('proxy-login-needed', false, { proxy: '' })
  if (status === 401 || status === 403) return failure('login-needed', false, { status })
  const { location } = headers
  if (status >= 300 && status < 400 && location) return sentOn(location, origin, path)
  if (status === 404 || status === 405 || status === 410) {
    return failure('server-path-unknown', false, { path, status })
  }
  if (status === 502 || status === 503 || status === 504) {
    return failure('server-behind-down', true, { status })
  }
  if (status >= 500) return failure('server-trouble', true, { status })
  if (/<input[^>]{0,300}type\s*=\s*["']?password/i.test(body.slice(0, 64_000))) {
    return failure('server-login-page', false, { address: origin })
  }
  return failure('server-not-socketio', false, { status })
}

function wordsOf(start: string): string {
  const words = /"message":"([^"]{1,200})"/.exec(start)?.[1]
  return words ?? 'Forbidden'
}

function sentOn(location: string, origin: string, path: string): Failure {
  if (!URL.canParse(location, origin)) return failure('server-not-socketio', false)
  const url = new URL(location, origin)
  const address = `${url.origin}${url.pathname}`.slice(0, MAX_SHOWN)
  if (loginPath.test(url.pathname) || loginPath.test(url.hostname.split('.')[0] ?? '')) {
    return failure('server-login-page', false, { address })
  }
  const isMoved = url.origin !== origin
  return isMoved
    ? failure('server-moved', false, { address: url.origin })
    : failure('server-path-unknown', false, { path })
}
