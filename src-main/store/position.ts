// The numbers by which messages stand in order: within a conversation, and over all of them.

/** Numbers per millisecond, so that messages of one millisecond still have an order. */
const PER_MS = 2048
/** Own messages that the server has not yet proven stand from here on, at the conversation's end. */
export const PENDING_BASE = 8e15
/** How far a server's clock may run ahead before its times are cut. */
const MAX_AHEAD_MS = 24 * 60 * 60 * 1000

/** A server's time as far as it can be believed, or the time of arrival where it gave none. */
export function believableTime(time: number | null, receivedAt: number): number {
  return time === null ? receivedAt : Math.max(0, Math.min(time, receivedAt + MAX_AHEAD_MS))
}

// The year 2091: later clocks are wrong, and their places would run into the pending ones.
const LAST_MS = 3.85e12

/** Where a message of this time stands unless others are in the way. */
export function positionAt(timeMs: number): number {
  return Math.min(timeMs, LAST_MS) * PER_MS
}

/** The time that a place stands for. */
export function timeAt(position: number): number {
  return Math.floor(position / PER_MS)
}

/** Left free behind a message whose time is no later than the last one's: others may belong between. */
const STEP = 32

/** A live message stands after all that came before it. */
export function positionAfter(last: number | null, timeMs: number): number {
  const candidate = positionAt(timeMs)
  return last !== null && candidate <= last ? last + STEP : candidate
}

/** Between two places: by time if that lies there, else low, since the next ones mostly go above it. */
export function positionBetween(below: number, above: number, timeMs: number): number {
  const candidate = positionAt(timeMs)
  if (candidate > below && candidate < above) return candidate
  return below + Math.max(1, Math.floor((above - below) / 8))
}

export function isPending(position: number): boolean {
  return position >= PENDING_BASE
}
