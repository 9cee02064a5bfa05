// Compiles who and where: people with names looked up, conversations by name, by joining, or the only one.
import type { ConversationRef, InboundPerson } from '../../../src-preload/contract/inbound.ts'
import { cleanId, cleanName } from '../clean.ts'
import type { Frame } from '../expressions/frame.ts'
import type { Place } from '../schema/words.ts'
import type { Compiler } from './compiler.ts'

export type ReadPerson = (frame: Frame) => InboundPerson
/** Null: nowhere that can be told, or the whole server. */
export type ReadPlace = (frame: Frame) => ConversationRef | null

interface PersonFields {
  id?: string
  name?: string
}

const NOBODY: InboundPerson = { id: null, name: null }

/** Compiles a person; one with an id alone gets the name that was learned for it. */
export function compilePerson(fields: PersonFields | undefined, compiler: Compiler): ReadPerson {
  if (!fields) return () => NOBODY
  const readId = compiler.maybe('id', fields.id)
  const readName = compiler.maybe('name', fields.name)
  return (frame) => {
    const id = readId ? cleanId(readId(frame)) : null
    const name = readName ? cleanName(readName(frame)) : null
    return { id, name: name ?? nameOf(id, frame) }
  }
}

function nameOf(id: string | null, frame: Frame): string | null {
  if (id === null) return null
  const { people, me } = frame.session
  return people.get(id) ?? (id === me.id ? me.name : null)
}

/** Whether two people are one: by id where both have one, else by name. */
export function isSamePerson(left: InboundPerson, right: InboundPerson): boolean {
  if (left.id !== null && right.id !== null) return left.id === right.id
  return left.name !== null && left.name === right.name
}

/** Compiles a conversation; one that is left out is the only one, the joined one, or the asked one. */
export function compilePlace(place: Place | undefined, compiler: Compiler): ReadPlace {
  const { mode, title, usual } = compiler.naming
  const single: ConversationRef = { remoteId: '', kind: 'single', title, peer: null }
  if (place === 'server') return () => null
  if (place === 'single') return () => single
  if (typeof place === 'object') return compileNamed(place, compiler)
  if (mode === 'single' && place === undefined) return () => single
  return (frame) => frame.conversation ?? frame.session.current ?? usual?.(frame) ?? null
}

function compileNamed(place: Exclude<Place, string>, compiler: Compiler): ReadPlace {
  const readId = compiler.need('id', place.id)
  const readDirect = compiler.maybe('direct', place.direct)
  const readTitle = compiler.maybe('title', place.title)
  const readPeer = place.peer ? compilePerson(place.peer, compiler.at('peer')) : null
  return (frame) => {
    const remoteId = cleanId(readId(frame))
    if (remoteId === null) return null
    const kind = readDirect?.(frame) === true ? 'direct' : 'room'
    const peer = kind === 'direct' && readPeer ? readPeer(frame) : null
    const title = readTitle ? cleanName(readTitle(frame)) : null
    return { remoteId, kind, title: title ?? peer?.name ?? null, peer }
  }
}
