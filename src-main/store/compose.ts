// What the person does to messages: each act is shown at once and stands in the outbox until proven.
import { randomUUID } from 'node:crypto'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { FileId, ServerFiles } from '../../src-preload/contract/files.ts'
import type { ConversationId, Features, MessageId } from '../../src-preload/contract/model.ts'
import { toStorableText } from '../base/sql-value.ts'
import { baseOf, setServerContent, tellChanged } from './content.ts'
import { attach, pickStaged } from './files/send-files.ts'
import type { OpenConversation } from './open-conversation.ts'
import type { NewMessage } from './queries/messages-insert.ts'
import { writeFailure, writeOutboxId } from './queries/messages-write.ts'
import { enqueue } from './enqueue.ts'
import { hasOutboxClientId, type Payload } from './queries/outbox.ts'
import { hasOwnReaction, reactorOf, writeReaction } from './queries/reactions.ts'
import type { MovingRow } from './queries/files.ts'
import { featuresOf, filesOfServer, readServerRow } from './queries/servers-read.ts'
import { findByClientId, findById, type StoredMessage } from './queries/stored-messages.ts'
import { changeQueued, isQueued, takeBackQueued } from './queued.ts'
import type { WriteSession } from './write-session.ts'

interface Place {
  conversation: OpenConversation
  features: Features
  textLength: number
  /** Null where it takes no files. */
  takes: ServerFiles | null
  me: { id: string | null; name: string }
}

function placeOf(session: WriteSession, id: ConversationId): Place | null {
  const conversation = session.conversation(id)
  const server = conversation && readServerRow(session.db, conversation.row.server_id)
  if (!conversation || !server) return null
  const me = { id: server.me_id, name: session.myName(server.id) }
  const takes = filesOfServer(server)
  return { conversation, features: featuresOf(server), textLength: server.text_length, takes, me }
}

function refuseText(text: string, max: number, mayBeEmpty = false): Result<never> | null {
  if (text.trim() === '' && !mayBeEmpty) return refuse('message-empty')
  if (text.length > max) return refuse('message-too-long', { limit: max, length: text.length })
  return null
}

export interface SendInput {
  conversationId: ConversationId
  clientId: string
  text: string
  replyToId: MessageId | null
  /** Files of the composer, in order. */
  fileIds?: readonly FileId[]
}

/**
 * Commits a message and, unless it waits for its files, its outbox entry; the same client id again answers with
 * the first one's id. What a server does not take in one message goes in several, words first.
 */
export function sendMessage(
  session: WriteSession,
  input: SendInput
): Result<{ messageId: MessageId }> {
  const sent = findByClientId(session.db, input.clientId)
  if (sent) return done({ messageId: sent.id })
  const place = placeOf(session, input.conversationId)
  if (!place) return refuse('not-found')
  if (!place.features.send) return refuse('not-supported')
  const picked = pickStaged(session, input.conversationId, input.fileIds ?? [])
  if (!picked.ok) return picked
  const refused = refuseText(input.text, place.textLength, picked.value.length > 0)
  if (refused) return refused
  if (picked.value.length === 0) return done(compose(session, place, input))
  if (!place.takes) return refuse('not-supported')
  return done(composeWithFiles(session, place, { input, files: picked.value, takes: place.takes }))
}

function composeWithFiles(
  session: WriteSession,
  place: Place,
  { input, files, takes }: { input: SendInput; files: MovingRow[]; takes: ServerFiles }
): { messageId: MessageId } {
  const hasWords = input.text.trim() !== ''
  const firsts = hasWords && !takes.captions ? [compose(session, place, input)] : []
  let words = hasWords && takes.captions ? input.text : ''
  for (let at = 0; at < files.length; at += takes.perMessage) {
    const isFirst = at === 0 && firsts.length === 0
    const one = { ...input, text: words, ...(isFirst ? {} : { clientId: randomUUID() }) }
    firsts.push(compose(session, place, one, files.slice(at, at + takes.perMessage)))
    words = ''
  }
  const [first] = firsts
  if (!first) throw new Error('files make at least one message')
  return first
}

function compose(
  session: WriteSession,
  place: Place,
  input: SendInput,
  files: readonly MovingRow[] = []
): { messageId: MessageId } {
  const quoted = quotedOf(session, input)
  const message = composed(session, place, input, quoted)
  session.insert(message)
  session.flush()
  if (files.length > 0) {
    attach(session, message, files)
    return { messageId: message.id }
  }
  const outboxId = enqueue(session, place.conversation, {
    messageId: message.id,
    intent: 'send',
    clientId: input.clientId,
    payload: { text: message.text, replyTo: quoted && replyPayload(quoted) }
  })
  writeOutboxId(session.db, message.id, outboxId)
  return { messageId: message.id }
}

function quotedOf(session: WriteSession, input: SendInput): StoredMessage | null {
  const quoted = input.replyToId === null ? undefined : findById(session.db, input.replyToId)
  return quoted?.conversation_id === input.conversationId ? quoted : null
}

function replyPayload(quoted: StoredMessage): NonNullable<Payload['replyTo']> {
  return { remoteId: quoted.remote_id, author: quoted.author_name, text: quoted.text }
}

function composed(
  session: WriteSession,
  { conversation, me }: Place,
  input: SendInput,
  quoted: StoredMessage | null
): NewMessage {
  return {
    id: session.ids.next(session.now),
    conversationId: conversation.row.id,
    position: conversation.takePending(),
    remoteId: null,
    clientId: input.clientId,
    authorId: me.id,
    authorName: me.name,
    own: true,
    time: session.now,
    receivedAt: session.now,
    text: toStorableText(input.text),
    edited: false,
    deleted: false,
    notice: false,
    seq: null,
    reply: quoted && { id: quoted.id, ...replyPayload(quoted) },
    state: 'queued',
    proof: null
  }
}

/** A stored message with the place it stands in, if a change to it can be told to the server. */
interface Target extends Place {
  stored: StoredMessage
}

function targetOf(
  session: WriteSession,
  messageId: MessageId,
  feature: 'edit' | 'delete' | 'react'
): Result<Target> {
  const stored = findById(session.db, messageId)
  const place = stored && placeOf(session, stored.conversation_id)
  if (!stored || !place) return refuse('not-found')
  if (!place.features[feature]) return refuse('not-supported')
  if (stored.remote_id === null || stored.deleted === 1) return refuse('not-allowed')
  if (feature !== 'react' && stored.own === 0) return refuse('not-allowed')
  return done({ ...place, stored })
}

export interface EditInput {
  messageId: MessageId
  clientId: string
  text: string
}

/** Changes an own message; one that has not been sent yet is simply sent as it is now. */
export function editMessage(session: WriteSession, input: EditInput): Result<null> {
  if (hasOutboxClientId(session.db, input.clientId)) return done(null)
  const queued = findById(session.db, input.messageId)
  const place = queued && placeOf(session, queued.conversation_id)
  const refused = refuseText(input.text, place?.textLength ?? Number.MAX_SAFE_INTEGER)
  if (refused) return refused
  const text = toStorableText(input.text)
  if (queued && isQueued(session, queued)) return done(changeQueued(session, queued, text))
  const found = targetOf(session, input.messageId, 'edit')
  if (!found.ok) return found
  return done(
    enqueueChange(session, found.value, { intent: 'edit', clientId: input.clientId, text })
  )
}

/** Deletes an own message; one that has not been sent yet is taken back. */
export function deleteMessage(
  session: WriteSession,
  input: { messageId: MessageId; clientId: string }
): Result<null> {
  if (hasOutboxClientId(session.db, input.clientId)) return done(null)
  const queued = findById(session.db, input.messageId)
  if (queued && isQueued(session, queued)) return done(takeBackQueued(session, queued))
  const found = targetOf(session, input.messageId, 'delete')
  if (!found.ok) return found
  const { clientId } = input
  return done(enqueueChange(session, found.value, { intent: 'delete', clientId, text: '' }))
}

function enqueueChange(
  session: WriteSession,
  { stored, conversation }: Target,
  change: { intent: 'edit' | 'delete'; clientId: string; text: string }
): null {
  const base = baseOf(stored)
  enqueue(session, conversation, {
    messageId: stored.id,
    intent: change.intent,
    clientId: change.clientId,
    payload: { text: change.text, targetRemoteId: stored.remote_id }
  })
  writeFailure(session.db, stored.id, null)
  setServerContent(session, stored, base)
  return null
}

export interface ReactInput {
  messageId: MessageId
  clientId: string
  emoji: string
  on: boolean
}

export function react(session: WriteSession, input: ReactInput): Result<null> {
  if (hasOutboxClientId(session.db, input.clientId)) return done(null)
  const found = targetOf(session, input.messageId, 'react')
  if (!found.ok) return found
  const { stored, conversation, me } = found.value
  const emoji = toStorableText(input.emoji)
  const was = hasOwnReaction(session.db, stored.id, emoji)
  if (was === input.on) return done(null)
  writeReaction(session.db, stored.id, emoji, { by: reactorOf(me, true), on: input.on })
  enqueue(session, conversation, {
    messageId: stored.id,
    intent: 'react',
    clientId: input.clientId,
    payload: { targetRemoteId: stored.remote_id, emoji, on: input.on, was }
  })
  tellChanged(session, stored)
  return done(null)
}
