// Remembers under which id the store keeps a conversation that a server named.
import type { Result } from '../../../src-preload/contract/failure.ts'
import type { ConversationId, ServerId } from '../../../src-preload/contract/model.ts'

interface Place {
  serverId: ServerId
  remoteId: string
}
type Answer = Result<{ conversationId: ConversationId | null }>

const MEMORY = 5_000

export class ConversationIds {
  readonly #ask: (place: Place) => Promise<Answer>
  readonly #known = new Map<string, ConversationId>()

  constructor(ask: (place: Place) => Promise<Answer>) {
    this.#ask = ask
  }

  /** The store's id; null where it has no such conversation (yet), or can't say. */
  async find(place: Place): Promise<ConversationId | null> {
    const key = `${place.serverId}\n${place.remoteId}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const answer = await this.#ask(place)
    if (!answer.ok || answer.value.conversationId === null) return null
    if (this.#known.size >= MEMORY) this.#known.clear()
    this.#known.set(key, answer.value.conversationId)
    return answer.value.conversationId
  }

  forget(serverId: ServerId): void {
    for (const key of this.#known.keys()) if (key.startsWith(serverId)) this.#known.delete(key)
  }
}
