// The words that people read: the language now spoken, and formatters kept for each of its patterns.
import { IntlMessageFormat } from 'intl-messageformat'
import { createContext } from 'svelte'
import en from '../../assets/locales/en.json'
import it from '../../assets/locales/it.json'
import { limits } from '../../src-preload/contract/limits.ts'
import type { Failure, FailureCode } from '../../src-preload/contract/failure.ts'
import { isolate } from '../text/isolate.ts'
import { Times } from '../text/times.ts'

export type Language = 'en' | 'it'
/** Every string there is; a missing one does not compile. */
export type WordKey = keyof typeof en
export type WordValues = Record<string, string | number>

// Each language is there in every Chromium: to look for it among all that are there takes longer than a frame.
IntlMessageFormat.resolveLocale = (locales) => new Intl.Locale([locales].flat()[0] ?? 'en-GB')

const tables: Record<Language, Record<WordKey, string>> = { en, it }

// Not every refusal carries every detail; a blank is better than a crash.
const blanks: WordValues = {
  address: '',
  host: '',
  proxy: '',
  status: 0,
  limit: limits.messageText,
  length: 0,
  max: 0,
  by: 'none',
  reason: 'none',
  seconds: 20,
  name: '',
  port: 0,
  version: '',
  namespace: '',
  path: '',
  line: 1,
  column: 1,
  count: 1,
  call: '',
  needBytes: 0,
  freeBytes: 0
}

export class Words {
  language: Language = $state('en')
  readonly #formats = new Map<string, IntlMessageFormat>()
  readonly #times: Record<Language, Times> = { en: new Times('en-GB'), it: new Times('it-IT') }

  /** The string behind a key, with its blanks filled. */
  t(key: WordKey, values?: WordValues): string {
    const language = this.language
    const pattern = tables[language][key]
    if (!pattern.includes('{')) return pattern
    return String(this.#formatOf(language, key, pattern).format(isolated(values)))
  }

  /** Dates and times in the language now spoken. */
  get times(): Times {
    return this.#times[this.language]
  }

  /** The sentence for a refusal: what happened, what it means, what can be done. */
  failure(failure: Failure): string {
    const key: `failure.${FailureCode}` = `failure.${failure.code}`
    return this.t(key, { ...blanks, ...failure.detail })
  }

  #formatOf(language: Language, key: WordKey, pattern: string): IntlMessageFormat {
    const cacheKey = `${language} ${key}`
    const known = this.#formats.get(cacheKey)
    if (known) return known
    const format = new IntlMessageFormat(pattern, language === 'en' ? 'en-GB' : 'it-IT')
    this.#formats.set(cacheKey, format)
    return format
  }
}

// Many values are words of others: names, reasons, addresses.
function isolated(values: WordValues = {}): WordValues {
  const pairs = Object.entries(values)
  return Object.fromEntries(
    pairs.map(([key, value]) => [key, typeof value === 'string' ? isolate(value) : value])
  )
}

export const [getWords, setWords] = createContext<Words>()
