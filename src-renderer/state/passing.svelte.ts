// What passes by and is never kept: who is typing, who is there.
import type { ConversationId, Member } from '../../src-preload/contract/model.ts'
import type { Wires } from './wires.ts'

export class Passing {
  typing: ReadonlyMap<ConversationId, readonly string[]> = $state.raw(new Map())
  members: readonly Member[] = $state.raw([])
  areMembersKnown = $state(false)
  readonly #wires: Wires
  #watched: ConversationId | null = null

  constructor(wires: Wires) {
    this.#wires = wires
    wires.network.onOpen(() => void this.#load())
  }

  applyTyping(conversationId: ConversationId, names: readonly string[]): void {
    const next = new Map(this.typing)
    if (names.length === 0) next.delete(conversationId)
    else next.set(conversationId, names)
    this.typing = next
  }

  applyMembers(conversationId: ConversationId, members: Member[]): void {
    if (conversationId !== this.#watched) return
    this.members = sorted(members)
    this.areMembersKnown = true
  }

  /** Watches the people of one conversation, or of none. */
  watchMembers(conversationId: ConversationId | null): void {
    if (conversationId === this.#watched) return
    const before = this.#watched
    if (before) void this.#wires.network.ask.unwatchMembers({ conversationId: before })
    this.#watched = conversationId
    this.members = []
    this.areMembersKnown = false
    void this.#load()
  }

  async #load(): Promise<void> {
    const conversationId = this.#watched
    if (!conversationId) return
    const answer = await this.#wires.network.ask.watchMembers({ conversationId })
    if (answer.ok) this.applyMembers(conversationId, answer.value)
  }
}

function sorted(members: Member[]): Member[] {
  return members.sort(
    (one, other) =>
      Number(other.online ?? false) - Number(one.online ?? false) ||
      one.name.localeCompare(other.name)
  )
}
