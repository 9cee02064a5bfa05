// How known servers are talked to: counted from dialect documents, so that unknown ones can be guessed.
import type { Template } from './proposal.ts'
import { isPlain } from './leaves.ts'

/** One way to say something, and how many documents say it so. */
export interface Phrase extends Template {
  count: number
}

/** A server's message event beside the event by which it is sent. */
export interface Pair {
  inbound: string
  outbound: string
}

export interface Vocabulary {
  sends: readonly Phrase[]
  introductions: readonly Phrase[]
  pairs: readonly Pair[]
}

/** What an expression stands for, where it is one of the usual; all others are left out. */
const ROLES: Readonly<Record<string, string>> = {
  'entry.text': '=entry.text',
  'entry.clientId': '=entry.clientId',
  'login.name': '=login.name',
  'me.name': '=login.name',
  'me.id': '=me.id',
  socketId: '=socketId',
  'login.password': '=login.password',
  'login.token': '=login.token',
  now: '=now',
  'iso(now)': '=iso(now)',
  'clock(now)': '=clock(now)'
}
const ROOMS = new Set(['conversation.remoteId', 'login.room', 'vars.room'])
/** Stands for a value that no stranger knows. */
const UNKNOWN = Symbol('unknown')

/** Counts what these documents say. Faulty ones are passed over. */
export function vocabularyOf(documents: readonly unknown[]): Vocabulary {
  const sends = new Map<string, Phrase>()
  const introductions = new Map<string, Phrase>()
  const pairs: Pair[] = []
  for (const document of documents) {
    if (!isPlain(document)) continue
    const said = waysOf(document['outbound'])
    said.forEach((way) => count(sends, way, '=conversation.remoteId'))
    listOf(document['join']).forEach((step) => count(introductions, step, '=login.room'))
    pairs.push(...pairsOf(document, said))
  }
  return { sends: byCount(sends), introductions: byCount(introductions), pairs }
}

function waysOf(outbound: unknown): unknown[] {
  const send = isPlain(outbound) ? outbound['send'] : undefined
  return Array.isArray(send) ? (send as unknown[]) : send === undefined ? [] : [send]
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : []
}

function count(phrases: Map<string, Phrase>, step: unknown, room: string): void {
  if (!isPlain(step) || typeof step['emit'] !== 'string' || step['emit'].startsWith('=')) return
  const args = abstract(step['args'] ?? [], room)
  if (!Array.isArray(args)) return
  const phrase = { event: step['emit'], args: args as unknown[], ack: step['ack'] !== undefined }
  const key = JSON.stringify([phrase.event, phrase.args])
  const known = phrases.get(key)
  if (known) known.count += 1
  else phrases.set(key, { ...phrase, count: 1 })
}

/** The same template with only the usual expressions; `UNKNOWN` where nothing is left. */
function abstract(value: unknown, room: string): unknown {
  if (typeof value === 'string') return value.startsWith('=') ? roleOf(value, room) : value
  if (Array.isArray(value)) {
    const items = value.map((item) => abstract(item, room))
    return items.includes(UNKNOWN) ? UNKNOWN : items
  }
  if (!isPlain(value)) return value
  const kept = Object.entries(value).flatMap(([key, part]) => {
    const made = abstract(part, room)
    return made === UNKNOWN || key.endsWith('?') ? [] : [[key, made] as const]
  })
  const isEmptied = kept.length === 0 && Object.keys(value).length > 0
  return isEmptied ? UNKNOWN : Object.fromEntries(kept)
}

function roleOf(text: string, room: string): unknown {
  const source = text.slice(1)
  return ROOMS.has(source) ? room : (ROLES[source] ?? UNKNOWN)
}

function pairsOf(document: Record<string, unknown>, said: readonly unknown[]): Pair[] {
  const heard = listOf(document['inbound']).flatMap((rule) => {
    const isMessage = isPlain(rule) && rule['is'] === 'message' && rule['notice'] === undefined
    return isMessage && typeof rule['on'] === 'string' ? [rule['on']] : []
  })
  const emits = said.flatMap((way) =>
    isPlain(way) && typeof way['emit'] === 'string' ? [way['emit']] : []
  )
  return [...new Set(heard)].flatMap((inbound) => emits.map((outbound) => ({ inbound, outbound })))
}

function byCount(phrases: ReadonlyMap<string, Phrase>): Phrase[] {
  return [...phrases.values()].sort((left, right) => right.count - left.count)
}
