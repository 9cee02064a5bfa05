import { expect, it } from 'vitest'
import { FakeClock } from '../../support/network/fake-clock.ts'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import { WorkSign } from '../../../src-main/ports/work-sign.ts'

function watch() {
  const told: string[] = []
  const sign = new WorkSign(() => told.push('stirred'))
  const isResting = (queue = 0): boolean => sign.answer({ queue, eventsTotal: 0 }).isResting
  return { told, sign, isResting }
}

it('says nothing while main takes it for working', () => {
  const { told, sign, isResting } = watch()
  sign.works()
  expect(isResting()).toBe(false)
  sign.works()
  expect(told).toEqual([])
})

it('rests when nothing was done between two questions, and tells of the first work after that, once', () => {
  const { told, sign, isResting } = watch()
  expect([isResting(), isResting()]).toEqual([false, true])
  sign.works()
  sign.works()
  expect(told).toEqual(['stirred'])
  expect([isResting(), isResting()]).toEqual([false, true])
})

it('does not rest while something waits', () => {
  const { isResting } = watch()
  expect([isResting(), isResting(3), isResting(3), isResting()]).toEqual([
    false,
    false,
    false,
    true
  ])
})

it('takes what a clock calls back for as work', async () => {
  const { told, sign, isResting } = watch()
  const clock = new FakeClock()
  sign.by({ after: clock.after.bind(clock) }).after(30_000, () => told.push('work'))
  expect([isResting(), isResting()]).toEqual([false, true])
  await clock.pass(30_000)
  expect(told).toEqual(['stirred', 'work'])
})

it('tells before what comes over a port is heard: hearing it may never end', async () => {
  const { told, sign, isResting } = watch()
  const [near, far] = portPair()
  isResting()
  isResting()
  const heard = new Promise((resolve) => {
    sign.over(far).onMessage((message) => {
      told.push(String(message))
      resolve(null)
    })
  })
  near.post('a call')
  await heard
  expect(told).toEqual(['stirred', 'a call'])
})
