// Where names stand in a page's script, so that nothing has to be searched for twice: calls, objects, what is put into them.
import type { Steps, Token } from './page-tokens.ts'

const STEP = 10_000
const MOST_OBJECTS = 2_000

export interface Names {
  /** `name(`: where the names stand, in order. */
  calls: ReadonlyMap<string, readonly number[]>
  /** `name = {`: where the bracket stands, the last time. */
  objects: ReadonlyMap<string, number>
  /** `name.key =`: where the names stand. */
  assigned: ReadonlyMap<string, readonly number[]>
}

/** Goes through the pieces once. */
export function* namesIn(tokens: readonly Token[]): Steps<Names> {
  const calls = new Map<string, number[]>()
  const objects = new Map<string, number>()
  const assigned = new Map<string, number[]>()
  for (const [at, { kind, value }] of tokens.entries()) {
    if (at % STEP === STEP - 1) yield
    if (kind !== 'word') continue
    const next = tokens[at + 1]?.value
    if (next === '(') add(calls, value, at)
    else if (next === '=' && tokens[at + 2]?.value === '{') {
      if (objects.size < MOST_OBJECTS) objects.set(value, at + 2)
    } else if (next === '.' && tokens[at + 3]?.value === '=') add(assigned, value, at)
  }
  return { calls, objects, assigned }
}

function add(places: Map<string, number[]>, name: string, at: number): void {
  const known = places.get(name)
  if (known) known.push(at)
  else places.set(name, [at])
}
