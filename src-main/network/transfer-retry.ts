// What becomes of a transfer that failed: tried again, when, and whether that counts against it; or given up.
import type { TransferEnd } from '../ports/transfer-calls.ts'
import { backoffMs } from './backoff.ts'
import type { Clock } from './clock.ts'
import type { FailedStep } from './transfer-step.ts'

/** Tries before the person is asked. */
const MAX_TRIES = 12
const RETRY_RANGE = { baseMs: 1_000, capMs: 300_000, floorMs: 250 }
/** While its server is not there, which is what it waits for. */
const AWAY_MS = 1_000
/** While there is no room for it on the disk: only the person can make some. */
const FULL_MS = 15_000
/** While neither its server nor the place where it lies is there: probably no network is. */
const NOWHERE_MS = 30_000

export interface Failed extends FailedStep {
  /** Earlier tries that count. */
  attempts: number
  isJoined: boolean
  /** It lies with somebody else than its server. */
  isElsewhere: boolean
  /** Whether there is, or will be, a newer login than the one that the server did not take; asked at most once. */
  logsInAnew: () => boolean
}

/** Says how it ends for now. */
export function endOfFailed(failed: Failed, clock: Clock): TransferEnd {
  const { failure, retryAfterMs, isStranger = false, attempts, isElsewhere, isJoined } = failed
  if (isStranger && attempts < MAX_TRIES && failed.logsInAnew()) {
    return { end: 'postponed', afterMs: AWAY_MS, failure, isCounted: true }
  }
  if (failure.code === 'disk-full') {
    return { end: 'postponed', afterMs: FULL_MS, failure, isCounted: false }
  }
  const isAnswered = failure.detail?.['status'] !== undefined
  const isAway = failure.code === 'network-offline' || (!isJoined && !(isElsewhere && isAnswered))
  if (!failure.retry || (attempts >= MAX_TRIES && !isAway)) return { end: 'failed', failure }
  const awayMs = isElsewhere ? NOWHERE_MS : AWAY_MS
  const afterMs = retryAfterMs ?? (isAway ? awayMs : backoffMs(clock, attempts, RETRY_RANGE))
  return { end: 'postponed', afterMs, failure, isCounted: !isAway }
}
