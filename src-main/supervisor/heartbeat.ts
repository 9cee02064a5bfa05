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
 * process) does not count, so that waking up is not taken for a hang. All processes are asked at the same moments:
 * one wake-up serves them all.
 */
export function startHeartbeat(options: HeartbeatOptions): () => void {
  const { now, everyMs = EVERY_MS } = options
  let strikes = 0
  let timer: NodeJS.Timeout | undefined
  let lastTick = now()
  const beat = async (): Promise<void> => {
    const overslept = now() - lastTick > everyMs * 2
    lastTick = now()
    plan()
    const answered = await answerWithin(options.ping(), everyMs * PATIENCE)
    strikes = answered || overslept ? 0 : strikes + 1
    if (strikes < STRIKES) return
    strikes = 0
    options.onHung()
  }
  const plan = (): void => {
    const leftMs = everyMs - (now() % everyMs)
    // A timer may come a moment early: that moment is not the next one.
    timer = setTimeout(() => void beat(), leftMs < everyMs / 10 ? leftMs + everyMs : leftMs)
    timer.unref()
  }
  plan()
  return () => clearTimeout(timer)
}

/** Its timer goes with the answer, so that it wakes nobody afterwards. */
async function answerWithin(answer: Promise<boolean>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
    timer.unref()
  })
  const answered = await Promise.race([answer, silence])
  clearTimeout(timer)
  return answered
}
