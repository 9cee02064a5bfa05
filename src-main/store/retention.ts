// Deletes what a person does not want to keep for longer, in slices, at the start and once a day.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { ConversationId, ServerId } from '../../src-preload/contract/model.ts'
import { describeError } from '../base/log.ts'
import { mayKeepFor } from './policy.ts'
import { positionAt } from './position.ts'
import { countOthers, firstOtherAfter } from './queries/places.ts'
import { deleteMessages } from './queries/purge.ts'
import {
  closeGapsBefore,
  findOldConversation,
  readOldMessages,
  readRetentions,
  writeRetention
} from './queries/retention.ts'
import { readServerRow } from './queries/servers-read.ts'
import type { StoreCore } from './store-core.ts'
import type { WriteSession } from './write-session.ts'

const DAY_MS = 86_400_000
const SLICE_ROWS = 500
/** Between slices, so that at most about half of the time goes into deleting. */
const PAUSE_MS = 15

/** What is from before this moment is not kept, ms since 1970. */
export function keptSince(days: number, now: number): number {
  return Math.max(0, now - days * DAY_MS)
}

export function setRetention(
  session: WriteSession,
  { serverId, days }: { serverId: ServerId; days: number | null }
): Result<null> {
  if (!readServerRow(session.db, serverId)) return refuse('not-found')
  const allowed = mayKeepFor(session.db, days)
  if (!allowed.ok) return allowed
  writeRetention(session.db, serverId, days)
  session.changes.servers.add(serverId)
  session.changes.hasNewRetention = true
  return done(null)
}

export class Retention {
  readonly #core: StoreCore
  #undoTimer: (() => void) | null = null
  #undoChanges: (() => void) | null = null

  constructor(core: StoreCore) {
    this.#core = core
  }

  start(): void {
    this.#undoChanges = this.#core.onChange(({ hasNewRetention }) => {
      if (hasNewRetention) this.#plan(PAUSE_MS)
    })
    this.#plan(PAUSE_MS)
  }

  close(): void {
    this.#undoTimer?.()
    this.#undoChanges?.()
  }

  #plan(afterMs: number): void {
    this.#undoTimer?.()
    this.#undoTimer = this.#core.clock.after(afterMs, () => {
      this.#undoTimer = null
      this.#plan(this.#step() ? PAUSE_MS : DAY_MS)
    })
  }

  // A full disk or a broken file ends it until the next day: nobody waits for it.
  #step(): boolean {
    try {
      const old = this.#findOld()
      if (!old) return false
      this.#core.write((session) => forgetSlice(session, old))
      return true
    } catch (error) {
      this.#core.log.error('old messages not deleted', { error: describeError(error) })
      return false
    }
  }

  #findOld(): Old | null {
    const { db, now } = this.#core
    for (const { id, days } of readRetentions(db)) {
      const before = positionAt(keptSince(days, now()))
      const conversationId = findOldConversation(db, id, before)
      if (conversationId !== null) return { conversationId, before }
    }
    return null
  }
}

interface Old {
  conversationId: ConversationId
  before: number
}

function forgetSlice(session: WriteSession, { conversationId, before }: Old): void {
  const { db, changes } = session
  const conversation = session.conversation(conversationId)
  if (!conversation) return
  const rows = readOldMessages(db, conversationId, { before, most: SLICE_ROWS })
  const ids = rows.map(({ id }) => id)
  deleteMessages(db, ids)
  for (const { id, position } of rows) changes.messageRemoved(conversationId, id, position)
  if (closeGapsBefore(db, conversationId, before)) changes.gaps.add(conversationId)
  const { row } = conversation
  row.start_reached = 0
  conversation.hasNewWords = true
  if (row.unread > 0) recountUnread(session, row)
}

// The mark of what was read stays; what is gone can't be unread.
function recountUnread(
  { db }: WriteSession,
  row: { id: number; unread: number; mentions: number; read_position: number }
): void {
  const isAnyLeft = firstOtherAfter(db, row.id, row.read_position) !== undefined
  const upTo = Number.MAX_SAFE_INTEGER
  row.unread = isAnyLeft
    ? Math.min(row.unread, countOthers(db, row.id, { after: row.read_position, upTo }))
    : 0
  row.mentions = Math.min(row.mentions, row.unread)
}
