// Answers what main asks about notifications, and does what the person does in one.
import { done } from '../../../src-preload/contract/failure.ts'
import type { Handlers } from '../../../src-preload/contract/rpc.ts'
import type { NoticeCalls } from '../../ports/notice-calls.ts'
import { sendMessage } from '../compose.ts'
import { markRead } from '../mark-read.ts'
import type { StoreCore } from '../store-core.ts'
import type { NoticeDesk } from './notice-desk.ts'

export function noticeHandlers(core: StoreCore, desk: NoticeDesk): Handlers<NoticeCalls> {
  return {
    watchNotices: (wishes) => {
      desk.watch(wishes)
      return done(null)
    },
    answerNotice: (written) => {
      const sent = core.answer((session) => sendMessage(session, { ...written, replyToId: null }))
      return sent.ok ? done(null) : sent
    },
    readNotice: (place) =>
      core.answer((session) => markRead(session, { ...place, clientId: core.newId() })),
    noticeGone: ({ key }) => {
      desk.gone(key)
      return done(null)
    }
  }
}
