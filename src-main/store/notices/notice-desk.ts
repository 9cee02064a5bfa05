// Turns what was committed into notifications: grouped by conversation, few at a time, gone when read.
import type { ConversationId } from '../../../src-preload/contract/model.ts'
import type { Notice, UnreadTotals } from '../../../src-preload/contract/notices.ts'
import { describeError, type Log } from '../../base/log.ts'
import type { NoticeWishes } from '../../ports/notice-calls.ts'
import type { Changes, FreshMessages } from '../changes.ts'
import { Pace, type PaceClock } from '../pace.ts'
import { LiveNotices } from './live-notices.ts'
import { drawNotice, type NoticeGroup, type NoticeRows } from './draw-notice.ts'
import { countWanted, isQuiet } from './wanted.ts'

/** Between two looks at what waits. */
const LOOK_MS = 350
/** Shown at one look: a flood over many conversations comes as a few, and then as one for its server. */
const SHOWN_AT_ONCE = 1
/** The window, having the focus, may show and mark as read what has just come. */
const SETTLE_MS = 900
/** One conversation's notification changes no faster. */
const AGAIN_MS = 3_000
/** More conversations than anybody looks through. */
const MOST_WAITING = 5_000

/** Who shows what is worth it. */
export interface NoticeListener {
  shown(notice: Notice): void
  ended(keys: string[]): void
  unread(totals: UnreadTotals): void
}

export interface NoticeDeskOptions {
  rows: NoticeRows
  clock: PaceClock
  /** ms since 1970. */
  now: () => number
  listener: NoticeListener
  log: Log
}

interface Waiting extends FreshMessages {
  /** By the pace's clock, ms. */
  since: number
}

/** Holds what is shown and what waits; silent until somebody watches. */
export class NoticeDesk {
  readonly #options: NoticeDeskOptions
  readonly #looks: Pace
  readonly #totals: Pace
  readonly #waiting = new Map<ConversationId, Waiting>()
  readonly #live = new LiveNotices()
  readonly #touched = new Set<ConversationId>()
  #wishes: NoticeWishes | null = null
  #undoLater: (() => void) | null = null

  constructor(options: NoticeDeskOptions) {
    this.#options = options
    const { clock } = options
    this.#looks = new Pace(LOOK_MS, () => this.#attempt(() => this.#look()), clock)
    this.#totals = new Pace(LOOK_MS, () => this.#attempt(() => this.#tellTotals()), clock)
  }

  watch(wishes: NoticeWishes): void {
    if (mustHide(wishes, this.#wishes)) this.#endAll()
    this.#wishes = wishes
    for (const id of this.#live.conversations()) this.#touched.add(id)
    this.#looks.ask()
    this.#totals.ask()
  }

  hear({ fresh, conversations, servers }: Changes): void {
    if (!this.#wishes) return
    for (const [id, messages] of fresh) this.#wait(id, messages)
    for (const id of conversations.keys()) if (this.#live.has(id)) this.#touched.add(id)
    if (fresh.size > 0 || this.#touched.size > 0) this.#looks.ask()
    if (conversations.size > 0 || servers.size > 0) this.#totals.ask()
  }

  /** The person took it away: what comes next is counted anew. */
  gone(key: string): void {
    this.#live.end(key)
  }

  close(): void {
    this.#looks.close()
    this.#totals.close()
    this.#undoLater?.()
  }

  // What is on screen may show more than is wanted now.
  #endAll(): void {
    const keys = this.#live.clear()
    if (keys.length > 0) this.#options.listener.ended(keys)
  }

  #wait(id: ConversationId, messages: FreshMessages): void {
    const known = this.#waiting.get(id)
    if (known) {
      known.count += messages.count
      known.mentions += messages.mentions
      known.messageId = messages.messageId
      known.mentionId = messages.mentionId ?? known.mentionId
      known.isMissed &&= messages.isMissed
    } else if (this.#waiting.size < MOST_WAITING) {
      this.#waiting.set(id, { ...messages, since: this.#options.clock.now() })
    }
  }

  #look(): void {
    const wishes = this.#wishes
    if (!wishes) return
    this.#endRead()
    const at = this.#options.clock.now()
    const drawn = new Map<string, NoticeGroup>()
    let laterAt = Number.POSITIVE_INFINITY
    for (const [id, waiting] of this.#waiting) {
      const key = this.#live.keyOf(id, waiting.serverId)
      const dueAt = this.#dueAt(waiting, wishes, drawn.has(key) ? null : key)
      const mayShow = drawn.size < SHOWN_AT_ONCE || drawn.has(key)
      if (dueAt > at || !mayShow) {
        laterAt = Math.min(laterAt, Math.max(at, dueAt))
        continue
      }
      this.#waiting.delete(id)
      const group = this.#judge(id, waiting, wishes)
      if (group) drawn.set(group.key, group)
    }
    const { rows, listener } = this.#options
    for (const group of drawn.values()) {
      listener.shown(drawNotice(rows, group, wishes.settings.preview))
    }
    if (laterAt < Number.POSITIVE_INFINITY) this.#later(laterAt - at)
  }

  #later(ms: number): void {
    this.#undoLater?.()
    this.#undoLater = this.#options.clock.after(Math.max(0, ms), () => this.#looks.ask())
  }

  // Null stands for a notification that is changed in this moment anyway.
  #dueAt(waiting: Waiting, { isLooking }: NoticeWishes, key: string | null): number {
    const settledAt = waiting.since + (isLooking ? SETTLE_MS : 0)
    return key === null ? settledAt : Math.max(settledAt, this.#live.shownAt(key) + AGAIN_MS)
  }

  // What has been read takes its notification away, here as on other devices.
  #endRead(): void {
    const keys: string[] = []
    for (const id of this.#touched) {
      const row = this.#options.rows.conversation(id)
      if (row && row.unread > 0 && !row.isMuted) continue
      this.#waiting.delete(id)
      const key = this.#live.leave(id)
      if (key !== null) keys.push(key)
    }
    this.#touched.clear()
    if (keys.length > 0) this.#options.listener.ended(keys)
  }

  /** Counts the messages into their notification, if they deserve one. */
  #judge(id: ConversationId, waiting: Waiting, wishes: NoticeWishes): NoticeGroup | null {
    const { settings, isLooking, onScreen } = wishes
    if (isQuiet(settings, this.#options.now())) return null
    // What was missed while nobody was connected is news only to who is not here.
    if (isLooking && (waiting.isMissed || onScreen === id)) return null
    const { rows } = this.#options
    const conversation = rows.conversation(id)
    const server = rows.server(waiting.serverId)
    if (!conversation || !server || conversation.unread === 0) return null
    const wanted = countWanted({ ...conversation, serverRule: server.rule }, waiting, settings)
    const messageId = wanted === waiting.count ? waiting.messageId : waiting.mentionId
    if (wanted === 0 || messageId === null) return null
    const place = { serverId: waiting.serverId, conversationId: id, messageId }
    const count = Math.min(wanted, conversation.unread)
    return { ...place, ...this.#live.add(place, count, this.#options.clock.now()) }
  }

  // A file that can't be read is everybody's trouble, and dealt with elsewhere.
  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#options.log.warn('no notification was made', { error: describeError(error) })
    }
  }

  #tellTotals(): void {
    if (!this.#wishes) return
    const areNamed = this.#wishes.settings.preview !== 'none'
    this.#options.listener.unread(this.#options.rows.totals(areNamed))
  }
}

function mustHide({ settings }: NoticeWishes, before: NoticeWishes | null): boolean {
  return before !== null && (!settings.on || settings.preview !== before.settings.preview)
}
