// Which conversations' people the windows watch, so that the receiver tells of no others.
import { done, type Result } from '../../src-preload/contract/failure.ts'
import type { ConversationId, ServerId } from '../../src-preload/contract/model.ts'
import type { ConversationCalls } from './conversation-calls.ts'
import type { ReceiverRpc } from './receiver-relay.ts'

export class MemberWatch {
  readonly #conversations: ConversationCalls
  readonly #receiver: () => ReceiverRpc | null
  readonly #watched = new Map<ConversationId, { serverId: ServerId; remoteId: string }>()

  constructor(conversations: ConversationCalls, receiver: () => ReceiverRpc | null) {
    this.#conversations = conversations
    this.#receiver = receiver
  }

  async add(conversationId: ConversationId): Promise<Result<null>> {
    const place = await this.#conversations.placeOf(conversationId)
    if (!place.ok) return place
    const { serverId, conversation } = place.value
    const watched = { serverId, remoteId: conversation.remoteId }
    this.#watched.set(conversationId, watched)
    this.#receiver()?.tell('membersWatched', { conversationId, ...watched })
    return done(null)
  }

  /** Forgets those that no window watches any more. */
  keepOnly(isWatched: (conversationId: ConversationId) => boolean): void {
    for (const conversationId of this.#watched.keys()) {
      if (isWatched(conversationId)) continue
      this.#watched.delete(conversationId)
      this.#receiver()?.tell('membersUnwatched', { conversationId })
    }
  }

  /** Tells a new receiver all. */
  restore(rpc: ReceiverRpc): void {
    for (const [conversationId, place] of this.#watched) {
      rpc.tell('membersWatched', { conversationId, ...place })
    }
  }
}
