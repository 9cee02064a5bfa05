// Counts what is done while nothing happens: by the page, by main, and by every thread of Filo's processes.
import type { ElectronApplication, Page } from '@playwright/test'
import { readdirSync, readFileSync } from 'node:fs'

/** What ran in the page since it was last asked, and what is still to come. */
export interface PageWork {
  frames: number
  timers: number
  changes: number
  /** That stand now. */
  intervals: number
  animations: number
}

declare global {
  interface Window {
    takeWork: () => PageWork
  }
}

/** Loads the page anew, and counts from its first line what it does by itself. */
export async function countWork(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const done = { frames: 0, timers: 0, changes: 0 }
    const intervals = new Set<number>()
    const frame = window.requestAnimationFrame.bind(window)
    const wait = window.setTimeout.bind(window)
    const repeat = window.setInterval.bind(window)
    const stop = window.clearInterval.bind(window)
    const counted =
      <Given extends unknown[]>(what: keyof typeof done, work: (...given: Given) => void) =>
      (...given: Given): void => {
        done[what] += 1
        work(...given)
      }
    Object.assign(window, {
      requestAnimationFrame: (work: FrameRequestCallback) => frame(counted('frames', work)),
      setTimeout: (work: () => void, ms?: number) => wait(counted('timers', work), ms),
      setInterval: (work: () => void, ms?: number) => {
        const id = repeat(counted('timers', work), ms)
        intervals.add(id)
        return id
      },
      clearInterval: (id: number) => {
        intervals.delete(id)
        stop(id)
      }
    })
    new MutationObserver((changes) => (done.changes += changes.length)).observe(document, {
      ...{ subtree: true, childList: true, attributes: true, characterData: true }
    })
    window.takeWork = () => {
      const animations = document.getAnimations().filter((one) => one.playState === 'running')
      const taken = { ...done, intervals: intervals.size, animations: animations.length }
      Object.assign(done, { frames: 0, timers: 0, changes: 0 })
      return taken
    }
  })
  await page.reload()
}

/** From now on counts how often main asks for a timer, or to be called back at once; answers with how to take it. */
export async function countMain(app: ElectronApplication): Promise<() => Promise<number>> {
  await app.evaluate(() => {
    const { setTimeout, setInterval, setImmediate } = globalThis
    const asked = { times: 0 }
    const counted =
      <Given extends unknown[], Made>(real: (...given: Given) => Made) =>
      (...given: Given): Made => {
        asked.times += 1
        return real(...given)
      }
    Object.assign(globalThis, {
      asked,
      setTimeout: counted(setTimeout),
      setInterval: counted(setInterval),
      setImmediate: counted(setImmediate)
    })
  })
  return () =>
    app.evaluate(() => {
      const { asked } = globalThis as unknown as { asked: { times: number } }
      const { times } = asked
      asked.times = 0
      return times
    })
}

/** How often the threads of processes have gone to sleep and were woken; only Linux says it, others nothing. */
export function wakeUps(pids: readonly number[]): Map<string, number> {
  if (process.platform !== 'linux') return new Map()
  const threads = pids.flatMap((pid) => readdirSync(`/proc/${pid}/task`).map((id) => [pid, id]))
  return new Map(
    threads.map(([pid, id]) => {
      const folder = `/proc/${pid}/task/${id}`
      const status = readFileSync(`${folder}/status`, 'utf8')
      const name = readFileSync(`${folder}/comm`, 'utf8').trim()
      const times = /^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1]
      return [`${pid}/${id} ${name}`, Number(times ?? 0)]
    })
  )
}
