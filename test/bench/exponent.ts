// How costs grow with how much there is: the slope of a curve where both axes are logarithmic.
import { spreadOf, type Figure, type Point } from './figure.ts'
import { short } from './table.ts'

/** Sizes, and what was measured at each. */
export type Curve = ReadonlyMap<number, readonly number[]>

/** What grows slower than this is taken for not growing: it doubles over seven powers of ten's worth of noise. */
const MOST_EXPONENT = 0.1
/** What is nothing has no logarithm. */
const LEAST = 0.01
/** Less of a core is not told apart within a minute. */
const LEAST_PERCENT = 0.1

/**
 * By which power the medians of the curve grow: 0 is not at all, 1 in step; what is below `least` counts
 * as that. Throws where there is but one size.
 */
export function exponentOf(curve: Curve, least = LEAST): number {
  const points = mediansOf(curve).map(([size, value]) => ({
    x: Math.log(size),
    y: Math.log(Math.max(least, value))
  }))
  if (points.length < 2) throw new Error('a curve has two points at least')
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length
  const middle = { x: mean(({ x }) => x), y: mean(({ y }) => y) }
  const above = mean(({ x, y }) => (x - middle.x) * (y - middle.y))
  return above / mean(({ x }) => (x - middle.x) ** 2)
}

/** The exponent as a figure; what should not grow has an aim. */
export function exponentFigure(
  { of, over, unit = 'ms' }: { of: string; over: Point['over']; unit?: Figure['unit'] },
  curve: Curve
): Figure {
  const least = unit === '% of a core' ? LEAST_PERCENT : LEAST
  const points = mediansOf(curve).map(([size, value]) => `${size}: ${short(value)} ${unit}`)
  return {
    ...{ name: `${of} over ${over}`, unit: 'exponent', value: exponentOf(curve, least) },
    note: points.join(', '),
    ...(over !== 'messages a second' && { aim: { of: 'value', atMost: MOST_EXPONENT } })
  }
}

/** The exponents of all curves of which these figures are points. */
export function exponentsOf(figures: readonly Figure[]): Figure[] {
  const curves = new Map<
    string,
    { point: Point; unit: Figure['unit']; values: Map<number, number[]> }
  >()
  for (const { point, unit, value } of figures) {
    if (!point) continue
    const key = `${point.of}\n${point.over}`
    const curve = curves.get(key) ?? { point, unit, values: new Map<number, number[]>() }
    curve.values.set(point.at, [value])
    curves.set(key, curve)
  }
  return [...curves.values()]
    .filter(({ values }) => values.size > 1)
    .map(({ point, unit, values }) => ({
      ...exponentFigure({ ...point, unit }, values),
      isDerived: true
    }))
}

function mediansOf(curve: Curve): [number, number][] {
  return [...curve].map(([size, samples]) => [size, spreadOf(samples).p50])
}
