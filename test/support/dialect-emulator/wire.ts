// The servers below the emulators: Socket.IO 4 for what speaks generation 3 or 4, Socket.IO 2 for what is older.
import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import openServer2 from 'socket.io-2'

/** What both libraries' sockets have. */
export interface WireSocket {
  id: string
  handshake: {
    query: Record<string, unknown>
    auth?: Record<string, unknown>
    headers?: { cookie?: string | undefined }
  }
  broadcast: { emit(event: string, ...args: unknown[]): unknown }
  on(event: string, listener: (...args: never[]) => void): unknown
  emit(event: string, ...args: unknown[]): unknown
}

interface WireSpace {
  use(admit: (socket: WireSocket, next: (error?: Error) => void) => void): unknown
  on(event: 'connection', listener: (socket: WireSocket) => void): unknown
  emit(event: string, ...args: unknown[]): unknown
}

export interface Wire {
  space: WireSpace
  close(): Promise<void>
}

export interface WireOptions {
  generation: 2 | 4
  path: string
  namespace: string
  /** Makes the ids of connections as another server's library would. */
  makeSid?: () => string
}

/** Opens a server over `http`, and the namespace that is talked in. */
export function openWire(http: HttpServer, options: WireOptions): Wire {
  const { generation, path, namespace, makeSid } = options
  if (generation === 2) {
    const io = openServer2(http, { path, serveClient: false })
    return {
      space: io.of(namespace),
      close: () => new Promise((resolve) => io.close(() => resolve()))
    }
  }
  const io = new Server(http, { path, serveClient: false })
  if (makeSid) io.engine.generateId = makeSid
  // Its types are narrower than what is used of it here.
  return { space: io.of(namespace), close: () => io.close() }
}

/** An id of a connection as Python's Engine.IO makes them: all of it random, where Node's end in a number. */
export function pythonSid(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString('base64url')
}
