// A conversation while a transaction changes it: its counters, its last places, what it already holds.
import type { MessageId } from '../../src-preload/contract/model.ts'
import type { StoreDatabase } from './database.ts'
import { isPending, PENDING_BASE, positionAfter } from './position.ts'
import type { ConversationRow } from './queries/conversations-read.ts'
import { updateConversation } from './queries/conversations-write.ts'
import { lastConfirmedPosition, lastPosition, lastWords } from './queries/places.ts'

export class OpenConversation {
  readonly row: ConversationRow
  /** Ids of the server that are stored or about to be. */
  readonly known = new Set<string>()
  /** Ids of the server that were looked for. */
  readonly asked = new Set<string>()
  /** Set when a message came, changed, moved or went, so that the preview is looked up again. */
  hasNewWords = false
  readonly #db: StoreDatabase
  readonly #before: string
  #last: number | null | undefined
  #lastPending: number | undefined

  constructor(db: StoreDatabase, row: ConversationRow) {
    this.#db = db
    this.row = row
    this.#before = JSON.stringify(row)
  }

  /** The last place of the server's order that is taken. */
  get lastConfirmed(): number | null {
    if (this.#last === undefined) this.#last = lastConfirmedPosition(this.#db, this.row.id)
    return this.#last
  }

  /** Takes the place after all that the server has told. */
  takeNext(timeMs: number): number {
    const position = positionAfter(this.lastConfirmed, timeMs)
    this.#last = position
    return position
  }

  /** Takes a place that was found elsewhere. */
  take(position: number): void {
    const last = this.lastConfirmed
    if (!isPending(position) && (last === null || position > last)) this.#last = position
  }

  /** Takes a place at the very end, among the own messages that are under way. */
  takePending(): number {
    this.#lastPending ??= Math.max(lastPosition(this.#db, this.row.id) ?? 0, PENDING_BASE - 1)
    this.#lastPending += 1
    return this.#lastPending
  }

  /** One more message that the person has not seen. */
  countUnread(isMention: boolean): void {
    this.row.unread += 1
    if (isMention) this.row.mentions += 1
  }

  /** The message that the list shows, if it is this one. */
  isShowing(id: MessageId): boolean {
    return this.row.last_message_id === id
  }

  /** Writes what changed; answers whether the list would show it. */
  save(): boolean {
    if (this.hasNewWords) this.#lookUpLastWords()
    const isChanged = JSON.stringify(this.row) !== this.#before
    if (isChanged) updateConversation(this.#db, this.row)
    return isChanged || this.hasNewWords
  }

  #lookUpLastWords(): void {
    const last = lastWords(this.#db, this.row.id)
    this.row.last_message_id = last?.id ?? null
    if (last) this.row.active_at = last.time
  }
}
