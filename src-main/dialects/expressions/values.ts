// How expressions compare, add and open values that came out of JSON: lenient, bounded, never surprising.
import { MAX_LIST, MAX_TEXT, type Frame } from './frame.ts'

/** A map as JSON gives it. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array)
  )
}

/** One field of a map or one element of a list; null where there is none. */
export function open(value: unknown, key: unknown): unknown {
  if (typeof value !== 'object' || value === null) return null
  if (Array.isArray(value)) return typeof key === 'number' ? (value[key] ?? null) : null
  const name = typeof key === 'number' ? String(key) : key
  if (typeof name !== 'string' || !Object.hasOwn(value, name)) return null
  return (value as Record<string, unknown>)[name] ?? null
}

/** Whether two values say the same; a missing one equals null. */
export function isSame(left: unknown, right: unknown, frame: Frame): boolean {
  if (left === right) return true
  if (left === null || left === undefined) return right === null || right === undefined
  if (typeof left !== 'object' || typeof right !== 'object' || right === null) return false
  frame.spend(1)
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false
    frame.spend(left.length)
    return left.every((element, at) => isSame(element, right[at], frame))
  }
  if (!isMap(left) || !isMap(right)) return isSameBytes(left, right, frame)
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  frame.spend(keys.length)
  return keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key], frame))
}

function isSameBytes(left: unknown, right: unknown, frame: Frame): boolean {
  if (!(left instanceof Uint8Array) || !(right instanceof Uint8Array)) return false
  frame.spend(left.length >> 2)
  return left.length === right.length && left.every((byte, at) => byte === right[at])
}

/** Adds numbers, joins texts (a number beside a text becomes one) and lists; else null. */
export function add(left: unknown, right: unknown, frame: Frame): unknown {
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right)
  if (typeof left === 'string' || typeof right === 'string') return joinTexts(left, right)
  if (!Array.isArray(left) || !Array.isArray(right)) return null
  if (left.length + right.length > MAX_LIST) return null
  frame.spend(left.length + right.length)
  return [...(left as unknown[]), ...(right as unknown[])]
}

function joinTexts(left: unknown, right: unknown): string | null {
  const first = asText(left)
  const second = asText(right)
  if (first === null || second === null || first.length + second.length > MAX_TEXT) return null
  return first + second
}

/** A number as itself, anything that no JSON holds as null. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

/** Text, and what can be read as one: numbers and booleans. */
export function asText(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null
  if (typeof value === 'boolean') return String(value)
  return null
}

/** Whether `left` comes before (-1), with (0) or after (1) `right`; null where they can't be ordered. */
export function order(left: unknown, right: unknown): -1 | 0 | 1 | null {
  const comparable =
    (typeof left === 'number' && typeof right === 'number') ||
    (typeof left === 'string' && typeof right === 'string')
  if (!comparable) return null
  if (left < right) return -1
  return left > right ? 1 : 0
}

/** A condition's answer: null counts as false; what is no boolean answers nothing. */
export function truth(value: unknown): boolean | null {
  if (value === true) return true
  if (value === false || value === null || value === undefined) return false
  return null
}
