// People: who types, who is there, who the person of this app is, and what ids are called.
import type {
  ConversationRef,
  InboundEvent,
  InboundPerson
} from '../../../src-preload/contract/inbound.ts'
import { cleanCount } from '../clean.ts'
import type { Frame } from '../expressions/frame.ts'
import type { RuleOf } from '../schema/rules.ts'
import { withMe, withPeople, withVar } from '../session.ts'
import type { Compiler } from './compiler.ts'
import { readEach } from './each.ts'
import type { Meaning } from './meanings.ts'
import { compilePeople } from './message.ts'
import { compilePerson, compilePlace, isSamePerson } from './place.ts'

const MAX_PEOPLE = 10_000
/** People typing in one conversation at once, and conversations where somebody does. */
const MAX_TYPISTS = 50
/** Longest that a server may have somebody typing without saying it again, ms. */
const LONGEST_TYPING = 60_000
/** Where the last list of typing people is kept; no dialect can name it. */
const TYPISTS = '$typists'

/** Somebody began or stopped typing. */
export function compileTyping(rule: RuleOf<'typing'>, compiler: Compiler): Meaning {
  const place = compilePlace(rule.conversation, compiler.at('conversation'))
  const person = compilePerson(rule.by, compiler.at('by'))
  const own = compiler.maybe('own', rule.own)
  const isOn = compiler.maybe('isOn', rule.isOn)
  const readLasting = compiler.maybe('forMs', rule.forMs)
  return (frame, events) => {
    const conversation = place(frame)
    if (!conversation) return 'no-conversation'
    const by = person(frame)
    const isOwn = own ? own(frame) === true : isSamePerson(by, frame.session.me)
    const on = isOn?.(frame) !== false
    const forMs = readLasting ? cleanCount(readLasting(frame)) : null
    const lasting = forMs !== null && forMs > 0 ? { forMs: Math.min(forMs, LONGEST_TYPING) } : {}
    events.push({ kind: 'typing', conversation, by, own: isOwn, on, ...lasting })
    return true
  }
}

/** A list of all who are typing: told as who began and who stopped since the last one. */
export function compileTypists(rule: RuleOf<'typists'>, compiler: Compiler): Meaning {
  const place = compilePlace(rule.conversation, compiler.at('conversation'))
  const people = compilePeople(rule.people, compiler.at('people'), MAX_TYPISTS)
  return (frame, events) => {
    const conversation = place(frame)
    if (!conversation) return 'no-conversation'
    const now = people(frame)
    const earlier = swapTypists(frame, conversation.remoteId, now)
    tellTyping(earlier, now, { frame, events, conversation, on: false })
    tellTyping(now, earlier, { frame, events, conversation, on: true })
    return true
  }
}

function swapTypists(frame: Frame, remoteId: string, now: InboundPerson[]): InboundPerson[] {
  const all = (frame.session.vars[TYPISTS] ?? {}) as Record<string, InboundPerson[]>
  const { [remoteId]: earlier = [], ...others } = all
  const kept = Object.entries(others).slice(-MAX_TYPISTS)
  const next = now.length > 0 ? [...kept, [remoteId, now] as const] : kept
  frame.session = withVar(frame.session, TYPISTS, Object.fromEntries(next))
  return earlier
}

interface Telling {
  frame: Frame
  events: InboundEvent[]
  conversation: ConversationRef
  on: boolean
}

function tellTyping(these: InboundPerson[], without: InboundPerson[], telling: Telling): void {
  const { frame, events, conversation, on } = telling
  for (const by of these) {
    if (without.some((other) => isSamePerson(by, other))) continue
    const own = isSamePerson(by, frame.session.me)
    events.push({ kind: 'typing', conversation, by, own, on })
  }
}

/** Who is in a conversation or on the server, or who came and went. */
export function compileMembers(rule: RuleOf<'members'>, compiler: Compiler): Meaning {
  const place = compilePlace(rule.conversation, compiler.at('conversation'))
  const fields = compiler.at('people')
  const each = fields.maybe('each', rule.people.each)
  const person = compilePerson(rule.people, fields)
  const readOnline = fields.maybe('online', rule.people.online)
  const usual = { all: null, joined: true, left: false }[rule.change]
  return (frame, events) => {
    const people = readEach(each, frame, MAX_PEOPLE, () => {
      const found = person(frame)
      if (found.id === null && found.name === null) return null
      const online = readOnline?.(frame)
      return {
        id: found.id,
        name: found.name,
        online: typeof online === 'boolean' ? online : usual
      }
    })
    if (people.length === 0 && rule.change !== 'all') return false
    frame.session = withPeople(frame.session, people)
    events.push({ kind: 'members', conversation: place(frame), people, change: rule.change })
    return true
  }
}

/** Names by id, to be looked up later; tells nothing. */
export function compilePeopleRule(rule: RuleOf<'people'>, compiler: Compiler): Meaning {
  const people = compilePeople(rule.people, compiler.at('people'), MAX_PEOPLE)
  return (frame) => {
    frame.session = withPeople(frame.session, people(frame))
    return true
  }
}

/** Who the person is on this server. */
export function compileIdentity(rule: RuleOf<'identity'>, compiler: Compiler): Meaning {
  const person = compilePerson(rule, compiler)
  return (frame, events) => {
    const me = person(frame)
    if (me.id === null && me.name === null) return false
    frame.session = withPeople(withMe(frame.session, me), [me])
    events.push({ kind: 'identity', me: frame.session.me })
    return true
  }
}
