// Which conversations have words on their way that nobody answered, and over which connection they were said.
import type { ConversationId } from '../../../src-preload/contract/model.ts'
import type { OutboxEntry } from '../../ports/store-network-calls.ts'

type Word = Pick<OutboxEntry, 'outboxId' | 'conversationId'>
interface Said extends Word {
  connection: number
}

export class UnderWay {
  readonly #said = new Map<ConversationId, Set<Said>>()
  readonly #waiting = new Map<ConversationId, () => void>()
  #connection = 0

  /** What is said from now on goes another way than what was said before. */
  connected(): void {
    this.#connection++
  }

  /** A word leaves; call the answer once it has arrived, or never will. */
  say({ outboxId, conversationId }: Word): () => void {
    const said: Said = { outboxId, conversationId, connection: this.#connection }
    const all = this.#said.get(conversationId) ?? new Set()
    this.#said.set(conversationId, all.add(said))
    return () => this.#over(said)
  }

  /** These are known to have arrived: copies of them that are late do no harm. */
  proven(outboxIds: readonly number[]): void {
    for (const said of this.#all()) if (outboxIds.includes(said.outboxId)) this.#over(said)
  }

  /** Whether words of earlier connections may still come after what would be said now, other than such as are said again. */
  isBehind({ conversationId }: Word, isSaidAgain: (outboxId: number) => boolean): boolean {
    return this.#earlier(conversationId).some(({ outboxId }) => !isSaidAgain(outboxId))
  }

  /** Calls back whenever an earlier word is there, or never will be; one waits in each conversation. Returns the undo. */
  whenFewer(conversationId: ConversationId, fewer: () => void): () => void {
    this.#waiting.set(conversationId, fewer)
    return () => void this.#waiting.delete(conversationId)
  }

  /** Nobody waits for the earlier words of a conversation any more. */
  giveUp(conversationId: ConversationId): void {
    for (const said of this.#earlier(conversationId)) this.#over(said)
  }

  #earlier(conversationId: ConversationId): Said[] {
    const all = [...(this.#said.get(conversationId) ?? [])]
    return all.filter(({ connection }) => connection < this.#connection)
  }

  #all(): Said[] {
    return [...this.#said.values()].flatMap((all) => [...all])
  }

  #over(said: Said): void {
    const { conversationId } = said
    const all = this.#said.get(conversationId)
    if (!all?.delete(said)) return
    if (all.size === 0) this.#said.delete(conversationId)
    this.#waiting.get(conversationId)?.()
  }
}
