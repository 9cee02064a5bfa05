// Judges the threads by their counters: alive, slow or hung; pure, and not fooled by the machine's sleep.
import type { ThreadReading } from '../../../src-preload/contract/network-calls.ts'
import { isMover, type CounterReading, type ThreadName } from '../counters.ts'
import type { ThreadLife } from '../thread-calls.ts'

/** A thread silent for this long is slow, for this long shown as hung; counted in watched time, ms. */
const WARN_MS = 6_000
const HUNG_MS = 8_000
/** How long one that is shown as hung has for the second check, before it is to be restarted, ms. */
const RECHECK_MS = 3_000
/** A look that comes later than this after the last one came far too late: we slept or were stopped, too. */
const LATE_MS = 2_500

interface Sample {
  reading: CounterReading
  at: number
  silentMs: number
  /** Of the silence, what came after it was shown as hung, without a look that came too late. */
  recheckedMs: number
  /** A thread is reported once. */
  isReported: boolean
}

export interface Judged {
  readings: ThreadReading[]
  /** Hung even at the second check: to be restarted. */
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

  /** Looks at all threads; `now` in ms by a clock that is never set. */
  look(counters: readonly (readonly [ThreadName, CounterReading])[], now: number): Judged {
    const judged: Judged = { readings: [], hung: [], isBusy: false }
    const isLinkSilent = counters.some(
      ([name, reading]) => name === 'link' && this.#isSilent(name, reading)
    )
    for (const [name, reading] of counters) {
      // Of the threads that move files there are as many as somebody told of.
      if (isMover(name) && !this.#lives.has(name)) continue
      const before = this.#samples.get(name)
      // Link passes on the wish for beats: while it is silent, the others can't know of it. Who is off can't beat.
      const isAsked = (name === 'link' || !isLinkSilent) && this.#stateOf(name) !== 'off'
      const sample = nextSample(before, reading, now, isAsked)
      if (
        sample.recheckedMs >= RECHECK_MS &&
        !sample.isReported &&
        this.#stateOf(name) === 'alive'
      ) {
        sample.isReported = true
        judged.hung.push(name)
      }
      this.#samples.set(name, sample)
      judged.isBusy ||= before !== undefined && before.reading.events !== reading.events
      judged.isBusy ||= reading.queue > 0 && name !== 'sender'
      // Who is suspected is looked at until that is settled.
      judged.isBusy ||= sample.silentMs >= WARN_MS && !sample.isReported
      judged.readings.push(this.#describe(name, before, sample))
    }
    return judged
  }

  /** The watching pauses: silence during the pause means nothing. */
  rest(): void {
    this.#samples.clear()
  }

  #isSilent(name: ThreadName, reading: CounterReading): boolean {
    return this.#samples.get(name)?.reading.beats === reading.beats
  }

  #stateOf(name: ThreadName): ThreadLife['state'] {
    return this.#lives.get(name)?.state ?? 'alive'
  }

  #describe(name: ThreadName, before: Sample | undefined, sample: Sample): ThreadReading {
    const { reading, at, silentMs } = sample
    const state = this.#stateOf(name)
    const seconds = before ? Math.max(0.001, (at - before.at) / 1000) : 1
    const rate = (field: 'events' | 'bytes'): number =>
      before ? Math.max(0, Math.round((reading[field] - before.reading[field]) / seconds)) : 0
    return {
      name,
      process: 'network',
      kind: 'thread',
      pid: this.#pid,
      state: state === 'alive' ? stateOf(silentMs) : state,
      load: state === 'off' ? null : reading.load,
      memoryBytes: null,
      queue: reading.queue,
      eventsPerSecond: rate('events'),
      bytesPerSecond: rate('bytes'),
      lastBeatAt: state === 'off' ? 0 : reading.beatAt,
      restarts: this.#lives.get(name)?.restarts ?? 0
    }
  }
}

function nextSample(
  before: Sample | undefined,
  reading: CounterReading,
  now: number,
  isAsked: boolean
): Sample {
  if (!before || before.reading.beats !== reading.beats) {
    return { reading, at: now, silentMs: 0, recheckedMs: 0, isReported: false }
  }
  const gapMs = now - before.at
  const { silentMs, recheckedMs, isReported } = before
  // What came too late proves nothing, and the second check begins again.
  if (gapMs > LATE_MS) return { reading, at: now, silentMs, recheckedMs: 0, isReported }
  const countedMs = isAsked ? gapMs : 0
  return {
    reading,
    at: now,
    silentMs: silentMs + countedMs,
    recheckedMs: silentMs >= HUNG_MS ? recheckedMs + countedMs : 0,
    isReported
  }
}

function stateOf(silentMs: number): ThreadReading['state'] {
  if (silentMs >= HUNG_MS) return 'hung'
  return silentMs >= WARN_MS ? 'slow' : 'alive'
}
