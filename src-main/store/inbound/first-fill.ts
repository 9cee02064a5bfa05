// Decides what is unread when the history of a conversation comes for the first time.
import type { OpenConversation } from '../open-conversation.ts'
import { nthLastOther } from '../queries/places.ts'
import type { PlacedPage } from './history.ts'
import type { Inbound } from './inbound.ts'

/**
 * Nothing of the first page is unread, since it was there before the person came; what came live before
 * the page, and as many as the server told, stay unread: they are the last ones.
 */
export function countFirstFill(
  inbound: Inbound,
  { row }: OpenConversation,
  page: PlacedPage
): void {
  const firstUnread = row.unread > 0 ? nthLastOther(inbound.session.db, row.id, row.unread) : null
  const seen = firstUnread === null ? page.last : firstUnread - 1
  row.read_position = Math.max(row.read_position, seen)
}
