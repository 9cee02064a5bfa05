// Answers the window's calls about messages: sending, changing, reading.
import type { Result } from '../../src-preload/contract/failure.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import type { StoreCalls } from '../../src-preload/contract/store-calls.ts'
import { deleteMessage, editMessage, react, sendMessage } from './compose.ts'
import { markAllRead, markRead } from './mark-read.ts'
import { confirmMessage, discardMessage, retryMessage } from './stopped.ts'
import type { StoreCore } from './store-core.ts'
import type { WriteSession } from './write-session.ts'

type Act = <T>(work: (session: WriteSession) => Result<T>) => Result<T> | Promise<Result<T>>
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
  // The window draws what it is answered: what is to leave has left by then.
  const act: Act = (work) => core.headStart.hold(core.answer(work))
  return {
    sendMessage: (input) => act((session) => sendMessage(session, input)),
    editMessage: (input) => act((session) => editMessage(session, input)),
    deleteMessage: (input) => act((session) => deleteMessage(session, input)),
    react: (input) => act((session) => react(session, input)),
    retryMessage: ({ messageId }) => act((session) => retryMessage(session, messageId)),
    confirmMessage: ({ messageId }) => act((session) => confirmMessage(session, messageId)),
    discardMessage: ({ messageId }) => act((session) => discardMessage(session, messageId)),
    markAllRead: ({ conversationId }) =>
      act((session) => markAllRead(session, { conversationId, clientId: core.newId() })),
    markRead: (input) => act((session) => markRead(session, { ...input, clientId: core.newId() }))
  }
}
