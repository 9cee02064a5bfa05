// Makes ids, names and texts that a server gave fit the contract: bounded, and free of tricks.
import { limits } from '../../src-preload/contract/limits.ts'
import { oneLine } from '../base/one-line.ts'
import { toStorableText } from '../base/sql-value.ts'
import { asText } from './expressions/values.ts'
import { toText } from './expressions/prelude-text.ts'

/** UTF-16 units of a reaction. */
const MAX_EMOJI = 40
/** All control characters but line feed and tab. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/
// eslint-disable-next-line no-control-regex -- the same, all of them
const CONTROLS_ALL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g

/** An id as text; null where it is none or longer than the contract allows. */
export function cleanId(value: unknown): string | null {
  const text = asText(value)
  if (text === null || text === '' || text.length > limits.remoteId) return null
  return toStorableText(text)
}

/** A name on one line without hidden characters; a very long one is cut where all can see it. */
export function cleanName(value: unknown): string | null {
  const text = asText(value)
  return text === null ? null : oneLine(text, limits.name)
}

/** A message's text with ordinary line ends; null where there is none. May be too long: see `fits`. */
export function cleanText(value: unknown): string | null {
  const text = toText(value)
  if (text === null) return null
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  return toStorableText(CONTROLS.test(lines) ? lines.replace(CONTROLS_ALL, '') : lines)
}

/** Whether a text may be a message's. */
export function fits(text: string): boolean {
  return text.length <= limits.messageText
}

/** A server's own words about a failure, on one line. */
export function cleanReason(value: unknown): string | null {
  const text = asText(value)
  return text === null ? null : oneLine(text, limits.reason)
}

/** An emoji or its name, without what hides; null where it is too long to be one. */
export function cleanEmoji(value: unknown): string | null {
  const text = asText(value)
  return text === null || text.trim().length > MAX_EMOJI ? null : oneLine(text, MAX_EMOJI)
}

/** A whole number that the contract takes as a running number. */
export function cleanCount(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null
}
