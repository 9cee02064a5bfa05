// Searching in messages as one types.
import type { ConversationId } from '../../src-preload/contract/model.ts'
import type { SearchHit } from '../../src-preload/contract/store-calls.ts'
import type { Failure } from '../../src-preload/contract/failure.ts'
import type { Wires } from './wires.ts'

const PAUSE_MS = 60
const HITS = 50

export class Search {
  isOpen = $state(false)
  /** Null: everywhere. */
  conversationId: ConversationId | null = $state(null)
  query = $state('')
  hits: readonly SearchHit[] = $state.raw([])
  /** The query that the hits answer; null before the first. */
  answered: string | null = $state(null)
  failure: Failure | null = $state.raw(null)
  readonly #wires: Wires
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(wires: Wires) {
    this.#wires = wires
  }

  open(conversationId: ConversationId | null): void {
    this.isOpen = true
    this.conversationId = conversationId
    this.look()
  }

  close(): void {
    this.isOpen = false
    clearTimeout(this.#timer)
  }

  /** Looks for what is typed now, after a breath. */
  look(): void {
    clearTimeout(this.#timer)
    if (this.query.trim() === '') {
      this.hits = []
      this.answered = null
      return
    }
    this.#timer = setTimeout(() => void this.#run(this.query.trim()), PAUSE_MS)
  }

  async #run(query: string): Promise<void> {
    const conversationId = this.conversationId
    const answer = await this.#wires.store.ask.search({ query, conversationId, limit: HITS })
    if (query !== this.query.trim() || conversationId !== this.conversationId) return
    this.failure = answer.ok ? null : answer.failure
    this.hits = answer.ok ? answer.value : []
    this.answered = query
  }
}
