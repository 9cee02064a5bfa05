// How a change from the store becomes part of the messages that the window holds.
import type { Message, MessageId } from '../../src-preload/contract/model.ts'

export interface Merged {
  messages: Message[]
  /** How many were put before what was there. */
  prepended: number
}

/** Applies new, changed and removed rows; order is by position. */
export function mergeMessages(
  held: readonly Message[],
  upserts: readonly Message[],
  removedIds: readonly MessageId[]
): Merged {
  const removed = new Set(removedIds)
  const changed = new Map(upserts.map((message) => [message.id, message]))
  const first = held[0]
  const kept: Message[] = []
  for (const message of held) {
    const next = changed.get(message.id)
    if (next && next.position !== message.position) continue
    changed.delete(message.id)
    if (!removed.has(message.id)) kept.push(next ?? message)
  }
  const fresh = [...changed.values()].sort((one, other) => one.position - other.position)
  const prepended = first ? fresh.filter((message) => message.position < first.position).length : 0
  return { messages: interleave(kept, fresh), prepended }
}

function interleave(kept: Message[], fresh: Message[]): Message[] {
  const last = kept[kept.length - 1]
  const firstFresh = fresh[0]
  if (!firstFresh) return kept
  if (!last || last.position < firstFresh.position) return [...kept, ...fresh]
  return [...kept, ...fresh].sort((one, other) => one.position - other.position)
}
