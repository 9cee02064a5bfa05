// Compares a run with the reference that is committed: what got worse by more than such figures vary by themselves.
import type { Figure } from './figure.ts'

/** What is kept of a figure. Ratios carry over to other machines; a value is kept where there is no ratio. */
export interface KeptFigure {
  bench: string
  name: string
  of: 'ratio' | 'value'
  value: number
  /** How far its rounds lay apart, as a share of it. */
  noise: number
}

export interface Verdict extends KeptFigure {
  /** What this run gave; null where it did not measure that. */
  now: number | null
  kind: 'same' | 'worse' | 'better' | 'missing'
}

export interface BenchResult {
  bench: string
  figures: readonly Figure[]
}

/** Figures of one round say nothing about how they vary. */
const UNKNOWN_NOISE = 0.3
/** No machine is so quiet that less than this means anything. */
const LEAST_CHANGE = 0.2
const EXPONENT_CHANGE = 0.15
/** Nor is less than this felt. */
const LEAST_FELT: Partial<Record<Figure['unit'], number>> = {
  ms: 2,
  '% of a core': 0.3,
  'wake-ups/s': 20
}

const MORE_IS_BETTER: readonly Figure['unit'][] = ['frames/s', 'messages/s', 'MB/s']
/** What is compared without a baseline: everything else depends on the machine. */
const BARE: readonly Figure['unit'][] = [
  'messages',
  'ratio',
  'exponent',
  'wake-ups/s',
  '% of a core'
]

/** What is to be kept of a run's figures. */
export function toKeep(results: readonly BenchResult[]): KeptFigure[] {
  return results.flatMap(({ bench, figures }) =>
    figures.flatMap((figure): KeptFigure[] => {
      const { name, unit, ratio, value, baseline } = figure
      const noise = noiseOf(figure.rounds) + (baseline ? noiseOf(baseline.rounds) : 0)
      if (figure.isDerived || (ratio !== undefined && !Number.isFinite(ratio))) return []
      if (ratio !== undefined)
        return [{ bench, name: nameOf(figure), of: 'ratio', value: ratio, noise }]
      return BARE.includes(unit) ? [{ bench, name, of: 'value', value, noise }] : []
    })
  )
}

/** The benches that ran, have what could be compared, and of which nothing is kept: a check of them says nothing. */
export function unknownTo(kept: readonly KeptFigure[], results: readonly BenchResult[]): string[] {
  const known = new Set(kept.map(({ bench }) => bench))
  const unknown = results.filter((one) => !known.has(one.bench) && toKeep([one]).length > 0)
  return unknown.map(({ bench }) => bench)
}

/** Holds a run's figures against those that were kept; of benches that did not run nothing is said. */
export function compare(kept: readonly KeptFigure[], results: readonly BenchResult[]): Verdict[] {
  const now = new Map(toKeep(results).map((figure) => [keyOf(figure), figure]))
  const figures = new Map(
    results.flatMap(({ bench, figures: all }) =>
      all.map((figure) => [keyOf({ bench, name: nameOf(figure) }), figure] as const)
    )
  )
  const ran = new Set(results.map(({ bench }) => bench))
  return kept
    .filter(({ bench }) => ran.has(bench))
    .map((before): Verdict => {
      const after = now.get(keyOf(before))
      const figure = figures.get(keyOf(before))
      if (!after || !figure) return { ...before, now: null, kind: 'missing' }
      return { ...before, now: after.value, kind: kindOf(before, after, figure) }
    })
}

function kindOf(before: KeptFigure, after: KeptFigure, figure: Figure): Verdict['kind'] {
  if (figure.unit === 'exponent') return kindOfExponent(after.value - before.value)
  const most = 1 + Math.max(LEAST_CHANGE, before.noise + after.noise)
  const isMore = MORE_IS_BETTER.includes(figure.unit)
  const [less, more] = [Math.min(before.value, after.value), Math.max(before.value, after.value)]
  if (more <= less * most || !isFelt(more - less, before.of, figure)) return 'same'
  return after.value > before.value === isMore ? 'better' : 'worse'
}

// They lie about zero, where shares of them mean nothing.
function kindOfExponent(change: number): Verdict['kind'] {
  if (Math.abs(change) <= EXPONENT_CHANGE) return 'same'
  return change > 0 ? 'worse' : 'better'
}

function isFelt(change: number, of: KeptFigure['of'], { unit, baseline }: Figure): boolean {
  const least = LEAST_FELT[unit]
  return least === undefined || change * (of === 'ratio' ? (baseline?.value ?? 1) : 1) >= least
}

/** Beside another baseline it is another figure. */
function nameOf({ name, baseline, ratio }: Figure): string {
  return baseline && ratio !== undefined ? `${name} / ${baseline.name}` : name
}

function keyOf({ bench, name }: Pick<KeptFigure, 'bench' | 'name'>): string {
  return `${bench}\n${name}`
}

/** How far rounds lie apart, as a share of their middle. */
function noiseOf(rounds: readonly number[] | undefined): number {
  if (!rounds || rounds.length < 2) return UNKNOWN_NOISE
  const [least, most] = [Math.min(...rounds), Math.max(...rounds)]
  return most + least === 0 ? 0 : (most - least) / (most + least)
}
