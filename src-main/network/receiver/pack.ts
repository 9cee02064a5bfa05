// Makes a batch light for its way through the main thread to the store.
import type { CommitRequest, PackedCommit } from '../thread-calls.ts'

/** The batch with its events as JSON, beside those that the main thread has to know of. */
export function pack(request: CommitRequest): PackedCommit {
  const { events } = request
  const told = events.filter(({ kind }) => kind !== 'message' && kind !== 'history')
  return { ...request, events: JSON.stringify(events), told }
}
