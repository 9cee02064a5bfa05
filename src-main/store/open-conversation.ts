// A conversation while a transaction changes it: its counters, its last places, what it already holds.
import type { MessageId } from '../../src-preload/contract/model.ts'
import type { StoreDatabase } from './database.ts'
import type { Shift } from './make-room.ts'
import { isPending, PENDING_BASE, positionAfter, positionBetween } from './position.ts'
import type { ConversationRow } from './queries/conversations-read.ts'
import { deleteGap, findOpenGap, insertGap, writeGap, type Gap } from './queries/gaps.ts'
import { updateConversation } from './queries/conversations-write.ts'
import {
  freePosition,
  lastConfirmedPosition,
  lastPosition,
  lastSeq,
  lastWords,
  neighboursBySeq,
  seqAt
} from './queries/places.ts'

export class OpenConversation {
  readonly row: ConversationRow
  /** Ids of the server that are stored or about to be. */
  readonly known = new Set<string>()
  /** Ids of the server that were looked for. */
  readonly asked = new Set<string>()
  /** Set when a message came, changed, moved or went, so that the preview is looked up again. */
  hasNewWords = false
  /** Set when something came after messages that may be missing. */
  hasNewGap = false
  /** How often places of stored messages had to move. */
  shifts = 0
  readonly #db: StoreDatabase
  readonly #before: string
  #last: number | null | undefined
  #lastPending: number | undefined
  #lastSeq: number | null | undefined
  #open: Gap | null | undefined

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

  /** Takes the place after all that the server has told; `seq` is its number of what comes there. */
  takeNext(timeMs: number, seq: number | null): number {
    const position = positionAfter(this.lastConfirmed, timeMs)
    this.#last = position
    this.#endOpenGap(position, seq)
    return position
  }

  /**
   * Takes the place of an own word that was proven, by `take`: it may have been said over an earlier connection, so
   * what others said behind it may be missing as before. `now`: ms since 1970.
   */
  takeProven(take: () => number, now: number): number {
    const wasOpen = this.#openGap() !== null
    const position = take()
    if (!wasOpen || this.#openGap() !== null) return position
    insertGap(this.#db, this.row.id, { after: position, before: PENDING_BASE, foundAt: now })
    this.forgetOpenGap()
    return position
  }

  /** The place after all that the server has told, for what fills a hole rather than ends one. */
  placeLast(timeMs: number): number {
    return positionAfter(this.lastConfirmed, timeMs)
  }

  /** The server told again what stands at this place: if that is the last, nothing is missing after it. */
  repeats(position: number): void {
    const open = this.#openGap()
    if (open?.after_position !== position) return
    deleteGap(this.#db, open.id)
    this.#open = null
  }

  /** The gaps were changed elsewhere. */
  forgetOpenGap(): void {
    this.#open = undefined
  }

  // Something came: what may be missing is missing before it, unless its number follows upon the last.
  #endOpenGap(position: number, seq: number | null): void {
    const open = this.#openGap()
    if (!open) return
    this.#open = null
    if (seq !== null && seqAt(this.#db, this.row.id, open.after_position) === seq - 1) {
      deleteGap(this.#db, open.id)
      return
    }
    writeGap(this.#db, open.id, { after: open.after_position, before: position })
    this.hasNewGap = true
  }

  #openGap(): Gap | null {
    if (this.#open === undefined) this.#open = findOpenGap(this.#db, this.row.id) ?? null
    return this.#open
  }

  /**
   * Whether a message with this number of the server's belongs before one that is stored: it was
   * overtaken on its way here, and its place is found with `placeBetween`.
   */
  isOvertaken(seq: number | null): boolean {
    if (seq === null) return false
    if (this.#lastSeq === undefined) this.#lastSeq = lastSeq(this.#db, this.row.id)
    const isLate = this.#lastSeq !== null && seq < this.#lastSeq
    if (!isLate) this.#lastSeq = seq
    return isLate
  }

  /**
   * Finds the place that a server's number asks for, by time where there is room; `taken` is the one
   * it must stay before and has no room to.
   */
  placeBetween(
    seq: number,
    timeMs: number
  ): { kind: 'free'; position: number } | { kind: 'crowded'; taken: number } {
    const { below, above } = neighboursBySeq(this.#db, this.row.id, seq)
    if (above === null) return { kind: 'free', position: this.takeNext(timeMs, seq) }
    const wanted = positionBetween(below ?? 0, above, timeMs)
    const position = freePosition(this.#db, this.row.id, wanted)
    // Where the two stand the wrong way round since long ago, any place is as good.
    const isOrdered = below === null || below < above
    if (position < above || !isOrdered) return { kind: 'free', position }
    return { kind: 'crowded', taken: above }
  }

  /** Places moved: those that are remembered here follow. */
  followShift({ first, last, by }: Shift): void {
    const follow = (position: number): number =>
      position >= first && position <= last ? position + by : position
    this.shifts += 1
    this.hasNewGap = true
    this.forgetOpenGap()
    this.row.read_position = follow(this.row.read_position)
    if (this.#last !== undefined && this.#last !== null) this.#last = follow(this.#last)
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
