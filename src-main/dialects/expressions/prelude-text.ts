// Functions about text: making, cutting, searching. No regular expression comes from a dialect.
import { MAX_LIST, MAX_TEXT, type Frame } from './frame.ts'
import { htmlText } from './html-text.ts'
import type { PreludeFunction } from './prelude.ts'
import { asText } from './values.ts'

const decoder = new TextDecoder()

/** Text of anything that has one: text, numbers, booleans, and bytes as UTF-8. */
export function toText(value: unknown): string | null {
  if (value instanceof Uint8Array) {
    return value.length > MAX_TEXT ? null : decoder.decode(value)
  }
  return asText(value)
}

/** Work grows with the length of the text, 16 characters a step. */
function spendOn(text: string, frame: Frame): string {
  frame.spend(text.length >> 4)
  return text
}

/** A function of one text and more; null where the first is none. */
function ofText(
  most: number,
  run: (text: string, rest: unknown[], frame: Frame) => unknown
): PreludeFunction {
  return {
    least: most,
    most,
    run: ([value, ...rest], frame) => {
      const text = toText(value)
      return text === null ? null : run(spendOn(text, frame), rest, frame)
    }
  }
}

/** A function of two texts. */
function ofTexts(run: (text: string, other: string) => unknown): PreludeFunction {
  return ofText(2, (text, [value]) => {
    const other = asText(value)
    return other === null ? null : run(text, other)
  })
}

/** A text as one part of an address, so that no server's id leads elsewhere. */
function uriPart(text: string): string | null {
  // Dots alone would climb to another place, and can't be written otherwise.
  if (/^\.{1,2}$/.test(text)) return null
  try {
    return encodeURIComponent(text)
  } catch {
    return null // half a surrogate pair
  }
}

function join([list, separator]: unknown[], frame: Frame): string | null {
  if (!Array.isArray(list) || list.length > MAX_LIST) return null
  frame.spend(list.length)
  const parts = list.map((part) => toText(part) ?? '')
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const between = asText(separator) ?? ''
  return length + between.length * parts.length > MAX_TEXT ? null : parts.join(between)
}

function replace(text: string, [from, to]: unknown[], frame: Frame): string | null {
  const old = asText(from)
  const made = asText(to)
  if (old === null || old === '' || made === null) return text
  frame.spend(text.length >> 2)
  const parts = text.split(old, MAX_LIST)
  if (parts.length === MAX_LIST || text.length + parts.length * made.length > MAX_TEXT) return null
  return parts.join(made)
}

function split(text: string, [separator]: unknown[], frame: Frame): string[] | null {
  frame.spend(text.length >> 2)
  return typeof separator === 'string' ? text.split(separator, MAX_LIST) : null
}

function substring([value, from, to]: unknown[]): string | null {
  const text = toText(value)
  if (text === null || typeof from !== 'number') return null
  return text.slice(Math.max(0, from), typeof to === 'number' ? Math.max(0, to) : undefined)
}

/** What stands before a separator, or the whole text where there is none. */
function before(text: string, separator: string): string {
  const at = text.indexOf(separator)
  return at < 0 ? text : text.slice(0, at)
}

function after(text: string, separator: string): string | null {
  const at = text.indexOf(separator)
  return at < 0 ? null : text.slice(at + separator.length)
}

export const textFunctions: Readonly<Record<string, PreludeFunction>> = {
  text: { least: 1, most: 1, run: ([value]) => toText(value) },
  string: { least: 1, most: 1, run: ([value]) => toText(value) },
  trim: ofText(1, (text) => text.trim()),
  lower: ofText(1, (text) => text.toLowerCase()),
  upper: ofText(1, (text) => text.toUpperCase()),
  uri: ofText(1, (text) => uriPart(text)),
  htmlText: ofText(1, (text, _, frame) => {
    frame.spend(text.length >> 2)
    return htmlText(text)
  }),
  startsWith: ofTexts((text, start) => text.startsWith(start)),
  endsWith: ofTexts((text, end) => text.endsWith(end)),
  indexOf: ofTexts((text, other) => text.indexOf(other)),
  lastIndexOf: ofTexts((text, other) => text.lastIndexOf(other)),
  before: ofTexts(before),
  after: ofTexts(after),
  split: ofText(2, split),
  replace: ofText(3, replace),
  join: { least: 1, most: 2, run: join },
  substring: { least: 2, most: 3, run: substring }
}
