// Functions about lists, maps, numbers and bytes, JSON in texts, and the names of people.
import { sanitiseValue } from '../sanitise.ts'
import { MAX_LIST, MAX_TEXT, type Frame } from './frame.ts'
import { nameUuid } from './name-uuid.ts'
import { toText } from './prelude-text.ts'
import type { PreludeFunction } from './prelude.ts'
import { asText, finite, isMap, isSame, open, order } from './values.ts'

const encoder = new TextEncoder()

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'list'
  if (value instanceof Uint8Array) return 'bytes'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'object' ? 'map' : typeof value
}

function first(args: unknown[]): unknown {
  return args.find((value) => value !== null && value !== undefined && value !== '') ?? null
}

function size(value: unknown): number | null {
  if (typeof value === 'string' || value instanceof Uint8Array) return value.length
  if (Array.isArray(value)) return value.length
  return isMap(value) ? Object.keys(value).length : null
}

function contains([whole, part]: unknown[], frame: Frame): boolean | null {
  if (typeof whole === 'string') return typeof part === 'string' ? whole.includes(part) : null
  if (!Array.isArray(whole)) return null
  frame.spend(whole.length)
  return whole.some((element) => isSame(element, part, frame))
}

/** A function over the entries of a map; null where it is given none. */
function ofEntries(pick: (key: string, value: unknown) => unknown): PreludeFunction {
  return {
    least: 1,
    most: 1,
    run: ([value], frame) => {
      if (!isMap(value)) return null
      const keys = Object.keys(value).slice(0, MAX_LIST)
      frame.spend(keys.length)
      return keys.map((key) => pick(key, value[key]))
    }
  }
}

/** A function over a list; null where it is given none. */
function ofList(run: (list: readonly unknown[], frame: Frame) => unknown): PreludeFunction {
  return {
    least: 1,
    most: 1,
    run: ([value], frame) => {
      if (!Array.isArray(value) || value.length > MAX_LIST) return null
      frame.spend(value.length)
      return run(value as unknown[], frame)
    }
  }
}

function flatten(list: readonly unknown[], frame: Frame): unknown[] {
  const made: unknown[] = []
  for (const part of list) {
    const elements: readonly unknown[] = Array.isArray(part) ? (part as unknown[]) : [part]
    frame.spend(elements.length)
    for (const element of elements) if (made.length < MAX_LIST) made.push(element)
  }
  return made
}

/** JSON inside a text or bytes, made safe as if it had come as an argument. */
function json([value]: unknown[], frame: Frame): unknown {
  const text = toText(value)
  if (text === null || text.length > MAX_TEXT) return null
  frame.spend(text.length >> 4)
  try {
    return sanitiseValue(JSON.parse(text)).value
  } catch {
    // Not JSON: an expected answer, which the language knows as null.
    return null
  }
}

/** Counts a value's parts before anything walks them uncounted; a list may hold another many times. */
function spendOnParts(value: unknown, frame: Frame): void {
  if (typeof value === 'string') return frame.spend(1 + (value.length >> 4))
  if (typeof value !== 'object' || value === null) return frame.spend(1)
  const parts: unknown[] = Array.isArray(value) ? value : Object.values(value)
  frame.spend(1 + parts.length)
  for (const part of parts) spendOnParts(part, frame)
}

function toJson([value]: unknown[], frame: Frame): string | null {
  spendOnParts(value, frame)
  const text = JSON.stringify(value)
  return text.length > MAX_TEXT ? null : text
}

function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return finite(value)
  const isNumeric = typeof value === 'string' && /^-?\d{1,17}(?:\.\d{1,17})?$/.test(value.trim())
  return isNumeric ? Number(value) : null
}

function rounded(round: (value: number) => number): PreludeFunction {
  return {
    least: 1,
    most: 1,
    run: ([value]) => {
      const found = toNumber(value)
      return found === null ? null : round(found)
    }
  }
}

function toBytes(value: unknown): Uint8Array | null {
  if (value instanceof Uint8Array) return value
  const text = asText(value)
  return text === null ? null : encoder.encode(text)
}

function toBase64(value: unknown): string | null {
  const bytes = toBytes(value)
  if (bytes === null || bytes.length > MAX_TEXT) return null
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

function fromBase64(value: unknown): Uint8Array | null {
  if (typeof value !== 'string' || value.length > MAX_TEXT) return null
  try {
    return Uint8Array.from(atob(value), (character) => character.charCodeAt(0))
  } catch {
    // Not base64: null, as for everything that can't be read.
    return null
  }
}

/** The name of a person whose id was heard in a list of people. */
function lookup([value]: unknown[], frame: Frame): string | null {
  const id = asText(value)
  return id === null ? null : (frame.session.people.get(id) ?? null)
}

function uuidOf([value]: unknown[], frame: Frame): string | null {
  const text = asText(value)
  if (text === null) return null
  frame.spend(text.length >> 4)
  return nameUuid(text)
}

/** The smallest or largest of some numbers; what is none is passed over. */
function ofNumbers(pick: (...numbers: number[]) => number): PreludeFunction {
  return {
    least: 1,
    most: 16,
    run: (args) => {
      const numbers = args.filter((value) => typeof value === 'number')
      return numbers.length === 0 ? null : pick(...numbers)
    }
  }
}

/** A function of one value. */
function ofOne(run: (value: unknown) => unknown): PreludeFunction {
  return { least: 1, most: 1, run: ([value]) => run(value) }
}

export const dataFunctions: Readonly<Record<string, PreludeFunction>> = {
  first: { least: 1, most: 16, run: first },
  default: { least: 2, most: 2, run: ([value, other]) => value ?? other ?? null },
  type: ofOne(typeOf),
  size: ofOne(size),
  contains: { least: 2, most: 2, run: contains },
  get: { least: 2, most: 2, run: ([value, key]) => open(value, key) },
  keys: ofEntries((key) => key),
  values: ofEntries((_, value) => value),
  entries: ofEntries((key, value) => ({ key, value })),
  last: ofList((list) => list.at(-1) ?? null),
  reverse: ofList((list) => list.toReversed()),
  sort: ofList((list) => list.toSorted((left, right) => order(left, right) ?? 0)),
  flatten: ofList(flatten),
  json: { least: 1, most: 1, run: json },
  toJson: { least: 1, most: 1, run: toJson },
  number: ofOne(toNumber),
  double: ofOne(toNumber),
  int: rounded(Math.trunc),
  floor: rounded(Math.floor),
  round: rounded(Math.round),
  min: ofNumbers(Math.min),
  max: ofNumbers(Math.max),
  bytes: ofOne(toBytes),
  base64: ofOne(toBase64),
  fromBase64: ofOne(fromBase64),
  lookup: { least: 1, most: 1, run: lookup },
  uuidOf: { least: 1, most: 1, run: uuidOf }
}
