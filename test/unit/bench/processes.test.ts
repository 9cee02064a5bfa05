// What processes cost between two looks.
import { expect, test } from 'vitest'
import { usedBetween } from '../../bench/support/processes.ts'

test('a thread that ended meanwhile takes nothing off the wake-ups of the others', () => {
  const before = {
    cpuSeconds: 2,
    wakeUps: new Map([
      [1, 100],
      [2, 5_000]
    ])
  }
  const after = {
    cpuSeconds: 2.5,
    wakeUps: new Map([
      [1, 130],
      [3, 4]
    ])
  }
  expect(usedBetween(before, after)).toEqual({ cpuSeconds: 0.5, wakeUps: 34 })
})
