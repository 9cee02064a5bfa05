// Carries out what a window wants done in a conversation at once: typing, history, rooms, members.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { ConversationRef } from '../../src-preload/contract/inbound.ts'
import type { ConversationId, Member, ServerId } from '../../src-preload/contract/model.ts'
import type { CompiledDialect, Request } from '../dialects/compiled.ts'
import type { HistoryCursor } from '../ports/store-network-calls.ts'
import type { DialectBook } from './dialect-book.ts'
import type { ReceiverRpc } from './receiver-relay.ts'
import { dialectIdOf, type Roster } from './roster.ts'
import type { SenderRpc } from './sender-relay.ts'
import type { StoreDoor } from './store-door.ts'
import type { Applied, Wanted } from './thread-calls.ts'

/** Messages that one page of history asks for. */
const PAGE = 100
/** Messages that are asked for again: a page that begins among what is here shows that nothing lies between. */
const OVERLAP = 5
/** How long the answer to a request may take where it comes as an event, ms. */
const EVENT_LIMIT_MS = 10_000
const KNOWN_PLACES = 1_000

export interface ConversationCallsOptions {
  store: StoreDoor
  roster: Roster
  book: DialectBook
  sender: () => SenderRpc | null
  receiver: () => ReceiverRpc | null
  now: () => number
}

type Place = Pick<HistoryCursor, 'serverId' | 'conversation'>

export class ConversationCalls {
  readonly #options: ConversationCallsOptions
  /** Where a conversation is does not change while its server is there. */
  readonly #places = new Map<ConversationId, Place>()

  constructor(options: ConversationCallsOptions) {
    this.#options = options
  }

  forgetServer(serverId: ServerId): void {
    for (const [id, place] of this.#places) if (place.serverId === serverId) this.#places.delete(id)
  }

  /** Passing: nobody waits for it, and nobody hears whether it came through. */
  async setTyping(conversationId: ConversationId, on: boolean): Promise<Result<null>> {
    const place = await this.placeOf(conversationId)
    if (!place.ok) return place
    const { serverId, conversation } = place.value
    void this.#request(serverId, { kind: 'typing', conversation, on })
    return done(null)
  }

  async loadOlder(
    conversationId: ConversationId
  ): Promise<Result<{ added: number; more: boolean | null }>> {
    const found = await this.#options.store.ask.historyCursor({ conversationId })
    if (!found.ok) return found
    const { serverId, conversation, oldest } = found.value
    const answered = await this.historyPage(serverId, conversation, oldest)
    if (!answered.ok) return answered
    const { added, more } = answered.value
    return done({ added, more })
  }

  /** Fetches and commits the page before or after `cursor`, or the latest one. */
  async historyPage(
    serverId: ServerId,
    conversation: ConversationRef,
    cursor: HistoryCursor['oldest'],
    side: 'before' | 'after' = 'before'
  ): Promise<Result<Applied>> {
    const stretch = cursor ? side : 'latest'
    const here = stretch === 'before' ? await this.#hereFrom(serverId, conversation, cursor) : 0
    const skip = Math.max(0, here - OVERLAP)
    return await this.#requestAnswered(
      serverId,
      { kind: 'history', conversation, stretch, cursor, limit: PAGE, here, skip },
      { kind: 'history', remoteId: conversation.remoteId }
    )
  }

  async #hereFrom(
    serverId: ServerId,
    { remoteId }: ConversationRef,
    from: HistoryCursor['oldest']
  ): Promise<number> {
    if (!from || this.#dialectOf(serverId)?.skipsHistory !== true) return 0
    const counted = await this.#options.store.ask.countFrom({ serverId, remoteId, from })
    return counted.ok ? counted.value.count : 0
  }

  async createRoom(serverId: ServerId, title: string): ReturnType<ConversationCalls['openDirect']> {
    const request: Request = { kind: 'create-room', title }
    const answered = await this.#requestAnswered(serverId, request, { kind: 'room', title })
    if (!answered.ok) return answered
    return await this.#idOf(serverId, answered.value.conversation)
  }

  async openDirect(
    serverId: ServerId,
    person: { id: string | null; name: string }
  ): Promise<Result<{ conversationId: ConversationId }>> {
    const wanted: Wanted = { kind: 'direct', person }
    const answered = await this.#requestAnswered(serverId, { kind: 'open-direct', person }, wanted)
    if (answered.ok) return await this.#idOf(serverId, answered.value.conversation)
    const isSilent = answered.failure.code === 'not-supported' && this.#opensSilently(serverId)
    return isSilent ? await this.#idOf(serverId, directWith(person)) : answered
  }

  joinRoom(conversationId: ConversationId): Promise<Result<null>> {
    return this.#ask(conversationId, (conversation) => ({ kind: 'join', conversation }))
  }

  leaveRoom(conversationId: ConversationId): Promise<Result<null>> {
    return this.#ask(conversationId, (conversation) => ({ kind: 'leave', conversation }))
  }

  /** Asks the server for the people where it can be asked; answers with those that are known. */
  async members(conversationId: ConversationId): Promise<Result<Member[]>> {
    await this.#ask(conversationId, (conversation) => ({ kind: 'members', conversation }))
    const place = await this.placeOf(conversationId)
    if (!place.ok) return place
    const { serverId, conversation } = place.value
    const asked = this.#options.receiver()?.ask.members({
      serverId,
      remoteId: conversation.remoteId
    })
    return (await asked) ?? refuse('process-gone', undefined, true)
  }

  /** Where the server has the conversation. */
  async placeOf(conversationId: ConversationId): Promise<Result<Place>> {
    const known = this.#places.get(conversationId)
    if (known) return done(known)
    const found = await this.#options.store.ask.historyCursor({ conversationId })
    if (!found.ok) return found
    if (this.#places.size >= KNOWN_PLACES) this.#places.clear()
    const { serverId, conversation } = found.value
    this.#places.set(conversationId, { serverId, conversation })
    return done({ serverId, conversation })
  }

  async #ask(
    conversationId: ConversationId,
    requestFor: (conversation: ConversationRef) => Request
  ): Promise<Result<null>> {
    const place = await this.placeOf(conversationId)
    if (!place.ok) return place
    const { serverId, conversation } = place.value
    const answered = await this.#request(serverId, requestFor(conversation))
    return answered.ok ? done(null) : answered
  }

  async #request(
    serverId: ServerId,
    request: Request
  ): Promise<Result<{ applied: Applied | null }>> {
    const asked = this.#options.sender()?.ask.request({ serverId, request })
    return (await asked) ?? refuse('process-gone', undefined, true)
  }

  // The answer comes in the ack or as an event; whoever listens only after asking may miss the latter.
  async #requestAnswered(
    serverId: ServerId,
    request: Request,
    wanted: Wanted
  ): Promise<Result<Applied>> {
    const receiver = this.#options.receiver()
    const waiting = receiver?.ask.awaitEvent({ serverId, wanted, timeoutMs: EVENT_LIMIT_MS })
    const answered = await this.#request(serverId, request)
    if (!answered.ok) return answered
    if (answered.value.applied) return done(answered.value.applied)
    return (await waiting) ?? refuse('process-gone', undefined, true)
  }

  async #idOf(
    serverId: ServerId,
    conversation: ConversationRef | null
  ): Promise<Result<{ conversationId: ConversationId }>> {
    if (!conversation) return refuse('not-found')
    const { store } = this.#options
    const place = { serverId, remoteId: conversation.remoteId }
    const found = await store.ask.conversationId(place)
    if (!found.ok) return found
    if (found.value.conversationId !== null) {
      return done({ conversationId: found.value.conversationId })
    }
    await this.#commitConversation(serverId, conversation)
    const made = await store.ask.conversationId(place)
    if (!made.ok) return made
    const { conversationId } = made.value
    return conversationId === null ? refuse('not-found') : done({ conversationId })
  }

  // Servers that never list their conversations: this one exists because we opened it.
  async #commitConversation(serverId: ServerId, conversation: ConversationRef): Promise<void> {
    await this.#options.store.ask.commit({
      serverId,
      events: [
        {
          kind: 'conversations',
          conversations: [{ ...conversation, joined: true, topic: null, unread: null }],
          complete: false
        }
      ],
      receivedAt: this.#options.now()
    })
  }

  #opensSilently(serverId: ServerId): boolean {
    return this.#dialectOf(serverId)?.features.openDirect === true
  }

  #dialectOf(serverId: ServerId): CompiledDialect | null {
    const entry = this.#options.roster.get(serverId)
    return entry ? this.#options.book.get(dialectIdOf(entry)) : null
  }
}

function directWith(person: { id: string | null; name: string }): ConversationRef {
  return {
    remoteId: person.id ?? person.name,
    kind: 'direct',
    title: person.name,
    peer: { id: person.id, name: person.name }
  }
}
