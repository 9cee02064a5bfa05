// The stretch of one conversation that the window holds: opened, grown, shrunk and kept up to date through the store.
import { tick } from 'svelte'
import type { Failure } from '../../src-preload/contract/failure.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import type { ConversationId, Message, MessageId } from '../../src-preload/contract/model.ts'
import type {
  HistoryGap,
  OpenedRange,
  RangeAnchor,
  RangeChange
} from '../../src-preload/contract/store-calls.ts'
import { mergeMessages } from '../text/merge.ts'
import { markBoot } from './boot.ts'
import { nextFrame, nextFreeFrame } from './next-frame.ts'
import type { Wires } from './wires.ts'

/** Rows asked for when a range is opened, and each time it grows. */
const OPEN_ROWS = 60
const GROW_ROWS = 40
/** Rows held, and so drawn, at once: some screens full; the store allows more. */
const HELD_ROWS = 200
/** What the log draws; replaced whole, so that a list and the way it changed never part. */
export interface Stretch {
  messages: readonly Message[]
  /** Rows were put at, or taken from, the start: what is looked at must not move. */
  shift: boolean
}

export class MessageRange {
  stretch: Stretch = $state.raw({ messages: [], shift: false })
  state: 'opening' | 'ready' | 'failed' = $state('opening')
  failure: Failure | null = $state.raw(null)
  hasBefore = $state(false)
  hasAfter = $state(false)
  /** Where messages may be missing that the server has. */
  gaps: readonly HistoryGap[] = $state.raw([])
  firstUnreadId: MessageId | null = $state(null)
  readonly conversationId: ConversationId
  readonly #wires: Wires
  /** Told what a change brought, once drawn. */
  onArrived: (messages: readonly Message[]) => void = () => {}
  /** Set by the log: the message that is read where that is not the end. */
  readingId: MessageId | null = null
  /** Set by the log: rows that fill it; while it follows the end, more new ones at once are of no use. */
  room: number | null = null
  #rangeId: number | null = null
  #seq: number | null = null
  #isClosed = false
  #isGrowing = false
  #wasOpened = false
  /** How often rows were given up, and how often the store has answered that it knows. */
  #shrinks = { made: 0, heard: 0 }

  constructor(wires: Wires, conversationId: ConversationId) {
    this.#wires = wires
    this.conversationId = conversationId
  }

  get last(): Message | undefined {
    return this.stretch.messages[this.stretch.messages.length - 1]
  }

  /** Opens the range anew at a place; answers with the draft, or null where that failed. */
  async open(anchor: RangeAnchor): Promise<OpenedRange | null> {
    const before = this.#rangeId
    this.#rangeId = null
    if (before !== null) void this.#wires.store.ask.closeRange({ rangeId: before })
    const answer = await this.#wires.store.askSurely.openRange({
      conversationId: this.conversationId,
      anchor,
      rows: OPEN_ROWS
    })
    if (!answer.ok) return this.#fail(answer.failure)
    if (this.#isClosed) return this.#forget(answer.value.rangeId)
    this.#take(answer.value)
    return answer.value
  }

  /** After the store was started again, or when too much came at once: the same place anew. */
  async reopen(): Promise<void> {
    if (this.#isClosed || !this.#wasOpened) return
    const messageId = this.readingId
    await this.open(messageId === null ? { at: 'end' } : { at: 'message', messageId })
  }

  /** The store's process is a new one: ranges of the old one are no more. */
  async reconnect(): Promise<void> {
    this.#rangeId = null
    await this.reopen()
  }

  /** Grows at one end; answers how many rows came. */
  async grow(towards: 'before' | 'after'): Promise<number> {
    const rangeId = this.#rangeId
    if (rangeId === null || this.#isGrowing || this.#isEnoughAtEnd(towards)) return 0
    this.#isGrowing = true
    const answer = await this.#wires.store.ask.growRange({ rangeId, towards, rows: GROW_ROWS })
    this.#isGrowing = false
    if (!answer.ok || this.#rangeId !== rangeId) return 0
    if (towards === 'before') this.hasBefore = answer.value.hasBefore
    else this.hasAfter = answer.value.hasAfter
    this.gaps = answer.value.gaps
    await this.#merge(answer.value.messages, [])
    await this.#keepWithinBounds(towards === 'before' ? 'end' : 'start')
    return answer.value.messages.length
  }

  /** A change from the store: drawn in the next frame, and only then the next one is asked for. */
  async applyChange(change: RangeChange): Promise<void> {
    if (change.rangeId !== this.#rangeId) return
    const isGap = this.#seq !== null && change.seq !== this.#seq + 1
    if (isGap || (change.reset && this.readingId !== null)) return this.reopen()
    this.#seq = change.seq
    const { heard } = this.#shrinks
    await (change.upserts.length > limits.fewRows ? nextFreeFrame() : nextFrame())
    if (change.rangeId !== this.#rangeId) return
    const wasToldOfAll = heard === this.#shrinks.made
    this.hasBefore = change.hasBefore || (!wasToldOfAll && this.hasBefore)
    this.hasAfter = change.hasAfter || (!wasToldOfAll && this.hasAfter)
    this.gaps = change.gaps
    const upserts = wasToldOfAll ? change.upserts : this.#withinHeld(change.upserts)
    if (change.reset) {
      this.#wires.flooded()
      this.stretch = { messages: change.upserts, shift: false }
    } else if (this.#isAtEndOnly(upserts)) this.#moveOn(upserts, change.removedIds)
    else {
      await this.#merge(upserts, change.removedIds)
      await this.#keepWithinBounds(this.readingId === null ? 'start' : 'end')
    }
    await tick()
    this.onArrived(change.upserts)
    const room = this.readingId === null && this.room !== null ? { room: this.room } : {}
    const applied = { rangeId: change.rangeId, seq: change.seq, ...room }
    void this.#wires.store.ask.rangeApplied(applied)
  }

  close(): void {
    this.#isClosed = true
    const rangeId = this.#rangeId
    this.#rangeId = null
    if (rangeId !== null) void this.#wires.store.ask.closeRange({ rangeId })
  }

  #take(opened: OpenedRange): void {
    this.#rangeId = opened.rangeId
    this.#seq = null
    this.#shrinks = { made: 0, heard: 0 }
    this.#wasOpened = true
    this.stretch = { messages: opened.messages, shift: false }
    this.hasBefore = opened.hasBefore
    this.hasAfter = opened.hasAfter
    this.gaps = opened.gaps
    this.firstUnreadId = this.firstUnreadId ?? opened.firstUnreadId
    this.failure = null
    markBoot('rows known')
    this.state = 'ready'
  }

  #fail(failure: Failure): null {
    this.failure = failure
    if (!this.#wasOpened) this.state = 'failed'
    return null
  }

  #forget(rangeId: number): null {
    void this.#wires.store.ask.closeRange({ rangeId })
    return null
  }

  /** Rows before the held ones go in first and alone: the list can only shift at one end at a time. */
  async #merge(upserts: readonly Message[], removedIds: readonly MessageId[]): Promise<void> {
    const first = this.stretch.messages[0]
    const older = first ? upserts.filter((message) => message.position < first.position) : []
    if (first && older.length > 0) {
      const merged = mergeMessages(this.stretch.messages, older, [])
      this.stretch = { messages: merged.messages, shift: true }
      await tick()
    }
    if (older.length === upserts.length && removedIds.length === 0) return
    const merged = mergeMessages(this.stretch.messages, upserts, removedIds)
    this.stretch = { messages: merged.messages, shift: false }
  }

  /** Whether the end is followed and nothing comes before what is held. */
  #isAtEndOnly(upserts: readonly Message[]): boolean {
    const first = this.stretch.messages[0]?.position ?? 0
    return this.readingId === null && upserts.every(({ position }) => position >= first)
  }

  /** Takes rows at the end and lets go of as many at the start in one step, so that their elements serve again. */
  #moveOn(upserts: readonly Message[], removedIds: readonly MessageId[]): void {
    const { messages } = mergeMessages(this.stretch.messages, upserts, removedIds)
    const surplus = messages.length - HELD_ROWS
    this.stretch = { messages: surplus > 0 ? messages.slice(surplus) : messages, shift: false }
    if (surplus > 0) this.#letGo('start')
  }

  /** Whoever stands at the end has seen nothing of the start yet: more would only push the end out. */
  #isEnoughAtEnd(towards: 'before' | 'after'): boolean {
    const isFull = this.stretch.messages.length + GROW_ROWS > HELD_ROWS
    return towards === 'before' && this.readingId === null && isFull
  }

  /** A change that was on its way while rows were given up may bring some of them back, with a hole between. */
  #withinHeld(upserts: readonly Message[]): readonly Message[] {
    const { messages } = this.stretch
    const first = this.hasBefore ? (messages[0]?.position ?? 0) : 0
    const last = this.hasAfter ? (this.last?.position ?? Infinity) : Infinity
    return upserts.filter(({ position }) => position >= first && position <= last)
  }

  /** Lets go of the rows at one end when there are more than a range may hold. */
  async #keepWithinBounds(end: 'start' | 'end'): Promise<void> {
    const held = this.stretch.messages
    const surplus = held.length - HELD_ROWS
    if (surplus <= 0) return
    await tick()
    const messages = end === 'start' ? held.slice(surplus) : held.slice(0, HELD_ROWS)
    this.stretch = { messages, shift: end === 'start' }
    this.#letGo(end)
  }

  /** Tells the store that rows at this end are held no more. */
  #letGo(end: 'start' | 'end'): void {
    if (end === 'start') this.hasBefore = true
    else this.hasAfter = true
    if (this.#rangeId === null) return
    const firstId = end === 'start' ? (this.stretch.messages[0]?.id ?? null) : null
    const lastId = end === 'end' ? (this.last?.id ?? null) : null
    const shrinks = this.#shrinks
    shrinks.made += 1
    const answer = this.#wires.store.ask.shrinkRange({ rangeId: this.#rangeId, firstId, lastId })
    void answer.then(() => (shrinks.heard += 1))
  }
}
