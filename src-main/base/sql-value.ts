// Turns values into what libsql can bind safely, and refuses those that would crash or change it.

/** What may be bound. Booleans are not: write 0 or 1. */
export type SqlValue = string | number | bigint | null | Uint8Array
/** What a column can hold when it is read back; whole numbers come as numbers. */
export type SqlCell = string | number | null | Buffer

const UNSAFE_TEXT = /[\0\p{Surrogate}]/u
const UNSAFE_TEXT_ALL = /[\0\p{Surrogate}]/gu

/**
 * Makes text survive the database: NUL (text would be cut at it when read back) and lone surrogates
 * each become U+FFFD. Text without them comes back as it is.
 */
export function toStorableText(text: string): string {
  return UNSAFE_TEXT.test(text) ? text.replace(UNSAFE_TEXT_ALL, '\uFFFD') : text
}

/**
 * Checks one parameter. A boolean would abort the whole process, undefined and NaN would be stored
 * as NULL, a whole number would be stored as REAL: the first three throw, the last becomes a bigint.
 */
export function toBindable(value: unknown, place: string | number): SqlValue {
  if (typeof value === 'string') return toStorableText(value)
  if (typeof value === 'number') return toBindableNumber(value, place)
  if (typeof value === 'bigint') return toBindableBigint(value, place)
  if (value === null || value instanceof Uint8Array) return value
  throw new TypeError(`Parameter ${place} cannot be bound: it is ${describe(value)}`)
}

function toBindableNumber(value: number, place: string | number): SqlValue {
  if (Number.isSafeInteger(value)) return BigInt(value)
  if (Number.isFinite(value) && !Number.isInteger(value)) return value
  throw new TypeError(`Parameter ${place} cannot be bound: ${value} would not come back the same`)
}

function toBindableBigint(value: bigint, place: string | number): bigint {
  if (Number.isSafeInteger(Number(value))) return value
  throw new TypeError(`Parameter ${place} cannot be bound: ${value} would not come back the same`)
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value
  return Array.isArray(value) ? 'an array' : `an object (${value.constructor?.name ?? 'no class'})`
}
