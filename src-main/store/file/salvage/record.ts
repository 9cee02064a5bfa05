// Reads SQLite's record format from bytes that nobody vouches for.
import { isUtf8 } from 'node:buffer'
import type { SqlValue } from '../../../base/sql.ts'

/** A whole number in 1 to 9 bytes, and where it ends; null where it runs out or is too large for us. */
export function readVarint(bytes: Uint8Array, at: number): { value: number; end: number } | null {
  let value = 0
  for (let index = 0; index < 9; index++) {
    const byte = bytes[at + index]
    if (byte === undefined) return null
    value = index === 8 ? value * 256 + byte : value * 128 + (byte & 0x7f)
    if (value > Number.MAX_SAFE_INTEGER) return null
    if (byte < 0x80 || index === 8) return { value, end: at + index + 1 }
  }
  return null
}

/** The values of one record; null where its parts do not fit together. */
export function readRecord(payload: Buffer): SqlValue[] | null {
  const header = readVarint(payload, 0)
  if (!header || header.value > payload.length) return null
  const types: number[] = []
  let at = header.end
  while (at < header.value) {
    const type = readVarint(payload, at)
    if (!type || type.value === 10 || type.value === 11) return null
    types.push(type.value)
    at = type.end
  }
  const total = types.reduce((sum, type) => sum + widthOf(type), header.value)
  if (at !== header.value || total !== payload.length) return null
  return readValues(payload, at, types)
}

function readValues(payload: Buffer, start: number, types: readonly number[]): SqlValue[] | null {
  const values: SqlValue[] = []
  let at = start
  for (const type of types) {
    const value = readValue(payload, at, type)
    if (value === undefined) return null
    values.push(value)
    at += widthOf(type)
  }
  return values
}

const INTEGER_WIDTHS = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0]

function widthOf(type: number): number {
  return type < 12 ? (INTEGER_WIDTHS[type] ?? 0) : Math.floor((type - 12) / 2)
}

/** Undefined: a number that we never write. */
function readValue(payload: Buffer, at: number, type: number): SqlValue | undefined {
  if (type === 0) return null
  if (type === 8 || type === 9) return type - 8
  if (type === 7) {
    const real = payload.readDoubleBE(at)
    return Number.isFinite(real) ? real : undefined
  }
  if (type === 6) {
    const long = Number(payload.readBigInt64BE(at))
    return Number.isSafeInteger(long) ? long : undefined
  }
  if (type < 6) return payload.readIntBE(at, widthOf(type))
  const bytes = payload.subarray(at, at + widthOf(type))
  // Even: bytes, odd: text.
  return type % 2 === 0 ? Buffer.from(bytes) : readableText(bytes)
}

/** So many odd places are wrong bytes; with more of them the rest is noise. */
const ODD_PLACES = 3

/**
 * Text that came through whole is given back as it is. All of ours was UTF-8 without NUL: where it is
 * not any more, single odd places become U+FFFD, and what turns into noise ends with '…'.
 */
function readableText(bytes: Buffer): string {
  if (isUtf8(bytes) && !bytes.includes(0)) return bytes.toString('utf8')
  const text = bytes.toString('utf8').replaceAll('\0', '\uFFFD')
  const parts = text.split('\uFFFD')
  return parts.length - 1 > ODD_PLACES ? `${parts[0] ?? ''}…` : text
}
