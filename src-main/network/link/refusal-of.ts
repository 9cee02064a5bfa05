// Reads the errors of the Socket.IO client libraries.
import type { ClientRefusal } from './client.ts'
import { routeFailure } from './route/route-error.ts'

const MAX_SOCKET_ID = 300

/** Finds out what kind of no an error of the library is. */
export function refusalOf(
  error: Error & { data?: unknown; type?: string; code?: unknown }
): ClientRefusal {
  if (error.message === 'timeout') return { kind: 'timeout' }
  if (error.message.startsWith('It seems you are trying to reach a Socket.IO server in v2.x')) {
    return { kind: 'generation' }
  }
  // Of the library's own: it could not take apart what came, as with the frames of generation 2.
  if (error.message === 'server error' && error.code === 'parser error') {
    return { kind: 'malformed', why: 'unreadable' }
  }
  if (error.type !== 'TransportError') {
    return { kind: 'refused', message: error.message, data: error.data }
  }
  const { description, context } = error as { description?: unknown; context?: unknown }
  const cause = causeOf(description, context)
  const failure = routeFailure(cause)
  if (failure) return { kind: 'route', failure }
  return {
    kind: 'transport',
    code: codeOf(cause),
    status: httpStatus(description)
  }
}

// ws gives an ErrorEvent as description, the XHR of Node the error as its `statusText`.
function causeOf(description: unknown, context: unknown): unknown {
  const fromSocket = (description as { error?: unknown } | undefined)?.error
  return fromSocket ?? (context as { statusText?: unknown } | undefined)?.statusText
}

function codeOf(cause: unknown): string | null {
  const { code } = (cause ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : null
}

// ws has no more than its own words for what was answered instead of an upgrade.
function httpStatus(description: unknown): number | null {
  if (typeof description === 'number') return description >= 100 ? description : null
  const message = (description as { message?: unknown } | undefined)?.message
  const words = typeof message === 'string' ? message : ''
  const status = /Unexpected server response: (\d{3})/.exec(words)?.[1]
  return status === undefined ? null : Number(status)
}

/** A socket's own id, where the server gave one that is an id. */
export function socketIdOf(id: unknown): string | null {
  return typeof id === 'string' && id.length <= MAX_SOCKET_ID ? id : null
}
