// Commits the events of one server, one after the other, inside one transaction.
import type { InboundMessage, KeptEvent } from '../../../src-preload/contract/inbound.ts'
import type { ServerId } from '../../../src-preload/contract/model.ts'
import { assertNever } from '../../base/assert-never.ts'
import { findCommit, insertCommit } from '../queries/commits.ts'
import { mentionOf } from '../mention.ts'
import { insertOpenGaps } from '../queries/gaps.ts'
import { featuresOf, loginOf, readServerRow } from '../queries/servers-read.ts'
import { readRetentionDays } from '../queries/retention.ts'
import { keptSince } from '../retention.ts'
import type { WriteSession } from '../write-session.ts'
import {
  applyConversationGone,
  applyConversations,
  applyIdentity,
  applyRemember,
  applyServerName
} from './conversations.ts'
import { applyCorrection } from './correction.ts'
import { applyHistory } from './history.ts'
import type { Inbound, InboundServer } from './inbound.ts'
import { applyLive } from './live.ts'
import { applyClear } from './clear.ts'
import { applyDelete, applyEdit, applyReaction, applyReceipt } from './marks.ts'

/** What the network process hands over at once. */
export interface CommitRequest {
  serverId: ServerId
  events: readonly KeptEvent[]
  receivedAt: number
  /** Names the batch, so that asking twice commits once. */
  batch?: string
  /** The batch before it, where that may still be under way. */
  after?: string
}

export interface Committed {
  added: number
  /** Events about things that are not stored. */
  ignored: number
}

/** Runs one event; a careful runner keeps a bad one from spoiling the rest, and answers false for it. */
export type EventRunner = (work: () => void) => boolean

function runPlainly(work: () => void): boolean {
  work()
  return true
}

/** Why nothing was committed: the server was removed meanwhile, or the batch before this one was not committed. */
export type Left = 'server-gone' | 'out-of-turn'

export function commitEvents(
  session: WriteSession,
  request: CommitRequest,
  run: EventRunner = runPlainly
): Committed | Left {
  const server = readInboundServer(session, request.serverId, request.receivedAt)
  if (!server) return 'server-gone'
  const { receivedAt, batch, after } = request
  const added = batch === undefined ? null : findCommit(session.db, server.id, batch)
  if (added !== null) return { added, ignored: 0 }
  if (after !== undefined && findCommit(session.db, server.id, after) === null) return 'out-of-turn'
  const inbound: Inbound = {
    ...{ session, server, receivedAt },
    ...{ added: 0, ignored: 0, corrected: new Set() }
  }
  preload(inbound, request.events)
  for (const event of request.events) {
    const addedBefore = inbound.added
    if (!run(() => apply(inbound, event))) inbound.added = addedBefore
  }
  session.flush()
  if (batch !== undefined) insertCommit(session.db, server.id, { batch, added: inbound.added })
  return { added: inbound.added, ignored: inbound.ignored }
}

function readInboundServer(
  session: WriteSession,
  id: ServerId,
  receivedAt: number
): InboundServer | null {
  const row = readServerRow(session.db, id)
  if (!row) return null
  const name = row.me_name ?? loginOf(row)['name'] ?? null
  const days = readRetentionDays(session.db, id)
  return {
    id,
    keptSince: days === null ? null : keptSince(days, receivedAt),
    me: { id: row.me_id, name },
    hasReceipts: featuresOf(row).receipts,
    mention: mentionOf(name)
  }
}

// One question per conversation about the ids of a whole batch, instead of one per message.
function preload({ session, server }: Inbound, events: readonly KeptEvent[]): void {
  const ids = new Map<string, string[]>()
  const clientIds: string[] = []
  for (const event of events) {
    if (event.kind !== 'message') continue
    if (event.message.clientId !== null) clientIds.push(event.message.clientId)
    if (event.message.remoteId === null) continue
    const list = ids.get(event.conversation.remoteId)
    if (list) list.push(event.message.remoteId)
    else ids.set(event.conversation.remoteId, [event.message.remoteId])
  }
  for (const [remoteId, list] of ids) {
    const conversation = session.namedConversation(server.id, remoteId)
    if (conversation) session.preloadKnown(conversation, list)
  }
  session.preloadClientIds(clientIds)
}

function apply(inbound: Inbound, event: KeptEvent): void {
  if (event.kind === 'message') {
    applyLive(inbound, event.conversation, event.message satisfies InboundMessage)
    return
  }
  // Everything else may speak of messages that came just before it.
  inbound.session.flush()
  applyOther(inbound, event)
}

function applyOther(inbound: Inbound, event: Exclude<KeptEvent, { kind: 'message' }>): void {
  switch (event.kind) {
    case 'history':
      return applyHistory(inbound, event)
    case 'correction':
      return applyCorrection(inbound, event)
    case 'edit':
      return applyEdit(inbound, event)
    case 'delete':
      return applyDelete(inbound, event)
    case 'clear':
      return applyClear(inbound, event)
    case 'reaction':
      return applyReaction(inbound, event)
    case 'receipt':
      return applyReceipt(inbound, event)
    case 'conversations':
      return applyConversations(inbound, event)
    case 'conversation-gone':
      return applyConversationGone(inbound, event)
    case 'break':
      return applyBreak(inbound)
    case 'identity':
      return applyIdentity(inbound, event)
    case 'server-name':
      return applyServerName(inbound, event)
    case 'remember':
      return applyRemember(inbound, event)
    default:
      return assertNever(event)
  }
}

// Wherever something is stored, what comes next may have a hole before it.
function applyBreak({ session, server, receivedAt }: Inbound): void {
  insertOpenGaps(session.db, server.id, receivedAt)
  session.forgetOpenGaps()
}
