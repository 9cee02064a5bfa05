// The words that people read outside the window, in their language.
import { IntlMessageFormat } from 'intl-messageformat'
import en from '../../assets/locales/en.json'
import it from '../../assets/locales/it.json'

export type SpokenLanguage = 'en' | 'it'
/** Every string there is; a missing one does not compile. */
export type WordKey = keyof typeof en

// Both are in every Node: to look for one among all that are there holds main up for longer than a frame.
IntlMessageFormat.resolveLocale = (wanted) => new Intl.Locale([wanted].flat()[0] ?? locales.en)

const tables: Record<SpokenLanguage, Record<WordKey, string>> = { en, it }
export const locales: Record<SpokenLanguage, string> = { en: 'en-GB', it: 'it-IT' }

export class Words {
  readonly language: SpokenLanguage
  readonly #formats = new Map<WordKey, IntlMessageFormat>()

  constructor(language: SpokenLanguage) {
    this.language = language
  }

  /** The string behind a key, with its blanks filled. */
  t(key: WordKey, values?: Record<string, string | number>): string {
    const known = this.#formats.get(key)
    const format =
      known ?? new IntlMessageFormat(tables[this.language][key], locales[this.language])
    if (!known) this.#formats.set(key, format)
    return String(format.format(values))
  }
}
