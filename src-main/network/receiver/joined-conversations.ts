// The conversations of one server that the person is in, as far as this connection heard of them.
import type { ConversationRef, KeptEvent } from '../../../src-preload/contract/inbound.ts'

const MAX_CONVERSATIONS = 1_000

export class JoinedConversations {
  readonly #known = new Map<string, ConversationRef>()

  /** `single`: the title of the only conversation, where the server has no others. */
  constructor(single: string | null) {
    this.become(single)
  }

  /** Another dialect may have another only conversation, or none. */
  become(single: string | null): void {
    if (single === null) this.#known.delete('')
    else this.#known.set('', { remoteId: '', kind: 'single', title: single, peer: null })
  }

  learn(events: readonly KeptEvent[]): void {
    for (const event of events) {
      if (event.kind === 'conversation-gone') this.#known.delete(event.conversation.remoteId)
      if (event.kind !== 'conversations') continue
      for (const { remoteId, kind, title, peer, joined } of event.conversations) {
        if (!joined) this.#known.delete(remoteId)
        else if (this.#known.size < MAX_CONVERSATIONS) {
          this.#known.set(remoteId, { remoteId, kind, title, peer })
        }
      }
    }
  }

  list(): ConversationRef[] {
    return [...this.#known.values()]
  }
}
