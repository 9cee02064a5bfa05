// Holds the search's pure rules: reading a query, dates, folding, parts of words, pieces of text.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDate } from '../../../src-main/store/search/dates.ts'
import { fold, foldWithPlaces } from '../../../src-main/store/search/fold.ts'
import { parseQuery } from '../../../src-main/store/search/parse-query.ts'
import { cutPieces, type Marks } from '../../../src-main/store/search/pieces.ts'
import { planSearch } from '../../../src-main/store/search/plan.ts'
import { partsOf, partsOfTerm, tokensOf } from '../../../src-main/store/search/tokens.ts'

const NOW = new Date(2026, 4, 20, 15, 30).getTime()
const parse = (typed: string) => parseQuery(typed, NOW)
const texts = (typed: string): string[] => parse(typed).terms.map(({ text }) => text)
const at = (year: number, month: number, day: number): number =>
  new Date(year, month - 1, day).getTime()
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(
      fc.constantFrom('from:', 'in:', 'before:', 'ha:', '-', '"', ' ', 'a', '東', '2026-', '🎉'),
      { maxLength: 30 }
    )
    .map((pieces) => pieces.join(''))
)

describe('a query', () => {
  it('parts words, phrases and what must not be there', () => {
    const { terms, without } = parse('one "two three" -four -"five six"')
    expect(terms).toEqual([
      { text: 'one', isPhrase: false },
      { text: 'two three', isPhrase: true }
    ])
    expect(without.map(({ text }) => text)).toEqual(['four', 'five six'])
  })

  it('takes operators in both languages, quoted values too', () => {
    const query = parse('from:ada DA:"Grace Hopper" in:general has:link ha:file pie')
    expect(query).toMatchObject({
      from: ['ada', 'Grace Hopper'],
      in: ['general'],
      has: ['link', 'file'],
      terms: [{ text: 'pie' }]
    })
    expect(query.understood.map(({ operator }) => operator)).toEqual([
      'from',
      'from',
      'in',
      'has',
      'has'
    ])
  })

  it('takes dates in the local time zone, the narrowest of several', () => {
    expect(parse('before:2026-03-01 after:2025').before).toBe(at(2026, 3, 1))
    expect(parse('dopo:2025-07').after).toBe(at(2025, 7, 1))
    expect(parse('after:ieri').after).toBe(at(2026, 5, 19))
    expect(parse('before:3/4/2025').before).toBe(at(2025, 4, 3))
    expect(parse('before:2026 before:2024 after:2020 after:2021')).toMatchObject({
      before: at(2024, 1, 1),
      after: at(2021, 1, 1)
    })
  })

  it('takes what it does not know as plain words', () => {
    expect(texts('to:ada has:money before:later http://a.b')).toEqual([
      'to:ada',
      'has:money',
      'before:later',
      'http://a.b'
    ])
  })

  it('asks for words whole, then for the last as a beginning, in quotes', () => {
    const plan = planSearch(parse(`don't OR stop -it`), { places: [7], names: () => [] })
    expect(plan.words).toBe(
      `(text : ("don't" AND "OR" AND "stop") AND place : ("c7")) NOT (text : "it")`
    )
    expect(plan.beginnings).toBe(plan.words?.replace('"stop"', '"stop"*'))
    expect(parse(' .. " ').terms).toEqual([])
  })

  it('waits for an operator that is still being typed', () => {
    expect(parse('pie from: before:202')).toMatchObject({ terms: [{ text: 'pie' }], before: null })
    expect(texts('in:')).toEqual([])
    expect(parse('pie has:l')).toMatchObject({ terms: [{ text: 'pie' }], has: [] })
    expect(texts('ha:FIL')).toEqual([])
    expect(texts('has:lemon')).toEqual(['has:lemon'])
  })

  it('never fails, and never asks for a quote or a NUL, whatever is typed', () => {
    fc.assert(
      fc.property(anyText, (typed) => {
        const query = parse(typed)
        for (const { text } of [...query.terms, ...query.without]) {
          expect(text).not.toMatch(/["\0]|\p{Cs}/u)
          expect(text.trim()).not.toBe('')
        }
        const plan = planSearch(query, { places: [1], names: () => [] })
        expect((plan.parts ?? '').split('"').length % 2).toBe(1)
      })
    )
  })
})

it('refuses days that are not in the calendar', () => {
  expect(readDate('2026-02-30', NOW)).toBeNull()
  expect(readDate('2026-13', NOW)).toBeNull()
  expect(readDate('2024-02-29', NOW)).toBe(at(2024, 2, 29))
})

describe('folding', () => {
  it('forgives case, accents, width and apostrophes, and keeps letters that differ', () => {
    expect(fold('Perché L’Àcqua ＡＢＣ ΣΑΣ')).toBe("perche l'acqua abc σασ")
    expect(fold('が')).toBe('が')
    expect(fold('한국')).toBe('한국')
  })

  it('keeps the way back to each place', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { folded, places } = foldWithPlaces(text)
        expect(places).toHaveLength(folded.length + 1)
        expect(places.at(-1)).toBe(text.length)
        expect(places).toEqual([...places].sort((one, other) => one - other))
      })
    )
  })
})

describe('parts', () => {
  it('are three letters in a row, whole where a word is shorter', () => {
    expect(partsOf("dell'acqua ok")).toEqual(['del', 'ell', 'acq', 'cqu', 'qua', 'ok'])
  })

  it('are single and paired characters where no spaces part words', () => {
    expect(partsOf('東京都 go')).toEqual(['東', '東京', '京', '京都', '都', 'go'])
    expect(partsOf('一🎉')).toEqual(['一', '一🎉', '🎉'])
  })

  it('of what is looked for are among those of the text that it stands in', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 3, maxLength: 12 })
    fc.assert(
      fc.property(fc.constantFrom('acqua', '東京', 'ab12', 'жизнь'), word, word, (it, one, two) => {
        const within = new Set(partsOf(fold(`${one} x${it}y ${two}`)))
        const parts = partsOfTerm(fold(it))
        expect(parts.length).toBeGreaterThan(0)
        expect(parts.filter((part) => !within.has(part))).toEqual([])
      })
    )
  })

  it('of a term are as few as cover it, without its ragged ends', () => {
    expect(partsOfTerm('acquazzone')).toEqual(['acq', 'uaz', 'zon', 'one'])
    expect(partsOfTerm('東京都')).toEqual(['東京', '京都'])
    expect(partsOfTerm('ample.org/pa')).toEqual(['amp', 'ple', 'org'])
    expect(partsOfTerm('ok')).toEqual(['ok'])
  })

  it('come with author, place, links and files, apart from what is said', () => {
    const tokens = tokensOf({
      conversationId: 12,
      authorName: 'Ada Lòve',
      own: true,
      files: 1,
      text: 'see https://a.b'
    }).split(' ')
    expect(tokens).toEqual(
      expect.arrayContaining([
        '\ue00012',
        '\ue001ada',
        '\ue001love',
        '\ue002o',
        '\ue002l',
        '\ue002f'
      ])
    )
    expect(tokens).not.toContain('ada')
  })
})

describe('the pieces of a text', () => {
  const none: Marks = { words: [], beginnings: [], parts: [] }

  it('mark a part where it stands, accents and all', () => {
    expect(cutPieces('Una perchéità', { ...none, parts: ['che'] })).toEqual([
      { text: 'Una per', hit: false },
      { text: 'ché', hit: true },
      { text: 'ità', hit: false }
    ])
  })

  it('mark only what was looked for in a run without spaces', () => {
    expect(cutPieces('東京都に行く', { words: [], beginnings: [], parts: ['京都'] })).toEqual([
      { text: '東', hit: false },
      { text: '京都', hit: true },
      { text: 'に行く', hit: false }
    ])
  })

  it('are a stretch of the text, never too long, never half a character', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.array(anyText, { maxLength: 3 }), (one, two, parts) => {
        const text = `${one}${two.repeat(4)}`
        const pieces = cutPieces(text, { words: [fold(two)], beginnings: ['a'], parts })
        const shown = pieces.map((piece) => piece.text).join('')
        const bare = shown.replace(/^…|…$/g, '')
        expect(text).toContain(bare)
        expect(shown.length).toBeLessThanOrEqual(184)
        if (!/\p{Cs}/u.test(text)) expect(shown).not.toMatch(/\p{Cs}/u)
      })
    )
  })
})
