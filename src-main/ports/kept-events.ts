// Checks events that cross a port as JSON: by their schema, the plain messages that floods are made of by hand.
import * as v from 'valibot'
import { keptEventSchema, type KeptEvent } from '../../src-preload/contract/inbound.ts'
import { limits } from '../../src-preload/contract/limits.ts'

/** Kept events as they are. */
export const keptEventsSchema = v.pipe(v.array(keptEventSchema), v.maxLength(limits.commitEvents))

/** Kept events as JSON. */
export const packedEventsSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.rawTransform<unknown, KeptEvent[]>(({ dataset, addIssue, NEVER }) => {
    const events = dataset.value
    // Taken as they are: the schema would make the same of them, for ten times the cost.
    if (Array.isArray(events) && events.length <= limits.commitEvents && events.every(isPlainEvent))
      return events
    const parsed = v.safeParse(keptEventsSchema, events, { abortEarly: true })
    if (parsed.success) return parsed.output
    addIssue({ message: parsed.issues[0].message })
    return NEVER
  })
)

type PlainEvent = Extract<KeptEvent, { kind: 'message' }>

/** The latest time that is one, ms since 1970: year 9999. */
const LAST_TIME = 253_402_300_799_999
const EVENT_FIELDS = 3
const CONVERSATION_FIELDS = 4
const MESSAGE_FIELDS = 12
const PERSON_FIELDS = 2

/** Whether this is a message without files, quote and reactions that fits the schema, with nothing beside it. */
export function isPlainEvent(event: unknown): event is PlainEvent {
  if (!hasFields(event, EVENT_FIELDS) || event['kind'] !== 'message') return false
  return isConversation(event['conversation']) && isMessage(event['message'])
}

function isConversation(value: unknown): boolean {
  if (!hasFields(value, CONVERSATION_FIELDS)) return false
  const { remoteId, kind, title, peer } = value
  if (kind !== 'single' && kind !== 'room' && kind !== 'direct') return false
  const isNamed =
    isText(remoteId, limits.remoteId) && (title === null || isText(title, limits.name))
  return isNamed && (peer === null || isPerson(peer))
}

function isMessage(value: unknown): boolean {
  if (!hasFields(value, MESSAGE_FIELDS)) return false
  const { remoteId, clientId, author, own, text, time, seq, replyTo, reactions } = value
  if (!isId(remoteId) || !isId(clientId) || !isPerson(author)) return false
  if (!isText(text, limits.messageText)) return false
  if (!isMissingOrTime(time) || !(seq === null || Number.isSafeInteger(seq))) return false
  const areFlags =
    isFlag(own) && isFlag(value['edited']) && isFlag(value['deleted']) && isFlag(value['notice'])
  return areFlags && replyTo === null && Array.isArray(reactions) && reactions.length === 0
}

function isPerson(value: unknown): boolean {
  if (!hasFields(value, PERSON_FIELDS)) return false
  const { id, name } = value
  return isId(id) && (name === null || isText(name, limits.name))
}

/** With all of so many fields named by who asks, there is room for no other. */
function hasFields(value: unknown, count: number): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.keys(value).length === count
}

function isId(value: unknown): boolean {
  return value === null || isText(value, limits.remoteId)
}

function isText(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.length <= most
}

function isMissingOrTime(value: unknown): boolean {
  if (value === null) return true
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= LAST_TIME
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean'
}
