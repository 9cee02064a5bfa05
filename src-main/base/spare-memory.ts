// Gives memory back once a thread has come to rest: V8 collects when it needs room, and not because nothing happens.
import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** How long the process must have done next to nothing, ms. */
const REST_MS = 1_500
/** What still counts as nothing within that time, ms of processor. */
const NOTHING_MS = 50
/** What has to have come since the last time, before it is worth the milliseconds that it takes. */
const WORTH_BYTES = 3 * 1024 * 1024

/** The thread's memory, and its process's time; passed in for tests. */
export interface Heap {
  /** What V8 holds for this thread, used or not. */
  bytes: () => number
  /** What the process has used so far, all threads, ms. */
  cpuMs: () => number
  collect: () => void
  /** Told whenever V8 collected something by itself: somebody is at work. */
  onGarbage: (listener: () => void) => void
  after: (delayMs: number, work: () => void) => void
}

/**
 * Collects once when the start is over, and again after work that left something behind; `also` gives back what is
 * none of V8's. While nothing happens no timer runs.
 */
export function spareMemory(also: () => void = () => undefined, heap: Heap = ownHeap): void {
  let floor = 0
  let isPlanned = false
  const look = (cpuBefore: number): void => {
    isPlanned = false
    if (heap.cpuMs() - cpuBefore > NOTHING_MS) return plan()
    if (heap.bytes() - floor < WORTH_BYTES) return
    also()
    heap.collect()
    floor = heap.bytes()
  }
  const plan = (): void => {
    if (isPlanned) return
    isPlanned = true
    const cpuBefore = heap.cpuMs()
    heap.after(REST_MS, () => look(cpuBefore))
  }
  heap.onGarbage(plan)
  plan()
}

/** Collects all of this thread's garbage; where V8 does not let us, nothing. */
function collectNow(): void {
  // The function is there only for contexts that are made from now on.
  setFlagsFromString('--expose-gc')
  // V8's own, or nothing at all.
  const collect = runInNewContext('globalThis.gc') as NodeJS.GCFunction | undefined
  collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

const ownHeap: Heap = {
  bytes: () => getHeapStatistics().total_physical_size,
  cpuMs: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  },
  collect: collectNow,
  onGarbage: (listener) => new PerformanceObserver(listener).observe({ entryTypes: ['gc'] }),
  after: (delayMs, work) => void setTimeout(work, delayMs).unref()
}
