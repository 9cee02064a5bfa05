// The people of one server's conversations, as far as the server tells; kept in memory while connected.
import type { InboundPerson, PassingEvent } from '../../../src-preload/contract/inbound.ts'
import type { Member } from '../../../src-preload/contract/model.ts'
import type { Refusals } from './refusals.ts'

type MembersEvent = Extract<PassingEvent, { kind: 'members' }>

/** The people of the whole server, where it does not tell them by conversation. */
const EVERYWHERE = null
const MAX_PEOPLE = 10_000
const MAX_CONVERSATIONS = 1_000
/** Of all conversations together. */
const MAX_IN_ALL = 50_000

export class MembersBoard {
  readonly #people = new Map<string | null, Map<string, Member>>()
  #count = 0

  /** Takes in what the server told; returns the conversation it was about, null for all. Counts who was left out. */
  apply(event: MembersEvent, refusals: Pick<Refusals, 'add'>): string | null {
    const place = event.conversation?.remoteId ?? EVERYWHERE
    if (!this.#people.has(place) && this.#people.size >= MAX_CONVERSATIONS) {
      refusals.add('people', event.people.length)
      return place
    }
    const earlier = this.#people.get(place)
    const people = (event.change === 'all' ? undefined : earlier) ?? new Map<string, Member>()
    const others = this.#count - (earlier?.size ?? 0)
    refusals.add('people', merge(people, event, Math.min(MAX_PEOPLE, MAX_IN_ALL - others)))
    this.#count = others + people.size
    this.#people.set(place, people)
    if (place === EVERYWHERE && event.change !== 'all') this.#carryOn(event)
    return place
  }

  /** The people of a conversation, or of the server where that is all it tells. */
  list(remoteId: string): Member[] {
    const people = this.#people.get(remoteId) ?? this.#people.get(EVERYWHERE)
    return [...(people?.values() ?? [])]
  }

  // Who came to or left the server is on or off in every conversation.
  #carryOn(event: MembersEvent): void {
    for (const [place, people] of this.#people) {
      if (place === EVERYWHERE) continue
      for (const person of event.people) {
        const key = person.id ?? person.name ?? ''
        const known = people.get(key)
        if (known) people.set(key, { ...known, online: event.change === 'joined' })
      }
    }
  }

  clear(): void {
    this.#people.clear()
    this.#count = 0
  }
}

/** Lets people come and go, `most` of them at most; returns how many were left out. */
function merge(people: Map<string, Member>, event: MembersEvent, most: number): number {
  let refused = 0
  for (const person of event.people) {
    const member = memberOf(person, event)
    if (!member) continue
    const key = member.id ?? member.name
    if (event.change === 'left') leave(people, member)
    else if (people.has(key) || people.size < most) people.set(key, member)
    else refused++
  }
  return refused
}

function memberOf(
  person: InboundPerson & { online: boolean | null },
  event: MembersEvent
): Member | null {
  const name = person.name ?? person.id
  if (name === null) return null
  return { id: person.id, name, online: person.online ?? (event.change === 'left' ? false : null) }
}

// Who left may be named otherwise than who came: by name where it was by id.
function leave(people: Map<string, Member>, member: Member): void {
  if (people.delete(member.id ?? member.name)) return
  for (const [key, known] of people) {
    if (known.name === member.name) {
      people.delete(key)
      return
    }
  }
}
