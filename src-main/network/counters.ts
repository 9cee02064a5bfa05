// The one memory that the network process's threads share: a few Atomics counters per thread, read by monitor.
import { performance } from 'node:perf_hooks'

/** Places of threads that move files; how many of them are used depends on the machine. */
export const moverNames = ['transfers 1', 'transfers 2', 'transfers 3', 'transfers 4'] as const
export type MoverName = (typeof moverNames)[number]

export const threadNames = ['link', 'receiver', 'sender', 'monitor', ...moverNames] as const
export type ThreadName = (typeof threadNames)[number]

/** Whether a thread is one of those that move files. */
export function isMover(name: ThreadName): name is MoverName {
  return (moverNames as readonly string[]).includes(name)
}

const FIELDS = 6
const BEAT_AT = 0
const QUEUE = 1
const EVENTS = 2
const BYTES = 3
const LOAD = 4
const BEATS = 5

/** What monitor reads of one thread; events and bytes only ever grow. */
export interface CounterReading {
  /** ms since 1970; 0 before the first beat. */
  beatAt: number
  /** How many beats there were; only grows, so that a clock that is set means nothing to it. */
  beats: number
  queue: number
  events: number
  bytes: number
  /** Share of one core over the last interval between beats, 0 to 1. */
  load: number
}

/** One thread's own counters. */
export interface Gauge {
  /** Says that the thread is alive, and how busy its loop was since the last call. */
  beat(now: number): void
  /** Says only that the thread is alive. */
  sign(now: number): void
  /** Counts what was worked through. */
  worked(events: number, bytes: number): void
  /** Counts what was put into (or, negative, taken out of) the thread's queue. */
  queued(count: number): void
  /** The thread was started anew: nothing waits in it. */
  reset(): void
  read(): CounterReading
}

export interface Counters {
  /** For handing to worker threads. */
  readonly memory: SharedArrayBuffer
  of(name: ThreadName): Gauge
}

/** Makes the counters, or opens those that were made elsewhere. */
export function openCounters(memory = newMemory()): Counters {
  const cells = new BigInt64Array(memory)
  // One gauge per thread: it remembers when its load was last read.
  const gauges = threadNames.map((_, index) => gaugeOf(cells, index * FIELDS))
  const byName = Object.fromEntries(threadNames.map((name, index) => [name, gauges[index]]))
  // Every name is a key, by construction.
  return { memory, of: (name) => (byName as Record<ThreadName, Gauge>)[name] }
}

function newMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(threadNames.length * FIELDS * BigInt64Array.BYTES_PER_ELEMENT)
}

function gaugeOf(cells: BigInt64Array, base: number): Gauge {
  const read = (field: number): number => Number(Atomics.load(cells, base + field))
  const add = (field: number, by: number): void =>
    void Atomics.add(cells, base + field, BigInt(Math.round(by)))
  const set = (field: number, value: number): void =>
    void Atomics.store(cells, base + field, BigInt(Math.round(value)))
  let utilization = performance.eventLoopUtilization()
  const sign = (now: number): void => {
    set(BEAT_AT, now)
    add(BEATS, 1)
  }
  return {
    sign,
    beat: (now) => {
      const next = performance.eventLoopUtilization()
      const { utilization: load } = performance.eventLoopUtilization(next, utilization)
      utilization = next
      set(LOAD, (Number.isFinite(load) ? load : 0) * 1000)
      sign(now)
    },
    worked: (events, bytes) => {
      add(EVENTS, events)
      add(BYTES, bytes)
    },
    queued: (count) => add(QUEUE, count),
    reset: () => set(QUEUE, 0),
    read: () => ({
      beatAt: read(BEAT_AT),
      beats: read(BEATS),
      queue: Math.max(0, read(QUEUE)),
      events: read(EVENTS),
      bytes: read(BYTES),
      load: read(LOAD) / 1000
    })
  }
}
