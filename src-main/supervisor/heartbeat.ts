// Notices a process that lives but no longer answers; not fooled by a computer that slept.

export interface HeartbeatOptions {
  /** Asks for an answer; resolves to whether one came in time. */
  ping: () => Promise<boolean>
  /** Silent for too long: start it anew. */
  onHung: () => void
  /** ms since 1970. */
  now: () => number
  everyMs?: number
}

const EVERY_MS = 10_000
/** Unanswered pings in a row before a process counts as hung. */
const STRIKES = 2
/** The share of the pace after which a ping counts as unanswered. */
const PATIENCE = 0.8

/**
 * Pings at a calm pace; returns the undo. A ping whose own timer came far too late (sleep, a stopped
 * process) does not count, so that waking up is not taken for a hang.
 */
export function startHeartbeat(options: HeartbeatOptions): () => void {
  const everyMs = options.everyMs ?? EVERY_MS
  let strikes = 0
  let lastTick = options.now()
  const beat = async (): Promise<void> => {
    const overslept = options.now() - lastTick > everyMs * 2
    lastTick = options.now()
    const answered = await Promise.race([options.ping(), silence(everyMs * PATIENCE)])
    strikes = answered || overslept ? 0 : strikes + 1
    if (strikes < STRIKES) return
    strikes = 0
    options.onHung()
  }
  const timer = setInterval(() => void beat(), everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

function silence(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms).unref())
}
