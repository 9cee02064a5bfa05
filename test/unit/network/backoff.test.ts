// Pauses between tries: by chance between nothing and a ceiling that doubles, so that many do not come at once.
import { expect, it } from 'vitest'
import { backoffMs } from '../../../src-main/network/backoff.ts'
import { FakeClock } from '../../support/network/fake-clock.ts'

const range = { baseMs: 1_000, capMs: 60_000, floorMs: 250 }
const clock = new FakeClock()

function pausesAt(chance: number): number[] {
  clock.chance = chance
  return [0, 1, 2, 3, 6, 40].map((attempt) => backoffMs(clock, attempt, range))
}

it('a pause may be anything up to a ceiling that doubles until it is as long as any', () => {
  expect(pausesAt(0.999_999)).toEqual([1_000, 2_000, 4_000, 8_000, 60_000, 60_000])
  expect(pausesAt(0.5)).toEqual([500, 1_000, 2_000, 4_000, 30_000, 30_000])
})

it('luck makes no busy loop', () => {
  expect(pausesAt(0)).toEqual([250, 250, 250, 250, 250, 250])
})
