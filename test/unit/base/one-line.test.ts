// Words of strangers on one line: tricks go, what people of any script write stays.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oneLine } from '../../../src-main/base/one-line.ts'

const MOST = 200

describe('stays as it is:', () => {
  it.each([
    ['plain words', 'Ada Lovelace (she/her) #1'],
    ['accents', 'Zoë Nuñez'],
    ['accents apart from their letters', 'Zoe\u0308 Nguye\u0302\u0303n'],
    ['Arabic with its vowels', 'مُحَمَّد'],
    ['Persian that holds letters apart', 'می\u200Cخواهم'],
    ['Hindi', 'हिन्दी शर्मा'],
    ['Hindi with a half letter', 'क्\u200Dष'],
    ['Sinhala', 'ශ්\u200Dරී ලංකා'],
    ['Malayalam that ends in a joiner', 'അനില്\u200D'],
    ['Bengali with a joiner before its virama', 'র\u200D্য'],
    ['Hebrew with points', 'שָׁלוֹם'],
    ['Thai', 'น้ำใจ'],
    ['Burmese', 'ကျွန်ုပ်'],
    ['Tibetan', 'ཧཱུྃ'],
    ['Japanese with a variant of its own', '葛\u{E0100}城'],
    ['Mongolian with a variant', 'ᠠ\u180B'],
    ['a family', '👩\u200D👩\u200D👧\u200D👦'],
    ['a couple with a heart', '👩\u200D❤\uFE0F\u200D💋\u200D👨'],
    ['a detective with a skin', '🕵🏻\u200D♂\uFE0F'],
    ['a rainbow flag', '🏳\uFE0F\u200D🌈'],
    ['the flag of Scotland', '🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}'],
    ['the flag of Italy', '🇮🇹'],
    ['a key', '7\uFE0F\u20E3'],
    ['a heart in ink', '❤\uFE0E']
  ])('%s', (_what, text) => {
    expect(oneLine(text, MOST)).toBe(text)
  })
})

describe('is taken out:', () => {
  it.each([
    [
      'what turns the direction',
      'Ada\u202Egnp.exe\u202C \u2066x\u2069\u200E\u200F\u061C',
      'Adagnp.exe x'
    ],
    ['what nobody sees', 'A\u200Bd\u2060a\uFEFF L\u00ADo\u034Fve\u180E\u115F\u3164', 'Ada Love'],
    ['joiners that join nothing', '\u200DA\u200Cd\u200Da\u200D', 'Ada'],
    ['joiners behind something else that hides', 'A\u200B\u200Dda', 'Ada'],
    ['variants of letters', 'A\uFE0Fd\u{E0100}a 5\uFE0F', 'Ada 5'],
    ['tags without a flag', 'Ada\u{E0041}\u{E0042}\u{E007F}', 'Ada'],
    ['tags without an end', '🏴\u{E0067}\u{E0062}', '🏴'],
    ['controls', 'A\u0000d\u0007a\u009B', 'A\uFFFDda'],
    ['breaks of line and paragraph', 'Ada\u2028is\u2029here\r\n\tnow\u0085x', 'Ada is here now x'],
    ['blanks of all kinds', '\u3000Ada\u00A0\u2800\u2003B ', 'Ada B'],
    ['a tower of marks', `A${'\u0335\u0301\u20DD'.repeat(50)}da`, 'A\u0335\u0301\u20DD\u0335da'],
    ['a tower with hidden floors', `A${'\u0301\u200C'.repeat(50)}`, `A${'\u0301'.repeat(4)}`]
  ])('%s', (_what, text, shown) => {
    expect(oneLine(text, MOST)).toBe(shown)
  })

  it('all of it, where there is nothing to be seen', () => {
    expect(oneLine('', MOST)).toBeNull()
    expect(oneLine(' \u200B\u202E\u3164\u2800\u200D\uFE0F', MOST)).toBeNull()
  })
})

it('cuts where all can see it, and leaves no half of anything behind', () => {
  expect(oneLine('x'.repeat(30), 10)).toBe(`${'x'.repeat(9)}…`)
  expect(oneLine('👩\u200D'.repeat(30), 10)).toBe('👩\u200D👩\u200D👩…')
  expect(oneLine(`${'x'.repeat(8)}👩👩`, 10)).toBe(`${'x'.repeat(8)}…`)
})

const tricks = [
  ...[
    '\u202E',
    '\u2066',
    '\u200B',
    '\u200C',
    '\u200D',
    '\uFEFF',
    '\uFE0F',
    '\u{E0067}',
    '\u{E007F}'
  ],
  ...['\u0301', '\u0335', '\u064E', '\u093E', '\u094D', '\u180B', '\u{E0100}', '\u061C', '\u2800'],
  ...['a', '5', 'م', 'क', 'ᠠ', '漢', '👩', '🏴', '❤', '🏻', '\u20E3', ' ', '\n', '\uD83D', '\u3164']
]
const anyText = fc.oneof(
  fc.array(fc.constantFrom(...tricks), { maxLength: 60 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 })
)

describe('whatever comes,', () => {
  it('what was cleaned once is clean', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 130 }), (text, most) => {
        const once = oneLine(text, most)
        if (once !== null) expect(oneLine(once, most)).toBe(once)
      }),
      { numRuns: 2_000 }
    )
  })

  it('nothing that turns, breaks or stands alone is left, and it fits', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 130 }), (text, most) => {
        const shown = oneLine(text, most) ?? 'x'
        expect(shown).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F]/u
        )
        expect(shown).not.toMatch(/[\p{Mn}\p{Me}]{5}| {2}|^ | $/u)
        expect(shown.length).toBeLessThanOrEqual(most)
        expect(shown).not.toMatch(/\p{Surrogate}/u)
      }),
      { numRuns: 2_000 }
    )
  })

  it('a name of which something can be seen is never emptied', () => {
    const seen = /(?!\p{Default_Ignorable_Code_Point}|\u2800)[\p{L}\p{N}\p{P}\p{S}]/u
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(seen.test(text))
        expect(oneLine(text, MOST)).toMatch(seen)
      }),
      { numRuns: 2_000 }
    )
  })
})
