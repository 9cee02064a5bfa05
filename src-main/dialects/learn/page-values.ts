// Reads a value in a page's script: what stands there in plain, and blanks of a known or unknown kind for the rest.
import { wordsOf } from './clues.ts'
import { isPlain } from './leaves.ts'
import type { Bound } from './page-functions.ts'
import { objectBefore, type Names } from './page-names.ts'
import { roleIn, roleOf, type Role } from './page-roles.ts'
import { partsFrom, type Token } from './page-tokens.ts'

/** A place for a value in an argument. */
export interface Blank {
  role: Role
}

/** A call that is read, and all that is around it. */
export interface Script {
  tokens: readonly Token[]
  names: Names
  /** Where the call stands. */
  at: number
  effort: { left: number }
  /** What the parameters of the function around a call stand for. */
  bound: Bound | null
}

const DEEPEST = 5
const MOST_ASSIGNED = 200

export function valueOf(
  script: Script,
  part: readonly Token[],
  key: string,
  depth: number
): unknown {
  const given = part.length === 1 ? script.bound?.of.get(part[0]?.value ?? '') : undefined
  if (given && given.length > 0) {
    const there = { ...script, at: script.bound?.at ?? script.at, bound: null }
    return valueOf(there, given, key, depth + 1)
  }
  const [first, , own] = part
  script.effort.left -= part.length
  if (!first || depth > DEEPEST || script.effort.left < 0) {
    return { role: 'unknown' } satisfies Blank
  }
  if (first.value === '{' && first.kind === 'sign') return objectOf(script, part, depth)
  if (first.value === '[' && first.kind === 'sign') {
    return (partsFrom(part, 1) ?? []).map((item) => valueOf(script, item, key, depth + 1))
  }
  if (part.length === 1) return plainOf(script, first, key, depth)
  const isOwn = part.length === 3 && first.value === 'this' && own?.kind === 'word'
  if (isOwn && script.names.objects.has(own.value)) return plainOf(script, own, key, depth)
  return { role: roleOf(part, key) } satisfies Blank
}

function plainOf(script: Script, token: Token, key: string, depth: number): unknown {
  if (token.kind === 'text') return token.value
  if (token.kind === 'number') return Number(token.value)
  if (token.value === 'true' || token.value === 'false') return token.value === 'true'
  if (token.value === 'null' || token.value === 'undefined') return null
  const object = objectBefore(script.names, token.value, script.at)
  if (object !== undefined && depth < DEEPEST) {
    return objectOf(script, script.tokens.slice(object, object + 600), depth + 1)
  }
  const constant = script.names.constants.get(token.value)
  if (typeof constant === 'string') return constant
  const made = assignedTo(script, token.value) ?? personOf(script, token.value, key)
  return made ?? ({ role: roleOf([token], key) } satisfies Blank)
}

/** A whole person that is handed over, by what the page reads of it elsewhere: `user._id`, `user.name`. */
function personOf({ names }: Script, name: string, key: string): Record<string, Blank> | null {
  if (key !== '') return null
  const read = [...(names.read.get(name) ?? [])].flatMap((part) => {
    const role = roleIn([part.toLowerCase(), ...wordsOf(part)])
    return role === 'name' || role === 'id' ? [[part, { role }] as const] : []
  })
  return read.length > 0 ? Object.fromEntries(read) : null
}

/** What is put into an object piece by piece: `player.name = …`; null where nothing telling is. */
function assignedTo({ tokens, names }: Script, name: string): Record<string, Blank> | null {
  const found: Record<string, Blank> = {}
  for (const at of (names.assigned.get(name) ?? []).slice(0, MOST_ASSIGNED)) {
    const key = tokens[at + 2]?.value ?? ''
    const role = roleIn([key.toLowerCase(), ...wordsOf(key)])
    if (role !== null && key !== 'value' && tokens[at + 4]?.value !== '=') found[key] = { role }
  }
  return Object.keys(found).length > 0 ? found : null
}

/** `{ a: …, b, 'c': … }`; what is spread into it can't be seen. */
export function objectOf(
  script: Script,
  part: readonly Token[],
  depth: number
): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  script.effort.left -= part.length
  if (script.effort.left < 0) return made
  for (const entry of (partsFrom(part, 1) ?? []).slice(0, 40)) {
    const [name, colon] = entry
    if (!name || name.kind === 'sign' || name.value === '__proto__') continue
    const rest = colon?.value === ':' ? entry.slice(2) : [name]
    made[name.value] = valueOf(script, rest, name.value, depth + 1)
  }
  return made
}

export function isBlank(value: unknown): value is Blank {
  return isPlain(value) && typeof value['role'] === 'string' && Object.keys(value).length === 1
}
