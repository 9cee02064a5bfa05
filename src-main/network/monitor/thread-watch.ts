// Judges the threads by their counters: alive, slow or hung; pure, and not fooled by the machine's sleep.
import type { ThreadReading } from '../../../src-preload/contract/network-calls.ts'
import type { CounterReading, ThreadName } from '../counters.ts'
import type { ThreadLife } from '../thread-calls.ts'

/** A thread silent for this long is suspected, and for this long called hung; counted in watched time, ms. */
const WARN_MS = 6_000
const HUNG_MS = 11_000
/** The most that counts as watched between two looks: more means that we slept too. */
const MAX_GAP_MS = 1_500

interface Sample {
  reading: CounterReading
  at: number
  silentMs: number
  /** A thread is called hung once. */
  isReported: boolean
}

export interface Judged {
  readings: ThreadReading[]
  hung: ThreadName[]
  /** Whether any of them worked since the last look. */
  isBusy: boolean
}

export class ThreadWatch {
  readonly #pid: number
  readonly #samples = new Map<ThreadName, Sample>()
  readonly #lives = new Map<ThreadName, ThreadLife>()

  constructor(pid: number) {
    this.#pid = pid
  }

  /** A thread was started, or is being restarted: what was counted against it is void. */
  changed(life: ThreadLife): void {
    this.#lives.set(life.name, life)
    this.#samples.delete(life.name)
  }

  /** Looks at all threads; `now` in ms since 1970. */
  look(counters: readonly (readonly [ThreadName, CounterReading])[], now: number): Judged {
    const judged: Judged = { readings: [], hung: [], isBusy: false }
    for (const [name, reading] of counters) {
      const before = this.#samples.get(name)
      const sample = nextSample(before, reading, now)
      if (sample.silentMs >= HUNG_MS && !sample.isReported && this.#isAlive(name)) {
        sample.isReported = true
        judged.hung.push(name)
      }
      this.#samples.set(name, sample)
      judged.isBusy ||= before !== undefined && before.reading.events !== reading.events
      judged.isBusy ||= reading.queue > 0 && name !== 'sender'
      judged.readings.push(this.#describe(name, before, sample))
    }
    return judged
  }

  /** The watching pauses: silence during the pause means nothing. */
  rest(): void {
    this.#samples.clear()
  }

  #isAlive(name: ThreadName): boolean {
    return (this.#lives.get(name)?.state ?? 'alive') === 'alive'
  }

  #describe(name: ThreadName, before: Sample | undefined, sample: Sample): ThreadReading {
    const { reading, at, silentMs } = sample
    const seconds = before ? Math.max(0.001, (at - before.at) / 1000) : 1
    const rate = (field: 'events' | 'bytes'): number =>
      before ? Math.max(0, Math.round((reading[field] - before.reading[field]) / seconds)) : 0
    return {
      name,
      process: 'network',
      kind: 'thread',
      pid: this.#pid,
      state: this.#isAlive(name) ? stateOf(silentMs) : 'restarting',
      load: reading.load,
      memoryBytes: null,
      queue: reading.queue,
      eventsPerSecond: rate('events'),
      bytesPerSecond: rate('bytes'),
      lastBeatAt: reading.beatAt,
      restarts: this.#lives.get(name)?.restarts ?? 0
    }
  }
}

function nextSample(before: Sample | undefined, reading: CounterReading, now: number): Sample {
  const hasBeaten = !before || before.reading.beatAt !== reading.beatAt
  const gapMs = before ? Math.min(MAX_GAP_MS, Math.max(0, now - before.at)) : 0
  const silentMs = hasBeaten ? 0 : before.silentMs + gapMs
  return { reading, at: now, silentMs, isReported: !hasBeaten && before.isReported }
}

function stateOf(silentMs: number): ThreadReading['state'] {
  if (silentMs >= HUNG_MS) return 'hung'
  return silentMs >= WARN_MS ? 'slow' : 'alive'
}
