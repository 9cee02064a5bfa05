// Answers the window's calls about open ranges and drafts.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { ConversationId, MessageId } from '../../src-preload/contract/model.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import type { RangeAnchor, StoreCalls } from '../../src-preload/contract/store-calls.ts'
import type { StoreDatabase } from './database.ts'
import {
  readConversationRow,
  readDraft,
  type ConversationRow
} from './queries/conversations-read.ts'
import { writeDraft } from './queries/conversations-write.ts'
import { firstOtherAfter } from './queries/places.ts'
import { findById } from './queries/stored-messages.ts'
import type { RangeStart, WindowRanges } from './ranges.ts'
import type { StoreCore } from './store-core.ts'

type RangeCalls = Pick<
  StoreCalls,
  'openRange' | 'growRange' | 'shrinkRange' | 'rangeApplied' | 'closeRange' | 'saveDraft'
>

export function rangeHandlers(core: StoreCore, ranges: WindowRanges): Handlers<RangeCalls> {
  return {
    openRange: ({ conversationId, anchor, rows }) =>
      core.read((db) => {
        const row = readConversationRow(db, conversationId)
        if (!row) return refuse('not-found')
        return ranges.open(conversationId, { anchor, rows }, readStart(db, row, anchor))
      }),
    growRange: ({ rangeId, towards, rows }) => core.read(() => ranges.grow(rangeId, towards, rows)),
    shrinkRange: ({ rangeId, firstId, lastId }) =>
      core.read((db) => {
        const conversationId = ranges.conversationOf(rangeId)
        if (conversationId === null) return refuse('not-found')
        const placeOf = (id: MessageId | null): number | null =>
          id === null ? null : placeIn(db, conversationId, id)
        return ranges.shrink(rangeId, placeOf(firstId), placeOf(lastId))
      }),
    rangeApplied: ({ rangeId, seq, room }) => ranges.applied(rangeId, seq, room),
    closeRange: ({ rangeId }) => {
      ranges.close(rangeId)
      return done(null)
    },
    saveDraft: ({ conversationId, text }) => saveDraft(core, conversationId, text)
  }
}

function placeIn(db: StoreDatabase, conversationId: ConversationId, id: MessageId): number | null {
  const stored = findById(db, id)
  return stored?.conversation_id === conversationId ? stored.position : null
}

function readStart(db: StoreDatabase, row: ConversationRow, anchor: RangeAnchor): RangeStart {
  const firstUnread = row.unread > 0 ? firstOtherAfter(db, row.id, row.read_position) : undefined
  return {
    draft: readDraft(db, row.id),
    firstUnread: firstUnread ?? null,
    anchorPosition: anchor.at === 'message' ? placeIn(db, row.id, anchor.messageId) : null
  }
}

function saveDraft(core: StoreCore, conversationId: ConversationId, text: string): Result<null> {
  return core.answer((session) => {
    const conversation = session.conversation(conversationId)
    if (!conversation) return refuse('not-found')
    writeDraft(session.db, conversationId, text)
    session.changes.conversation(conversationId, conversation.row.server_id)
    return done(null)
  })
}
