// The window's own start: notes its moments, says when the first view is drawn, and tells main if a trace is wanted.
import type { BootMark } from '../../src-preload/contract/boot.ts'
import { nextFrame } from './next-frame.ts'
import type { Wires } from './wires.ts'

/** Longest wait for a quiet moment before the rest is begun, ms. */
const IDLE_MS = 500
/** How often main's clock is asked for; the quickest answer is the truest. */
const CLOCK_TRIES = 3

const noted = new Set<string>()

/** Notes a moment of the start, by the page's clock; only its first time counts. */
export function markBoot(what: string): void {
  if (noted.has(what)) return
  noted.add(what)
  performance.mark(what)
}

/** Says that what the person sees first is drawn; what waited for that begins. Call once. */
export async function sayDrawn(wires: Wires, isTraced: () => boolean): Promise<void> {
  await nextFrame()
  markBoot('first view drawn')
  await soon(0)
  markBoot('composer usable')
  await idle()
  await wires.app.ask.windowDrawn({})
  if (isTraced()) await tellMarks(wires)
}

/** Resolves when the page has nothing else to do, or has not come to rest for too long. */
function idle(): Promise<void> {
  return new Promise((go) => requestIdleCallback(() => go(), { timeout: IDLE_MS }))
}

/** Resolves after a while, ms. */
export function soon(ms: number): Promise<void> {
  return new Promise((go) => setTimeout(go, ms))
}

async function tellMarks(wires: Wires): Promise<void> {
  const offset = await clockOffset(wires)
  if (offset === null) return
  const marks = pageMarks().map(({ what, at }) => ({ what, at: at + offset }))
  await wires.app.ask.bootTraced({ marks })
}

/** What to add to a time of the page to have it by main's clock, ms; off by half a round trip at most. */
async function clockOffset(wires: Wires): Promise<number | null> {
  let best: { tookMs: number; offset: number } | null = null
  for (let count = 0; count < CLOCK_TRIES; count++) {
    const askedAt = performance.now()
    const answer = await wires.app.ask.bootClock({})
    const answeredAt = performance.now()
    if (!answer.ok) return null
    const tookMs = answeredAt - askedAt
    const offset = answer.value.at - (askedAt + answeredAt) / 2
    if (best === null || tookMs < best.tookMs) best = { tookMs, offset }
  }
  return best?.offset ?? null
}

function pageMarks(): BootMark[] {
  const page = performance.getEntriesByType('navigation')[0]
  const loaded =
    page instanceof PerformanceNavigationTiming
      ? [
          { what: 'page asked for', at: page.fetchStart },
          { what: 'page read', at: page.responseEnd },
          { what: 'scripts run', at: page.domContentLoadedEventEnd }
        ]
      : []
  const painted = performance.getEntriesByType('paint')
  const marked = performance.getEntriesByType('mark')
  const named = [...painted, ...marked].map(({ name, startTime }) => ({
    what: name.replaceAll(/[^a-z -]/g, ' '),
    at: startTime
  }))
  return [{ what: 'page begun', at: 0 }, ...loaded, ...named]
}
