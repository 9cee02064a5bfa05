// Decides what one try to send one outbox entry means; pure, so that every case has its test.
import type { Failure } from '../../../src-preload/contract/failure.ts'
import type { AckVerdict, CompiledDialect } from '../../dialects/compiled.ts'
import { assertNever } from '../../base/assert-never.ts'
import type { OutboxEntry, Settlement } from '../../ports/store-network-calls.ts'
import type { EmitOutcome } from '../thread-calls.ts'

/** After this long nobody waits for a message any more, ms. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000

/** The same entry once more; `retryAfterMs` null: after a pause of our own choice. `isAnswer`: the server said no. */
export interface RetryStep {
  then: 'retry'
  settlement: Settlement
  retryAfterMs: number | null
  isAnswer: boolean
}

/** What follows for the conversation's queue. */
export type Step =
  /** The entry is done with, the next one's turn. */
  | { then: 'next'; settlement: Settlement | null; verdict?: AckVerdict }
  | RetryStep
  /** The connection went: the same entry after the next introduction. */
  | { then: 'stop'; settlement: Settlement | null }
  /** It may have arrived: history is asked before anything is said of it; `isUp`: that can be now. */
  | { then: 'doubt'; settlement: null; isUp: boolean }

/** Whether sending this once more does no harm. */
export function isRepeatable(entry: OutboxEntry, dialect: CompiledDialect): boolean {
  const setsAState = entry.intent === 'edit' || entry.intent === 'delete' || entry.intent === 'read'
  return dialect.idempotent || setsAState
}

/** Whether nobody can tell if it arrived, so that it may not be sent again unasked. */
export function isDoubtful(entry: OutboxEntry, dialect: CompiledDialect): boolean {
  return entry.attempted && !isRepeatable(entry, dialect)
}

/** Whether the server's history may hold what an entry says. */
export function isFindable(entry: OutboxEntry, dialect: CompiledDialect): boolean {
  return entry.intent === 'send' && dialect.features.history
}

/** Why an entry is not even tried; null: try it. */
export function refusalOf(
  entry: OutboxEntry,
  dialect: CompiledDialect,
  ageMs: number
): Settlement | null {
  const { outboxId } = entry
  if (isDoubtful(entry, dialect)) return { outboxId, outcome: 'unconfirmed' }
  if (ageMs > MAX_AGE_MS) return failed(outboxId, { code: 'message-expired', retry: true })
  const limit = dialect.limits.textLength
  const carriesText = entry.intent === 'send' || entry.intent === 'edit'
  if (carriesText && entry.text.length > limit) {
    return failed(outboxId, { code: 'message-too-long', retry: false, detail: { limit } })
  }
  return null
}

/** Reads how an emission ended. */
export function stepAfter(
  entry: OutboxEntry,
  outcome: EmitOutcome,
  dialect: CompiledDialect,
  readAck: (args: unknown[]) => AckVerdict
): Step {
  const { outboxId } = entry
  const postponed: Settlement = { outboxId, outcome: 'postponed' }
  const unconfirmed: Settlement = { outboxId, outcome: 'unconfirmed' }
  const mayRepeat = isRepeatable(entry, dialect)
  const isOpenQuestion = !mayRepeat && isFindable(entry, dialect)
  switch (outcome.kind) {
    case 'written':
      return { then: 'next', settlement: proven(outboxId, 'written') }
    case 'acked':
      return afterAck(entry, readAck(outcome.args))
    case 'timeout':
      if (isOpenQuestion) return { then: 'doubt', settlement: null, isUp: true }
      return mayRepeat ? retryOf(postponed) : { then: 'next', settlement: unconfirmed }
    case 'lost':
      if (isOpenQuestion) return { then: 'doubt', settlement: null, isUp: false }
      return { then: 'stop', settlement: mayRepeat ? postponed : unconfirmed }
    case 'unsent':
      return { then: 'stop', settlement: null }
    case 'unreachable':
      return retryOf(postponed)
    case 'impossible':
      return { then: 'next', settlement: failed(outboxId, { code: 'not-supported', retry: false }) }
    default:
      return assertNever(outcome)
  }
}

function retryOf(settlement: Settlement): RetryStep {
  return { then: 'retry', settlement, retryAfterMs: null, isAnswer: false }
}

function afterAck(entry: OutboxEntry, verdict: AckVerdict): Step {
  const { outboxId } = entry
  if (verdict.kind === 'success') {
    return { then: 'next', settlement: proven(outboxId, 'acknowledged', verdict), verdict }
  }
  if (verdict.failure.retry || verdict.retryAfterMs !== null) {
    const settlement: Settlement = { outboxId, outcome: 'postponed' }
    return { then: 'retry', settlement, retryAfterMs: verdict.retryAfterMs, isAnswer: true }
  }
  return { then: 'next', settlement: failed(outboxId, verdict.failure), verdict }
}

function proven(
  outboxId: number,
  proof: 'written' | 'acknowledged',
  known: { remoteId: string | null; time: number | null; seq: number | null } | null = null
): Settlement {
  const { remoteId = null, time = null, seq = null } = known ?? {}
  return { outboxId, outcome: 'proven', proof, remoteId, time, seq }
}

/** The settlement of an entry that is refused for good. */
export function failed(outboxId: number, failure: Failure): Settlement {
  return { outboxId, outcome: 'failed', failure }
}
