// Reads the dates that people type into a search, in the time zone of this computer.

const DAY = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/
const DAY_FIRST = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/
const UNFINISHED = /^\d{0,3}$|^\d{4}-$|^\d{4}-\d{1,2}-$|^\d{1,2}[/.](\d{1,2}([/.]\d{0,3})?)?$/
const DAYS_AGO: Record<string, number> = { today: 0, oggi: 0, yesterday: 1, ieri: 1 }

/** The first moment of a year, month or day, ms since 1970; null where there is no such date. */
export function readDate(value: string, now: number): number | null {
  const daysAgo = DAYS_AGO[value.toLowerCase()]
  if (daysAgo !== undefined) {
    const today = new Date(now)
    return new Date(today.getFullYear(), today.getMonth(), today.getDate() - daysAgo).getTime()
  }
  const [, year, month = '1', day = '1'] = DAY.exec(value) ?? []
  if (year !== undefined) return dateOf(Number(year), Number(month), Number(day))
  const [, first, second, last] = DAY_FIRST.exec(value) ?? []
  return last === undefined ? null : dateOf(Number(last), Number(second), Number(first))
}

function dateOf(year: number, month: number, day: number): number | null {
  const date = new Date(year, month - 1, day)
  const isReal = year >= 1970 && date.getMonth() === month - 1 && date.getDate() === day
  return isReal ? date.getTime() : null
}

/** Whether this may become a date as one types on. */
export function isUnfinishedDate(value: string): boolean {
  return UNFINISHED.test(value)
}
