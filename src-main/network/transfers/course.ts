// What every transfer is given on its way: the rates, when it is to stop, and whom to tell how far it is.
import type { Gauge } from '../counters.ts'
import type { ResolveProxy } from '../link/route/ways.ts'
import type { RateDirection, RateGate } from '../rate-gate.ts'

/** How far it is; `resume` changes what the next try goes by. */
export interface Step {
  bytes: number
  total: number | null
  confirmed: number
  resume?: Record<string, string>
}

export class Course {
  readonly signal: AbortSignal
  readonly resolveProxy: ResolveProxy
  readonly #gate: RateGate
  readonly #gauge: Gauge
  readonly #onMoved: (step: Step) => void

  constructor(options: {
    signal: AbortSignal
    resolveProxy: ResolveProxy
    gate: RateGate
    gauge: Gauge
    onMoved: (step: Step) => void
  }) {
    this.signal = options.signal
    this.resolveProxy = options.resolveProxy
    this.#gate = options.gate
    this.#gauge = options.gauge
    this.#onMoved = options.onMoved
  }

  /** Counts so many bytes, and waits until they may go. */
  pass(direction: RateDirection, bytes: number): Promise<void> {
    this.#gauge.worked(1, bytes)
    return this.#gate.pass(direction, bytes, this.signal)
  }

  moved(step: Step): void {
    this.#onMoved(step)
  }
}
