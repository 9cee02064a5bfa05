// What a run of the benchmarks may be asked for.
import { expect, test } from 'vitest'
import { helpOf, readArguments } from '../../bench/arguments.ts'
import type { Bench } from '../../bench/figure.ts'

const all = ['flood', 'send', 'growth'].map((name, at): Bench => ({
  ...{ name, about: `measures ${name}`, minutes: { full: at + 1, quick: 0.5 } },
  run: () => Promise.resolve([])
}))
const namesOf = (args: string[]): string[] =>
  readArguments(args, all).benches.map(({ name }) => name)

test('all run where none is named, and else those named, in the order in which they build on each other', () => {
  expect(namesOf([])).toEqual(['flood', 'send', 'growth'])
  expect(namesOf(['--only', 'growth,flood'])).toEqual(['flood', 'growth'])
  expect(namesOf(['--only', 'growth', '--only', 'send', '--quick'])).toEqual(['send', 'growth'])
})

test('a bench that is none is told with those that there are', () => {
  expect(() => namesOf(['--only', 'flod'])).toThrow('no bench flod; there are flood, send, growth')
})

test('help tells what each measures, and how long each and all of them take', () => {
  const help = helpOf(all)
  expect(help).toContain('--check')
  expect(help).toMatch(/growth +3 min +0.5 min +measures growth/)
  expect(help).toMatch(/together +6 min/)
})
