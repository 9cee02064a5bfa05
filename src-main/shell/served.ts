// What is answered to a request of the page, whichever of Electron's protocols carries it.
import type { Readable } from 'node:stream'

export interface Served {
  statusCode: number
  headers: Record<string, string>
  body: Uint8Array | Readable | null
}

export function notFound(): Served {
  return { statusCode: 404, headers: {}, body: null }
}
