// Requests whose answer comes as an event: they wait here until a fitting one is on disk.
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import type { ConversationRef, KeptEvent } from '../../../src-preload/contract/inbound.ts'
import type { Clock } from '../clock.ts'
import type { Applied, Wanted } from '../thread-calls.ts'
import { oldestOf } from './server-reader.ts'

/** What the awaited event brought. */
export type Found = Omit<Applied, 'session'>

interface Waiter {
  wanted: Wanted
  settle: (result: Result<Found>) => void
}

export class Waiters {
  readonly #clock: Clock
  readonly #waiting = new Set<Waiter>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Answers with the first event that fits, or refuses after `timeoutMs`. */
  wait(wanted: Wanted, timeoutMs: number): Promise<Result<Found>> {
    return new Promise((resolve) => {
      const settle = (result: Result<Found>): void => {
        undo()
        this.#waiting.delete(waiter)
        resolve(result)
      }
      const waiter: Waiter = { wanted, settle }
      const undo = this.#clock.after(timeoutMs, () =>
        settle(refuse('message-unanswered', {}, true))
      )
      this.#waiting.add(waiter)
    })
  }

  /** Events that are on disk now. */
  notice(events: readonly KeptEvent[], added: number): void {
    for (const waiter of [...this.#waiting]) {
      const found = firstFit(waiter.wanted, events, added)
      if (found) waiter.settle(done(found))
    }
  }

  /** The connection went: nothing will come any more. */
  refuseAll(): void {
    for (const waiter of [...this.#waiting]) waiter.settle(refuse('server-closed', {}, true))
  }
}

function firstFit(wanted: Wanted, events: readonly KeptEvent[], added: number): Found | null {
  for (const event of events) {
    const found = fit(wanted, event, added)
    if (found) return found
  }
  return null
}

function fit(wanted: Wanted, event: KeptEvent, added: number): Found | null {
  if (wanted.kind === 'history') {
    if (event.kind !== 'history' || event.conversation.remoteId !== wanted.remoteId) return null
    const { conversation, more, messages } = event
    return { added, more, oldest: oldestOf(messages), conversation }
  }
  if (event.kind !== 'conversations') return null
  const conversation = event.conversations.find((listed) => isWanted(wanted, listed))
  return conversation ? { added, more: null, oldest: null, conversation } : null
}

function isWanted(wanted: Exclude<Wanted, { kind: 'history' }>, ref: ConversationRef): boolean {
  if (wanted.kind === 'room') return ref.kind === 'room' && ref.title === wanted.title
  if (ref.kind !== 'direct') return false
  const { id, name } = wanted.person
  return id === null ? ref.peer?.name === name : ref.peer?.id === id
}
