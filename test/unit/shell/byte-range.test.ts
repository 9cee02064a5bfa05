// Players ask for parts of a file: what they mean is what they get.
import { expect, test } from 'vitest'
import { rangeOf } from '../../../src-main/shell/files/byte-range.ts'

test.each([
  [null, null],
  ['bytes=0-', { start: 0, end: 99 }],
  ['bytes=10-19', { start: 10, end: 19 }],
  ['bytes=90-500', { start: 90, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=-500', { start: 0, end: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-2', 'unsatisfiable'],
  ['bytes=0-1,5-6', null],
  ['lines=1-2', null]
])('of a hundred bytes %j means %j', (header, range) => {
  expect(rangeOf(header, 100)).toEqual(range)
})
