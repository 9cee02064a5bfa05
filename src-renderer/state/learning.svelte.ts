// The servers that Filo learns by watching: what it makes of them, and what may be tried with the person's yes.
import type { Result } from '../../src-preload/contract/failure.ts'
import type {
  Ask,
  Declinable,
  Learning,
  LessonKind,
  Preview,
  Suggestion,
  WayToSay
} from '../../src-preload/contract/learning.ts'
import type { ConversationId, Message, ServerId } from '../../src-preload/contract/model.ts'
import type { Wires } from './wires.ts'

export type Filled = Partial<Record<Ask, string>>

/** What there is to say above the composer of a server that is being learned. */
export type LearningWord =
  | { is: 'trying'; kind: LessonKind }
  | { is: 'suggestion'; suggestion: Suggestion }
  | { is: 'introduce'; way: WayToSay; others: number }
  /** `again`: this message was tried in another way before. */
  | { is: 'send'; way: WayToSay; others: number; message: Message; again: boolean }
  | { is: 'stuck' }

export class LearningDesk {
  #servers: ReadonlyMap<ServerId, Learning> = $state.raw(new Map())
  /** How many ways the person has passed over, by server and kind. */
  #passed: ReadonlyMap<string, number> = $state.raw(new Map())
  readonly #wires: Wires

  constructor(wires: Wires) {
    this.#wires = wires
    wires.network.onOpen(() => void this.#load())
  }

  of(serverId: ServerId | null): Learning | null {
    return (serverId && this.#servers.get(serverId)) || null
  }

  /** How sure it is, in percent, that an event is what it is read as; null where nothing is learned of it. */
  sureOf(serverId: ServerId | null, event: string, is: string): number | null {
    const reading = this.of(serverId)?.readings.find((one) => one.event === event && one.is === is)
    return reading ? Math.round(reading.confidence * 100) : null
  }

  apply(learning: Learning): void {
    this.#servers = new Map(this.#servers).set(learning.serverId, learning)
  }

  end(serverId: ServerId): void {
    const next = new Map(this.#servers)
    next.delete(serverId)
    this.#servers = next
  }

  /** What to say now, given the messages on screen; null: nothing. */
  wordFor(learning: Learning, messages: readonly Message[]): LearningWord | null {
    const { trial, verdict, canSend, never, suggestion } = learning
    if (trial?.state === 'waiting') return { is: 'trying', kind: trial.kind }
    // Whether what was tried last arrived is to be told first.
    const isOpen = trial?.state === 'unanswered'
    // What the server says itself is worth telling though it is known how to write there.
    const isNews = suggestion !== null && (suggestion.by === 'events' || !canSend)
    if (isNews && !isOpen && !never.includes('suggestion')) return { is: 'suggestion', suggestion }
    const wantsIntroduction = verdict === 'listening' && !never.includes('introduce')
    const introduction = this.#way(learning, 'introduce')
    const isIntroduced = trial?.kind === 'introduce' && trial.state === 'confirmed'
    if (wantsIntroduction && introduction && !isIntroduced && trial?.kind !== 'send') {
      return { is: 'introduce', ...introduction }
    }
    if (canSend || never.includes('send')) return null
    return this.#sendWord(learning, messages)
  }

  /** Shows the next way instead. */
  pass(serverId: ServerId, kind: LessonKind): void {
    const key = `${serverId} ${kind}`
    this.#passed = new Map(this.#passed).set(key, (this.#passed.get(key) ?? 0) + 1)
  }

  preview(
    serverId: ServerId,
    proposalId: string,
    filled: Filled,
    message: { conversationId: ConversationId; text: string } | null
  ): Promise<Result<Preview[]>> {
    return this.#wires.network.ask.previewWay({ serverId, proposalId, filled, message })
  }

  introduce(serverId: ServerId, proposalId: string, filled: Filled): Promise<Result<null>> {
    return this.#wires.network.ask.tryIntroduction({ serverId, proposalId, filled })
  }

  /** Sends a waiting message this way; one that stopped is put back first. */
  async send(serverId: ServerId, proposalId: string, message: Message): Promise<Result<null>> {
    if (message.state === 'failed' || message.state === 'unconfirmed') {
      const retried = await this.#wires.store.ask.retryMessage({ messageId: message.id })
      if (!retried.ok) return retried
    }
    const { conversationId } = message
    return await this.#wires.network.ask.trySend({ serverId, proposalId, conversationId })
  }

  /** The person saw that what was tried last arrived; `message`: what went out so. */
  async vouch({ serverId, trial }: Learning, message: Message | null): Promise<Result<null>> {
    const { network, store } = this.#wires
    const proposalId = trial?.proposalId ?? ''
    const vouched = await network.ask.vouchWay({ serverId, proposalId, worked: true })
    if (!vouched.ok || message?.state !== 'unconfirmed') return vouched
    return await store.ask.confirmMessage({ messageId: message.id })
  }

  never(serverId: ServerId, kind: Declinable): Promise<Result<null>> {
    return this.#wires.network.ask.neverTry({ serverId, kind })
  }

  #sendWord(learning: Learning, messages: readonly Message[]): LearningWord | null {
    const own = messages.filter((message) => message.own && !message.deleted)
    const waiting = own.find(({ state }) => state === 'queued' || state === 'sending')
    const stopped = own.findLast(({ state }) => state === 'failed' || state === 'unconfirmed')
    const message = waiting ?? (learning.trial?.kind === 'send' ? stopped : undefined)
    if (!message) return null
    const found = this.#way(learning, 'send')
    return found ? { is: 'send', ...found, message, again: !waiting } : { is: 'stuck' }
  }

  #way(learning: Learning, kind: LessonKind): { way: WayToSay; others: number } | null {
    const ways = kind === 'send' ? learning.sends : learning.introductions
    const passed = this.#passed.get(`${learning.serverId} ${kind}`) ?? 0
    const way = ways[passed % Math.max(1, ways.length)]
    return way ? { way, others: ways.length - 1 } : null
  }

  async #load(): Promise<void> {
    const answer = await this.#wires.network.ask.listLearning({})
    if (answer.ok) this.#servers = new Map(answer.value.map((one) => [one.serverId, one]))
  }
}
