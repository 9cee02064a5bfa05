// One open range: which places it covers, what changed there since the window last drew it.
import { isDeepStrictEqual } from 'node:util'
import { limits } from '../../src-preload/contract/limits.ts'
import type { ConversationId, Message, MessageId } from '../../src-preload/contract/model.ts'
import type { HistoryGap, RangeChange } from '../../src-preload/contract/store-calls.ts'
import type { MessageMark } from './changes.ts'
import { isPending } from './position.ts'
import type { MessageReader } from './queries/messages-read.ts'

/** Rows that a range is given when it is moved to the end under a flood and no room was named: some screens full. */
const RESET_ROWS = 100

interface Edges {
  hasBefore: boolean
  hasAfter: boolean
  gaps: HistoryGap[]
}

export class OpenRange {
  readonly id: number
  readonly conversationId: ConversationId
  /** What the window knows of what lies beyond. */
  told: Edges
  readonly #reader: MessageReader
  /** The first place covered; 0 covers all that comes before. */
  #first: number
  /** The last place covered; null: to the end, whatever comes. */
  #last: number | null
  #changed = new Set<MessageId>()
  /** More changed than a range may hold. */
  #isFlooded = false
  #areEdgesStale = false
  /** How many rows the window has use for at once, where that is less than a range may hold. */
  #room: number = limits.rangeRows
  #seq = 0
  #appliedSeq = 0

  constructor(
    id: number,
    conversationId: ConversationId,
    messages: readonly Message[],
    reader: MessageReader
  ) {
    this.id = id
    this.conversationId = conversationId
    this.#reader = reader
    this.#first = messages[0]?.position ?? 0
    this.#last = messages.at(-1)?.position ?? null
    this.told = this.#readEdges()
    if (!this.told.hasAfter) this.#last = null
  }

  /** Whether something is to be told and may be: one change at a time is under way. */
  get isWaiting(): boolean {
    if (this.#appliedSeq < this.#seq) return false
    return this.#changed.size > 0 || this.#isFlooded || this.#areEdgesStale
  }

  /** Notes a change if it is within the range, or may change what lies beyond. */
  mark({ messageId, position, movedFrom, removed }: MessageMark): void {
    if (this.#covers(position) || (movedFrom !== null && this.#covers(movedFrom))) {
      this.#note(messageId)
      return
    }
    const isKnown = position < this.#first ? this.told.hasBefore : this.told.hasAfter
    if (!isKnown || removed || movedFrom !== null) this.#areEdgesStale = true
  }

  /** Holes in the conversation's history came, went or shrank. */
  markGaps(): void {
    this.#areEdgesStale = true
  }

  #note(messageId: MessageId): void {
    if (this.#isFlooded) return
    this.#changed.add(messageId)
    if (this.#changed.size <= limits.rangeRows) return
    this.#isFlooded = true
    this.#changed.clear()
  }

  applied(seq: number, room: number = limits.rangeRows): void {
    if (seq > this.#seq) return
    this.#appliedSeq = Math.max(this.#appliedSeq, seq)
    this.#room = room
  }

  grow(towards: 'before' | 'after', rows: number): Message[] {
    const messages = towards === 'before' ? this.#growBefore(rows) : this.#growAfter(rows)
    this.told = this.#readEdges()
    if (!this.told.hasAfter) this.#last = null
    return messages
  }

  #growBefore(rows: number): Message[] {
    const messages = this.#reader.before(this.conversationId, this.#first, rows)
    this.#first = messages[0]?.position ?? this.#first
    return messages
  }

  #growAfter(rows: number): Message[] {
    if (this.#last === null) return []
    const messages = this.#reader.from(this.conversationId, this.#last + 1, rows)
    this.#last = messages.at(-1)?.position ?? this.#last
    return messages
  }

  /** Gives up what lies outside two places; null leaves a side as it is. */
  shrink(first: number | null, last: number | null): void {
    if (first !== null && this.#covers(first)) this.#first = first
    if (last !== null && this.#covers(last)) this.#last = last
    const edges = this.#readEdges()
    // What the window gave up it knows of; what came in between it is told with the next change.
    this.#areEdgesStale ||= last !== null && edges.hasAfter && !this.told.hasAfter
    if (!edges.hasAfter) this.#last = null
    this.told = {
      ...edges,
      hasAfter: this.#areEdgesStale ? this.told.hasAfter : edges.hasAfter
    }
  }

  /** What is to be told now; null if nothing is left to tell. */
  takeChange(mostRows: number): RangeChange | null {
    const most = this.#last === null ? Math.min(mostRows, this.#room) : mostRows
    if (this.#isFlooded || this.#changed.size > most) return this.#takeFlood()
    const ids = [...this.#changed]
    this.#changed.clear()
    const rows = this.#reader.byIds(ids)
    if (!this.#followMoved(rows) && isPending(this.#first)) return this.#takeFlood()
    const upserts = rows.filter((message) => this.#holds(message))
    this.#settleFirst(upserts)
    const kept = new Set(upserts.map((message) => message.id))
    const removedIds = ids.filter((id) => !kept.has(id))
    return this.#changeOf({ upserts, removedIds, reset: false })
  }

  // Own messages stand at the very end until they are proven, then before the first row that is held:
  // the range follows them down, unless something it does not hold lies between. Answers whether it could.
  #followMoved(rows: readonly Message[]): boolean {
    for (const row of [...rows].reverse()) {
      if (row.conversationId !== this.conversationId || row.position >= this.#first) continue
      if (this.#reader.isAnyBetween(this.conversationId, row.position, this.#first)) return false
      this.#first = row.position
    }
    return true
  }

  // A range that was opened on nothing holds everything until its first message has a lasting place.
  #settleFirst(upserts: readonly Message[]): void {
    const first = upserts[0]?.position
    if (this.#first === 0 && first !== undefined && !isPending(first)) this.#first = first
  }

  // At the end the newest rows are enough; elsewhere a gap in `seq` makes the window open it again.
  #takeFlood(): RangeChange | null {
    this.#isFlooded = false
    this.#changed.clear()
    if (this.#last !== null) {
      this.#seq += 1
      return this.#changeOf({ upserts: [], removedIds: [], reset: false }, true)
    }
    const upserts = this.#reader.last(this.conversationId, Math.min(this.#room, RESET_ROWS))
    this.#first = upserts[0]?.position ?? 0
    return this.#changeOf({ upserts, removedIds: [], reset: true })
  }

  #changeOf(
    rows: Pick<RangeChange, 'upserts' | 'removedIds' | 'reset'>,
    isForced = false
  ): RangeChange | null {
    const edges = this.#readEdges()
    const isNews = !isDeepStrictEqual(edges, this.told)
    this.#areEdgesStale = false
    this.told = edges
    if (!edges.hasAfter) this.#last = null
    const isEmpty = rows.upserts.length === 0 && rows.removedIds.length === 0 && !rows.reset
    if (isEmpty && !isNews && !isForced) return null
    this.#seq += 1
    return { rangeId: this.id, seq: this.#seq, ...rows, ...edges }
  }

  #covers(position: number): boolean {
    return position >= this.#first && (this.#last === null || position <= this.#last)
  }

  #holds(message: Message): boolean {
    return message.conversationId === this.conversationId && this.#covers(message.position)
  }

  #readEdges(): Edges {
    const { conversationId } = this
    const last = this.#last ?? Number.MAX_SAFE_INTEGER
    return {
      hasBefore: this.#first > 0 && this.#reader.isAnyBefore(conversationId, this.#first),
      hasAfter: this.#last !== null && this.#reader.isAnyAfter(conversationId, this.#last),
      gaps: this.#reader.gapsWithin(conversationId, this.#first, last)
    }
  }
}
