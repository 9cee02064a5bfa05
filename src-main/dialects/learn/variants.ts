// Tells apart the kinds of one event: an envelope whose `type` says what it carries is several events.
import type { Anatomy, Leaf } from './leaves.ts'
import { wordsOf } from './clues.ts'

/** A condition that picks one kind: the value that stands at a place. */
export interface Sign {
  path: string
  value: string | boolean
}

const TELLING_KEYS = new Set([
  ...['type', 'action', 'method', 'kind', 'event', 'op', 'cmd', 'command', 'observation'],
  ...['messagetype', 'mimetype', 'subtype', 'state', 'status', 'typing', 'self', 'notice', 'system']
])
const ENVELOPE_KEYS = new Set(['data', 'payload', 'body', 'args', 'content', 'response'])
const MOST_VALUES = 12

/** The places of an event whose value may tell its kind. */
export function signsOf(anatomy: Anatomy): Sign[] {
  return anatomy.leaves.flatMap((leaf) => (isSign(anatomy, leaf) ? [toSign(leaf)] : [])).slice(0, 6)
}

function isSign(anatomy: Anatomy, { keys, path, within, value }: Leaf): boolean {
  const key = keys.at(-1)
  if (key === undefined || path.startsWith('item')) return false
  if (typeof value === 'boolean') return TELLING_KEYS.has(key.toLowerCase()) && key !== 'state'
  if (typeof value !== 'string' || !/^[\w./:-]{1,40}$/.test(value)) return false
  const name = wordsOf(key).join('')
  if (TELLING_KEYS.has(name)) return true
  // `name` tells the kind only of an envelope; elsewhere it is what somebody is called.
  return name === 'name' && /[._:]/.test(value) && hasEnvelope(anatomy, within)
}

function hasEnvelope({ leaves }: Anatomy, within: string): boolean {
  return leaves.some(({ path }) =>
    [...ENVELOPE_KEYS].some((key) => path.startsWith(`${within}.${key}.`))
  )
}

function toSign({ path, value }: Leaf): Sign {
  return { path, value: typeof value === 'boolean' ? value : String(value) }
}

/** Remembers which values stood where, so that a place with endless values is no sign of a kind. */
export class SignBook {
  readonly #values = new Map<string, Set<string | boolean>>()

  /** Takes note; answers the signs that are worth telling kinds apart by. */
  note(signs: readonly Sign[]): Sign[] {
    return signs.filter(({ path, value }) => {
      const values = this.#values.get(path) ?? new Set()
      if (values.size <= MOST_VALUES) values.add(value)
      this.#values.set(path, values)
      return values.size <= MOST_VALUES
    })
  }
}

/** The condition as an expression. */
export function whenOf(signs: readonly Sign[]): string | undefined {
  if (signs.length === 0) return undefined
  return signs.map(({ path, value }) => `${path} == ${literal(value)}`).join(' && ')
}

function literal(value: string | boolean): string {
  return typeof value === 'boolean' ? String(value) : `'${value.replace(/['\\]/g, '\\$&')}'`
}
