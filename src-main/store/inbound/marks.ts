// Commits what changes messages that are stored: edits, deletions, reactions, receipts.
import type { KeptEvent } from '../../../src-preload/contract/inbound.ts'
import { toStorableText } from '../../base/sql-value.ts'
import { baseOf, setServerContent } from '../content.ts'
import type { OpenConversation } from '../open-conversation.ts'
import { raiseProof } from '../own-messages.ts'
import { reactorOf, writeReaction } from '../queries/reactions.ts'
import {
  findByRemoteId,
  findByRemoteIdOnServer,
  findOwnUpTo,
  type StoredMessage
} from '../queries/stored-messages.ts'
import { markReadUpTo } from '../read-mark.ts'
import type { Inbound } from './inbound.ts'

type EventOf<Kind extends KeptEvent['kind']> = Extract<KeptEvent, { kind: Kind }>

/** The stored message that an event is about; counted as ignored if there is none. */
function targetOf(
  inbound: Inbound,
  event: EventOf<'edit'> | EventOf<'delete'> | EventOf<'reaction'>
): StoredMessage | null {
  const { session, server } = inbound
  const found =
    event.conversation === null
      ? findByRemoteIdOnServer(session.db, server.id, event.remoteId)
      : findIn(inbound, event.conversation.remoteId, event.remoteId)
  if (!found) inbound.ignored += 1
  return found ?? null
}

function findIn(
  { session, server }: Inbound,
  conversationRemoteId: string,
  remoteId: string
): StoredMessage | undefined {
  const conversation = session.namedConversation(server.id, conversationRemoteId)
  return conversation ? findByRemoteId(session.db, conversation.row.id, remoteId) : undefined
}

export function applyEdit(inbound: Inbound, event: EventOf<'edit'>): void {
  const stored = targetOf(inbound, event)
  if (!stored || baseOf(stored).deleted) return
  const text = toStorableText(event.text)
  setServerContent(inbound.session, stored, { text, edited: true, deleted: false })
}

export function applyDelete(inbound: Inbound, event: EventOf<'delete'>): void {
  const stored = targetOf(inbound, event)
  if (!stored) return
  const base = baseOf(stored)
  if (base.deleted) return
  setServerContent(inbound.session, stored, { text: '', edited: base.edited, deleted: true })
  uncount(inbound, stored)
}

/** A message that is gone is not waiting to be read. */
export function uncount(inbound: Inbound, stored: StoredMessage): void {
  const row = inbound.session.conversation(stored.conversation_id)?.row
  if (!row || stored.own === 1 || stored.notice === 1 || stored.position <= row.read_position)
    return
  row.unread = Math.max(0, row.unread - 1)
  if (inbound.server.mention?.test(stored.text) === true)
    row.mentions = Math.max(0, row.mentions - 1)
}

export function applyReaction(inbound: Inbound, event: EventOf<'reaction'>): void {
  const stored = targetOf(inbound, event)
  if (!stored || stored.deleted === 1) return
  const { session, server } = inbound
  const by = reactorOf(
    event.own ? { ...event.by, name: event.by.name ?? server.me.name } : event.by,
    event.own
  )
  if (writeReaction(session.db, stored.id, event.emoji, { by, on: event.on })) {
    session.changes.message(stored.conversation_id, stored.id, stored.position)
  }
}

/** Own messages that one receipt may raise at once: the newest; older ones were raised before. */
const RAISED_AT_ONCE = 500

export function applyReceipt(inbound: Inbound, event: EventOf<'receipt'>): void {
  const { session, server } = inbound
  const conversation = session.namedConversation(server.id, event.conversation.remoteId)
  const upTo = conversation && placeOf(inbound, conversation, event.remoteId)
  if (!conversation || upTo === null) {
    inbound.ignored += 1
  } else if (event.own) {
    if (event.level === 'read') markReadUpTo(session, conversation, upTo)
  } else {
    raise(inbound, conversation, { upTo, level: event.level })
  }
}

function placeOf(
  inbound: Inbound,
  conversation: OpenConversation,
  remoteId: string | null
): number | null {
  if (remoteId === null) return conversation.lastConfirmed
  return findByRemoteId(inbound.session.db, conversation.row.id, remoteId)?.position ?? null
}

function raise(
  { session }: Inbound,
  conversation: OpenConversation,
  { upTo, level }: { upTo: number; level: 'delivered' | 'read' }
): void {
  const below = level === 'read' ? (['sent', 'delivered'] as const) : (['sent'] as const)
  for (const state of below) {
    const rows = findOwnUpTo(session.db, conversation.row.id, {
      state,
      upTo,
      limit: RAISED_AT_ONCE
    })
    for (const stored of rows) raiseProof(session, stored, level)
  }
}
