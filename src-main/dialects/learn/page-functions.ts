// Looks through functions that a page wraps around its emits: `const send = (type, data) => socket.emit(type, data)`.
import type { Names } from './page-names.ts'
import { partsFrom, type Token } from './page-tokens.ts'

/** What a function's parameters stand for in one of its calls. */
export interface Bound {
  of: ReadonlyMap<string, readonly Token[]>
  /** Where that call stands. */
  at: number
}

const LOOK_BACK = 600
const MOST_CALLS = 60
/** Pieces that a call of such a function may have. */
const CALL_FAR = 500
/** Pieces that a list of parameters may have. */
const PARAMETERS_FAR = 60
const NO_FUNCTION = new Set(['if', 'for', 'while', 'switch', 'catch', 'function', 'return', 'on'])

interface Header {
  name: string
  parameters: readonly string[]
  /** Where its name stands. */
  at: number
}

/**
 * The calls of the nearest function before `at` that has one of these words as a parameter: for each,
 * what its parameters stand for. Empty where there is no such function.
 */
export function bindingsAt(
  { tokens, names }: { tokens: readonly Token[]; names: Names },
  at: number,
  words: ReadonlySet<string>
): Bound[] {
  const header = headerBefore(tokens, at, words)
  if (!header) return []
  const found: Bound[] = []
  for (const index of (names.calls.get(header.name) ?? []).slice(0, MOST_CALLS)) {
    const isMade = index === header.at || tokens[index - 1]?.value === 'function'
    const given = isMade ? null : partsFrom(tokens, index + 2, CALL_FAR)
    if (!given || given.length === 0) continue
    const of = new Map(header.parameters.map((name, place) => [name, given[place] ?? []]))
    found.push({ of, at: index })
  }
  return found
}

function headerBefore(
  tokens: readonly Token[],
  at: number,
  words: ReadonlySet<string>
): Header | null {
  for (let index = at - 1; index >= Math.max(0, at - LOOK_BACK); index--) {
    const header = headerAt(tokens, index)
    if (header?.parameters.some((name) => words.has(name))) return header
  }
  return null
}

/** `function name(a, b)`, `name = (a, b) =>`, `name = function (a)`, `name = a =>`, `name(a) {`. */
function headerAt(tokens: readonly Token[], at: number): Header | null {
  const token = tokens[at]
  if (token?.kind !== 'word' || NO_FUNCTION.has(token.value)) return null
  let next = at + 1
  const isGiven = tokens[next]?.value === '=' || tokens[next]?.value === ':'
  if (isGiven) next += 1
  while (isGiven && /^(async|function)$/.test(tokens[next]?.value ?? '')) next += 1
  const single = tokens[next]
  if (isGiven && single?.kind === 'word' && tokens[next + 1]?.value === '=>') {
    return { name: token.value, parameters: [single.value], at }
  }
  // A function may carry a name of its own: `request = function request(type)`.
  if (isGiven && single?.kind === 'word' && tokens[next + 1]?.value === '(') next += 1
  if (tokens[next]?.value !== '(') return null
  const parts = partsFrom(tokens, next + 1, PARAMETERS_FAR)
  if (!parts) return null
  const after = tokens[next + 1 + parts.flat().length + Math.max(0, parts.length - 1) + 1]
  const isFunction = after?.value === '{' || after?.value === '=>'
  const parameters = parts.flatMap(([first]) => (first?.kind === 'word' ? [first.value] : []))
  return isFunction ? { name: token.value, parameters, at } : null
}
