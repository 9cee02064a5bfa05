// The words and dates of exported pages, in the person's language.
import { locales, Words, type SpokenLanguage } from '../../base/words.ts'

export type PageLanguage = SpokenLanguage

export class PageWords extends Words {
  readonly #clock: Intl.DateTimeFormat
  readonly #day: Intl.DateTimeFormat
  readonly #date: Intl.DateTimeFormat
  readonly #full: Intl.DateTimeFormat

  /** @param timeZone IANA's name; the system's where it is absent */
  constructor(language: PageLanguage, timeZone?: string) {
    super(language)
    const make = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
      new Intl.DateTimeFormat(locales[language], timeZone ? { ...options, timeZone } : options)
    this.#clock = make({ hour: '2-digit', minute: '2-digit' })
    this.#day = make({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
    this.#date = make({ day: 'numeric', month: 'short', year: 'numeric' })
    this.#full = make({ dateStyle: 'long', timeStyle: 'short' })
  }

  /** 14:03 */
  clock(ms: number): string {
    return this.#clock.format(ms)
  }

  /** Thursday 3 July 2025 */
  day(ms: number): string {
    const words = this.#day.format(ms)
    return words.charAt(0).toLocaleUpperCase(locales[this.language]) + words.slice(1)
  }

  /** 3 Jul 2025 */
  date(ms: number): string {
    return this.#date.format(ms)
  }

  /** 3 July 2025 at 14:03 */
  full(ms: number): string {
    return this.#full.format(ms)
  }
}
