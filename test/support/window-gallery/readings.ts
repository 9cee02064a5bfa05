// Figures for the Threads region.
import type { ThreadReading } from '../../../src-preload/contract/network-calls.ts'

function reading(
  name: string,
  process: ThreadReading['process'],
  more: Partial<ThreadReading>
): ThreadReading {
  return {
    name,
    process,
    kind: 'thread',
    pid: 4_100,
    state: 'alive',
    load: 0.03,
    memoryBytes: null,
    queue: 0,
    eventsPerSecond: 0,
    bytesPerSecond: 0,
    lastBeatAt: Date.now() - 300,
    restarts: 0,
    ...more
  }
}

/** What one of the two sources would measure. */
export function makeReadings(source: 'app' | 'network'): ThreadReading[] {
  if (source === 'network') {
    return [
      reading('link', 'network', {
        eventsPerSecond: 1_240,
        bytesPerSecond: 310_000,
        load: 0.12
      }),
      reading('receiver', 'network', { eventsPerSecond: 1_240, load: 0.31, queue: 12 }),
      reading('sender', 'network', { eventsPerSecond: 3, load: 0.01 }),
      reading('monitor', 'network', { load: 0 }),
      reading('transfers 1', 'network', {
        eventsPerSecond: 210,
        bytesPerSecond: 13_400_000,
        load: 0.18,
        queue: 3
      }),
      reading('transfers 2', 'network', { state: 'off', load: null, lastBeatAt: 0 })
    ]
  }
  return [
    reading('main', 'main', { kind: 'process', pid: 4_001, memoryBytes: 84_000_000 }),
    reading('window', 'window', {
      kind: 'process',
      pid: 4_040,
      memoryBytes: 121_000_000,
      load: 0.22
    }),
    reading('network', 'network', {
      kind: 'process',
      pid: 4_052,
      memoryBytes: 63_000_000,
      load: 0.44
    }),
    reading('store', 'store', {
      kind: 'process',
      pid: 4_053,
      memoryBytes: 48_000_000,
      load: 0.93,
      state: 'slow',
      queue: 310,
      eventsPerSecond: 1_240,
      restarts: 1
    }),
    reading('host', 'host', { kind: 'process', pid: 0, state: 'off', load: null, lastBeatAt: 0 }),
    reading('gpu', 'gpu', { kind: 'process', pid: 4_012, memoryBytes: 55_000_000 })
  ]
}
