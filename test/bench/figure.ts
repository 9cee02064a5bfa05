// What a benchmark measures: one figure with its unit, beside the baseline measured in the same run.
import type { Shared } from './support/shared.ts'

/** How samples of one thing spread. */
export interface Spread {
  p50: number
  p95: number
  p99: number
  max: number
  /** How many samples. */
  samples: number
}

export interface Figure {
  /** What was measured, under which circumstances. */
  name: string
  unit:
    | 'ms'
    | 'messages/s'
    | 'MB'
    | 'MB/s'
    | 'ratio'
    | 's'
    | 'percent'
    | 'frames/s'
    | 'messages'
    | 'µs'
    | 'lines'
    | 'exponent'
    | 'wake-ups/s'
    | '% of a core'
  /** What it was made of, for a person. */
  note?: string
  /** The one number to quote. */
  value: number
  spread?: Spread
  /** What each of several rounds gave, where `value` is their median: how much it varies by itself. */
  rounds?: number[]
  /** The same thing without Filo, measured in the same run. */
  baseline?: { name: string; value: number; spread?: Spread; rounds?: number[] }
  /** `value / baseline.value`. */
  ratio?: number
  /** What we want it to be, and of which of the two numbers that is said. */
  aim?: { of: 'value' | 'ratio'; atMost?: number; atLeast?: number }
  /** Where it is a point of a curve: of what, over what, and how much of that there was. */
  point?: Point
  /** Made of figures that are compared themselves; which there are depends on what else ran. */
  isDerived?: boolean
}

export interface Point {
  of: string
  over: 'messages a second' | 'messages stored' | 'conversations' | 'servers'
  at: number
}

/** What a benchmark may know of this run. */
export interface BenchContext {
  /** Fewer and smaller: to see that it works. */
  isQuick: boolean
  /** A folder for files, removed afterwards. */
  folder: string
  /** Where costly test data is kept from one run to the next. */
  cacheFolder: string
  /** Says where it stands, for a person who waits. */
  say: (what: string) => void
  /** What the benches of one run have in common. */
  shared: Shared
}

export interface Bench {
  name: string
  /** One sentence on what is measured and beside what. */
  about: string
  /** How long it takes on two cores, about. */
  minutes: { full: number; quick: number }
  run: (context: BenchContext) => Promise<Figure[]>
}

/** The spread of samples; throws where there are none. */
export function spreadOf(samples: readonly number[]): Spread {
  if (samples.length === 0) throw new Error('nothing was measured')
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1), samples: sorted.length }
}

export interface Measured {
  name: string
  unit: Figure['unit']
  /** Which point of the spread is quoted. */
  quote?: 'p50' | 'p95' | 'p99' | 'max'
  samples: readonly number[]
  baseline?: { name: string; samples: readonly number[] }
  aim?: Figure['aim']
}

/** Makes a figure out of samples, and of its baseline's. */
export function figureOf(measured: Measured): Figure {
  const { name, unit, quote = 'p50', baseline, aim } = measured
  const spread = spreadOf(measured.samples)
  const value = spread[quote]
  const figure: Figure = { name: `${name}, ${quote}`, unit, value, spread, ...(aim ? { aim } : {}) }
  if (!baseline) return figure
  const base = spreadOf(baseline.samples)
  return {
    ...figure,
    baseline: { name: baseline.name, value: base[quote], spread: base },
    ratio: value / base[quote]
  }
}

export interface MeasuredInRounds extends Omit<Measured, 'samples' | 'baseline'> {
  /** The samples of each round. */
  rounds: readonly (readonly number[])[]
  baseline?: { name: string; rounds: readonly (readonly number[])[] }
}

/** Makes a figure out of several rounds: the median of what each of them gives. */
export function figureOfRounds(measured: MeasuredInRounds): Figure {
  const { name, unit, quote = 'p50', baseline, aim, rounds } = measured
  const whole = figureOf({
    ...{ name, unit, quote, samples: rounds.flat() },
    ...(baseline && { baseline: { name: baseline.name, samples: baseline.rounds.flat() } }),
    ...(aim && { aim })
  })
  const values = rounds.map((samples) => spreadOf(samples)[quote])
  const value = spreadOf(values).p50
  const figure: Figure = { ...whole, value, rounds: values }
  if (!baseline || !whole.baseline) return figure
  const bases = baseline.rounds.map((samples) => spreadOf(samples)[quote])
  const base = spreadOf(bases).p50
  const beside = { ...whole.baseline, value: base, rounds: bases }
  return { ...figure, baseline: beside, ratio: value / base }
}

/** The same figure as a point of a curve; growth.bench.ts tells how that rises. */
export function onCurve(figure: Figure, point: Point): Figure {
  return { ...figure, point }
}

/** Whether the figure is as we want it; null where nothing is wanted. */
export function meetsAim({ aim, value, ratio }: Figure): boolean | null {
  if (!aim) return null
  const number = aim.of === 'value' ? value : ratio
  if (number === undefined) return false
  return number <= (aim.atMost ?? Infinity) && number >= (aim.atLeast ?? -Infinity)
}
