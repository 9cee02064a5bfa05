// The conversations of the server that is looked at.
import type {
  Conversation,
  ConversationId,
  NotifyRule,
  ServerId
} from '../../src-preload/contract/model.ts'
import type { ConversationsChange } from '../../src-preload/contract/store-calls.ts'
import type { Result } from '../../src-preload/contract/failure.ts'
import { markBoot } from './boot.ts'
import type { Wires } from './wires.ts'

export class Conversations {
  serverId: ServerId | null = $state(null)
  /** Latest first. */
  list: readonly Conversation[] = $state.raw([])
  isKnown = $state(false)
  readonly #wires: Wires
  /** Told after each change of the list. */
  onChanged: () => void = () => {}

  constructor(wires: Wires) {
    this.#wires = wires
    wires.store.onOpen(() => void this.#load())
  }

  byId(id: ConversationId | null): Conversation | null {
    return this.list.find((conversation) => conversation.id === id) ?? null
  }

  /** Looks at another server; the one before is watched no longer. */
  async watch(serverId: ServerId | null): Promise<void> {
    if (serverId === this.serverId) return
    const before = this.serverId
    this.serverId = serverId
    this.list = []
    this.isKnown = false
    if (before) void this.#wires.store.ask.unwatchConversations({ serverId: before })
    await this.#load()
  }

  applyChange(change: ConversationsChange): void {
    if (change.serverId !== this.serverId) return
    const next = new Map(this.list.map((conversation) => [conversation.id, conversation]))
    for (const id of change.removedIds) next.delete(id)
    for (const conversation of change.upserts) next.set(conversation.id, conversation)
    this.#set([...next.values()])
  }

  find(query: string): Promise<Result<Conversation[]>> {
    return this.#wires.store.ask.findConversations({ query })
  }

  /** `until`: ms since 1970; null: for ever. */
  setMuted(conversationId: ConversationId, muted: boolean, until: number | null = null): void {
    void this.#wires.store.askSurely.setMuted({ conversationId, muted, until })
  }

  setNotify(conversationId: ConversationId, notify: NotifyRule): void {
    void this.#wires.store.askSurely.setNotify({ conversationId, notify })
  }

  markAllRead(conversationId: ConversationId): void {
    void this.#wires.store.askSurely.markAllRead({ conversationId })
  }

  join(conversationId: ConversationId): Promise<Result<null>> {
    return this.#wires.network.ask.joinRoom({ conversationId })
  }

  leave(conversationId: ConversationId): Promise<Result<null>> {
    return this.#wires.network.ask.leaveRoom({ conversationId })
  }

  async #load(): Promise<void> {
    const serverId = this.serverId
    if (!serverId) return
    const answer = await this.#wires.store.ask.watchConversations({ serverId })
    if (!answer.ok || this.serverId !== serverId) return
    this.isKnown = true
    markBoot('conversations known')
    this.#set(answer.value)
  }

  #set(conversations: Conversation[]): void {
    this.list = conversations.sort(
      (one, other) => other.activeAt - one.activeAt || one.id - other.id
    )
    this.onChanged()
  }
}
