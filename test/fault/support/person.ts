// A person at the window: types, tries again what was not taken, and decides about what stayed in doubt.
import { randomUUID } from 'node:crypto'
import type { ConversationId, Message } from '../../../src-preload/contract/model.ts'
import type { Result } from '../../../src-preload/contract/failure.ts'
import type { Chance } from '../../support/chance.ts'
import type { PlaceName } from './plan.ts'
import type { Rig } from './rig.ts'
import type { Typed } from './truth.ts'

const PAUSE_MS = 250

export interface Spot {
  place: PlaceName
  /** The server's name for the conversation. */
  room: string
  conversationId: ConversationId
}

export class Person {
  readonly typed: Typed[] = []
  readonly #rig: Rig
  readonly #chance: Chance
  readonly #sinceStart: () => string
  readonly #byText = new Map<string, Typed>()
  /** A composer sends one thing after the other. */
  readonly #composers = new Map<ConversationId, Promise<void>>()
  readonly #counts = new Map<ConversationId, number>()
  /** Messages about which the person has decided; each stop is decided once. */
  readonly #decided = new Set<Typed>()
  #busy = 0

  constructor(rig: Rig, chance: Chance, sinceStart: () => string) {
    this.#rig = rig
    this.#chance = chance
    this.#sinceStart = sinceStart
  }

  /** What is not yet answered, or not yet decided. */
  get busy(): number {
    return this.#busy
  }

  /** Types something unique; it is on its way when this returns. */
  type({ place, room, conversationId }: Spot, words: string): void {
    const nth = (this.#counts.get(conversationId) ?? 0) + 1
    this.#counts.set(conversationId, nth)
    const typed: Typed = {
      place,
      room,
      text: `${place} ${room.slice(-6)} me ${nth} ${words}`,
      clientId: randomUUID(),
      nth,
      answer: 'unanswered',
      wishes: 0,
      isDiscarded: false,
      wasStopped: false,
      life: []
    }
    this.typed.push(typed)
    this.#byText.set(typed.text, typed)
    const before = this.#composers.get(conversationId) ?? Promise.resolve()
    const work = before.then(() => this.#send(conversationId, typed))
    this.#composers.set(conversationId, this.#counted(work))
  }

  /** A row of the window: takes down what became of an own message, and acts where it stopped. */
  saw(message: Message): void {
    const typed = message.own ? this.#byText.get(message.text) : undefined
    if (!typed) return
    const state = `${message.state ?? '?'}${message.proof ? `/${message.proof}` : ''}`
    const why = message.failure ? ` (${message.failure.code})` : ''
    const line = `row ${message.id} ${state}${why}`
    if (!(typed.life.at(-1) ?? '').endsWith(line)) this.#note(typed, line)
    const isStopped = message.state === 'failed' || message.state === 'unconfirmed'
    if (!isStopped) {
      this.#decided.delete(typed)
      return
    }
    typed.wasStopped = true
    if (this.#decided.has(typed)) return
    this.#decided.add(typed)
    void this.#counted(this.#decide(typed, message.id))
  }

  async #send(conversationId: ConversationId, typed: Typed): Promise<void> {
    const { clientId, text } = typed
    for (;;) {
      const sent = await this.#rig.store.sendMessage({
        conversationId,
        clientId,
        text,
        replyToId: null
      })
      this.#note(typed, sent.ok ? 'typed' : `not taken: ${sent.failure.code}`)
      if (sent.ok) {
        typed.answer = 'accepted'
        return
      }
      // Once unanswered it may be there, whatever is said later.
      const isRefused = sent.failure.code === 'disk-full' && !typed.life.some(isUnanswered)
      typed.answer = isRefused ? 'refused' : 'unanswered'
      if (this.#chance.happens(0.1)) return
      await pause(PAUSE_MS)
    }
  }

  async #decide(typed: Typed, messageId: number): Promise<void> {
    await pause(PAUSE_MS)
    const chosen = this.#chance.pick(['retry', 'discard', 'leave', 'leave'] as const)
    if (chosen === 'leave') return
    if (chosen === 'retry') typed.wishes += 1
    const act = (): Promise<Result<unknown>> =>
      chosen === 'retry'
        ? this.#rig.store.retryMessage({ messageId })
        : this.#rig.store.discardMessage({ messageId })
    for (;;) {
      const done = await act()
      this.#note(typed, `${chosen}: ${done.ok ? 'ok' : done.failure.code}`)
      if (chosen === 'discard') typed.isDiscarded ||= done.ok || isDoubtful(done)
      if (done.ok || !isDoubtful(done)) return
      await pause(PAUSE_MS)
    }
  }

  #note(typed: Typed, what: string): void {
    typed.life.push(`${this.#sinceStart()} ${what}`)
  }

  async #counted(work: Promise<void>): Promise<void> {
    this.#busy += 1
    await work
    this.#busy -= 1
  }
}

function isUnanswered(line: string): boolean {
  return line.includes('not taken') && !line.endsWith('disk-full')
}

// The process may have died after it did it.
function isDoubtful(result: Result<unknown>): boolean {
  return !result.ok && result.failure.code !== 'not-found' && result.failure.code !== 'not-allowed'
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
