// Reads the errors of the Socket.IO client libraries.
import type { ClientRefusal } from './client.ts'

const MAX_SOCKET_ID = 300

/** Finds out what kind of no an error of the library is. */
export function refusalOf(error: Error & { data?: unknown; type?: string }): ClientRefusal {
  if (error.message === 'timeout') return { kind: 'timeout' }
  if (error.message.startsWith('It seems you are trying to reach a Socket.IO server in v2.x')) {
    return { kind: 'generation' }
  }
  if (error.type !== 'TransportError') {
    return { kind: 'refused', message: error.message, data: error.data }
  }
  const { description, context } = error as { description?: unknown; context?: unknown }
  return {
    kind: 'transport',
    code: errorCode(description, context),
    status: httpStatus(description)
  }
}

// ws gives an ErrorEvent as description, the XHR of Node the error as its `statusText`.
function errorCode(description: unknown, context: unknown): string | null {
  const fromSocket = (description as { error?: { code?: unknown } } | undefined)?.error?.code
  const fromXhr = (context as { statusText?: { code?: unknown } } | undefined)?.statusText?.code
  const code = fromSocket ?? fromXhr
  return typeof code === 'string' ? code : null
}

function httpStatus(description: unknown): number | null {
  return typeof description === 'number' && description >= 100 ? description : null
}

/** A socket's own id, where the server gave one that is an id. */
export function socketIdOf(id: unknown): string | null {
  return typeof id === 'string' && id.length <= MAX_SOCKET_ID ? id : null
}
