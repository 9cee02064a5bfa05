// Proposes how to introduce oneself to a server: by what other servers want, and by what this one complains of.
import { wordsOf } from './clues.ts'
import { restyled } from './event-names.ts'
import { propose, type Proposal } from './proposal.ts'
import type { Phrase, Vocabulary } from './vocabulary.ts'

/** What is known when an introduction is proposed. */
export interface Need {
  vocabulary: Vocabulary
  /** What was refused, with the server's words. */
  refused: readonly Refused[]
}

/** An introduction that a server complained of. */
export interface Refused {
  event: string
  words: string
}

/** Names and shapes that many servers want, beyond those that are counted: each with a small weight. */
const SHAPES: readonly (readonly [kind: 'who' | 'where' | 'both', args: unknown[]])[] = [
  ['who', ['=login.name']],
  ['where', ['=login.room']],
  ['both', [{ username: '=login.name', room: '=login.room' }]],
  ['both', [{ name: '=login.name', room: '=login.room' }]],
  ['who', [{ username: '=login.name' }]],
  ['where', [{ room: '=login.room' }]]
]

/** Introductions, likeliest first: those of known servers, and their events with other usual shapes. */
export function proposeIntroductions({ vocabulary, refused }: Need): Proposal[] {
  const introductions = vocabulary.introductions.filter(introduces)
  const total = introductions.reduce((sum, { count }) => sum + count, 0) || 1
  const wanted = new Set(refused.flatMap(({ words }) => wordsOf(words)))
  const byId = new Map<string, Proposal>()
  const add = (phrase: Phrase, weight: number): void => {
    const isAsked = mentions(phrase, wanted)
    const confidence = Math.min(0.9, weight + (isAsked ? 0.4 : 0))
    const { event, args, ack } = phrase
    const reason = isAsked ? 'server-asked' : 'vocabulary'
    const one = propose('introduce', { event, args, ack }, confidence, reason)
    const known = byId.get(one.id)
    if (!known || known.confidence < confidence) byId.set(one.id, one)
  }
  for (const phrase of introductions) add(phrase, (phrase.count / total) * 3)
  for (const phrase of introductions) {
    for (const event of restyled(phrase.event, vocabulary)) {
      add({ ...phrase, event }, phrase.count / total)
    }
  }
  for (const [event, count] of namesOf(introductions)) {
    for (const [kind, args] of SHAPES) {
      const fit = suits(event, kind)
      if (fit > 0) add({ event, args, ack: true, count }, (count / total) * fit)
    }
  }
  const asked = refused.flatMap((one) => asAsked(one) ?? [])
  return [...asked, ...byId.values()].sort((left, right) => right.confidence - left.confidence)
}

const ASKED: readonly (readonly [RegExp, string])[] = [
  [/^(name|username|nickname|nick|user|nome|nombre|pseudo|benutzername)$/, '=login.name'],
  [/^(room|channel|chat|group|stanza|sala|raum|canale|salon)$/, '=login.room'],
  [/^(password|passwort|contraseña)$/, '=login.password'],
  [/^(token|apikey)$/, '=login.token'],
  [/^(email|mail|correo)$/, '=login.email']
]

/** The same event with what its refusal named: "Name and room are required". */
function asAsked({ event, words }: Refused): Proposal | null {
  const named = wordsOf(words).flatMap((word) => {
    const found = ASKED.find(([pattern]) => pattern.test(word))
    return found ? [[word, found[1]] as const] : []
  })
  if (named.length === 0) return null
  const args = [Object.fromEntries(named)]
  return propose('introduce', { event, args, ack: true }, 0.95, 'server-asked')
}

function namesOf(phrases: readonly Phrase[]): Map<string, number> {
  const names = new Map<string, number>()
  for (const { event, count } of phrases) names.set(event, (names.get(event) ?? 0) + count)
  return names
}

/** Whether an event of this name may be told who, where, or both. */
function suits(event: string, kind: 'who' | 'where' | 'both'): number {
  const words = wordsOf(event)
  const isWhere = words.some((word) => /^(room|channel|join|enter|subscribe)$/.test(word))
  const isWho = words.some((word) => /^(user|adduser|login|name|nick|register|auth)$/.test(word))
  if (kind === 'both') return isWhere ? 2 : 0
  return kind === 'who' ? (isWho ? 2 : 0) : isWhere ? 1.5 : 0
}

/** Whether what the server complained of is what this tells. */
function mentions({ args }: Phrase, wanted: ReadonlySet<string>): boolean {
  if (wanted.size === 0) return false
  return keysOf(args).some((key) => wordsOf(key).some((word) => wanted.has(word)))
}

/** Says who one is, or where one wants to be. */
function introduces({ event, args }: Phrase): boolean {
  const said = JSON.stringify(args)
  const isEmpty = args.length === 0 && !/get|list|find|load/i.test(event)
  return isEmpty || /=login\.(name|room|token)/.test(said)
}

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => [key, ...keysOf(part)])
}
