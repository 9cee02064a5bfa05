// Weighs which known dialect a server's own page speaks, for servers that say nothing by themselves.
/*
 * A page is no proof, so this is a suggestion to a person and never acted upon. Names that any chat could use
 * count little, names and shapes that few dialects have count much, and of two that come near none is suggested.
 */
import type { Suggestion } from '../../src-preload/contract/learning.ts'
import { isPlainName } from './compile/signs.ts'
import { isPlain } from './learn/leaves.ts'
import type { PageTalk } from './learn/page-script.ts'
import { isBlank } from './learn/page-values.ts'
import type { DialectDocument } from './schema.ts'

/** What is enough for a suggestion, where no other has enough; and how many times as much as the next one has. */
const ENOUGH = 0.85
const LEAD = 1.5
/** What a name counts that is one plain word, or several of them. */
const PLAIN = 0.25
const PLAIN_WORDS = 0.6
/** What a fixed text or a set of keys counts, and all of one emit at most. */
const TRAIT = 0.4
const TRAITS_MOST = 1
/** Where all that the page says is in the dialect. */
const EXPLAINED = 1.5
/** What the events count that a page listens to as a dialect does, beside what it says, and at most. */
const HEARD = 0.5
const HEARD_MOST = 1
/** How many there must be for a dialect that only listens. */
const HEARD_LEAST = 2
const DEEPEST = 4

/** Something that a dialect says. */
interface Saying {
  event: string
  args: unknown
  traits: ReadonlySet<string>
}

interface Profile {
  id: string
  name: string
  join: Saying[]
  send: Saying[]
  /** All events that it ever says. */
  says: ReadonlySet<string>
  /** Events that it reads. */
  hears: readonly string[]
}

/** The one of these dialects that a page clearly speaks; null where none or more than one may be meant. */
export function suggest(
  documents: readonly DialectDocument[],
  { emits, hears }: PageTalk
): Suggestion | null {
  const profiles = documents.map(profileOf)
  const rarity = rarityIn(profiles)
  const said = sayingsOf(emits.map(({ event, args }) => ({ emit: event, args })))
  const page = { said, hears: new Set(hears) }
  const scored = profiles
    .map((profile) => ({ profile, score: scoreOf(profile, page, rarity) }))
    .sort((left, right) => right.score - left.score)
  const [best, second] = scored
  const next = second?.score ?? 0
  if (!best || best.score < ENOUGH || next >= ENOUGH || best.score < next * LEAD) return null
  return { dialectId: best.profile.id, name: best.profile.name, by: 'page' }
}

function profileOf({ id, name, join = [], outbound = {}, inbound }: DialectDocument): Profile {
  const { send = [], ...others } = outbound
  const rest = Object.values(others).flatMap((one) => one)
  return {
    id,
    name,
    join: sayingsOf(join),
    send: sayingsOf([send].flat()),
    says: new Set(sayingsOf([...join, ...[send].flat(), ...rest]).map(({ event }) => event)),
    hears: [...new Set(inbound.flatMap(({ on = [] }) => on))].filter((on) => !on.includes('{'))
  }
}

function sayingsOf(emits: readonly { emit?: string; args?: unknown }[]): Saying[] {
  return emits.flatMap(({ emit: event, args = [] }) =>
    event === undefined || event.startsWith('=')
      ? []
      : [{ event, args, traits: traitsOf(event, args) }]
  )
}

/** What stands fixed in arguments, and which keys are together there: each with the event and its place. */
function traitsOf(event: string, args: unknown): Set<string> {
  const found = new Set<string>()
  const look = (value: unknown, place: string, depth: number): void => {
    if (typeof value === 'string' && value !== '' && !value.startsWith('=')) {
      found.add(`${event} ${place}=${value}`)
    }
    if (depth > DEEPEST || isBlank(value)) return
    const parts = Array.isArray(value) ? { ...value } : isPlain(value) ? value : {}
    const keys = keysOf(parts)
    if (isPlain(value) && keys.length > 1) found.add(`${event} ${place}{${keys.sort().join()}}`)
    for (const [key, part] of Object.entries(parts)) look(part, `${place}.${key}`, depth + 1)
  }
  look(args, '', 0)
  return found
}

/** A page's words. */
interface Page {
  said: readonly Saying[]
  hears: ReadonlySet<string>
}

type Rarity = (what: string) => number

/** From 1 for what one dialect alone has to 0 for what all have. */
function rarityIn(profiles: readonly Profile[]): Rarity {
  const counts = new Map<string, number>()
  for (const { join, send, hears } of profiles) {
    const said = [...join, ...send].flatMap(({ event, traits }) => [event, ...traits])
    const own = [...said, ...hears.map(heard)]
    for (const one of new Set(own)) counts.set(one, (counts.get(one) ?? 0) + 1)
  }
  const all = Math.log(profiles.length + 1)
  return (what) => 1 - Math.log(counts.get(what) ?? 1) / all
}

/** 0 where the page lacks what one must say there to come in and to write. */
function scoreOf(profile: Profile, { said, hears }: Page, rarity: Rarity): number {
  const join = weigh(profile.join, said, rarity)
  const send = weigh(profile.send, said, rarity)
  if (join === null || send === null) return 0
  const isExplained = said.every(({ event }) => profile.says.has(event))
  const common = profile.hears.filter((event) => hears.has(event))
  const ofHeard = common.reduce((sum, event) => sum + weightOf(event) * rarity(heard(event)), 0)
  if (profile.join.length + profile.send.length === 0) {
    return isExplained && common.length >= HEARD_LEAST ? ofHeard : 0
  }
  return (join + send) * (isExplained ? EXPLAINED : 1) + Math.min(HEARD_MOST, ofHeard * HEARD)
}

/** An event that is read counts for itself, whatever is said under the same name. */
function heard(event: string): string {
  return `on ${event}`
}

/** What is found of these on the page, each event once; null where none is. */
function weigh(sayings: readonly Saying[], page: readonly Saying[], rarity: Rarity): number | null {
  const byEvent = new Map<string, number>()
  for (const saying of sayings) {
    const alike = page.filter((emit) => emit.event === saying.event && fits(saying.args, emit.args))
    if (alike.length === 0) continue
    const traits = [...saying.traits].filter((trait) =>
      alike.some((emit) => emit.traits.has(trait))
    )
    const ofTraits = traits.reduce((sum, trait) => sum + TRAIT * rarity(trait), 0)
    const weight = weightOf(saying.event) * rarity(saying.event) + Math.min(TRAITS_MOST, ofTraits)
    byEvent.set(saying.event, Math.max(byEvent.get(saying.event) ?? 0, weight))
  }
  if (byEvent.size === 0) return sayings.length === 0 ? 0 : null
  return [...byEvent.values()].reduce((sum, weight) => sum + weight, 0)
}

function weightOf(event: string): number {
  if (!isPlainName(event)) return 1
  return /^([a-z]+|[A-Z]+)$/.test(event) ? PLAIN : PLAIN_WORDS
}

/** Whether what a page passes may be what a dialect passes; a page's values are mostly unknown. */
function fits(known: unknown, passed: unknown): boolean {
  if (!Array.isArray(known) || !Array.isArray(passed)) return true
  return known.length === passed.length && known.every((one, at) => isAlike(one, passed[at]))
}

/** Expressions that give a text. */
const TEXT = /^=(entry\.text|(login|me)\.\w+|conversation\.remoteId)$/

function isAlike(known: unknown, passed: unknown): boolean {
  if (isBlank(passed)) return true
  if (typeof known === 'string') {
    if (known.startsWith('=')) return !TEXT.test(known) || !isPlain(passed)
    return known === passed
  }
  if (!isPlain(known)) return true
  if (!isPlain(passed)) return false
  const [left, right] = [keysOf(known), keysOf(passed)]
  const common = left.filter((key) => right.includes(key)).length
  return common >= Math.min(left.length, right.length) / 2
}

/** A dialect marks keys that may be missing. */
function keysOf(value: object): string[] {
  return Object.keys(value).map((key) => key.replace(/\?$/, ''))
}
