// Proposes how a message may be sent: as the ones that arrive are made, and as other servers want it.
import { sendingNames } from './event-names.ts'
import { isPlain, member } from './leaves.ts'
import { propose, type Proposal } from './proposal.ts'
import type { MessageParts } from './study.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A message event that is understood. */
export interface Heard {
  event: string
  confidence: number
  /** How many have come. */
  count: number
  parts: MessageParts
  /** Places that say which kind of event it is. */
  signs: readonly string[]
  /** The latest arguments, cut short. */
  sample: readonly unknown[]
}

/** What is known of the introduction that worked. */
export interface Introduced {
  /** Whether the server was told the person's name. */
  byName: boolean
  /** Whether it was told in objects; null where it was told nothing. */
  inObjects: boolean | null
  /** Whether it asked for, and got, an answer. */
  answered: boolean
}

interface Shape {
  args: unknown[]
  weight: number
}

/** Ways to send, likeliest first. */
export function proposeSends(
  heard: readonly Heard[],
  vocabulary: Vocabulary,
  introduced: Introduced
): Proposal[] {
  const ways = heard
    .toSorted((left, right) => right.count - left.count)
    .slice(0, 2)
    .flatMap((one) => waysOf(one, vocabulary, introduced))
  const usual = vocabulary.sends.map(({ event, args, ack, count }) =>
    propose('send', { event, args, ack }, Math.min(0.3, 0.03 * count), 'vocabulary')
  )
  const byId = new Map<string, Proposal>()
  for (const one of [...ways, ...usual]) {
    const known = byId.get(one.id)
    if (!known || known.confidence < one.confidence) byId.set(one.id, one)
  }
  return [...byId.values()].sort((left, right) => right.confidence - left.confidence)
}

function waysOf(one: Heard, vocabulary: Vocabulary, introduced: Introduced): Proposal[] {
  const shapes = shapesOf(one, introduced)
  const names = sendingNames(one.event, vocabulary).slice(0, 6)
  const most = (names[0]?.weight ?? 1) * Math.max(...shapes.map(({ weight }) => weight))
  return names.flatMap(({ event, weight: named }) =>
    shapes.map(({ args, weight }) => {
      const confidence = (0.7 * one.confidence * named * weight) / most
      const reason = event === one.event ? 'mirrors-inbound' : 'vocabulary'
      return propose('send', { event, args, ack: true }, confidence, reason)
    })
  )
}

/**
 * A server that knows who one is makes the message itself and wants the text; one that was told
 * nothing hands on what it gets, so that all has to be in it.
 */
function shapesOf({ parts, signs, sample }: Heard, introduced: Introduced): Shape[] {
  const hasPlace = parts.room !== null || parts.recipient !== null
  const hasAuthor = parts.author !== null || parts.authorId !== null
  const isMade = parts.id !== null
  const relays = hasAuthor && !introduced.byName && !isMade
  const inObject = !parts.text.startsWith('args[') || /\]./.test(parts.text)
  const make = (wanted: Mirrored): unknown[] => mirrorArgs(sample, parts, { ...wanted, signs })
  const bare = ['=entry.text']
  const prefersBare = introduced.inObjects === false || (!inObject && !hasPlace)
  const shapes: Shape[] = [
    { args: make({ author: true, place: true, time: true }), weight: relays ? 1 : 0.35 },
    { args: make({ author: true, place: true, time: false }), weight: relays ? 0.9 : 0.3 },
    { args: make({ author: false, place: true, time: false }), weight: relays ? 0.4 : 0.8 },
    { args: bare, weight: hasPlace ? 0.2 : prefersBare ? 0.9 : relays ? 0.35 : 0.6 }
  ]
  const seen = new Set<string>()
  return shapes
    .filter(({ args }) => {
      const key = JSON.stringify(args)
      return key.includes('=entry.text') && !seen.has(key) && seen.add(key)
    })
    .sort((left, right) => right.weight - left.weight)
}

interface Mirrored {
  author: boolean
  place: boolean
  time: boolean
  signs?: readonly string[]
}

function mirrorArgs(sample: readonly unknown[], parts: MessageParts, wanted: Mirrored): unknown[] {
  const inside = /^json\((args\[\d+\])\)/.exec(parts.text)?.[1]
  if (inside !== undefined) return ['=entry.text']
  const args = sample.map((arg, at) => mirrorValue(arg, `args[${at}]`, parts, wanted))
  // Positions count, but not those that nothing comes after.
  const last = args.findLastIndex((arg) => arg !== undefined)
  return args.slice(0, last + 1).flatMap((arg) => (arg === undefined ? [] : [arg]))
}

/** The parts of the message where they were; all else is left out. */
function mirrorValue(value: unknown, path: string, parts: MessageParts, wanted: Mirrored): unknown {
  const part = partAt(value, path, parts, wanted)
  if (part !== undefined) return part
  // A list around one message is how it arrives, not how it is sent.
  if (Array.isArray(value) && isPlain(value[0])) {
    return mirrorValue(value[0], `${path}[0]`, parts, wanted)
  }
  if (Array.isArray(value)) {
    const items = value.map((item, at) => mirrorValue(item, `${path}[${at}]`, parts, wanted))
    const kept = items.filter((item) => item !== undefined)
    return kept.length === 0 ? undefined : kept
  }
  if (!isPlain(value)) return undefined
  const made = Object.entries(value).flatMap(([key, inner]) => {
    // A room that arrives with all its facts is sent as its id.
    const isExpanded = isPlain(inner) && isIdIn(parts.room, member(path, key))
    if (isExpanded) return wanted.place ? [[key, roomOf(idIn(inner))] as const] : []
    const mirrored = mirrorValue(inner, member(path, key), parts, wanted)
    const name = mirrored === '=me.id' ? `${key}?` : key
    return mirrored === undefined ? [] : [[name, mirrored] as const]
  })
  const holdsPart = made.some(([, inner]) => typeof inner !== 'string' || inner.startsWith('='))
  return holdsPart ? Object.fromEntries(made) : undefined
}

function partAt(
  value: unknown,
  path: string,
  parts: MessageParts,
  { author, place, time, signs }: Mirrored
): unknown {
  if (path === parts.text) return '=entry.text'
  if (author && path === parts.author) return '=login.name'
  if (author && path === parts.authorId) return '=me.id'
  if (place && (path === parts.room || path === parts.recipient)) return roomOf(value)
  if (time && path === parts.time) return timeOf(value)
  if (signs?.includes(path) && typeof value !== 'object') return value
  return undefined
}

function isIdIn(path: string | null, within: string): boolean {
  return path === `${within}.id` || path === `${within}._id`
}

function idIn(object: Record<string, unknown>): unknown {
  return object['id'] ?? object['_id']
}

function roomOf(value: unknown): string {
  return typeof value === 'number' ? '=number(conversation.remoteId)' : '=conversation.remoteId'
}

function timeOf(value: unknown): string {
  if (typeof value === 'number') return '=now'
  return /^\d\d?:\d\d/.test(String(value)) ? '=clock(now)' : '=iso(now)'
}
