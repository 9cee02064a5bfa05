import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWanted, refusalOf } from '../../../src-main/updater/decide.ts'
import { failureOf } from '../../../src-main/updater/failure-of.ts'
import { nextCheckIn } from '../../../src-main/updater/pace.ts'

const MB = 1024 * 1024
const here = { current: '1.2.0', channel: 'stable', undone: null } as const
const plenty = { fetching: 10_000 * MB, installing: 10_000 * MB }

describe('a version on offer', () => {
  it('is wanted only if it is newer', () => {
    expect(isWanted('1.2.1', here)).toBe(true)
    for (const version of ['1.2.0', '1.1.9', '1.2.0-beta.1', 'newest', '']) {
      expect(isWanted(version, here)).toBe(false)
    }
  })

  it('is wanted before it is finished only by who asked for that', () => {
    expect(isWanted('1.3.0-beta.1', here)).toBe(false)
    expect(isWanted('1.3.0-beta.1', { ...here, channel: 'beta' })).toBe(true)
  })

  it('is not wanted again where it did not start, while a later one is', () => {
    expect(isWanted('1.3.0', { ...here, undone: '1.3.0' })).toBe(false)
    expect(isWanted('1.3.1', { ...here, undone: '1.3.0' })).toBe(true)
  })

  it('is not fetched where the disk would be full, be it the one or the other', () => {
    const offer = { version: '1.3.0', size: 100 * MB }
    expect(refusalOf(offer, plenty)).toBeNull()
    expect(refusalOf(offer, { ...plenty, fetching: 250 * MB })).toBe('update-no-room')
    expect(refusalOf(offer, { ...plenty, installing: 250 * MB })).toBe('update-no-room')
  })

  it('is not fetched where its size is none', () => {
    for (const size of [0, -1, Number.NaN, 5_000 * MB, 1.5]) {
      expect(refusalOf({ version: '1.3.0', size }, plenty)).toBe('update-damaged')
    }
  })
})

describe('what electron-updater or the disk refuse', () => {
  const codeOf = (code: string): string => failureOf(Object.assign(new Error('no'), { code })).code

  it('is told as what it is: another publisher, another file, no room', () => {
    expect(codeOf('ERR_UPDATER_INVALID_SIGNATURE')).toBe('update-unsigned')
    expect(codeOf('ERR_CHECKSUM_MISMATCH')).toBe('update-damaged')
    expect(codeOf('ENOSPC')).toBe('update-no-room')
  })

  it('is a feed that can’t be reached where nothing else is known, and only that is tried again', () => {
    expect(failureOf(new Error('socket hang up'))).toEqual({
      code: 'update-feed-unreachable',
      retry: true
    })
    expect(failureOf(Object.assign(new Error('no'), { code: 'ENOSPC' })).retry).toBe(false)
  })
})

describe('checks', () => {
  const MINUTE = 60_000

  it('are spread, after a start and later', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(30),
        (random, failures) => {
          const first = nextCheckIn({ isFirst: true, failures: 0, random })
          expect(first).toBeGreaterThanOrEqual(MINUTE / 2)
          expect(first).toBeLessThanOrEqual(10 * MINUTE)
          const usual = nextCheckIn({ isFirst: false, failures: 0, random })
          expect(usual).toBeGreaterThanOrEqual(180 * MINUTE)
          expect(usual).toBeLessThanOrEqual(300 * MINUTE)
          const again = nextCheckIn({ isFirst: false, failures: failures + 1, random })
          expect(again).toBeGreaterThanOrEqual(3 * MINUTE)
          expect(again).toBeLessThanOrEqual(usual)
        }
      )
    )
  })

  it('come at different times for different random numbers', () => {
    const times = [0, 0.25, 0.5, 0.75].map((random) =>
      nextCheckIn({ isFirst: true, failures: 0, random })
    )
    expect(new Set(times.map((time) => Math.floor(time / MINUTE))).size).toBe(4)
  })
})
