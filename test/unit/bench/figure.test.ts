import { expect, test } from 'vitest'
import { figureOf, figureOfRounds, meetsAim, spreadOf } from '../../bench/figure.ts'

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)

test('a spread names the sample below which a share of all lies, whatever their order', () => {
  expect(spreadOf(hundred)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100, samples: 100 })
  expect(spreadOf([7])).toEqual({ p50: 7, p95: 7, p99: 7, max: 7, samples: 1 })
})

test('nothing measured is an error, not a figure', () => {
  expect(() => spreadOf([])).toThrow('nothing was measured')
})

test('a figure stands beside its baseline at the same point of the spread', () => {
  const baseline = { name: 'bare', samples: hundred.map((ms) => ms / 2) }
  const figure = figureOf({ name: 'send', unit: 'ms', quote: 'p95', samples: hundred, baseline })
  expect(figure).toMatchObject({ name: 'send, p95', value: 95, ratio: 2 })
  expect(figure.baseline?.value).toBe(47.5)
})

test('an aim is met or missed by the number that it speaks of', () => {
  const baseline = { name: 'bare', samples: [10] }
  const of = (
    samples: number[],
    aim: { of: 'value' | 'ratio'; atMost?: number; atLeast?: number }
  ) => meetsAim(figureOf({ name: 'x', unit: 'ms', samples, baseline, aim }))
  expect(of([12], { of: 'ratio', atMost: 1.2 })).toBe(true)
  expect(of([13], { of: 'ratio', atMost: 1.2 })).toBe(false)
  expect(of([13], { of: 'value', atMost: 50 })).toBe(true)
  expect(of([13], { of: 'value', atLeast: 50 })).toBe(false)
  expect(meetsAim(figureOf({ name: 'x', unit: 'ms', samples: [1] }))).toBeNull()
  expect(
    meetsAim(figureOf({ name: 'x', unit: 'ms', samples: [1], aim: { of: 'ratio', atMost: 2 } }))
  ).toBe(false)
})

test('a figure of several rounds is the median of what each of them gives', () => {
  const figure = figureOfRounds({
    ...{ name: 'frames', unit: 'ms', quote: 'max' },
    rounds: [[1, 90], [2, 10], [3]],
    baseline: { name: 'bare', rounds: [[5], [4, 2], [500]] }
  })
  expect(figure).toMatchObject({ name: 'frames, max', value: 10, rounds: [90, 10, 3], ratio: 2 })
  expect(figure.spread).toMatchObject({ max: 90, samples: 5 })
  expect(figure.baseline).toMatchObject({ name: 'bare', value: 5 })
})
