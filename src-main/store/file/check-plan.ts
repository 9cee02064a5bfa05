// When the file is read for damage: seldom, when nobody waits for the store, and soon after an unclean end.
import { openLog } from '../../base/log.ts'
import type { PaceClock } from '../pace.ts'
import type { Checked } from './check.ts'

const log = openLog('store')

const SOON_MS = 60_000
const LATER_MS = 5 * 60_000
const AGAIN_MS = 30_000
const WEEK_MS = 7 * 24 * 60 * 60 * 1000

/** A check that failed says nothing about the file. */
const NOT_READ: Checked = { problems: 0, isComplete: false }

export interface CheckDue {
  /** When it was last found whole, ms since 1970; null: never. */
  checkedAt: number | null
  wasLeftOpen: boolean
  /** ms since 1970. */
  now: number
}

/** How long after the start to read it, ms; null: not this time. */
export function checkAfterMs({ checkedAt, wasLeftOpen, now }: CheckDue): number | null {
  if (wasLeftOpen) return SOON_MS
  // A clock that was set back must not put it off for years.
  const isFresh = checkedAt !== null && Math.abs(now - checkedAt) < WEEK_MS
  return isFresh ? null : LATER_MS
}

export interface CheckPlanOptions {
  clock: PaceClock
  runCheck: () => Promise<Checked>
  /** Counts up with work; the same twice in a row is quiet. */
  activity: () => number
  onWhole: () => void
  onDamage: (problems: number) => void
}

/** Waits for quiet, reads the file, and says what it found; returns the undo. */
export function planCheck(afterMs: number, options: CheckPlanOptions): () => void {
  let undo: (() => void) | null = null
  let isClosed = false
  let seen = Number.NaN
  const wait = (delayMs: number): void => {
    undo = options.clock.after(delayMs, () => void attempt())
  }
  const attempt = async (): Promise<void> => {
    const activity = options.activity()
    const isQuiet = activity === seen
    seen = activity
    if (!isQuiet) return wait(AGAIN_MS)
    const checked = await options.runCheck().catch(() => NOT_READ)
    if (isClosed) return
    if (!checked.isComplete && checked.problems === 0) return wait(LATER_MS)
    log.info('file checked', { problems: checked.problems })
    if (checked.problems > 0) options.onDamage(checked.problems)
    else options.onWhole()
  }
  wait(afterMs)
  return () => {
    isClosed = true
    undo?.()
  }
}
