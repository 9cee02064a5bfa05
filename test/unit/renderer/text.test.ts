// Names, sizes and times as people read them.
import { describe, expect, it } from 'vitest'
import { hueOf, initials } from '../../../src-renderer/text/names.ts'
import { bytes, percent } from '../../../src-renderer/text/sizes.ts'
import { isSameDay, Times } from '../../../src-renderer/text/times.ts'

describe('names', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['ada', 'A'],
    ['#general', 'G'],
    ['chat.example.org', 'CE'],
    ['مريم ميرزاخاني', 'مم'],
    ['🦋', '🦋'],
    ['', '?']
  ])('%s is drawn as %s', (name, letters) => {
    expect(initials(name)).toBe(letters)
  })

  it('keep their colour', () => {
    expect(hueOf('Ada')).toBe(hueOf('Ada'))
    expect(hueOf('Grace')).toBeLessThan(8)
  })
})

describe('sizes', () => {
  it('are short', () => {
    expect([0, 999, 1_200, 84_000_000].map(bytes)).toEqual(['0 B', '999 B', '1.2 KB', '84 MB'])
    expect(percent(0.314)).toBe('31 %')
  })
})

describe('times', () => {
  const now = new Date(2025, 6, 10, 15).getTime()
  const at = (day: number, hour = 9): number => new Date(2025, 6, day, hour).getTime()
  const english = new Times('en-GB')
  const italian = new Times('it-IT')

  it('name days as people do', () => {
    expect([10, 9, 7].map((day) => english.day(at(day), now))).toEqual([
      'Today',
      'Yesterday',
      'Monday'
    ])
    expect(italian.day(at(9), now)).toBe('Ieri')
    expect(english.day(at(1), now)).toContain('2025')
  })

  it('are short in lists', () => {
    expect(english.short(at(10), now)).toBe('09:00')
    expect(english.short(at(9), now)).toBe('Yesterday')
    expect(english.short(at(1), now)).toBe('1 Jul')
  })

  it('know the same day at its edges', () => {
    expect(isSameDay(at(9, 0), at(9, 23))).toBe(true)
    expect(isSameDay(at(9, 23), at(10, 0))).toBe(false)
  })
})
