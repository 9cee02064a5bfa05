// Commits what a server tells of its conversations and of itself.
import type { KeptEvent } from '../../../src-preload/contract/inbound.ts'
import type { OpenConversation } from '../open-conversation.ts'
import { readJoinedIds } from '../queries/conversations-write.ts'
import { rememberedOf, readServerRow } from '../queries/servers-read.ts'
import { writeMe, writeRemembered, writeToldName } from '../queries/servers-write.ts'
import { findReadIntents } from '../queries/outbox.ts'
import { markReadUpTo } from '../read-mark.ts'
import type { Inbound } from './inbound.ts'

type EventOf<Kind extends KeptEvent['kind']> = Extract<KeptEvent, { kind: Kind }>
type Listed = EventOf<'conversations'>['conversations'][number]

/** Values that one server may have remembered: a dialect's needs, not a store of its own. */
const REMEMBERED_VALUES = 50

export function applyConversations(inbound: Inbound, event: EventOf<'conversations'>): void {
  const listed = new Set<number>()
  for (const told of event.conversations) {
    const conversation = applyListed(inbound, told)
    if (conversation) listed.add(conversation.row.id)
  }
  if (event.complete) leaveOthers(inbound, listed)
}

function applyListed(inbound: Inbound, told: Listed): OpenConversation | null {
  const { session, server, receivedAt } = inbound
  const conversation = session.ensureConversation(server.id, told, {
    joined: told.joined,
    topic: told.topic,
    createdAt: receivedAt
  })
  if (!conversation) {
    inbound.ignored += 1
    return null
  }
  const { row } = conversation
  row.kind = told.kind
  row.title = told.title ?? row.title
  row.topic = told.topic
  row.joined = told.joined ? 1 : 0
  row.peer_id = told.peer?.id ?? row.peer_id
  row.peer_name = told.peer?.name ?? row.peer_name
  if (told.unread !== null) takeUnread(inbound, conversation, told.unread)
  return conversation
}

// A server that hears no receipts does not know what was read here: believed only about what is new.
function takeUnread(inbound: Inbound, conversation: OpenConversation, unread: number): void {
  const { session, server } = inbound
  const isFresh = conversation.lastConfirmed === null
  const isReadUnderWay = findReadIntents(session.db, conversation.row.id).length > 0
  if (isFresh) {
    conversation.row.unread = unread
  } else if (server.hasReceipts && !isReadUnderWay && unread === 0) {
    markReadUpTo(session, conversation, conversation.lastConfirmed ?? 0)
  }
}

function leaveOthers({ session, server }: Inbound, listed: ReadonlySet<number>): void {
  for (const id of readJoinedIds(session.db, server.id)) {
    const conversation = listed.has(id) ? null : session.conversation(id)
    if (conversation) conversation.row.joined = 0
  }
}

export function applyConversationGone(inbound: Inbound, event: EventOf<'conversation-gone'>): void {
  const { session, server } = inbound
  const conversation = session.namedConversation(server.id, event.conversation.remoteId)
  if (conversation) conversation.row.joined = 0
  else inbound.ignored += 1
}

export function applyIdentity({ session, server }: Inbound, event: EventOf<'identity'>): void {
  writeMe(session.db, server.id, event.me)
  session.changes.servers.add(server.id)
}

export function applyServerName({ session, server }: Inbound, event: EventOf<'server-name'>): void {
  writeToldName(session.db, server.id, event.name)
  session.changes.servers.add(server.id)
}

/** The newest values win; beyond a number the oldest are forgotten. */
export function applyRemember({ session, server }: Inbound, event: EventOf<'remember'>): void {
  const row = readServerRow(session.db, server.id)
  if (!row) return
  const all = Object.entries({ ...rememberedOf(row), ...event.values })
  writeRemembered(session.db, server.id, Object.fromEntries(all.slice(-REMEMBERED_VALUES)))
}
