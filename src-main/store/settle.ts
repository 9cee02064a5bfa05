// Takes down what became of outbox entries, as the sender tells it.
import type { Failure } from '../../src-preload/contract/failure.ts'
import { assertNever } from '../base/assert-never.ts'
import type { Settlement } from '../ports/store-network-calls.ts'
import { baseOf, changed, setServerContent, tellChanged } from './content.ts'
import { proveMessage } from './own-messages.ts'
import { writeEmitted, writeFailure, writeState } from './queries/messages-write.ts'
import {
  deleteOutbox,
  findOutbox,
  findOutboxOfMessage,
  markOutboxAttempted,
  payloadOf,
  postponeOutbox,
  writePayload,
  type OutboxRow
} from './queries/outbox.ts'
import { reactorOf, writeReaction } from './queries/reactions.ts'
import { findById, findByOutboxId, type StoredMessage } from './queries/stored-messages.ts'
import type { WriteSession } from './write-session.ts'

type Proven = Extract<Settlement, { outcome: 'proven' }>

/** Commits that an entry is about to be emitted; what was taken back meanwhile is skipped. */
export function markAttempted(session: WriteSession, outboxId: number): void {
  const row = findOutbox(session.db, outboxId)
  if (!row) return
  markOutboxAttempted(session.db, outboxId)
  const stored = row.intent === 'send' && messageOf(session, row)
  if (!stored) return
  writeEmitted(session.db, stored.id, session)
  tellChanged(session, stored)
}

export function settle(session: WriteSession, settlement: Settlement): void {
  const row = findOutbox(session.db, settlement.outboxId)
  if (!row) {
    settleLate(session, settlement)
  } else if (row.intent === 'send') {
    settleSend(session, row, settlement)
  } else {
    settleChange(session, row, settlement)
  }
}

// The entry is gone since something else proved it first; a further proof may still be stronger.
function settleLate(session: WriteSession, settlement: Settlement): void {
  if (settlement.outcome !== 'proven') return
  const stored = findByOutboxId(session.db, settlement.outboxId)
  if (stored) proveMessage(session, stored.id, evidenceOf(settlement))
}

function evidenceOf({ proof, remoteId, time, seq }: Proven): Parameters<typeof proveMessage>[2] {
  return { proof, remoteId, time, seq, position: null }
}

function messageOf(session: WriteSession, row: OutboxRow): StoredMessage | undefined {
  return row.message_id === null ? undefined : findById(session.db, row.message_id)
}

function settleSend(session: WriteSession, row: OutboxRow, settlement: Settlement): void {
  const stored = messageOf(session, row)
  switch (settlement.outcome) {
    case 'proven':
      deleteOutbox(session.db, row.id)
      if (stored) {
        const wasSaidBefore = row.attempts > 0
        proveMessage(session, stored.id, { ...evidenceOf(settlement), wasSaidBefore })
      }
      return
    case 'failed':
      return stopSend(session, row, { state: 'failed', failure: settlement.failure })
    case 'unconfirmed':
      return stopSend(session, row, { state: 'unconfirmed', failure: null })
    case 'postponed':
      postponeOutbox(session.db, row.id)
      if (stored && stored.proof === null) writeState(session.db, stored.id, 'queued', null)
      if (stored) tellChanged(session, stored)
      return
    default:
      assertNever(settlement)
  }
}

// The entry goes; the message keeps its client id, so that trying again is the same message.
function stopSend(
  session: WriteSession,
  row: OutboxRow,
  { state, failure }: { state: 'failed' | 'unconfirmed'; failure: Failure | null }
): void {
  deleteOutbox(session.db, row.id)
  const stored = messageOf(session, row)
  if (!stored || stored.proof !== null) return
  writeState(session.db, stored.id, state, failure && JSON.stringify(failure))
  tellChanged(session, stored)
}

/** Edits, deletions, reactions and read marks: kept if proven, else undone. */
function settleChange(session: WriteSession, row: OutboxRow, settlement: Settlement): void {
  if (settlement.outcome === 'postponed') {
    postponeOutbox(session.db, row.id)
    return
  }
  deleteOutbox(session.db, row.id)
  const stored = messageOf(session, row)
  if (!stored || row.intent === 'read') return
  const isProven = settlement.outcome === 'proven'
  if (row.intent === 'react') {
    if (!isProven) undoReaction(session, row, stored)
  } else {
    setServerContent(session, stored, isProven ? changed(baseOf(stored), row) : baseOf(stored))
  }
  const failure: Failure | null = isProven ? null : failureOf(settlement)
  writeFailure(session.db, stored.id, failure && JSON.stringify(failure))
  tellChanged(session, stored)
}

function failureOf(settlement: Exclude<Settlement, Proven>): Failure {
  return settlement.outcome === 'failed'
    ? settlement.failure
    : { code: 'message-unconfirmed', retry: true }
}

// A later change of the same reaction starts from what was before this one.
function undoReaction(session: WriteSession, row: OutboxRow, stored: StoredMessage): void {
  const { emoji, was } = payloadOf(row)
  if (emoji === null) return
  const later = findOutboxOfMessage(session.db, stored.id).find(
    (other) => other.intent === 'react' && payloadOf(other).emoji === emoji
  )
  if (later) {
    writePayload(session.db, later.id, { ...payloadOf(later), was })
    return
  }
  const by = reactorOf({ id: null, name: myNameOf(session, stored) }, true)
  writeReaction(session.db, stored.id, emoji, { by, on: was })
}

function myNameOf(session: WriteSession, stored: StoredMessage): string {
  const row = session.conversation(stored.conversation_id)?.row
  return row ? session.myName(row.server_id) : ''
}
