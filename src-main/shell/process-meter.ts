// Measures every process of the app once a second, while somebody watches.
import { app } from 'electron'
import type { ProcessChange } from '../../src-preload/contract/app-calls.ts'
import type { ThreadReading } from '../../src-preload/contract/network-calls.ts'

const EVERY_MS = 1_000

export interface ProcessMeterOptions {
  /** Names and restart counts of the processes that we fork, by pid. */
  known: () => ReadonlyMap<number, { process: ThreadReading['process']; restarts: number }>
  onMeasured: (readings: ThreadReading[]) => void
}

/** Off until somebody watches, off again when nobody does: it costs a timer. */
export class ProcessMeter {
  readonly #options: ProcessMeterOptions
  #timer: NodeJS.Timeout | null = null

  constructor(options: ProcessMeterOptions) {
    this.#options = options
  }

  watch(on: boolean): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = on ? setInterval(() => this.#measure(), EVERY_MS) : null
    if (on) this.#measure()
  }

  #measure(): void {
    const known = this.#options.known()
    const now = Date.now()
    const readings = app.getAppMetrics().map((metric): ThreadReading => {
      const ours = known.get(metric.pid)
      return {
        name: ours?.process ?? `chromium ${(metric.name ?? metric.type).toLowerCase()}`,
        process: ours?.process ?? processOf(metric),
        kind: 'process',
        pid: metric.pid,
        state: 'alive',
        load: metric.cpu.percentCPUUsage / 100,
        memoryBytes: metric.memory.workingSetSize * 1024,
        queue: 0,
        eventsPerSecond: 0,
        bytesPerSecond: 0,
        lastBeatAt: now,
        restarts: ours?.restarts ?? 0
      }
    })
    this.#options.onMeasured(readings)
  }
}

function processOf(metric: Electron.ProcessMetric): ThreadReading['process'] {
  if (metric.type === 'Browser') return 'main'
  if (metric.type === 'Tab') return 'window'
  return metric.type === 'GPU' ? 'gpu' : 'other'
}

type Known = ReturnType<ProcessMeterOptions['known']>

/** Our processes by their pids, those that run. */
export function knownProcesses(
  ours: Record<'store' | 'network' | 'host', { pid: number | undefined; change: ProcessChange }>
): Known {
  const names = ['store', 'network', 'host'] as const
  return new Map(
    names.flatMap((process) => {
      const { pid, change } = ours[process]
      return pid === undefined ? [] : [[pid, { process, restarts: change.restarts }] as const]
    })
  )
}
