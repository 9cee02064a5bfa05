// When a feed is asked: spread over the hours, so that no feed is asked by everybody at once.

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** What is known when the next check is planned; `random` is at least 0 and less than 1. */
export interface Pace {
  /** Whether this is the first check since the start. */
  isFirst: boolean
  /** Checks that failed in a row. */
  failures: number
  random: number
}

/**
 * How long to wait until the next check, ms. Filos that start in the same minute, as they do in the morning or after
 * a power cut, ask in different ones: half a minute to ten after a start, then every three to five hours. After a
 * failure sooner, twice as long each time.
 */
export function nextCheckIn({ isFirst, failures, random }: Pace): number {
  if (isFirst) return MINUTE / 2 + random * 9.5 * MINUTE
  const usual = 3 * HOUR + random * 2 * HOUR
  if (failures === 0) return usual
  return Math.min(usual, 2 ** (failures - 1) * 5 * MINUTE * (0.75 + random / 2))
}
