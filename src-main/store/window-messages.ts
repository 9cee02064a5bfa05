// Answers the window's calls about messages: sending, changing, reading.
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import type { StoreCalls } from '../../src-preload/contract/store-calls.ts'
import { deleteMessage, editMessage, react, sendMessage } from './compose.ts'
import { markAllRead, markRead } from './mark-read.ts'
import { confirmMessage, discardMessage, retryMessage } from './stopped.ts'
import type { StoreCore } from './store-core.ts'

type MessageCalls = Pick<
  StoreCalls,
  | 'sendMessage'
  | 'editMessage'
  | 'deleteMessage'
  | 'react'
  | 'retryMessage'
  | 'confirmMessage'
  | 'discardMessage'
  | 'markRead'
  | 'markAllRead'
>

export function messageHandlers(core: StoreCore): Handlers<MessageCalls> {
  return {
    sendMessage: (input) => core.answer((session) => sendMessage(session, input)),
    editMessage: (input) => core.answer((session) => editMessage(session, input)),
    deleteMessage: (input) => core.answer((session) => deleteMessage(session, input)),
    react: (input) => core.answer((session) => react(session, input)),
    retryMessage: ({ messageId }) => core.answer((session) => retryMessage(session, messageId)),
    confirmMessage: ({ messageId }) => core.answer((session) => confirmMessage(session, messageId)),
    discardMessage: ({ messageId }) => core.answer((session) => discardMessage(session, messageId)),
    markAllRead: ({ conversationId }) =>
      core.answer((session) => markAllRead(session, { conversationId, clientId: core.newId() })),
    markRead: (input) =>
      core.answer((session) => markRead(session, { ...input, clientId: core.newId() }))
  }
}
