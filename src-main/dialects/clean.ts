// Makes ids, names and texts that a server gave fit the contract: bounded, and free of tricks.
import { limits } from '../../src-preload/contract/limits.ts'
import { toStorableText } from '../base/sql-value.ts'
import { asText } from './expressions/values.ts'
import { toText } from './expressions/prelude-text.ts'

/** Anything beyond printable ASCII may hide a trick; most names hold none and are done at once. */
const PLAIN_NAME = /^[!-~]+(?: [!-~]+)*$/
/** Characters that nobody sees or that turn the direction of what is seen. */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]|\p{Default_Ignorable_Code_Point}(?<!\uFE0F)/gu
/** Joiners shape many scripts and emoji; after a Latin letter they only hide. */
const JOINERS = /[\u200C\u200D]/
// eslint-disable-next-line no-control-regex -- a range up to the last Latin letter
const USELESS_JOINER = /(?<=^|[\u0000-\u02FF\s])[\u200C\u200D]+|[\u200C\u200D]+$/gu
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
  if (text === null) return null
  if (text.length <= limits.name && PLAIN_NAME.test(text)) return text
  const shown = neutralise(text.slice(0, limits.name * 4))
  if (shown === '') return null
  return shown.length > limits.name ? `${cut(shown, limits.name - 1)}…` : shown
}

function neutralise(text: string): string {
  const kept = JOINERS.test(text) ? text.replace(USELESS_JOINER, '') : text
  return toStorableText(kept)
    .replace(/\s+/g, ' ')
    .replace(HIDDEN, (character) => (JOINERS.test(character) ? character : ''))
    .trim()
}

/** Cuts without splitting a surrogate pair. */
function cut(text: string, length: number): string {
  const part = text.slice(0, length)
  return /[\uD800-\uDBFF]$/.test(part) ? part.slice(0, -1) : part
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
  if (text === null) return null
  const shown = neutralise(text.slice(0, limits.reason * 4))
  if (shown === '') return null
  return shown.length > limits.reason ? `${cut(shown, limits.reason - 1)}…` : shown
}

/** An emoji or its name; null where it is too long to be one. */
export function cleanEmoji(value: unknown): string | null {
  const text = asText(value)?.trim()
  if (text === undefined || text === '' || text.length > 40) return null
  return toStorableText(text)
}

/** A whole number that the contract takes as a running number. */
export function cleanCount(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null
}
