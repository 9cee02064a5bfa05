// What every worker thread does first: takes its setup, its port to the main thread, and its gauge.
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import type { Port } from '../../src-preload/contract/port.ts'
import { spareMemory } from '../base/spare-memory.ts'
import { portFromNode } from '../ports/message-port.ts'
import { systemClock, type Clock } from './clock.ts'
import { openCounters, type Counters, type Gauge } from './counters.ts'
import type { ThreadSetup } from './thread-slot.ts'

export interface ThreadEntry {
  port: Port
  counters: Counters
  gauge: Gauge
  /** The person's own dialects. */
  documents: readonly unknown[]
  clock: Clock
}

/** Opens what a thread works with; throws outside of a worker. */
export function enterThread(): ThreadEntry {
  if (isMainThread || !parentPort) throw new Error('a thread file is started as a worker')
  const own = parentPort
  // The main thread made it, from the same source.
  const setup = workerData as ThreadSetup
  spareMemory()
  const counters = openCounters(setup.counters)
  return {
    port: portFromNode(own, 'close', () => own.close()),
    counters,
    gauge: counters.of(setup.name),
    documents: setup.documents,
    clock: systemClock
  }
}
