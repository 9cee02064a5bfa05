// How long to wait before trying again: full jitter, so that many clients do not come back at once.
import type { Clock } from './clock.ts'

export interface BackoffRange {
  baseMs: number
  capMs: number
  /** The shortest pause, so that luck does not make a busy loop. */
  floorMs: number
}

/** The pause before try number `attempt` (0 is the first one again). */
export function backoffMs(clock: Clock, attempt: number, range: BackoffRange): number {
  const ceiling = Math.min(range.capMs, range.baseMs * 2 ** Math.min(attempt, 30))
  return Math.max(range.floorMs, Math.round(clock.random() * ceiling))
}
