// Tells whether an inbound message is one that is stored already, and brings that one up to date.
import type { InboundMessage } from '../../../src-preload/contract/inbound.ts'
import type { MessageState } from '../../../src-preload/contract/model.ts'
import { baseOf, setServerContent, tellChanged } from '../content.ts'
import type { OpenConversation } from '../open-conversation.ts'
import { storeFiles } from '../files/inbound-files.ts'
import { readMessageFiles } from '../queries/files.ts'
import { proveMessage, strongerProof } from '../own-messages.ts'
import { writeRemote } from '../queries/messages-write.ts'
import { countReactions, deleteReactions, reactorOf, writeReaction } from '../queries/reactions.ts'
import {
  findByClientId,
  findById,
  findByRemoteId,
  findEmitted,
  findEmittedFiles,
  type StoredMessage
} from '../queries/stored-messages.ts'
import type { StoreDatabase } from '../database.ts'
import type { Inbound } from './inbound.ts'

/** How far apart sending and coming back may be where only the text tells. */
const ECHO_WINDOW_MS = 120_000
const ECHO_STATES: readonly MessageState[] = ['sending', 'sent', 'unconfirmed', 'queued', 'failed']

const none: ReadonlySet<number> = new Set()

/**
 * The stored message that this one is, by the server's id, by the client's, or as an own echo; `taken`
 * are stored ones that another message of the same page stands for already.
 */
export function findKnown(
  inbound: Inbound,
  conversation: OpenConversation,
  message: InboundMessage,
  taken = none
): StoredMessage | null {
  const { session } = inbound
  if (message.remoteId !== null && session.isKnown(conversation, message.remoteId)) {
    session.flush()
    const found = findByRemoteId(session.db, conversation.row.id, message.remoteId)
    if (found) return found
  }
  return findOwn(inbound, conversation, message, taken)
}

function findOwn(
  inbound: Inbound,
  conversation: OpenConversation,
  message: InboundMessage,
  taken: ReadonlySet<number>
): StoredMessage | null {
  if (message.clientId === null) {
    const isOwn = message.own || message.mayBeOwn === true
    return isOwn && !message.notice ? findEcho(inbound, conversation, message, taken) : null
  }
  const { session } = inbound
  if (!session.mayHaveClientId(message.clientId)) return null
  const found = findByClientId(session.db, message.clientId)
  if (found?.conversation_id !== conversation.row.id) return null
  // Another person could repeat a client id that the server hands on: then at least the text is ours.
  return message.own || found.text === message.text ? found : null
}

/** The oldest own message that was emitted, says the same and has not come back yet. */
function findEcho(
  inbound: Inbound,
  conversation: OpenConversation,
  message: InboundMessage,
  taken: ReadonlySet<number>
): StoredMessage | null {
  const { db } = inbound.session
  const candidates = ECHO_STATES.flatMap((state) => [
    ...findEmitted(db, conversation.row.id, { state, text: message.text }),
    ...findEmittedFiles(db, conversation.row.id, state).filter((stored) =>
      isOfFiles(db, stored, message)
    )
  ])
  const fitting = candidates.filter(
    (stored) =>
      !taken.has(stored.id) && isWaitingForEcho(stored, message) && isNear(inbound, stored, message)
  )
  fitting.sort(
    (left, right) => (left.emitted_at ?? 0) - (right.emitted_at ?? 0) || left.id - right.id
  )
  return fitting[0] ?? null
}

/** Whether a message tells the files of one that was sent, by where the server put them. */
function isOfFiles(db: StoreDatabase, stored: StoredMessage, message: InboundMessage): boolean {
  const addresses = readMessageFiles(db, stored.id).map(({ result }) => addressIn(result))
  const told = (message.files ?? []).flatMap(({ url, remoteId }) => [url, remoteId])
  return addresses.every(
    (address) => address !== null && (told.includes(address) || message.text.includes(address))
  )
}

function addressIn(result: string | null): string | null {
  const value: unknown = result === null ? null : JSON.parse(result)
  if (typeof value === 'string') return value
  if (value === null || typeof value !== 'object') return null
  const { url, id } = value as { url?: unknown; id?: unknown }
  return typeof url === 'string' ? url : typeof id === 'string' ? id : null
}

function isWaitingForEcho(stored: StoredMessage, message: InboundMessage): boolean {
  const isOpen =
    stored.proof === null || stored.proof === 'written' || stored.proof === 'acknowledged'
  return isOpen && (stored.remote_id === null || message.remoteId === null)
}

/**
 * The wall clock may have been set since the message left, so its age is also counted by how long the
 * computer has run. An uptime of an earlier start of the computer can only make two equal texts one that
 * the wall clocks would have told apart.
 */
function isNear(inbound: Inbound, stored: StoredMessage, { time }: InboundMessage): boolean {
  const { now, uptime } = inbound.session
  if (stored.emitted_at === null) return false
  const ageMs = stored.emitted_uptime === null ? null : uptime - stored.emitted_uptime
  const isCounted = ageMs !== null && ageMs >= 0
  if (isCounted && ageMs <= ECHO_WINDOW_MS) return true
  const emittedAt = [stored.emitted_at, ...(isCounted ? [now - ageMs] : [])]
  const seenAt = [inbound.receivedAt, ...(time === null ? [] : [time])]
  return seenAt.some((seen) => emittedAt.some((at) => Math.abs(seen - at) <= ECHO_WINDOW_MS))
}

/** Brings a stored message up to what the server now says of it. */
export function refreshKnown(
  inbound: Inbound,
  stored: StoredMessage,
  message: InboundMessage,
  position: number | null
): void {
  const { session } = inbound
  if (stored.client_id !== null && isNews(stored, message)) {
    proveMessage(session, stored.id, {
      proof: 'echoed',
      remoteId: message.remoteId,
      time: message.time,
      seq: message.seq,
      position
    })
  } else if (stored.remote_id === null || stored.seq === null) {
    writeRemote(session.db, stored.id, { remoteId: message.remoteId, seq: message.seq })
  }
  refreshContent(inbound, stored.id, message)
  const conversation = session.conversation(stored.conversation_id)
  if (message.remoteId !== null) conversation?.known.add(message.remoteId)
}

/** Whether it proves more of an own message than is known: coming back a second time does not. */
export function isNews(stored: StoredMessage, message: InboundMessage): boolean {
  const isProven = stored.proof !== null && strongerProof(stored.proof, 'echoed') === stored.proof
  return !isProven || (stored.remote_id === null && message.remoteId !== null)
}

// A page of history is where edits and deletions of the time away come from.
function refreshContent(inbound: Inbound, id: number, message: InboundMessage): void {
  const stored = findById(inbound.session.db, id)
  if (!stored) return
  const base = baseOf(stored)
  // What was deleted or edited since may come once more as it was.
  const isStale = base.deleted
    ? !message.deleted
    : base.edited && !message.edited && !message.deleted
  if (isStale) return
  const { text, edited, deleted } = message
  const { db } = inbound.session
  const hasNewFiles =
    !deleted && storeFiles(db, { id, conversationId: stored.conversation_id }, message.files ?? [])
  const ofFiles = stored.own === 1 && readMessageFiles(db, id).length > 0
  // Where addresses of files went within the text, the person's own words stay as they were written.
  const words = ofFiles && !edited && !deleted ? base.text : text
  setServerContent(inbound.session, stored, { text: words, edited: base.edited || edited, deleted })
  if (hasNewFiles) tellChanged(inbound.session, stored)
}

/** Stores the reactions that came with a message. */
export function addReactions(inbound: Inbound, id: number, message: InboundMessage): boolean {
  const { db } = inbound.session
  let hasChanged = false
  for (const reaction of message.reactions) {
    for (const person of reaction.by) {
      const by = reactorOf(person, isMe(inbound, person))
      if (writeReaction(db, id, reaction.emoji, { by, on: true })) hasChanged = true
    }
  }
  return hasChanged
}

/** Stores what came with a message that was just added: reactions, files. */
export function addExtras(inbound: Inbound, id: number, message: InboundMessage): void {
  const { session } = inbound
  if (message.reactions.length === 0 && !message.files) return
  session.flush()
  if (message.reactions.length > 0) addReactions(inbound, id, message)
  const stored = message.files && findById(session.db, id)
  if (stored) addFiles(inbound, { id, conversationId: stored.conversation_id }, message.files ?? [])
}

/** Stores the files of a message that was just added. */
export function addFiles(
  { session }: Inbound,
  message: { id: number; conversationId: number },
  files: NonNullable<InboundMessage['files']>
): void {
  session.flush()
  storeFiles(session.db, message, files)
}

function isMe(inbound: Inbound, person: { id: string | null; name: string | null }): boolean {
  const { me } = inbound.server
  if (person.id !== null && me.id !== null) return person.id === me.id
  return person.id === null && person.name !== null && person.name === me.name
}

/** The reactions as a page of history tells them: these and no others. */
export function replaceReactions(
  inbound: Inbound,
  stored: StoredMessage,
  message: InboundMessage
): void {
  const told = message.reactions.reduce((sum, reaction) => sum + reaction.by.length, 0)
  const { db } = inbound.session
  if (told === 0 && countReactions(db, stored.id) === 0) return
  deleteReactions(db, stored.id)
  addReactions(inbound, stored.id, message)
  tellChanged(inbound.session, stored)
}
