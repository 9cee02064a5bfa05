// Holds what becomes a notification, how they are grouped, and when they go.
import { beforeEach, describe, expect, it } from 'vitest'
import { noticeSettingsSchema, type Notice } from '../../../src-preload/contract/notices.ts'
import * as v from 'valibot'
import { openLog } from '../../../src-main/base/log.ts'
import type { NoticeWishes } from '../../../src-main/ports/notice-calls.ts'
import { Changes } from '../../../src-main/store/changes.ts'
import type { NoticeRows } from '../../../src-main/store/notices/draw-notice.ts'
import { NoticeDesk } from '../../../src-main/store/notices/notice-desk.ts'
import { countWanted, isQuiet } from '../../../src-main/store/notices/wanted.ts'
import type { PaceClock } from '../../../src-main/store/pace.ts'
import type { NoticeConversation } from '../../../src-main/store/queries/notices.ts'

const SERVER = 'a server'
const settings = v.parse(noticeSettingsSchema, {})
const away: NoticeWishes = { settings, isLooking: false, onScreen: null }

/** A clock that moves when it is told to. */
class HandClock implements PaceClock {
  #now = 0
  #timers: { at: number; work: () => void }[] = []

  now(): number {
    return this.#now
  }

  after(delayMs: number, work: () => void): () => void {
    const timer = { at: this.#now + delayMs, work }
    this.#timers.push(timer)
    return () => (this.#timers = this.#timers.filter((one) => one !== timer))
  }

  pass(ms: number): void {
    const until = this.#now + ms
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#timers = this.#timers.filter((one) => one !== next)
      this.#now = Math.max(this.#now, next.at)
      next.work()
    }
    this.#now = until
  }
}

let clock: HandClock
let desk: NoticeDesk
let shown: Notice[]
let ended: string[]
let conversations: Map<number, NoticeConversation>
let wallTime: number

const rows: NoticeRows = {
  conversation: (id) => conversations.get(id) ?? null,
  server: () => ({ name: 'Home', rule: 'inherit', canSend: true }),
  message: (id) => ({ author: 'Bo', text: `*text\u202e* of ${id}`, position: id }),
  totals: () => ({ messages: 0, mentions: 0, conversations: [] })
}

function place(id: number, more: Partial<NoticeConversation> = {}): void {
  const plain = { kind: 'room' as const, title: `room ${id}`, isMuted: false, unread: 0 }
  conversations.set(id, { ...plain, rule: 'inherit', readPosition: 0, ...more })
}

/** Messages come into a conversation, as one commit. */
function come(id: number, count = 1, more: { mentions?: number; isMissed?: boolean } = {}): void {
  const changes = new Changes()
  for (let n = 1; n <= count; n++) {
    const isMention = n <= (more.mentions ?? 0)
    const about = { isMention, isMissed: more.isMissed ?? false }
    changes.unseen({ serverId: SERVER, conversationId: id }, id * 1000 + n, about)
  }
  const row = conversations.get(id)
  if (row) row.unread += count
  changes.conversation(id, SERVER)
  desk.hear(changes)
}

function read(id: number): void {
  const row = conversations.get(id)
  if (row) row.unread = 0
  const changes = new Changes()
  changes.conversation(id, SERVER)
  desk.hear(changes)
}

beforeEach(() => {
  clock = new HandClock()
  shown = []
  ended = []
  conversations = new Map()
  wallTime = new Date(2026, 5, 1, 12, 0).getTime()
  desk = new NoticeDesk({
    rows,
    clock,
    now: () => wallTime,
    log: openLog('test'),
    listener: {
      shown: (notice) => shown.push(notice),
      ended: (keys) => ended.push(...keys),
      unread: () => undefined
    }
  })
  desk.watch(away)
  place(1)
})

describe('a notification', () => {
  it('comes at once where nobody looks, with who wrote what and nothing that hides in it', () => {
    come(1)
    clock.pass(400)
    expect(shown).toMatchObject([
      { conversationId: 1, messageId: 1001, count: 1, author: 'Bo', text: 'text of 1001' }
    ])
  })

  it('counts what comes after it instead of being followed by others', () => {
    come(1)
    clock.pass(400)
    for (let n = 0; n < 50; n++) {
      come(1)
      clock.pass(100)
    }
    clock.pass(10_000)
    expect(shown.length).toBeLessThan(5)
    expect(new Set(shown.map(({ key }) => key)).size).toBe(1)
    expect(shown.at(-1)?.count).toBe(51)
  })

  it('goes when its conversation is read, and the next one counts anew', () => {
    come(1, 3)
    clock.pass(400)
    read(1)
    clock.pass(400)
    expect(ended).toEqual(['conversation:1'])
    clock.pass(5000)
    come(1)
    clock.pass(400)
    expect(shown.at(-1)?.count).toBe(1)
  })

  it('counts anew after the person took it away', () => {
    come(1, 3)
    clock.pass(400)
    desk.gone('conversation:1')
    come(1)
    clock.pass(4000)
    expect(shown.at(-1)?.count).toBe(1)
  })

  it('is never made of a conversation on screen, nor of what the window shows and marks as read', () => {
    desk.watch({ settings, isLooking: true, onScreen: 1 })
    place(2)
    come(1)
    come(2)
    clock.pass(500)
    read(2)
    clock.pass(5000)
    expect(shown).toEqual([])
  })

  it('is made of another conversation while the person looks at one', () => {
    desk.watch({ settings, isLooking: true, onScreen: 1 })
    place(2)
    come(2)
    clock.pass(2000)
    expect(shown.map(({ conversationId }) => conversationId)).toEqual([2])
  })

  it('tells of what was missed only whom it was missed by', () => {
    come(1, 12, { isMissed: true })
    clock.pass(400)
    expect(shown[0]?.count).toBe(12)
    desk.gone('conversation:1')
    desk.watch({ settings, isLooking: true, onScreen: null })
    come(1, 12, { isMissed: true })
    clock.pass(10_000)
    expect(shown).toHaveLength(1)
  })
})

describe('a flood', () => {
  it('over many conversations becomes few notifications, at most three a second', () => {
    for (let id = 1; id <= 300; id++) place(id)
    for (let id = 1; id <= 300; id++) come(id, 5)
    clock.pass(1000)
    expect(shown.length).toBeLessThanOrEqual(3)
    clock.pass(9_000)
    expect(new Set(shown.map(({ key }) => key)).size).toBeLessThanOrEqual(5)
    const summary = shown.at(-1)
    expect(summary).toMatchObject({ key: `server:${SERVER}`, conversations: 296, count: 1480 })
    expect(summary?.canReply).toBe(false)
  })
})

describe('the wish for no preview', () => {
  it('lets neither text nor names out, and takes away what shows more', () => {
    come(1)
    clock.pass(400)
    desk.watch({ ...away, settings: { ...settings, preview: 'none' } })
    expect(ended).toEqual(['conversation:1'])
    come(1)
    clock.pass(5000)
    const { title, author, text, serverName } = shown.at(-1) ?? ({} as Notice)
    expect([title, author, text, serverName]).toEqual([null, null, null, null])
  })

  it('may leave the names', () => {
    desk.watch({ ...away, settings: { ...settings, preview: 'names' } })
    come(1)
    clock.pass(400)
    expect(shown[0]).toMatchObject({ author: 'Bo', title: 'room 1', text: null })
  })
})

describe('rules', () => {
  const fresh = { count: 3, mentions: 1 }
  const room = { kind: 'room' as const, isMuted: false }

  it.each([
    ['inherit', 'inherit', 'all', 3],
    ['inherit', 'inherit', 'mentions', 1],
    ['inherit', 'mentions', 'all', 1],
    ['inherit', 'nothing', 'all', 0],
    ['all', 'nothing', 'mentions', 3],
    ['nothing', 'all', 'all', 0]
  ] as const)('conversation %s, server %s, app %s: %i', (rule, serverRule, appRule, wanted) => {
    const place = { ...room, rule, serverRule }
    expect(countWanted(place, fresh, { ...settings, rule: appRule })).toBe(wanted)
  })

  it('takes each direct message for a mention, and nothing of what is muted', () => {
    const mentions = { ...settings, rule: 'mentions' as const }
    const direct = { kind: 'direct' as const, rule: 'inherit', serverRule: 'inherit' } as const
    expect(countWanted({ ...direct, isMuted: false }, fresh, mentions)).toBe(3)
    expect(countWanted({ ...direct, isMuted: true }, fresh, settings)).toBe(0)
  })

  it('shows the message that names the person where only those count', () => {
    desk.watch({ ...away, settings: { ...settings, rule: 'mentions' } })
    come(1, 5, { mentions: 2 })
    clock.pass(400)
    expect(shown).toMatchObject([{ messageId: 1002, count: 2 }])
  })
})

describe('quiet hours', () => {
  const at = (hours: number, minutes = 0): number => new Date(2026, 5, 1, hours, minutes).getTime()
  const night = { ...settings, quiet: true, quietFrom: 22 * 60, quietTo: 7 * 60 }

  it('may span midnight', () => {
    expect([at(21, 59), at(22), at(3), at(6, 59), at(7)].map((now) => isQuiet(night, now))).toEqual(
      [false, true, true, true, false]
    )
  })

  it('may lie within a day', () => {
    const noon = { ...night, quietFrom: 12 * 60, quietTo: 13 * 60 }
    expect([at(11), at(12, 30), at(13)].map((now) => isQuiet(noon, now))).toEqual([
      false,
      true,
      false
    ])
  })

  it('show nothing, then or later', () => {
    wallTime = at(23)
    desk.watch({ ...away, settings: night })
    come(1)
    clock.pass(5000)
    wallTime = at(8)
    clock.pass(5000)
    expect(shown).toEqual([])
  })

  it('are as a pause that the person makes', () => {
    expect(isQuiet({ ...settings, pausedUntil: at(13) }, at(12))).toBe(true)
    expect(isQuiet({ ...settings, pausedUntil: at(13) }, at(13))).toBe(false)
  })
})
