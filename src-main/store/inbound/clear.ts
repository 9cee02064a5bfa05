// Commits that many messages were taken back at once. Bounded: what is further back stays as it was kept.
import type { InboundPerson, KeptEvent } from '../../../src-preload/contract/inbound.ts'
import { baseOf, setServerContent } from '../content.ts'
import { readLivelyConversationIds } from '../queries/conversations-read.ts'
import { findNewestKept, type StoredMessage } from '../queries/stored-messages.ts'
import type { Inbound } from './inbound.ts'
import { uncount } from './marks.ts'

type Clear = Extract<KeptEvent, { kind: 'clear' }>

/** How far back one event reaches in a conversation, and in how many of a server. */
const MESSAGES = 2_000
const CONVERSATIONS = 20

export function applyClear(inbound: Inbound, event: Clear): void {
  const { db } = inbound.session
  const places = placesOf(inbound, event)
  if (places.length === 0) inbound.ignored += 1
  const most = Math.ceil(MESSAGES / Math.max(1, places.length))
  for (const conversationId of places) {
    for (const stored of findNewestKept(db, conversationId, most)) {
      if (!isMeant(event, stored)) continue
      const { edited } = baseOf(stored)
      setServerContent(inbound.session, stored, { text: '', edited, deleted: true })
      uncount(inbound, stored)
    }
  }
}

function placesOf({ session, server }: Inbound, { conversation }: Clear): number[] {
  if (!conversation) return readLivelyConversationIds(session.db, server.id, CONVERSATIONS)
  const found = session.namedConversation(server.id, conversation.remoteId)
  return found ? [found.row.id] : []
}

function isMeant({ by, from, to }: Clear, stored: StoredMessage): boolean {
  if (from !== null && stored.time < from) return false
  if (to !== null && stored.time > to) return false
  return by === null || isBy(stored, by)
}

// By id where both have one, else by name.
function isBy({ author_id, author_name }: StoredMessage, by: InboundPerson): boolean {
  return by.id !== null && author_id !== null ? by.id === author_id : by.name === author_name
}
