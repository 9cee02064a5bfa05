// The power by which costs grow, and of which curves it is told.
import { expect, test } from 'vitest'
import { exponentFigure, exponentOf, exponentsOf } from '../../bench/exponent.ts'
import { meetsAim, onCurve, type Figure, type Point } from '../../bench/figure.ts'

function curveOf(value: (size: number) => number): Map<number, number[]> {
  return new Map([1, 10, 100, 1_000].map((size) => [size, [value(size)]]))
}

test('what grows in step has the exponent 1, with the square 2, and what stays 0', () => {
  expect(exponentOf(curveOf((size) => 3 * size))).toBeCloseTo(1)
  expect(exponentOf(curveOf((size) => 0.5 * size ** 2))).toBeCloseTo(2)
  expect(exponentOf(curveOf(() => 7))).toBeCloseTo(0)
  expect(exponentOf(curveOf((size) => 100 / size))).toBeCloseTo(-1)
})

test('it goes by the median of each size, not by what was slow once', () => {
  const curve = new Map([
    [10, [2, 2, 2]],
    [1_000, [2, 900, 2]]
  ])
  expect(exponentOf(curve)).toBeCloseTo(0)
})

test('nothing measured at a size is no reason for an infinite one', () => {
  expect(exponentOf(curveOf((size) => (size === 1 ? 0 : 0.01)))).toBeCloseTo(0)
})

test('a hundredth of a percent of a core is as good as none', () => {
  const curve = curveOf((size) => (size === 1 ? 0.01 : 0.1))
  const idle = { of: 'idle', over: 'servers', unit: '% of a core' } as const
  expect(exponentFigure(idle, curve).value).toBeCloseTo(0)
})

test('of a single size nothing can be said', () => {
  expect(() => exponentOf(new Map([[10, [2]]]))).toThrow('two points')
})

test('what grows over what is stored misses its aim, over a rate there is none', () => {
  const curve = curveOf((size) => size ** 0.3)
  const over = (name: Point['over']): Figure => exponentFigure({ of: 'opening', over: name }, curve)
  expect(over('messages stored')).toMatchObject({
    unit: 'exponent',
    name: 'opening over messages stored'
  })
  expect(meetsAim(over('messages stored'))).toBe(false)
  expect(meetsAim(over('messages a second'))).toBeNull()
  expect(over('servers').note).toContain('1000: 7.94 ms')
})

test('figures that are points of one curve become its exponent, lone ones and others do not', () => {
  const figure = (value: number, unit: Figure['unit'] = 'ms'): Figure => ({
    name: 'x',
    unit,
    value
  })
  const start = { of: 'start', over: 'messages stored' } as const
  const found = exponentsOf([
    figure(5),
    onCurve(figure(20, 'MB'), { of: 'memory', over: 'servers', at: 1 }),
    onCurve(figure(40, 'MB'), { of: 'memory', over: 'servers', at: 10 }),
    onCurve(figure(300), { ...start, at: 1_000 }),
    onCurve(figure(3_000), { ...start, at: 10_000 }),
    onCurve(figure(9), { of: 'lone', over: 'servers', at: 1 })
  ])
  expect(found.map(({ name }) => name)).toEqual([
    'memory over servers',
    'start over messages stored'
  ])
  expect(found[0]?.note).toBe('1: 20.0 MB, 10: 40.0 MB')
  expect(found[1]?.value).toBeCloseTo(1)
})
