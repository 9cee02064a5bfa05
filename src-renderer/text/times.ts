// How moments and spans are written for people, with formatters made once.

const DAY_MS = 86_400_000

export class Times {
  readonly #clock: Intl.DateTimeFormat
  readonly #exact: Intl.DateTimeFormat
  readonly #weekday: Intl.DateTimeFormat
  readonly #date: Intl.DateTimeFormat
  readonly #dateWithYear: Intl.DateTimeFormat
  readonly #day: Intl.DateTimeFormat
  readonly #full: Intl.DateTimeFormat
  readonly #relative: Intl.RelativeTimeFormat
  readonly #number: Intl.NumberFormat

  constructor(locale: string) {
    this.#clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' })
    this.#exact = new Intl.DateTimeFormat(locale, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3
    })
    this.#weekday = new Intl.DateTimeFormat(locale, { weekday: 'long' })
    this.#date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
    this.#dateWithYear = new Intl.DateTimeFormat(locale, {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric'
    })
    this.#day = new Intl.DateTimeFormat(locale, { dateStyle: 'long' })
    this.#full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' })
    this.#relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
    this.#number = new Intl.NumberFormat(locale)
  }

  /** 14:03 */
  clock(time: number): string {
    return this.#clock.format(time)
  }

  /** 14:03:12.345 */
  exact(time: number): string {
    return this.#exact.format(time)
  }

  /** Thursday, 3 July 2025 at 14:03:12 */
  full(time: number): string {
    return this.#full.format(time)
  }

  /** 3 July 2025 */
  date(time: number): string {
    return this.#day.format(time)
  }

  /** 12,345 */
  number(value: number): string {
    return this.#number.format(value)
  }

  /** 1.4 s since a moment; empty where it is unknown. */
  seconds(since: number): string {
    if (since <= 0) return ''
    return `${Math.max(0, (Date.now() - since) / 1000).toFixed(1)} s`
  }

  /** Today, Yesterday, Tuesday, or Tuesday 1 July 2025: the heading above a day's messages. */
  day(time: number, now: number): string {
    const days = daysBetween(time, now)
    if (days === 0 || days === 1) return capitalised(this.#relative.format(-days, 'day'))
    if (days > 1 && days < 7) return capitalised(this.#weekday.format(time))
    return capitalised(this.#dateWithYear.format(time))
  }

  /** 14:03, Yesterday, Tuesday or 3 Jul: the short form in a list. */
  short(time: number, now: number): string {
    const days = daysBetween(time, now)
    if (days <= 0) return this.clock(time)
    if (days === 1) return capitalised(this.#relative.format(-1, 'day'))
    return days < 7 ? capitalised(this.#weekday.format(time)) : this.#date.format(time)
  }
}

/** Midnights between two moments in local time. */
function daysBetween(time: number, now: number): number {
  return Math.round((midnight(now) - midnight(time)) / DAY_MS)
}

/** Whether two moments fall on one local day. */
export function isSameDay(one: number, other: number): boolean {
  return Math.abs(one - other) < DAY_MS && midnight(one) === midnight(other)
}

// Asking Date for its parts costs; neighbours in a list nearly always share the day.
let cachedStart = 0
let cachedEnd = -1

function midnight(time: number): number {
  if (time >= cachedStart && time < cachedEnd) return cachedStart
  const day = new Date(time)
  cachedStart = new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime()
  cachedEnd = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime()
  return cachedStart
}

function capitalised(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1)
}
