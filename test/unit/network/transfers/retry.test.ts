// What fails is tried again by itself where that may help, and never for ever against somebody who says no.
import { expect, test } from 'vitest'
import { endOfFailed, type Failed } from '../../../../src-main/network/transfer-retry.ts'
import { FakeClock } from '../../../support/network/fake-clock.ts'

const plain: Failed = {
  kind: 'failed',
  failure: { code: 'server-unreachable', retry: true },
  retryAfterMs: null,
  attempts: 0,
  isJoined: true,
  isElsewhere: false,
  logsInAnew: () => false
}
const end = (more: Partial<Failed>) => endOfFailed({ ...plain, ...more }, new FakeClock())

test('with growing pauses, until the person is asked', () => {
  const pauses = [0, 3, 6].map((attempts) => end({ attempts }))
  expect(pauses.every((one) => one.end === 'postponed' && one.isCounted)).toBe(true)
  const waits = pauses.map((one) => (one.end === 'postponed' ? one.afterMs : 0))
  expect(waits).toEqual([...waits].sort((a, b) => a - b))
  expect(new Set(waits).size).toBe(3)
  expect(end({ attempts: 12 })).toEqual({ end: 'failed', failure: plain.failure })
})

test('as often as it takes while its server is away, or the disk is full', () => {
  expect(end({ attempts: 12, isJoined: false })).toMatchObject({ isCounted: false, afterMs: 1_000 })
  const failure = { code: 'disk-full', retry: true } as const
  expect(end({ attempts: 12, failure })).toMatchObject({ isCounted: false, afterMs: 15_000 })
})

test('seldom where nothing is in reach, but counted where the other place answered', () => {
  const away = { isJoined: false, isElsewhere: true }
  expect(end(away)).toMatchObject({ isCounted: false, afterMs: 30_000 })
  const failure = { code: 'server-trouble', retry: true, detail: { status: 500 } } as const
  expect(end({ ...away, failure })).toMatchObject({ isCounted: true })
})

test('when the server said so, where it named a time', () => {
  expect(end({ retryAfterMs: 42_000 })).toMatchObject({ end: 'postponed', afterMs: 42_000 })
})

test('after a new login where the server did not know who asked, if there is one to be had', () => {
  const failure = { code: 'not-allowed', retry: false } as const
  const refused = { failure, isStranger: true }
  expect(end({ ...refused, logsInAnew: () => true })).toMatchObject({ end: 'postponed' })
  expect(end(refused)).toEqual({ end: 'failed', failure })
})
