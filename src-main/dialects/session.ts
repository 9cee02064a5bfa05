// How a session changes: each change gives a new one, and nothing in it grows without bound.
import type { ConversationRef, InboundPerson } from '../../src-preload/contract/inbound.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import type { Session, Stream } from './compiled.ts'
import { sanitiseValue } from './sanitise.ts'

const MAX_PEOPLE = 5000
const MAX_VARS = 60
/** Messages that are written at once; a server that never ends them forgets the earliest. */
const MAX_STREAMS = 20
/** Bytes of one value that a dialect keeps. */
const MAX_VALUE = 64_000

/** What is known before anything was heard. Remembered values come back as vars. */
export function startSession(
  login: Readonly<Record<string, string>>,
  me: Session['me'] = { id: null, name: null },
  vars: Session['vars'] = {}
): Session {
  return { login, me, vars, socketId: null, people: new Map(), current: null, streams: new Map() }
}

/** Learns who the person is; a null leaves what is known. */
export function withMe(session: Session, person: InboundPerson): Session {
  const id = person.id ?? session.me.id
  const name = person.name ?? session.me.name
  if (id === session.me.id && name === session.me.name) return session
  return { ...session, me: { id, name } }
}

/** Keeps a value for later expressions; one that is too large is dropped. */
export function withVar(session: Session, name: string, value: unknown): Session {
  if (session.vars[name] === value) return session
  const isNew = !Object.hasOwn(session.vars, name)
  if (isNew && Object.keys(session.vars).length >= MAX_VARS) return session
  if (sanitiseValue(value).bytes > MAX_VALUE) return session
  return { ...session, vars: { ...session.vars, [name]: value } }
}

/** Moves to the conversation that unnamed messages belong to. */
export function withCurrent(session: Session, current: ConversationRef | null): Session {
  return { ...session, current }
}

/** Learns names by id; the earliest learned are forgotten first. */
export function withPeople(session: Session, people: readonly InboundPerson[]): Session {
  let learned: Map<string, string> | null = null
  for (const { id, name } of people) {
    if (id === null || name === null || (learned ?? session.people).get(id) === name) continue
    learned ??= new Map(session.people)
    learned.set(id, name)
  }
  if (!learned) return session
  for (const id of learned.keys()) {
    if (learned.size <= MAX_PEOPLE) break
    learned.delete(id)
  }
  return { ...session, people: learned }
}

/** Keeps how far a message has come; null: nothing more is to come of it. */
export function withStream(session: Session, id: string, stream: Stream | null): Session {
  const streams = new Map(session.streams)
  streams.delete(id)
  if (stream) streams.set(id, stream)
  for (const earliest of streams.keys()) {
    if (streams.size <= MAX_STREAMS) break
    streams.delete(earliest)
  }
  return { ...session, streams }
}

/** A text short enough to be remembered between connections. */
export function rememberable(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text.length <= limits.loginValue ? text : null
}
