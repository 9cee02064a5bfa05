// The people of one server's conversations, as far as the server tells; kept in memory while connected.
import type { InboundPerson, PassingEvent } from '../../../src-preload/contract/inbound.ts'
import type { Member } from '../../../src-preload/contract/model.ts'

type MembersEvent = Extract<PassingEvent, { kind: 'members' }>

/** The people of the whole server, where it does not tell them by conversation. */
const EVERYWHERE = null
const MAX_PEOPLE = 10_000
const MAX_CONVERSATIONS = 1_000

export class MembersBoard {
  readonly #people = new Map<string | null, Map<string, Member>>()

  /** Takes in what the server told; returns the conversation it was about, null for all. */
  apply(event: MembersEvent): string | null {
    const place = event.conversation?.remoteId ?? EVERYWHERE
    if (!this.#people.has(place) && this.#people.size >= MAX_CONVERSATIONS) return place
    const known = event.change === 'all' ? undefined : this.#people.get(place)
    const people = known ?? new Map<string, Member>()
    for (const person of event.people) {
      const member = memberOf(person, event)
      if (!member) continue
      if (event.change === 'left') leave(people, member)
      else if (people.size < MAX_PEOPLE) people.set(member.id ?? member.name, member)
    }
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
  }
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
