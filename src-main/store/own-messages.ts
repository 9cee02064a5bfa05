// How far own messages got: only ever forwards, whichever proof comes first.
import { proofs, type MessageState, type Proof } from '../../src-preload/contract/model.ts'
import { baseOf, setServerContent, tellChanged } from './content.ts'
import { believableTime, isPending } from './position.ts'
import { deleteMessage, writePosition, writeProgress } from './queries/messages-write.ts'
import { deleteOutbox, findOutboxOfMessage } from './queries/outbox.ts'
import { moveReactions } from './queries/reactions.ts'
import { findById, findByRemoteId, type StoredMessage } from './queries/stored-messages.ts'
import type { WriteSession } from './write-session.ts'

/** What a server showed about an own message. */
export interface Evidence {
  proof: Proof
  remoteId: string | null
  time: number | null
  seq: number | null
  /** Where it stands, if that is known better than by arrival. */
  position: number | null
  /** It was said more than once, so the server may have taken it long before this proof. */
  wasSaidBefore?: boolean
}

const stateOfProof: Record<Proof, MessageState> = {
  written: 'sent',
  acknowledged: 'sent',
  echoed: 'sent',
  delivered: 'delivered',
  read: 'read'
}

/** The stronger of two proofs. */
export function strongerProof(left: Proof | null, right: Proof): Proof {
  return left !== null && proofs.indexOf(left) > proofs.indexOf(right) ? left : right
}

/** Takes down that an own message arrived: its proof, its name and place on the server. */
export function proveMessage(session: WriteSession, messageId: number, evidence: Evidence): void {
  const twin = findTwin(session, messageId, evidence.remoteId)
  const twinPosition = twin ? absorbTwin(session, messageId, twin) : null
  const stored = findById(session.db, messageId)
  if (!stored) return
  const position = placeOf(session, stored, twinPosition, evidence)
  const told = twin ? strongerProof('echoed', evidence.proof) : evidence.proof
  const proof = strongerProof(stored.proof, told)
  writeProgress(session.db, stored.id, {
    state: stateOfProof[proof],
    proof,
    remoteId: stored.remote_id ?? evidence.remoteId,
    time: evidence.time === null ? stored.time : believableTime(evidence.time, session.now),
    seq: stored.seq ?? evidence.seq,
    position
  })
  tellProven(session, stored, position)
  takeOutOfOutbox(session, stored.id)
}

function tellProven(session: WriteSession, stored: StoredMessage, position: number): void {
  const conversation = session.conversation(stored.conversation_id)
  conversation?.take(position)
  if (conversation) conversation.hasNewWords = true
  session.changes.messageMoved({
    conversationId: stored.conversation_id,
    messageId: stored.id,
    position,
    movedFrom: stored.position
  })
}

// A message that was first proven keeps its place: what moves under the reader's eyes irritates.
function placeOf(
  session: WriteSession,
  stored: StoredMessage,
  twinPosition: number | null,
  { position, seq, time, wasSaidBefore = false }: Evidence
): number {
  const known = twinPosition ?? position
  if (known !== null) return known
  const conversation = session.conversation(stored.conversation_id)
  if (!conversation || !isPending(stored.position)) return stored.position
  const take = (): number => session.takePlace(conversation, seq, believableTime(time, session.now))
  const mayBeEarlier = seq !== null || wasSaidBefore
  return mayBeEarlier ? conversation.takeProven(take, session.now) : take()
}

/** Another row that holds the same message: it came back before anything told that it is ours. */
function findTwin(
  session: WriteSession,
  messageId: number,
  remoteId: string | null
): StoredMessage | null {
  const stored = findById(session.db, messageId)
  if (!stored || remoteId === null || stored.remote_id !== null) return null
  const twin = findByRemoteId(session.db, stored.conversation_id, remoteId)
  return twin && twin.id !== messageId ? twin : null
}

// The row that the person composed stays, since the window knows it; the other gives it its place.
function absorbTwin(session: WriteSession, messageId: number, twin: StoredMessage): number {
  moveReactions(session.db, twin.id, messageId)
  deleteMessage(session.db, twin)
  session.changes.messageRemoved(twin.conversation_id, twin.id, twin.position)
  const stored = findById(session.db, messageId)
  if (stored) {
    // Off its pending place first: two rows never share one.
    writePosition(session.db, messageId, twin.position)
    session.changes.messageMoved({
      conversationId: stored.conversation_id,
      messageId,
      position: twin.position,
      movedFrom: stored.position
    })
    setServerContent(session, { ...stored, position: twin.position }, baseOf(twin))
  }
  return twin.position
}

function takeOutOfOutbox(session: WriteSession, messageId: number): void {
  for (const row of findOutboxOfMessage(session.db, messageId)) {
    if (row.intent !== 'send') continue
    deleteOutbox(session.db, row.id)
    session.changes.removeFromOutbox(row.id)
  }
}

/** Others' receipts: own messages up to a place were delivered or read. */
export function raiseProof(
  session: WriteSession,
  stored: StoredMessage,
  level: 'delivered' | 'read'
): void {
  const proof = strongerProof(stored.proof, level)
  writeProgress(session.db, stored.id, {
    state: stateOfProof[proof],
    proof,
    remoteId: stored.remote_id,
    time: stored.time,
    seq: stored.seq,
    position: stored.position
  })
  tellChanged(session, stored)
}
