// A flood that costs its server next to nothing: packets are made by hand and written by the hundred.
import type { Socket as TcpSocket } from 'node:net'
import type { Socket } from 'socket.io'
import { frameOf } from '../../support/network/hostile-server.ts'

const TICK_MS = 2
/** Packets that are written at once. */
const SURGE = 200
const TEXT_FRAME = 0x81

export interface WireFlood {
  /** Messages a second; null: as many as are read. */
  rate: number | null
  seconds: number
  /** ms since 1970. */
  now: () => number
  /** The next message as JSON, said at this time. */
  next: (at: number) => string
}

/** Floods until the time is over and all that was due is written; resolves with when that was. */
export async function floodByWire(socket: Socket, flood: WireFlood): Promise<number> {
  const tcp = tcpOf(socket)
  const startedAt = flood.now()
  const endAt = startedAt + flood.seconds * 1_000
  let done = 0
  for (;;) {
    const due = dueOf(flood, { startedAt, endAt, done })
    if (done >= due && flood.now() >= endAt) return flood.now()
    if (done < due && !tcp.writableNeedDrain) {
      const count = Math.min(SURGE, due - done)
      tcp.write(surge(flood, { startedAt, done, count }))
      done += count
    }
    await (tcp.writableNeedDrain ? drained(tcp) : done < due ? turn() : pause())
  }
}

function dueOf(
  { rate, now }: WireFlood,
  { startedAt, endAt, done }: { startedAt: number; endAt: number; done: number }
): number {
  const at = now()
  if (rate === null) return at < endAt ? done + SURGE : done
  return Math.floor(((Math.min(at, endAt) - startedAt) / 1_000) * rate)
}

// Each message bears the time at which it was due, however late the wire took it.
function surge(
  { rate, now, next }: WireFlood,
  { startedAt, done, count }: { startedAt: number; done: number; count: number }
): Buffer {
  const packets = Array.from({ length: count }, (_, index) => {
    const at = rate === null ? now() : startedAt + ((done + index + 1) / rate) * 1_000
    return frameOf(TEXT_FRAME, Buffer.from(`42["message",${next(at)}]`))
  })
  return Buffer.concat(packets)
}

/** The wire below Socket.IO, Engine.IO and the WebSocket: frames go between those of the libraries. */
function tcpOf(socket: Socket): TcpSocket {
  // No public way leads there.
  const transport = socket.conn.transport as unknown as { socket: { _socket: TcpSocket } }
  return transport.socket._socket
}

function drained(tcp: TcpSocket): Promise<void> {
  return new Promise((resolve) => {
    const goOn = (): void => {
      tcp.off('drain', goOn)
      tcp.off('close', goOn)
      resolve()
    }
    tcp.on('drain', goOn)
    tcp.on('close', goOn)
  })
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, TICK_MS))
}
