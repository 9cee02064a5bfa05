// Commits live messages: each stands after all that came before it in its conversation.
import type { ConversationRef, InboundMessage } from '../../../src-preload/contract/inbound.ts'
import type { OpenConversation } from '../open-conversation.ts'
import { countUnseen, newMessage, storable, timeOf, type Inbound } from './inbound.ts'
import { echoPlace } from './echo-place.ts'
import { addExtras, findKnown, refreshKnown } from './known-message.ts'

/** The conversation that an event speaks of, made if it is new; null where the server has too many. */
export function conversationOf(inbound: Inbound, ref: ConversationRef): OpenConversation | null {
  const { session, server, receivedAt } = inbound
  const conversation = session.ensureConversation(server.id, ref, {
    joined: true,
    topic: null,
    createdAt: receivedAt
  })
  if (conversation) fillIn(conversation, ref)
  return conversation
}

// Messages name their conversation in passing; only a list of conversations may rename it.
function fillIn({ row }: OpenConversation, ref: ConversationRef): void {
  row.title ??= ref.title
  row.peer_id ??= ref.peer?.id ?? null
  row.peer_name ??= ref.peer?.name ?? null
}

export function applyLive(inbound: Inbound, ref: ConversationRef, told: InboundMessage): void {
  const conversation = conversationOf(inbound, ref)
  if (!conversation) {
    inbound.ignored += 1
    return
  }
  const message = storable(told)
  const known = findKnown(inbound, conversation, message)
  if (known) {
    conversation.repeats(known.position)
    refreshKnown(inbound, known, message, echoPlace(inbound, conversation, known, message))
  } else {
    addLive(inbound, conversation, message)
  }
}

function addLive(inbound: Inbound, conversation: OpenConversation, message: InboundMessage): void {
  const { session, receivedAt } = inbound
  const time = timeOf(inbound, message)
  const position = session.takePlace(conversation, message.seq, time)
  const row = newMessage(inbound, conversation, message, {
    id: session.ids.next(receivedAt),
    position,
    time
  })
  session.insert(row)
  inbound.added += 1
  addExtras(inbound, row.id, message)
  if (!message.own && !message.notice && !message.deleted)
    countUnseen(inbound, conversation, message, { id: row.id, isMissed: false })
}
