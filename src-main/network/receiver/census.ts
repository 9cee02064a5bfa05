// How many different things one server speaks of: names and conversations without end are refused, not remembered.
import type { ConversationRef, KeptEvent } from '../../../src-preload/contract/inbound.ts'

export const censusLimits = {
  /** Names of events, of one connection. */
  eventNames: 2_000,
  /** Conversations, since this thread began. */
  conversations: 5_000
} as const

export class Census {
  readonly #eventNames = new Set<string>()
  readonly #conversations = new Set<string>()

  /** A new connection may use other names. */
  begin(): void {
    this.#eventNames.clear()
  }

  /** Whether an event of this name is still read. */
  knowsEvent(name: string): boolean {
    return admit(this.#eventNames, name, censusLimits.eventNames)
  }

  /** What of an event may be kept: null where it speaks of one conversation too many. */
  admit(event: KeptEvent): KeptEvent | null {
    if (event.kind === 'conversations') {
      const conversations = event.conversations.filter((listed) => this.#knows(listed))
      return conversations.length === event.conversations.length
        ? event
        : { ...event, conversations }
    }
    // Nothing else makes a conversation.
    const { kind } = event
    if (kind !== 'message' && kind !== 'history' && kind !== 'correction') return event
    return this.#knows(event.conversation) ? event : null
  }

  #knows({ remoteId }: Pick<ConversationRef, 'remoteId'>): boolean {
    return admit(this.#conversations, remoteId, censusLimits.conversations)
  }
}

function admit(known: Set<string>, name: string, most: number): boolean {
  if (known.has(name)) return true
  if (known.size >= most) return false
  known.add(name)
  return true
}
