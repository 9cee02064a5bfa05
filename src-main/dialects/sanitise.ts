// Makes what a server sent safe to read: bounded in depth, count and length, free of keys that poison prototypes.
/*
 * Written for the common case, a small message whose values are fine: that one is walked once and
 * handed on as it is. Only what must change is copied.
 */

export const sanitiseLimits = {
  /** Maps and lists within each other. */
  depth: 24,
  /** Maps, lists and values of one event together. */
  values: 50_000,
  /** Characters of one text. */
  text: 200_000,
  /** Characters of one key. */
  key: 500,
  /** Bytes of one event, texts counted as two bytes a character. */
  bytes: 8_000_000
} as const

/** Why an event is not to be read. */
export type Poison = 'too-large' | 'too-complex' | 'poisoned'

/** What is left of an event's arguments. */
export interface Sanitised {
  args: unknown[]
  /** What was beyond a limit or poisonous: the event is not to be read. Null: nothing. */
  refused: Poison | null
  /** About how large it is, for budgets. */
  bytes: number
}

interface Walk {
  values: number
  bytes: number
  refused: Poison | null
}

/** Bounds and cleans an event's arguments. Never throws. Without fault it returns them as they are. */
export function sanitiseArgs(args: readonly unknown[]): Sanitised {
  const { value, refused, bytes } = sanitiseValue(args)
  return { args: Array.isArray(value) ? (value as unknown[]) : [], refused, bytes }
}

/** The same for one value. */
export function sanitiseValue(value: unknown): {
  value: unknown
  refused: Poison | null
  bytes: number
} {
  const walk: Walk = { values: 0, bytes: 0, refused: null }
  try {
    const cleaned = clean(value, 0, walk)
    return { value: cleaned, refused: walk.refused, bytes: walk.bytes }
  } catch {
    // A getter or a proxy, which no parser makes: it is nobody's message.
    return { value: null, refused: 'poisoned', bytes: walk.bytes }
  }
}

function refuse(walk: Walk, why: Poison): null {
  walk.refused ??= why
  return null
}

function clean(value: unknown, depth: number, walk: Walk): unknown {
  walk.values++
  walk.bytes += 8
  if (typeof value === 'string') return cleanText(value, walk)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'boolean' || value === null) return value
  if (typeof value !== 'object') return null
  if (depth >= sanitiseLimits.depth || walk.values > sanitiseLimits.values) {
    return refuse(walk, 'too-complex')
  }
  if (Array.isArray(value)) return cleanList(value, depth, walk)
  return cleanObject(value, depth, walk)
}

function cleanText(text: string, walk: Walk): string | null {
  walk.bytes += text.length * 2
  if (text.length > sanitiseLimits.text || walk.bytes > sanitiseLimits.bytes) {
    return refuse(walk, 'too-large')
  }
  return text
}

function cleanList(list: unknown[], depth: number, walk: Walk): unknown[] | null {
  if (walk.values + list.length > sanitiseLimits.values) return refuse(walk, 'too-complex')
  let copy: unknown[] | null = null
  for (let at = 0; at < list.length; at++) {
    const old = list[at]
    const made = clean(old, depth + 1, walk)
    if (made === old) continue
    copy ??= [...list]
    copy[at] = made
  }
  return copy ?? list
}

function cleanObject(value: object, depth: number, walk: Walk): unknown {
  const bytes = asBytes(value)
  if (bytes) {
    walk.bytes += bytes.byteLength
    return walk.bytes > sanitiseLimits.bytes ? refuse(walk, 'too-large') : bytes
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return null
  return cleanMap(value as Record<string, unknown>, depth, walk)
}

/** Buffers and ArrayBuffers as plain bytes; anything else is none. */
function asBytes(value: object): Uint8Array | null {
  if (value instanceof Uint8Array) return value
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  return null
}

function cleanMap(map: Record<string, unknown>, depth: number, walk: Walk): unknown {
  let copy: Record<string, unknown> | null = null
  for (const key of Object.keys(map)) {
    walk.bytes += key.length * 2
    if (isPoison(key) || key.length > sanitiseLimits.key) {
      refuse(walk, isPoison(key) ? 'poisoned' : 'too-large')
      copy ??= { ...map }
      Reflect.deleteProperty(copy, key)
      continue
    }
    const old = map[key]
    const made = clean(old, depth + 1, walk)
    if (made === old) continue
    copy ??= { ...map }
    copy[key] = made
  }
  return copy ?? map
}

function isPoison(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype'
}
