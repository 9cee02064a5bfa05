import { expect, test } from 'vitest'
import { checkAfterMs, planCheck } from '../../../../src-main/store/file/check-plan.ts'
import type { Checked } from '../../../../src-main/store/file/check.ts'

const DAY = 86_400_000
const NOW = 1_790_000_000_000

test('the file is read once a week, and soon after it was left open', () => {
  const due = (checkedAt: number | null, wasLeftOpen = false): number | null =>
    checkAfterMs({ checkedAt, wasLeftOpen, now: NOW })
  expect(due(NOW - DAY)).toBeNull()
  expect(due(NOW - 8 * DAY)).toBeGreaterThan(60_000)
  expect(due(null)).toBeGreaterThan(60_000)
  expect(due(NOW - DAY, true)).toBeLessThanOrEqual(60_000)
  // A clock that was years ahead when it was read last.
  expect(due(NOW + 400 * DAY)).not.toBeNull()
})

function planned(checked: Checked[], activity: () => number) {
  const waits: { delayMs: number; work: () => void }[] = []
  const heard: unknown[] = []
  let checks = 0
  const close = planCheck(1000, {
    clock: {
      now: () => 0,
      after: (delayMs, work) => {
        waits.push({ delayMs, work })
        return () => waits.splice(0)
      }
    },
    activity,
    runCheck: () => {
      const result = checked[checks++]
      return result ? Promise.resolve(result) : Promise.reject(new Error('no thread'))
    },
    onWhole: () => heard.push('whole'),
    onDamage: (problems) => heard.push(problems)
  })
  const pass = async (): Promise<void> => {
    waits.shift()?.work()
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }
  return { pass, heard, waits, close, checks: () => checks }
}

test('it waits for quiet', async () => {
  let events = 0
  const { pass, heard, checks } = planned([{ problems: 0, isComplete: true }], () => events)
  for (events = 1; events < 5; events++) await pass()
  expect(checks()).toBe(0)
  events = 4
  await pass()
  expect([checks(), heard]).toEqual([1, ['whole']])
})

test('damage is told, a check that gave way is done again, and one that failed is too', async () => {
  const { pass, heard, waits } = planned(
    [
      { problems: 0, isComplete: false },
      { problems: 3, isComplete: false }
    ],
    () => 0
  )
  for (let round = 0; round < 3; round++) await pass()
  expect([heard, waits.length]).toEqual([[3], 0])
  const failing = planned([], () => 0)
  for (let round = 0; round < 3; round++) await failing.pass()
  expect([failing.heard, failing.waits.length]).toEqual([[], 1])
})

test('nothing is told after the store was closed', async () => {
  const { pass, heard, close } = planned([{ problems: 3, isComplete: true }], () => 0)
  await pass()
  const last = pass()
  close()
  await last
  expect(heard).toEqual([])
})
