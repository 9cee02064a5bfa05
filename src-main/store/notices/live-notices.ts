// Book of the notifications that are shown: one for a conversation, or one for a server with many lively ones.
import type { ConversationId, ServerId } from '../../../src-preload/contract/model.ts'

/** More than these of one server are shown as one. */
const CONVERSATIONS_OF_A_SERVER = 4

interface Live {
  key: string
  serverId: ServerId
  conversations: Set<ConversationId>
  count: number
  /** By the pace's clock, ms. */
  shownAt: number
}

export class LiveNotices {
  readonly #byKey = new Map<string, Live>()
  readonly #byConversation = new Map<ConversationId, Live>()

  has(id: ConversationId): boolean {
    return this.#byConversation.has(id)
  }

  conversations(): Iterable<ConversationId> {
    return this.#byConversation.keys()
  }

  /** The key of the notification that a conversation's next message is counted into. */
  keyOf(id: ConversationId, serverId: ServerId): string {
    const known = this.#byConversation.get(id)
    if (known) return known.key
    const isFull = this.#countOf(serverId) >= CONVERSATIONS_OF_A_SERVER
    return isFull ? `server:${serverId}` : `conversation:${id}`
  }

  /** When it last changed; long ago where it is not shown. */
  shownAt(key: string): number {
    return this.#byKey.get(key)?.shownAt ?? Number.NEGATIVE_INFINITY
  }

  /** Counts messages into a conversation's notification; answers what that is now. */
  add(
    place: { serverId: ServerId; conversationId: ConversationId },
    count: number,
    at: number
  ): { key: string; count: number; conversations: number } {
    const { serverId, conversationId } = place
    const key = this.keyOf(conversationId, serverId)
    const live = this.#byKey.get(key) ?? this.#open(key, serverId)
    live.conversations.add(conversationId)
    live.count += count
    live.shownAt = at
    this.#byConversation.set(conversationId, live)
    return { key: live.key, count: live.count, conversations: live.conversations.size }
  }

  /** A conversation was read; answers the key of the notification that ends with it, if one does. */
  leave(id: ConversationId): string | null {
    const live = this.#byConversation.get(id)
    if (!live) return null
    this.#byConversation.delete(id)
    live.conversations.delete(id)
    if (live.conversations.size > 0) return null
    this.#byKey.delete(live.key)
    return live.key
  }

  /** Forgets all; answers their keys. */
  clear(): string[] {
    const keys = [...this.#byKey.keys()]
    this.#byKey.clear()
    this.#byConversation.clear()
    return keys
  }

  end(key: string): void {
    const live = this.#byKey.get(key)
    this.#byKey.delete(key)
    for (const id of live?.conversations ?? []) this.#byConversation.delete(id)
  }

  #open(key: string, serverId: ServerId): Live {
    const live = { key, serverId, conversations: new Set<number>(), count: 0, shownAt: 0 }
    this.#byKey.set(key, live)
    return live
  }

  #countOf(serverId: ServerId): number {
    let count = 0
    for (const live of this.#byKey.values()) if (live.serverId === serverId) count += 1
    return count
  }
}
