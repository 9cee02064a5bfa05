// When a process that died is started again: at once, then after growing pauses, then not any more.

/** Pauses before each restart, ms; as many crashes within the window as there are pauses are forgiven. */
const PAUSES_MS = [0, 250, 1_000, 3_000, 8_000]
/** Crashes older than this no longer count, ms. */
const WINDOW_MS = 120_000

export type RestartDecision = { kind: 'restart'; afterMs: number } | { kind: 'give-up' }

/**
 * Decides after a crash.
 * @param crashes times of all crashes so far, this one included, ms
 * @param now ms
 */
export function decideRestart(crashes: readonly number[], now: number): RestartDecision {
  const recent = crashes.filter((at) => now - at < WINDOW_MS).length
  const afterMs = PAUSES_MS[Math.max(0, recent - 1)]
  return afterMs === undefined ? { kind: 'give-up' } : { kind: 'restart', afterMs }
}
