// How moments and spans are written for people, with formatters made once.

const DAY_MS = 86_400_000

/** The patterns; a formatter costs a millisecond to make and is made when it is first needed. */
const patterns = {
  clock: { hour: '2-digit', minute: '2-digit' },
  exact: { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
  weekday: { weekday: 'long' },
  date: { day: 'numeric', month: 'short' },
  dateWithYear: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  day: { dateStyle: 'long' },
  full: { dateStyle: 'full', timeStyle: 'medium' }
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

export class Times {
  readonly #locale: string
  readonly #dates: Partial<Record<keyof typeof patterns, Intl.DateTimeFormat>> = {}
  #relative: Intl.RelativeTimeFormat | undefined
  #number: Intl.NumberFormat | undefined

  constructor(locale: string) {
    this.#locale = locale
  }

  /** 14:03 */
  clock(time: number): string {
    return this.#in('clock', time)
  }

  /** 14:03:12.345 */
  exact(time: number): string {
    return this.#in('exact', time)
  }

  /** Thursday, 3 July 2025 at 14:03:12 */
  full(time: number): string {
    return this.#in('full', time)
  }

  /** 3 July 2025 */
  date(time: number): string {
    return this.#in('day', time)
  }

  /** 12,345 */
  number(value: number): string {
    this.#number ??= new Intl.NumberFormat(this.#locale)
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
    if (days === 0 || days === 1) return capitalised(this.#ago(days))
    if (days > 1 && days < 7) return capitalised(this.#in('weekday', time))
    return capitalised(this.#in('dateWithYear', time))
  }

  /** 14:03, Yesterday, Tuesday or 3 Jul: the short form in a list. */
  short(time: number, now: number): string {
    const days = daysBetween(time, now)
    if (days <= 0) return this.clock(time)
    if (days === 1) return capitalised(this.#ago(1))
    return days < 7 ? capitalised(this.#in('weekday', time)) : this.#in('date', time)
  }

  #in(pattern: keyof typeof patterns, time: number): string {
    const made = (this.#dates[pattern] ??= new Intl.DateTimeFormat(this.#locale, patterns[pattern]))
    return made.format(time)
  }

  #ago(days: number): string {
    this.#relative ??= new Intl.RelativeTimeFormat(this.#locale, { numeric: 'auto' })
    return this.#relative.format(-days, 'day')
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
