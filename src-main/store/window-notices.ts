// Answers the window's calls about what is worth a notification.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { ConversationId } from '../../src-preload/contract/model.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import type { StoreCalls } from '../../src-preload/contract/store-calls.ts'
import { readServerRow } from './queries/servers-read.ts'
import { writeServerNotify } from './queries/servers-write.ts'
import type { ConversationRow } from './queries/conversations-read.ts'
import type { StoreCore } from './store-core.ts'

type NoticeCalls = Pick<StoreCalls, 'setServerNotify' | 'setNotify' | 'setMuted'>

export function noticeHandlers(core: StoreCore): Handlers<NoticeCalls> {
  return {
    setServerNotify: ({ serverId, notify }) =>
      core.answer((session) => {
        if (!readServerRow(session.db, serverId)) return refuse('not-found')
        writeServerNotify(session.db, serverId, notify)
        session.changes.servers.add(serverId)
        return done(null)
      }),
    setNotify: ({ conversationId, notify }) =>
      changeConversation(core, conversationId, (row) => (row.notify = notify)),
    setMuted: ({ conversationId, muted, until }) =>
      changeConversation(core, conversationId, (row) => {
        row.muted = muted ? 1 : 0
        row.muted_until = muted ? until : null
      })
  }
}

function changeConversation(
  core: StoreCore,
  id: ConversationId,
  change: (row: ConversationRow) => void
): Result<null> {
  return core.answer((session) => {
    const conversation = session.conversation(id)
    if (!conversation) return refuse('not-found')
    change(conversation.row)
    session.changes.hasNewMute = true
    return done(null)
  })
}
