// Emits one thing on a connected socket and follows it: written, acknowledged, too late, or lost.
import type { Emission } from '../../dialects/compiled.ts'
import type { EmitOutcome } from '../thread-calls.ts'

/** The part of a Socket.IO client's socket that emitting needs; both generations of the library have it. */
export interface EmittingSocket {
  emit(event: string, ...args: unknown[]): unknown
  once(event: 'disconnect', listener: () => void): unknown
  off(event: 'disconnect', listener: () => void): unknown
}

/** Emits; the caller has made sure that the socket is connected, so nothing is ever buffered. */
export function emitOn(
  socket: EmittingSocket,
  door: { whenDrained(drained: () => void): void },
  emission: Emission,
  settled: (outcome: EmitOutcome) => void
): void {
  let isOpen = true
  const lost = (): void => settle({ kind: 'lost' })
  const settle = (outcome: EmitOutcome): void => {
    if (!isOpen) return
    isOpen = false
    socket.off('disconnect', lost)
    if (timer) clearTimeout(timer)
    settled(outcome)
  }
  const acked = (...args: unknown[]): void => {
    const isLate = !isOpen
    settle({ kind: 'acked', args })
    if (isLate) settled({ kind: 'acked', args })
  }
  const timer = emission.ack
    ? setTimeout(() => settle({ kind: 'timeout' }), emission.ack.timeoutMs)
    : null
  socket.once('disconnect', lost)
  try {
    socket.emit(emission.event, ...emission.args, ...(emission.ack ? [acked] : []))
  } catch {
    return settle({ kind: 'impossible' }) // a name that the library keeps for itself
  }
  if (!emission.ack) door.whenDrained(() => settle({ kind: 'written' }))
}
