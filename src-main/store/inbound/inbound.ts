// What all steps of committing one server's events share.
import type { InboundMessage, InboundPerson } from '../../../src-preload/contract/inbound.ts'
import type { MessageId } from '../../../src-preload/contract/model.ts'
import { toStorableText } from '../../base/sql-value.ts'
import type { OpenConversation } from '../open-conversation.ts'
import { believableTime } from '../position.ts'
import type { NewMessage } from '../queries/messages-insert.ts'
import type { WriteSession } from '../write-session.ts'

/** The server whose events are committed. */
export interface InboundServer {
  id: string
  me: InboundPerson
  hasReceipts: boolean
  /** Older history is not kept here, ms since 1970; null: all is. */
  keptSince: number | null
  /** Finds the person's name in a text; null where they have none. */
  mention: RegExp | null
}

export interface Inbound {
  session: WriteSession
  server: InboundServer
  /** ms since 1970. */
  receivedAt: number
  /** Messages that were new. */
  added: number
  /** Events about something that is not stored. */
  ignored: number
  /** Rows that were corrected by this batch. */
  corrected: Set<number>
}

/** How a person is shown: by name, else by id. */
export function shownName(person: InboundPerson, own: boolean, server: InboundServer): string {
  return person.name ?? (own ? server.me.name : null) ?? person.id ?? ''
}

/** The message with text as the database will give it back, so that comparing works. */
export function storable(message: InboundMessage): InboundMessage {
  const text = message.deleted ? '' : toStorableText(message.text)
  return text === message.text ? message : { ...message, text }
}

/** Counts a message of somebody else as unread; one that was missed came as history. */
export function countUnseen(
  inbound: Inbound,
  conversation: OpenConversation,
  message: InboundMessage,
  { id, isMissed }: { id: MessageId; isMissed: boolean }
): void {
  const mention = isMention(inbound, message)
  conversation.countUnread(mention)
  const place = { serverId: inbound.server.id, conversationId: conversation.row.id }
  inbound.session.changes.unseen(place, id, { isMention: mention, isMissed })
}

export function isMention(inbound: Inbound, message: InboundMessage): boolean {
  return !message.own && inbound.server.mention?.test(message.text) === true
}

/** The row of a message that is stored for the first time. */
export function newMessage(
  inbound: Inbound,
  conversation: OpenConversation,
  message: InboundMessage,
  place: { id: number; position: number; time: number }
): NewMessage {
  const { replyTo } = message
  // Written out: a spread here took a fifth of a flood's time.
  return {
    id: place.id,
    position: place.position,
    time: place.time,
    conversationId: conversation.row.id,
    remoteId: message.remoteId,
    // Only what was composed here has a client id: others' are not to be trusted to be unique.
    clientId: null,
    authorId: message.author.id,
    authorName: shownName(message.author, message.own, inbound.server),
    own: message.own,
    receivedAt: inbound.receivedAt,
    text: message.text,
    edited: message.edited,
    deleted: message.deleted,
    notice: message.notice,
    seq: message.seq,
    reply: replyTo && {
      id: null,
      remoteId: replyTo.remoteId,
      author: replyTo.author ?? '',
      text: replyTo.text ?? ''
    },
    state: message.own && !message.notice ? 'sent' : null,
    proof: message.own && !message.notice ? 'echoed' : null
  }
}

export function timeOf(inbound: Inbound, message: InboundMessage): number {
  return believableTime(message.time, inbound.receivedAt)
}
