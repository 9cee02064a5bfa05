// Commits that a message which was stored is read otherwise now: what it says, who said it, where it belongs.
import type { InboundMessage, KeptEvent } from '../../../src-preload/contract/inbound.ts'
import { toStorableText } from '../../base/sql-value.ts'
import type { OpenConversation } from '../open-conversation.ts'
import { deleteConversationIfBare } from '../queries/conversations-write.ts'
import { deleteMessage } from '../queries/messages-write.ts'
import { findUnclaimed, type StoredMessage } from '../queries/stored-messages.ts'
import { isMention, newMessage, shownName, storable, timeOf, type Inbound } from './inbound.ts'
import { findKnown, refreshKnown } from './known-message.ts'
import { conversationOf } from './live.ts'
import { uncount } from './marks.ts'

type Correction = Extract<KeptEvent, { kind: 'correction' }>

export function applyCorrection(inbound: Inbound, event: Correction): void {
  const stored = findWrong(inbound, event)
  const conversation = stored && conversationOf(inbound, event.conversation)
  if (!conversation) {
    inbound.ignored += 1
    return
  }
  const message = storable(event.message)
  const known = findKnown(inbound, conversation, message, new Set([stored.id]))
  if (known && known.id !== stored.id) {
    // It turns out to be one that stands here already, such as what the person wrote.
    remove(inbound, stored)
    refreshKnown(inbound, known, message, null)
  } else replace({ ...inbound, receivedAt: event.was.receivedAt }, stored, conversation, message)
  forgetIfBare(inbound, stored, conversation)
}

/** The row that was made of the earlier reading; each is corrected once by one batch. */
function findWrong(inbound: Inbound, { was }: Correction): StoredMessage | null {
  const { session, server, corrected } = inbound
  const place = session.namedConversation(server.id, was.conversation)
  if (!place) return null
  const found = findUnclaimed(session.db, place.row.id, {
    author: shownName(was.author, was.own, server),
    text: toStorableText(was.text),
    remoteId: was.remoteId,
    receivedAt: was.receivedAt
  }).find(({ id }) => !corrected.has(id))
  if (found) corrected.add(found.id)
  return found ?? null
}

function replace(
  inbound: Inbound,
  stored: StoredMessage,
  conversation: OpenConversation,
  message: InboundMessage
): void {
  const { session } = inbound
  const isHere = conversation.row.id === stored.conversation_id
  const wasUnread = isUnread(inbound, stored)
  remove(inbound, stored, isHere)
  const time = timeOf(inbound, message)
  const position = isHere ? stored.position : session.takePlace(conversation, message.seq, time)
  session.insert(newMessage(inbound, conversation, message, { id: stored.id, position, time }))
  session.flush()
  if (wasUnread && !message.own && !message.notice) {
    conversation.countUnread(isMention(inbound, message))
  }
}

function isUnread({ session }: Inbound, stored: StoredMessage): boolean {
  const row = session.conversation(stored.conversation_id)?.row
  return row !== undefined && stored.own === 0 && stored.position > row.read_position
}

function remove(inbound: Inbound, stored: StoredMessage, staysHere = false): void {
  const { session } = inbound
  uncount(inbound, stored)
  deleteMessage(session.db, stored)
  const { conversation_id: place, id, position } = stored
  if (!staysHere) session.changes.messageRemoved(place, id, position)
  const conversation = session.conversation(place)
  if (!conversation) return
  conversation.hasNewWords = true
  if (stored.remote_id !== null) conversation.known.delete(stored.remote_id)
}

/** A conversation that was only there by mistake goes with its last message. */
function forgetIfBare(
  { session }: Inbound,
  stored: StoredMessage,
  conversation: OpenConversation
): void {
  const left = session.conversation(stored.conversation_id)
  if (!left || left === conversation || left.row.remote_id === '') return
  if (!deleteConversationIfBare(session.db, left.row.id)) return
  session.changes.conversation(left.row.id, left.row.server_id)
  session.forgetConversation(left)
}
