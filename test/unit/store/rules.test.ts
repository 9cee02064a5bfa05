// Holds the store's pure rules: places, gaps, pages, mentions, search words, pace, titles.
import { describe, expect, it } from 'vitest'
import { leftGap, trimGap } from '../../../src-main/store/inbound/gaps.ts'
import { anchorsAfter, placeAt } from '../../../src-main/store/inbound/page.ts'
import { findByTitle } from '../../../src-main/store/find-conversations.ts'
import { mentionOf } from '../../../src-main/store/mention.ts'
import { Pace, type PaceClock } from '../../../src-main/store/pace.ts'
import {
  believableTime,
  isPending,
  PENDING_BASE,
  positionAfter,
  positionBetween,
  positionAt,
  timeAt
} from '../../../src-main/store/position.ts'
import { cutPieces } from '../../../src-main/store/search/pieces.ts'
import type { StoredMessage } from '../../../src-main/store/queries/stored-messages.ts'

const NOW = 1_790_000_000_000

describe('places', () => {
  it('go by time, but never before the last', () => {
    expect(positionAfter(null, NOW)).toBe(positionAt(NOW))
    const next = positionAfter(positionAt(NOW), NOW - 1000)
    expect(next).toBeGreaterThan(positionAt(NOW))
    // What was overtaken on its way still finds a place between the two.
    const between = positionBetween(positionAt(NOW), next, NOW - 500)
    expect(between).toBeGreaterThan(positionAt(NOW))
    expect(between).toBeLessThan(next)
    expect(timeAt(positionAt(NOW) + 5)).toBe(NOW)
  })

  it('stay below the pending ones and whole, whatever a clock says', () => {
    const wild = positionAt(believableTime(253_402_300_799_999, 253_402_300_799_999))
    expect([isPending(wild), Number.isSafeInteger(PENDING_BASE * 1.1)]).toEqual([false, true])
  })

  it('believe a server at most a day ahead', () => {
    expect(believableTime(NOW + 1e12, NOW)).toBe(NOW + 86_400_000)
    expect(believableTime(null, NOW)).toBe(NOW)
  })
})

describe('pages', () => {
  const known = (position: number) => ({ known: { position } as StoredMessage })
  const fresh = { known: null }

  it('keep new messages before the stored one that follows', () => {
    const anchors = anchorsAfter([fresh, fresh, known(100), fresh])
    expect(anchors).toEqual([
      { position: 100, between: 1 },
      { position: 100, between: 0 },
      undefined,
      undefined
    ])
    expect(placeAt(NOW, { previous: 10, anchor: anchors[0] })).toBe(98)
    expect(placeAt(NOW, { previous: 98, anchor: anchors[1] })).toBe(99)
  })

  it('go on after the one before where there is no room', () => {
    expect(placeAt(NOW, { previous: 99, anchor: { position: 100, between: 3 } })).toBe(100)
  })
})

describe('gaps', () => {
  const page = { more: null, joinsBefore: false, joinsAfter: false }

  it('are left by a latest page that joins nothing', () => {
    const lie = { ...page, stretch: 'latest' as const, first: 50, last: 60 }
    expect(leftGap(lie, { before: 20, after: null })).toEqual({ after: 20, before: 50 })
    expect(leftGap({ ...lie, joinsBefore: true }, { before: 20, after: null })).toBeNull()
    expect(leftGap({ ...lie, more: false }, { before: 20, after: null })).toBeNull()
  })

  it('shrink from above by pages before, from below by pages after', () => {
    const gap = { after: 20, before: 50 }
    const before = { ...page, stretch: 'before' as const, first: 40, last: 49 }
    const after = { ...page, stretch: 'after' as const, first: 21, last: 30 }
    expect(trimGap(gap, before)).toEqual({ after: 20, before: 40 })
    expect(trimGap(gap, after)).toEqual({ after: 30, before: 50 })
  })

  it('are filled by a page that reaches across', () => {
    const gap = { after: 20, before: 50 }
    const across = { ...page, stretch: 'before' as const, first: 20, last: 49 }
    const allThatFollows = { ...page, stretch: 'after' as const, more: false, first: 21, last: 30 }
    expect([trimGap(gap, across), trimGap(gap, allThatFollows)]).toEqual([null, null])
  })

  it('elsewhere stay', () => {
    const gap = { after: 20, before: 50 }
    expect(trimGap(gap, { ...page, stretch: 'before', first: 1, last: 10 })).toEqual(gap)
    expect(trimGap(gap, { ...page, stretch: 'latest', first: 60, last: 70 })).toEqual(gap)
  })
})

describe('mentions', () => {
  it.each([
    ['Anna', 'hi ANNA!', true],
    ['Anna', 'hi @anna', true],
    ['Anna', 'annabel', false],
    ['Anna', 'joanna', false],
    ['a.b', 'axb', false],
    ['李', '李', true],
    ['(x)', 'so (x) said', true]
  ])('of %j in %j: %s', (name, text, isOne) => {
    expect(mentionOf(name)?.test(text)).toBe(isOne)
  })

  it('of nobody are none', () => {
    expect([mentionOf(null), mentionOf('  ')]).toEqual([null, null])
  })
})

describe('search words', () => {
  it('are cut out without splitting a character', () => {
    const text = `${'🎉'.repeat(100)} needle ${'🎉'.repeat(200)}`
    const shown = cutPieces(text, { words: ['needle'], beginnings: [], parts: [] })
    expect(shown.map((piece) => piece.text).join('')).not.toMatch(/\p{Surrogate}/u)
    expect(shown.some((piece) => piece.hit && piece.text === 'needle')).toBe(true)
  })
})

it('finds titles at their beginning first, then at a word, then anywhere', () => {
  const all = ['xcafe', 'the cafe', 'Café'].map((title, id) => ({ id, title, activeAt: 0 }))
  expect(findByTitle(all, ' CAFE ')).toEqual([2, 1, 0])
})

describe('pace', () => {
  it('lets work run at once, then once per interval, and rests when nothing asks', () => {
    let time = 0
    const planned: { at: number; work: () => void }[] = []
    const clock: PaceClock = {
      now: () => time,
      after: (delayMs, work) => {
        const plan = { at: time + delayMs, work }
        planned.push(plan)
        return () => void planned.splice(planned.indexOf(plan), 1)
      }
    }
    const ranAt: number[] = []
    const pace = new Pace(100, () => ranAt.push(time), clock)
    const passTo = (until: number): void => {
      for (; time <= until; time++) {
        for (const plan of planned.filter(({ at }) => at <= time)) {
          planned.splice(planned.indexOf(plan), 1)
          plan.work()
        }
      }
    }
    pace.ask()
    pace.ask()
    passTo(10)
    pace.ask()
    passTo(300)
    expect([ranAt, planned]).toEqual([[0, 100], []])
    const slow = new Pace(100, () => slow.restFor(ranAt.push(time) < 4 ? 250 : 100), clock)
    slow.ask()
    passTo(310)
    slow.ask()
    passTo(900)
    expect(ranAt).toEqual([0, 100, 301, 551])
  })
})
