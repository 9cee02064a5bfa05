// Functions about time: whatever a server writes as one becomes ms since 1970, and back.
import type { PreludeFunction } from './prelude.ts'

/** The end of the year 9999, ms. */
const LATEST = 253_402_300_799_999
const UNITS: Readonly<Record<string, number>> = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 }
const DATE =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(Z|[+-]\d\d:?\d\d)?)?$/i
const NUMBER = /^\d{9,20}(?:\.\d{1,9})?$/

/** Tells the unit of a number by its size: from 2001 on none can be taken for another. */
function unitOf(value: number): number {
  if (value < 1e11) return 1000
  if (value < 1e14) return 1
  return value < 1e17 ? 1e-3 : 1e-6
}

function fromNumber(value: number, unit: unknown): number | null {
  const factor = typeof unit === 'string' ? (UNITS[unit] ?? Number.NaN) : unitOf(value)
  const time = Math.round(value * factor)
  return time > 0 && time <= LATEST ? time : null
}

/** A date without a zone is taken as UTC, so that it reads the same everywhere. */
function fromText(value: string, unit: unknown): number | null {
  if (value.length > 40) return null
  if (NUMBER.test(value)) return fromNumber(Number(value), unit)
  const parts = DATE.exec(value)
  if (!parts) return null
  const [, date, clock, zone] = parts
  const time = Date.parse(`${date ?? ''}T${clock ?? '00:00'}${zone ?? 'Z'}`)
  return time > 0 && time <= LATEST ? Math.floor(time) : null
}

/** A point in time as ms since 1970: ISO texts, dates, and numbers of any unit; else null. */
export function toTime(value: unknown, unit?: unknown): number | null {
  if (typeof value === 'number') return fromNumber(value, unit)
  return typeof value === 'string' ? fromText(value, unit) : null
}

function iso(value: unknown): string | null {
  const isTime = typeof value === 'number' && value >= 0 && value <= LATEST
  return isTime ? new Date(value).toISOString() : null
}

/** `iso` cut: its date and clock, for servers that want parts. */
function slice(value: unknown, from: number, to: number): string | null {
  return iso(value)?.slice(from, to) ?? null
}

export const timeFunctions: Readonly<Record<string, PreludeFunction>> = {
  time: { least: 1, most: 2, run: ([value, unit]) => toTime(value, unit ?? undefined) },
  iso: { least: 1, most: 1, run: ([value]) => iso(value) },
  clock: { least: 1, most: 1, run: ([value]) => slice(value, 11, 16) },
  hours: { least: 1, most: 1, run: ([value]) => slice(value, 11, 13) },
  minutes: { least: 1, most: 1, run: ([value]) => slice(value, 14, 16) }
}
