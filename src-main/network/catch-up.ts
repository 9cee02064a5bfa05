// After each introduction: fetches what was said meanwhile, page by page back to what is stored.
import type { ConversationRef } from '../../src-preload/contract/inbound.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { Log } from '../base/log.ts'
import type { ConversationCalls } from './conversation-calls.ts'
import type { DialectBook } from './dialect-book.ts'
import type { Link } from './link/link.ts'
import type { ReceiverRpc } from './receiver-relay.ts'
import { dialectIdOf, type Roster } from './roster.ts'
import type { StoreDoor } from './store-door.ts'
import type { Epoch } from './thread-calls.ts'

/** Conversations that are fetched side by side. */
const ABREAST = 3
/** Pages per conversation: a longer gap is filled when the person reads back. */
const MAX_PAGES = 50

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

  constructor(options: CatchUpOptions) {
    this.#options = options
  }

  /** Fetches for all conversations that the person is in, while this connection stands. */
  async run(epoch: Epoch): Promise<void> {
    if (!this.#hasHistory(epoch.serverId)) return
    const listed = await this.#options.receiver()?.ask.joinedConversations(epoch)
    if (!listed?.ok) return
    const waiting = listed.value
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await this.#fetch(epoch, next)
    }
    await Promise.all(Array.from({ length: ABREAST }, work))
  }

  #hasHistory(serverId: ServerId): boolean {
    const { roster, book } = this.#options
    const entry = roster.get(serverId)
    return entry !== undefined && book.get(dialectIdOf(entry))?.features.history === true
  }

  // Backwards until a page brings nothing new: then it meets what was stored before.
  async #fetch(epoch: Epoch, conversation: ConversationRef): Promise<void> {
    const pages = (await this.#isStored(epoch.serverId, conversation)) ? MAX_PAGES : 1
    let cursor: Parameters<ConversationCalls['historyPage']>[2] = null
    for (let page = 0; page < pages && this.#stands(epoch); page++) {
      const { serverId } = epoch
      const fetched = await this.#options.conversations.historyPage(serverId, conversation, cursor)
      if (!fetched.ok) {
        const { code } = fetched.failure
        return this.#options.log.info('history was not fetched', { server: serverId, code })
      }
      const { added, more, oldest } = fetched.value
      if (added === 0 || more === false || oldest === null) return
      cursor = oldest
    }
  }

  async #isStored(serverId: ServerId, { remoteId }: ConversationRef): Promise<boolean> {
    const { store } = this.#options
    const found = await store.ask.conversationId({ serverId, remoteId })
    if (!found.ok || found.value.conversationId === null) return false
    const cursor = await store.ask.historyCursor({ conversationId: found.value.conversationId })
    return cursor.ok && cursor.value.newest !== null
  }

  #stands({ serverId, epoch }: Epoch): boolean {
    const { link, roster } = this.#options
    return link.epochOf(serverId) === epoch && roster.get(serverId)?.isJoined === true
  }
}
