import { expect, test } from 'vitest'
import { decideRestart } from '../../../src-main/supervisor/restart-policy.ts'

test('the first crash is followed by a restart at once', () => {
  expect(decideRestart([1_000], 1_000)).toEqual({ kind: 'restart', afterMs: 0 })
})

test('pauses grow with each crash in short succession, then it gives up', () => {
  const crashes: number[] = []
  const decisions = Array.from({ length: 6 }, (_, index) => {
    crashes.push(index * 1_000)
    return decideRestart(crashes, index * 1_000)
  })
  const pauses = decisions.map((decision) => (decision.kind === 'restart' ? decision.afterMs : -1))
  expect(pauses).toEqual([0, 250, 1_000, 3_000, 8_000, -1])
})

test('crashes long ago are forgiven', () => {
  const crashes = [0, 1, 2, 3, 4, 5, 600_000]
  expect(decideRestart(crashes, 600_000)).toEqual({ kind: 'restart', afterMs: 0 })
})
