// Fetches what was missed: after each introduction, for a conversation that is opened, for a gap, for a word in doubt.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { ConversationRef, KeptEvent } from '../../src-preload/contract/inbound.ts'
import type { ConversationId, ServerId } from '../../src-preload/contract/model.ts'
import type { Log } from '../base/log.ts'
import type { CompiledDialect } from '../dialects/compiled.ts'
import type { BookedGap } from '../ports/store-network-calls.ts'
import { CatchUpCourse, isGone, isPassed, isSame, pageInto } from './catch-up-course.ts'
import type { ConversationCalls } from './conversation-calls.ts'
import type { DialectBook } from './dialect-book.ts'
import type { Link } from './link/link.ts'
import type { ReceiverRpc } from './receiver-relay.ts'
import { dialectIdOf, type Roster } from './roster.ts'
import type { StoreDoor } from './store-door.ts'
import type { Epoch } from './thread-calls.ts'

/** Pages that one wish to fill a gap fetches at most. */
const FILL_PAGES = 10

export interface CatchUpOptions {
  log: Log
  roster: Roster
  book: DialectBook
  store: StoreDoor
  link: Link
  conversations: ConversationCalls
  receiver: () => ReceiverRpc | null
}

export class CatchUp {
  readonly #options: CatchUpOptions
  readonly #courses = new Map<ServerId, CatchUpCourse>()
  /** What the person looks at, by server: fetched before the rest. */
  readonly #opened = new Map<ServerId, ConversationRef>()

  constructor(options: CatchUpOptions) {
    this.#options = options
  }

  /** A server let us in: fetches all that was missed, and goes on with the gaps of earlier times. */
  run(epoch: Epoch, isRecovered: boolean): void {
    this.#courses.get(epoch.serverId)?.end()
    this.#courses.delete(epoch.serverId)
    if (!this.#hasHistory(epoch.serverId)) return
    const course = this.#newCourse(epoch, isRecovered)
    this.#courses.set(epoch.serverId, course)
    const opened = this.#opened.get(epoch.serverId)
    if (opened) course.add(opened, true)
    void this.#addAll(epoch, course)
  }

  /** What a server told: conversations that it names only now are caught up with too. */
  committed(serverId: ServerId, events: readonly KeptEvent[]): void {
    const course = this.#courses.get(serverId)
    if (!course) return
    for (const event of events) {
      if (event.kind !== 'conversations') continue
      for (const { remoteId, kind, title, peer, joined } of event.conversations) {
        if (joined) course.add({ remoteId, kind, title, peer }, false)
      }
    }
  }

  /** The connection went, or the server did. */
  stop(serverId: ServerId): void {
    this.#courses.get(serverId)?.end()
    this.#courses.delete(serverId)
  }

  /** The person looks at a conversation: what it lacks comes first, here and after the next connection. */
  async opened(conversationId: ConversationId): Promise<Result<null>> {
    const place = await this.#options.conversations.placeOf(conversationId)
    if (!place.ok) return place
    const { serverId, conversation } = place.value
    this.#opened.set(serverId, conversation)
    this.#courses.get(serverId)?.open(conversation)
    return done(null)
  }

  /** Answers once the history that could hold a word said at `since` (ms) was fetched, or can't be. */
  async met(serverId: ServerId, conversation: ConversationRef, since: number): Promise<void> {
    await this.#courses.get(serverId)?.met(conversation, since)
  }

  /** Fetches into one gap, newest first; `closed`: nothing of it is missing any more, or the server has none of it. */
  async fillGap(
    conversationId: ConversationId,
    gapId: number
  ): Promise<Result<{ added: number; closed: boolean }>> {
    const place = await this.#options.conversations.placeOf(conversationId)
    if (!place.ok) return place
    const { serverId } = place.value
    if (!this.#hasHistory(serverId)) return refuse('not-supported')
    let added = 0
    for (let page = 0; page < FILL_PAGES; page++) {
      const gap = await this.#gap(serverId, conversationId, gapId)
      if (!gap) return done({ added, closed: true })
      const filled = await this.#fillOnce(serverId, gap)
      if (!filled.ok) return added > 0 ? done({ added, closed: false }) : filled
      added += filled.value.added
      if (!filled.value.goesOn) break
    }
    const left = await this.#gap(serverId, conversationId, gapId)
    return done({ added, closed: left === null })
  }

  async #fillOnce(
    serverId: ServerId,
    gap: BookedGap
  ): Promise<Result<{ added: number; goesOn: boolean }>> {
    const { conversations, store } = this.#options
    const page = await pageInto(gap, (...asked) => conversations.historyPage(serverId, ...asked))
    if (!page.ok) return page
    const { added, more, oldest } = page.value
    const left = await this.#gap(serverId, gap.conversationId, gap.gapId)
    if (left && (isGone(page.value) || isPassed(gap, left, page.value)))
      await store.ask.closeGap({ gapId: gap.gapId })
    const hasMoved = left === null || !isSame(left, gap)
    return done({ added, goesOn: hasMoved && more !== false && oldest !== null })
  }

  async #gap(
    serverId: ServerId,
    conversationId: ConversationId,
    gapId: number
  ): Promise<BookedGap | null> {
    const listed = await this.#options.store.ask.listGaps({ serverId, conversationId })
    return (listed.ok && listed.value.find((gap) => gap.gapId === gapId)) || null
  }

  #newCourse(epoch: Epoch, isRecovered: boolean): CatchUpCourse {
    const { conversations, store, log } = this.#options
    const { serverId } = epoch
    return new CatchUpCourse({
      isRecovered,
      areCounted: this.#dialectOf(serverId)?.skipsHistory === true,
      stands: () => this.#stands(epoch),
      page: (...asked) => conversations.historyPage(serverId, ...asked),
      gaps: async (conversation) => {
        const { remoteId } = conversation
        const found = await store.ask.conversationId({ serverId, remoteId })
        const conversationId = found.ok ? found.value.conversationId : null
        if (conversationId === null) return []
        const listed = await store.ask.listGaps({ serverId, conversationId })
        return listed.ok ? listed.value : []
      },
      closeGap: (gapId) => void store.ask.closeGap({ gapId }),
      onFailed: ({ code }) => log.info('history was not fetched', { server: serverId, code })
    })
  }

  async #addAll({ serverId }: Epoch, course: CatchUpCourse): Promise<void> {
    const { receiver, store } = this.#options
    const joined = await receiver()?.ask.joinedConversations({ serverId })
    for (const ref of joined?.ok ? joined.value : []) course.add(ref, false)
    const gaps = await store.ask.listGaps({ serverId, conversationId: null })
    for (const { conversation } of gaps.ok ? gaps.value : []) course.addForGaps(conversation)
  }

  #hasHistory(serverId: ServerId): boolean {
    return this.#dialectOf(serverId)?.features.history === true
  }

  #dialectOf(serverId: ServerId): CompiledDialect | null {
    const { roster, book } = this.#options
    const entry = roster.get(serverId)
    return entry ? book.get(dialectIdOf(entry)) : null
  }

  #stands({ serverId, epoch }: Epoch): boolean {
    const { link, roster } = this.#options
    return link.epochOf(serverId) === epoch && roster.get(serverId)?.isJoined === true
  }
}
