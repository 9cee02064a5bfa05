// Windowed stretches of the made-up conversations, kept up to date like the store's.
import type { Message } from '../../../src-preload/contract/model.ts'
import type {
  HistoryGap,
  OpenedRange,
  RangeAnchor,
  RangePage
} from '../../../src-preload/contract/store-calls.ts'
import type { World } from './world.ts'

interface Range {
  id: number
  conversationId: number
  first: number
  last: number
  seq: number
  /** What is to be told once the window has drawn what it was told. */
  waiting: { upserts: Message[]; removedIds: number[] } | null
  isFree: boolean
}

export class Ranges {
  readonly #world: World
  readonly #open = new Map<number, Range>()
  #nextId = 1

  constructor(world: World) {
    this.#world = world
  }

  open(conversationId: number, anchor: RangeAnchor, rows: number): OpenedRange {
    const all = this.#all(conversationId)
    const unread = this.#world.conversations.find((one) => one.id === conversationId)?.unread ?? 0
    const firstUnread = unread > 0 ? all[Math.max(0, all.length - unread)] : undefined
    const at = anchor.at === 'message' ? all.findIndex((one) => one.id === anchor.messageId) : -1
    const last = at >= 0 ? Math.min(all.length - 1, at + rows / 2) : all.length - 1
    const range = {
      id: this.#nextId++,
      conversationId,
      first: Math.max(0, last - rows + 1),
      last,
      seq: 0,
      waiting: null,
      isFree: true
    }
    this.#open.set(range.id, range)
    return {
      rangeId: range.id,
      messages: all.slice(range.first, range.last + 1),
      hasBefore: range.first > 0,
      hasAfter: range.last < all.length - 1,
      gaps: this.#gaps(conversationId),
      firstUnreadId: firstUnread?.id ?? null,
      draft: this.#world.drafts.get(conversationId) ?? ''
    }
  }

  grow(id: number, towards: 'before' | 'after', rows: number): RangePage {
    const range = this.#open.get(id)
    if (!range) return { messages: [], hasBefore: false, hasAfter: false, gaps: [] }
    const all = this.#all(range.conversationId)
    const { first, last } = range
    if (towards === 'before') range.first = Math.max(0, first - rows)
    else range.last = Math.min(all.length - 1, last + rows)
    const messages =
      towards === 'before' ? all.slice(range.first, first) : all.slice(last + 1, range.last + 1)
    const hasAfter = range.last < all.length - 1
    return {
      messages,
      hasBefore: range.first > 0,
      hasAfter,
      gaps: this.#gaps(range.conversationId)
    }
  }

  shrink(id: number, firstId: number | null, lastId: number | null): void {
    const range = this.#open.get(id)
    if (!range) return
    const all = this.#all(range.conversationId)
    if (firstId !== null) range.first = all.findIndex((one) => one.id === firstId)
    if (lastId !== null) range.last = all.findIndex((one) => one.id === lastId)
  }

  add(message: Message): void {
    const all = this.#all(message.conversationId)
    all.push(message)
    for (const range of this.#open.values()) {
      if (range.conversationId !== message.conversationId) continue
      const isAtEnd = range.last === all.length - 2
      if (isAtEnd) range.last += 1
      this.#tell(range, isAtEnd ? [message] : [], [])
    }
  }

  change(message: Message): void {
    const all = this.#all(message.conversationId)
    all[all.findIndex((one) => one.id === message.id)] = message
    for (const range of this.#open.values()) {
      if (range.conversationId === message.conversationId) this.#tell(range, [message], [])
    }
  }

  update(id: number, more: Partial<Message>): void {
    const found = this.find(id)
    if (found) this.change({ ...found, ...more })
  }

  remove(id: number): string {
    const found = this.find(id)
    if (!found) return ''
    const all = this.#all(found.conversationId)
    all.splice(all.indexOf(found), 1)
    for (const range of this.#open.values()) {
      range.last = Math.min(range.last, all.length - 1)
      if (range.conversationId === found.conversationId) this.#tell(range, [], [id])
    }
    return found.text
  }

  find(id: number): Message | undefined {
    return [...this.#world.messages.values()].flat().find((one) => one.id === id)
  }

  /** The window has drawn what it was told last. */
  applied(id: number): void {
    const range = this.#open.get(id)
    if (!range) return
    range.isFree = true
    const waiting = range.waiting
    range.waiting = null
    if (waiting) this.#tell(range, waiting.upserts, waiting.removedIds)
  }

  #tell(range: Range, upserts: Message[], removedIds: number[]): void {
    if (!range.isFree) {
      range.waiting ??= { upserts: [], removedIds: [] }
      range.waiting.upserts.push(...upserts)
      range.waiting.removedIds.push(...removedIds)
      return
    }
    range.isFree = false
    range.seq += 1
    const hasAfter = range.last < this.#all(range.conversationId).length - 1
    const gaps = this.#gaps(range.conversationId)
    const edges = { reset: false, hasBefore: range.first > 0, hasAfter, gaps }
    this.#world.store?.tell('rangeChanged', {
      rangeId: range.id,
      seq: range.seq,
      upserts,
      removedIds,
      ...edges
    })
  }

  /** For pictures: a hole before the fifth last message. */
  #gaps(conversationId: number): HistoryGap[] {
    const before = this.#all(conversationId).at(-5)
    if (!this.#world.wish.gap || !before) return []
    return [{ id: 1, afterPosition: before.position - 1, beforePosition: before.position }]
  }

  #all(conversationId: number): Message[] {
    const known = this.#world.messages.get(conversationId) ?? []
    this.#world.messages.set(conversationId, known)
    return known
  }
}
