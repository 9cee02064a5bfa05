// Takes an event's arguments apart into leaves: each plain value with the way to it, as an expression.
import { looksOf, type Looks } from './looks.ts'

/** One plain value of an event. */
export interface Leaf {
  /** How a dialect would name it: `args[0].user.name`. */
  path: string
  /** The keys on the way, without positions: `['user', 'name']`. */
  keys: readonly string[]
  /** The expression of the object or list it lies in. */
  within: string
  value: string | number | boolean
  looks: Looks
}

/** A list of objects or names: a history, people, rooms. */
export interface LeafList {
  path: string
  keys: readonly string[]
  items: readonly unknown[]
}

export interface Anatomy {
  leaves: Leaf[]
  lists: LeafList[]
}

const MOST_LEAVES = 300
const MOST_KEYS = 60
const DEEPEST = 7
/** Of a text that is taken apart, and of one that is kept. */
const MOST_TEXT = 20_000
export const KEPT_TEXT = 500
const MOST_ITEMS = 12
const MOST_LISTS = 12

/** Takes arguments apart, in bounded work whatever they are. */
export function takeApart(args: readonly unknown[]): Anatomy {
  const anatomy: Anatomy = { leaves: [], lists: [] }
  args.slice(0, 8).forEach((arg, index) => {
    visit(anatomy, arg, { path: `args[${index}]`, keys: [], within: 'args', depth: 0 })
  })
  return anatomy
}

/** The same for one element of a list, named `item`. */
export function takeItemApart(item: unknown): Anatomy {
  const anatomy: Anatomy = { leaves: [], lists: [] }
  visit(anatomy, item, { path: 'item', keys: [], within: 'items', depth: 0 })
  return anatomy
}

interface Place {
  path: string
  keys: readonly string[]
  within: string
  depth: number
}

function visit(anatomy: Anatomy, value: unknown, place: Place): void {
  if (anatomy.leaves.length >= MOST_LEAVES || place.depth > DEEPEST) return
  if (typeof value === 'string') visitText(anatomy, value, place)
  else if (typeof value === 'number' || typeof value === 'boolean') addLeaf(anatomy, value, place)
  else if (Array.isArray(value)) visitList(anatomy, value, place)
  else if (isPlain(value)) visitObject(anatomy, value, place)
}

function visitText(anatomy: Anatomy, text: string, place: Place): void {
  const inside = parseObject(text)
  if (inside === null) addLeaf(anatomy, beginningOf(text, KEPT_TEXT), place)
  else visit(anatomy, inside, { ...place, path: `json(${place.path})`, depth: place.depth + 1 })
}

function visitList(anatomy: Anatomy, list: readonly unknown[], place: Place): void {
  if (anatomy.lists.length < MOST_LISTS)
    anatomy.lists.push({ path: place.path, keys: place.keys, items: itemsOf(list) })
  // A live event that wraps its one message in a list, or whose places have no names.
  if (list.length !== 1 && !isTuple(list)) return
  list.forEach((item, at) => {
    const path = `${place.path}[${at}]`
    visit(anatomy, item, { ...place, path, within: place.path, depth: place.depth + 1 })
  })
}

function itemsOf(list: readonly unknown[]): unknown[] {
  const budget = { values: MOST_LEAVES }
  return list.slice(0, MOST_ITEMS).map((item) => cutValue(item, 0, budget))
}

/** A short list of plain values of different kinds: positions, not a list of alike things. */
function isTuple(list: readonly unknown[]): boolean {
  const kinds = new Set(list.map((item) => (item === null ? 'null' : typeof item)))
  return list.length < 7 && kinds.size > 1 && kinds.has('string') && !kinds.has('object')
}

function visitObject(anatomy: Anatomy, object: Record<string, unknown>, place: Place): void {
  for (const key of Object.keys(object).slice(0, MOST_KEYS)) {
    visit(anatomy, object[key], {
      path: member(place.path, key),
      keys: [...place.keys, key],
      within: place.path,
      depth: place.depth + 1
    })
  }
}

function addLeaf(anatomy: Anatomy, value: Leaf['value'], { path, keys, within }: Place): void {
  anatomy.leaves.push({ path, keys, within, value, looks: looksOf(value) })
}

/** The beginning of a text as a text of its own: a mere slice would keep the whole one in memory. */
function beginningOf(text: string, length: number): string {
  return text.length <= length ? text : ` ${text.slice(0, length)}`.slice(1)
}

/** `object.key`, whatever the key is. */
export function member(path: string, key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`
}

export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false
  return !Array.isArray(value) && !(value instanceof ArrayBuffer)
}

function parseObject(text: string): Record<string, unknown> | null {
  if (!/^\s*\{"/.test(text) || text.length > MOST_TEXT) return null
  try {
    const parsed: unknown = JSON.parse(text)
    return isPlain(parsed) ? parsed : null
  } catch {
    return null
  }
}

/** A copy of arguments that is small whatever they are: long texts, lists and depths are cut. */
export function cutShort(args: readonly unknown[]): unknown[] {
  const budget = { values: 400 }
  return args.slice(0, 8).map((arg) => cutValue(arg, 0, budget))
}

function cutValue(value: unknown, depth: number, budget: { values: number }): unknown {
  budget.values -= 1
  if (typeof value === 'string') return beginningOf(value, 200)
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (depth > DEEPEST || budget.values < 0) return null
  if (Array.isArray(value)) {
    return value.slice(0, 6).map((item) => cutValue(item, depth + 1, budget))
  }
  if (!isPlain(value)) return null
  const kept = Object.keys(value).slice(0, MOST_KEYS)
  return Object.fromEntries(kept.map((key) => [key, cutValue(value[key], depth + 1, budget)]))
}
