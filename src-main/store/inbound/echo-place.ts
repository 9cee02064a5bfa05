// Where an own word that comes back belongs, if the server had others before it.
import type { InboundMessage } from '../../../src-preload/contract/inbound.ts'
import type { OpenConversation } from '../open-conversation.ts'
import { isPending } from '../position.ts'
import { hasEchoedAfter, neighboursBySeq } from '../queries/places.ts'
import type { StoredMessage } from '../queries/stored-messages.ts'
import { timeOf, type Inbound } from './inbound.ts'
import { isNews } from './known-message.ts'

/**
 * An own word stands where it left, and stays there: what moves under the reader's eyes irritates. Only where the
 * server's numbers, or the order in which it says own words back, tell that another was there first, it takes the
 * place that the server gave it. Answers with that, or null: it stays.
 */
export function echoPlace(
  inbound: Inbound,
  conversation: OpenConversation,
  stored: StoredMessage,
  message: InboundMessage
): number | null {
  if (stored.client_id === null || isPending(stored.position)) return null
  if (!isNews(stored, message) || !isMisplaced(inbound, stored, message.seq)) return null
  return inbound.session.takePlace(conversation, message.seq, timeOf(inbound, message))
}

function isMisplaced(
  { session }: Inbound,
  { conversation_id: conversationId, position, proof }: StoredMessage,
  seq: number | null
): boolean {
  session.flush()
  // The server acknowledged it at its place: echoes may come in any order after that.
  if (seq === null && proof !== 'written') return false
  if (seq === null) return hasEchoedAfter(session.db, conversationId, position)
  const { below, above } = neighboursBySeq(session.db, conversationId, seq)
  return (below !== null && below > position) || (above !== null && above < position)
}
