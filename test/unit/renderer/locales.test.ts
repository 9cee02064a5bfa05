// Every language says the same things: same keys, same blanks.
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it } from 'vitest'
import en from '../../../assets/locales/en.json'
import itWords from '../../../assets/locales/it.json'
import { failureCodes } from '../../../src-preload/contract/failure.ts'

const english: Record<string, string> = en
const italian: Record<string, string> = itWords

/** The names of a pattern's blanks, nested ones too. */
function blanksOf(pattern: string): string[] {
  const names = new Set<string>()
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk)
    else if (typeof value === 'object' && value !== null) {
      if (
        'type' in value &&
        'value' in value &&
        value.type !== 0 &&
        typeof value.value === 'string'
      ) {
        names.add(value.value)
      }
      if ('options' in value) Object.values(value.options as object).forEach(walk)
      if ('value' in value) walk(value.value)
    }
  }
  walk(new IntlMessageFormat(pattern, 'en').getAst())
  return [...names].sort()
}

describe('the locales', () => {
  it('have the same keys', () => {
    expect(Object.keys(italian).sort()).toEqual(Object.keys(english).sort())
  })

  it('have the same blanks under each key', () => {
    const differing = Object.keys(english).filter(
      (key) => blanksOf(english[key] ?? '').join() !== blanksOf(italian[key] ?? '').join()
    )
    expect(differing).toEqual([])
  })

  it('leave nothing empty', () => {
    const empty = [...Object.entries(english), ...Object.entries(italian)].filter(
      ([, words]) => words.trim() === ''
    )
    expect(empty).toEqual([])
  })

  it('have a sentence for each failure', () => {
    const missing = failureCodes.filter((code) => !(`failure.${code}` in english))
    expect(missing).toEqual([])
  })

  it('never shout', () => {
    const loud = [...Object.values(english), ...Object.values(italian)].filter((words) =>
      words.includes('!')
    )
    expect(loud).toEqual([])
  })
})
