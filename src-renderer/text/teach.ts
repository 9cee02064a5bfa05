// What the person teaches by pointing, as a rule of a dialect: pure functions between choices and documents.
import { expressionOf, kindOf, quoted, valueAt, type Step } from './event-values.ts'

/** What an event can be taught to mean. */
export const teachKinds = [
  'message',
  'history',
  'edit',
  'delete',
  'typing',
  'members',
  'identity',
  'nothing'
] as const
export type TeachKind = (typeof teachKinds)[number]

export type PartName =
  'text' | 'name' | 'personId' | 'time' | 'id' | 'room' | 'isOn' | 'each' | 'when'

/** What each meaning is made of, in the order in which it is asked for. */
export const partsOf: Record<TeachKind, readonly PartName[]> = {
  message: ['text', 'name', 'personId', 'time', 'id', 'room', 'each', 'when'],
  history: ['text', 'name', 'personId', 'time', 'id', 'room', 'each', 'when'],
  edit: ['id', 'text', 'room', 'when'],
  delete: ['id', 'room', 'when'],
  typing: ['name', 'personId', 'isOn', 'room', 'when'],
  members: ['name', 'personId', 'room', 'each', 'when'],
  identity: ['name', 'personId', 'when'],
  nothing: ['when']
}

/** Without these the meaning says nothing. */
export const neededOf: Record<TeachKind, readonly PartName[]> = {
  message: ['text'],
  history: ['text', 'each'],
  edit: ['id', 'text'],
  delete: ['id'],
  typing: [],
  members: ['name'],
  identity: [],
  nothing: []
}

export type MemberChange = 'all' | 'joined' | 'left'
export type Parts = Partial<Record<PartName, string>>

/** Everything that was chosen. */
export interface Lesson {
  event: string
  kind: TeachKind
  parts: Parts
  change: MemberChange
}

type Json = Record<string, unknown>

/** The rule; parts that are empty are left out. It is the last word on its event. */
export function ruleOf({ event, kind, parts, change }: Lesson): Json {
  const { text, name, personId, time, id, room, isOn, each, when } = parts
  const on = event.replace(/[{}]/g, '')
  const head = kept({ on, is: kind, when, last: true })
  const where = room ? { conversation: { id: room } } : {}
  const person = kept({ id: personId, name })
  const said = kept({ text, time, id, author: nonEmpty(person) })
  switch (kind) {
    case 'message':
      return { ...head, ...kept({ each }), ...where, ...said }
    case 'history':
      return { ...head, ...where, messages: { ...kept({ each }), ...said } }
    case 'edit':
      return { ...head, ...where, ...kept({ id, text }) }
    case 'delete':
      return { ...head, ...where, ...kept({ id }) }
    case 'typing':
      return { ...head, ...where, ...kept({ by: nonEmpty(person), isOn }) }
    case 'members':
      return { ...head, ...where, people: { ...kept({ each }), ...person }, change }
    case 'identity':
      return { ...head, ...person }
    case 'nothing':
      return head
  }
}

/** The part that a path of a refused document speaks of, such as `inbound.0.author.name`. */
export function partAt(path: string): PartName | null {
  const end = path.replace(/^inbound\.0\./, '')
  const last = end.split('.').at(-1)
  if (end === 'conversation.id') return 'room'
  if (/^(author|by|people)\.id$/.test(end)) return 'personId'
  if (end === 'messages.author.id') return 'personId'
  const names: readonly string[] = ['text', 'name', 'time', 'id', 'isOn', 'each', 'when']
  return names.includes(last ?? '') ? (last as PartName) : null
}

/** The document with the rule before all others. */
export function withRule(document: Json, rule: Json): Json {
  const rules = Array.isArray(document['inbound']) ? (document['inbound'] as unknown[]) : []
  return { ...document, inbound: [rule, ...rules] }
}

/** A document for a server that nobody has described yet. */
export function freshDocument(id: string, name: string, hasRooms: boolean): Json {
  const conversations = hasRooms ? { mode: 'named' } : { mode: 'single', title: name }
  return { filoDialect: 1, id, name, conversations, inbound: [], outbound: {} }
}

/** The person's own copy of a dialect that comes with Filo; it is chosen, never recognised. */
export function ownCopy(document: Json, id: string, name: string): Json {
  const copy: Json = { ...document, id, name }
  delete copy['recognise']
  delete copy['learned']
  return copy
}

/** What pointing at a value says: an expression, and the list that it is an element of. */
export interface Pointed {
  expression: string
  each: string | null
}

/**
 * Turns the steps to a value into an expression. Within a list of alike things the value is read of
 * each of them: `item.text` and `each: args[0]`.
 */
export function pointAt(
  args: readonly unknown[],
  steps: readonly Step[],
  kind: TeachKind
): Pointed {
  const at =
    kind === 'history' || kind === 'message' || kind === 'members'
      ? listStep(args, steps, kind)
      : -1
  if (at < 0) return { expression: expressionOf('args', steps), each: null }
  return {
    expression: expressionOf('item', steps.slice(at + 1)),
    each: expressionOf('args', steps.slice(0, at))
  }
}

/** A condition that holds where the value is what it is here. */
export function conditionAt(args: readonly unknown[], steps: readonly Step[]): string {
  const value = valueAt(args, steps)
  const literal = typeof value === 'string' ? quoted(value) : JSON.stringify(value ?? null)
  return `${expressionOf('args', steps)} == ${literal}`
}

// Places among positional arguments and in pairs such as [author, text] are no elements of lists.
function listStep(args: readonly unknown[], steps: readonly Step[], kind: TeachKind): number {
  for (let at = steps.length - 1; at > 0; at--) {
    if (typeof steps[at] !== 'number') continue
    const list = valueAt(args, steps.slice(0, at))
    if (!Array.isArray(list)) continue
    const isAlike = list.every((one) => kindOf(one) === 'map')
    if (isAlike || (kind === 'members' && list.every((one) => kindOf(one) === 'text'))) return at
  }
  return -1
}

/** Everything that can be pointed at, as expressions: for completion. */
export function fieldsOf(args: readonly unknown[], most = 200): string[] {
  const found: string[] = []
  const walk = (value: unknown, steps: readonly Step[]): void => {
    if (found.length >= most || steps.length > 8) return
    if (steps.length > 0) found.push(expressionOf('args', steps))
    const inner = Array.isArray(value) ? value.slice(0, 3) : value
    if (kindOf(inner) === 'list') {
      for (const [at, one] of (inner as unknown[]).entries()) walk(one, [...steps, at])
    } else if (kindOf(inner) === 'map') {
      for (const [key, one] of Object.entries(inner as object)) walk(one, [...steps, key])
    }
  }
  walk(args, [])
  return found
}

/** A name for files and ids: small letters and digits. */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  return plain.replace(/^-+|-+$/g, '').slice(0, 40) || 'server'
}

function kept(fields: Json): Json {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')
  )
}

function nonEmpty(fields: Json): Json | undefined {
  return Object.keys(fields).length > 0 ? fields : undefined
}
