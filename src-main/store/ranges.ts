// The stretches of conversations that one window has open, kept up to date within its credits.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import type { ConversationId, Message, MessageId } from '../../src-preload/contract/model.ts'
import type {
  OpenedRange,
  RangeAnchor,
  RangeChange,
  RangePage
} from '../../src-preload/contract/store-calls.ts'
import type { Changes } from './changes.ts'
import { OpenRange } from './open-range.ts'
import { Pace, type PaceClock } from './pace.ts'
import type { MessageReader } from './queries/messages-read.ts'

/** About one frame of a 60 Hz screen. */
const DELIVERY_MS = 16
/** While many come at once, two frames of three are left to other work: nobody reads so fast. */
const FLOW_MS = 50
/** A window shows one conversation, perhaps a few: more is a mistake or an attack. */
const MOST_RANGES = 32

/** What a range starts with, read from the conversation. */
export interface RangeStart {
  draft: string
  firstUnread: { id: MessageId; position: number } | null
  /** The place of the anchor's message; null if it is not in the conversation. */
  anchorPosition: number | null
}

export class WindowRanges {
  readonly #reader: MessageReader
  readonly #tell: (change: RangeChange) => void
  readonly #pace: Pace
  readonly #ranges = new Map<number, OpenRange>()
  readonly #byConversation = new Map<ConversationId, Set<OpenRange>>()
  #lastId = 0

  constructor(reader: MessageReader, tell: (change: RangeChange) => void, clock: PaceClock) {
    this.#reader = reader
    this.#tell = tell
    this.#pace = new Pace(DELIVERY_MS, () => this.#deliver(), clock)
  }

  open(
    conversationId: ConversationId,
    { anchor, rows }: { anchor: RangeAnchor; rows: number },
    start: RangeStart
  ): Result<OpenedRange> {
    if (this.#ranges.size >= MOST_RANGES) return refuse('too-many', { max: MOST_RANGES })
    const messages = this.#read(conversationId, { anchor, rows }, start)
    if (!messages) return refuse('not-found')
    this.#lastId += 1
    const range = new OpenRange(this.#lastId, conversationId, messages, this.#reader)
    this.#keep(range)
    return done({
      rangeId: range.id,
      messages,
      ...range.told,
      firstUnreadId: start.firstUnread?.id ?? null,
      draft: start.draft
    })
  }

  #read(
    conversationId: ConversationId,
    { anchor, rows }: { anchor: RangeAnchor; rows: number },
    { firstUnread, anchorPosition }: RangeStart
  ): Message[] | null {
    const reader = this.#reader
    if (anchor.at === 'message') {
      return anchorPosition === null ? null : this.#around(conversationId, anchorPosition, rows)
    }
    if (anchor.at === 'unread' && firstUnread) {
      return this.#around(conversationId, firstUnread.position, rows)
    }
    return reader.last(conversationId, rows)
  }

  /** A third before the place, the rest from it on; near an end the other side gets what is left. */
  #around(conversationId: ConversationId, position: number, rows: number): Message[] {
    const reader = this.#reader
    const before = reader.before(conversationId, position, rows)
    const wanted = rows - Math.min(before.length, Math.floor(rows / 3))
    const after = reader.from(conversationId, position, wanted)
    const left = rows - after.length
    return [...(left > 0 ? before.slice(-left) : []), ...after]
  }

  grow(rangeId: number, towards: 'before' | 'after', rows: number): Result<RangePage> {
    const range = this.#ranges.get(rangeId)
    if (!range) return refuse('not-found')
    return done({ messages: range.grow(towards, rows), ...range.told })
  }

  shrink(rangeId: number, first: number | null, last: number | null): Result<null> {
    const range = this.#ranges.get(rangeId)
    if (!range) return refuse('not-found')
    range.shrink(first, last)
    if (range.isWaiting) this.#pace.ask()
    return done(null)
  }

  conversationOf(rangeId: number): ConversationId | null {
    return this.#ranges.get(rangeId)?.conversationId ?? null
  }

  applied(rangeId: number, seq: number, room?: number): Result<null> {
    const range = this.#ranges.get(rangeId)
    if (!range) return done(null)
    range.applied(seq, room)
    if (range.isWaiting) this.#pace.ask()
    return done(null)
  }

  close(rangeId: number): void {
    const range = this.#ranges.get(rangeId)
    if (!range) return
    this.#ranges.delete(rangeId)
    const list = this.#byConversation.get(range.conversationId)
    list?.delete(range)
    if (list?.size === 0) this.#byConversation.delete(range.conversationId)
  }

  closeAll(): void {
    this.#pace.close()
    this.#ranges.clear()
    this.#byConversation.clear()
  }

  /** Takes note of what a commit changed; costs nothing for conversations that are not open. */
  hear({ messages, gaps }: Pick<Changes, 'messages' | 'gaps'>): void {
    if (this.#byConversation.size === 0) return
    for (const mark of messages) {
      for (const range of this.#byConversation.get(mark.conversationId) ?? []) range.mark(mark)
    }
    for (const id of gaps) {
      for (const range of this.#byConversation.get(id) ?? []) range.markGaps()
    }
    if (this.#anyWaiting()) this.#pace.ask()
  }

  #anyWaiting(): boolean {
    for (const range of this.#ranges.values()) if (range.isWaiting) return true
    return false
  }

  #deliver(): void {
    let most = 0
    for (const range of this.#ranges.values()) {
      const change = range.isWaiting ? range.takeChange(limits.rangeRows) : null
      if (!change) continue
      this.#tell(change)
      most = Math.max(most, change.upserts.length)
    }
    if (most > limits.fewRows) this.#pace.restFor(FLOW_MS)
  }

  #keep(range: OpenRange): void {
    this.#ranges.set(range.id, range)
    const list = this.#byConversation.get(range.conversationId) ?? new Set()
    list.add(range)
    this.#byConversation.set(range.conversationId, list)
  }
}
