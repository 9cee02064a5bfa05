// Where names stand in a page's script, so that nothing has to be searched for twice: calls, objects, what is put into them.
import type { Steps, Token } from './page-tokens.ts'

const STEP = 10_000
const MOST_OBJECTS = 2_000
const MOST_CONSTANTS = 2_000
const MOST_READ = 40
/** What stands for a text by a name of its own: `JOIN_ROOM`, `JoinRoom`. */
const CONSTANT = /^[A-Z]\w{2,60}$/
/** What a page calls whoever uses it. */
const PERSON = /^(current|logged|my|auth|this)?_?(user|me|profile|account|player)(info|data)?$/i

export interface Names {
  /** `name(`: where the names stand, in order. */
  calls: ReadonlyMap<string, readonly number[]>
  /** `name = {`: where the brackets stand, in order. */
  objects: ReadonlyMap<string, readonly number[]>
  /** `name.key =`: where the names stand. */
  assigned: ReadonlyMap<string, readonly number[]>
  /** `JOIN_ROOM: 'join_room'`; null where the name stands for more than one text. */
  constants: ReadonlyMap<string, string | null>
  /** Which keys of a person are read anywhere: `user._id`. */
  read: ReadonlyMap<string, ReadonlySet<string>>
}

/** Goes through the pieces once. */
export function* namesIn(tokens: readonly Token[]): Steps<Names> {
  const calls = new Map<string, number[]>()
  const objects = new Map<string, number[]>()
  const assigned = new Map<string, number[]>()
  const constants = new Map<string, string | null>()
  const read = new Map<string, Set<string>>()
  for (const [at, token] of tokens.entries()) {
    if (at % STEP === STEP - 1) yield
    noteConstant(constants, tokens, at)
    if (token.kind !== 'word') continue
    const { value } = token
    const next = tokens[at + 1]?.value
    if (next === '(') add(calls, value, at)
    else if (next === '=' && tokens[at + 2]?.value === '{') {
      if (objects.has(value) || objects.size < MOST_OBJECTS) add(objects, value, at + 2)
    } else if (next === '.' && tokens[at + 3]?.value === '=') add(assigned, value, at)
    if ((next === '.' || next === '?.') && PERSON.test(value)) noteRead(read, tokens, at)
  }
  return { calls, objects, assigned, constants, read }
}

/** The object that a name stood for at a place: the last before it, else the first after it. */
export function objectBefore({ objects }: Names, name: string, place: number): number | undefined {
  const places = objects.get(name) ?? []
  // A bundle calls a thousand things `e`.
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle] ?? 0) < place) low = middle + 1
    else high = middle
  }
  return places[Math.max(0, low - 1)]
}

// `KEY: "text"`, `KEY = "text"` and `["KEY"] = "text"`.
function noteConstant(
  constants: Map<string, string | null>,
  tokens: readonly Token[],
  at: number
): void {
  const { kind, value } = tokens[at] ?? { kind: 'sign', value: '' }
  if (kind === 'sign' || !CONSTANT.test(value)) return
  const isQuoted = kind === 'text' && tokens[at + 1]?.value === ']'
  const sign = tokens[isQuoted ? at + 2 : at + 1]?.value
  const text = tokens[isQuoted ? at + 3 : at + 2]
  if ((sign !== ':' && sign !== '=') || text?.kind !== 'text' || text.value.length > 200) return
  if (!constants.has(value) && constants.size >= MOST_CONSTANTS) return
  const known = constants.get(value)
  constants.set(value, known === undefined || known === text.value ? text.value : null)
}

function noteRead(read: Map<string, Set<string>>, tokens: readonly Token[], at: number): void {
  const name = tokens[at]?.value ?? ''
  const key = tokens[at + 2]
  // `message.user.name` is somebody else's.
  const isOfOther =
    tokens[at - 1]?.value === '.' && !/^(this|props|state)$/.test(tokens[at - 2]?.value ?? '')
  if (isOfOther || key?.kind !== 'word' || tokens[at + 3]?.value === '(') return
  const keys = read.get(name) ?? new Set()
  if (read.size < MOST_READ && keys.size < MOST_READ) read.set(name, keys.add(key.value))
}

function add(places: Map<string, number[]>, name: string, at: number): void {
  const known = places.get(name)
  if (known) known.push(at)
  else places.set(name, [at])
}
