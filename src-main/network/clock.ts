// Time and chance as the network process sees them, passed in so that tests can hold the hands.
import { performance } from 'node:perf_hooks'

export interface Clock {
  /** ms since 1970. */
  now(): number
  /** ms since some moment, for measuring: never set back or forward, whatever happens to `now`. */
  elapsed(): number
  /** Runs `work` once after `delayMs`; returns the undo. */
  after(delayMs: number, work: () => void): () => void
  /** From 0 up to but not including 1. */
  random(): number
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after: (delayMs, work) => {
    const timer = setTimeout(work, delayMs)
    return () => clearTimeout(timer)
  },
  random: () => Math.random()
}
