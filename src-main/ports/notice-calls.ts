// What main asks of the store about notifications, and what the store tells main.
import * as v from 'valibot'
import { limits } from '../../src-preload/contract/limits.ts'
import {
  noticeSettingsSchema,
  type Notice,
  type UnreadTotals
} from '../../src-preload/contract/notices.ts'
import { call } from '../../src-preload/contract/rpc.ts'

const rowId = v.pipe(v.number(), v.safeInteger(), v.minValue(1))

const noticeWishesSchema = v.object({
  settings: noticeSettingsSchema,
  /** Whether the window has the focus. */
  isLooking: v.boolean(),
  /** The conversation that is then on screen. */
  onScreen: v.nullable(rowId)
})
export type NoticeWishes = v.InferOutput<typeof noticeWishesSchema>

export const noticeCalls = {
  /** From now on notices and totals are told, as these wishes want them; the totals at once. */
  watchNotices: call(noticeWishesSchema).returns<null>(),
  /** Sends what was written into a notification. The same clientId again sends nothing more. */
  answerNotice: call(
    v.object({
      conversationId: rowId,
      clientId: v.pipe(v.string(), v.uuid()),
      text: v.pipe(v.string(), v.maxLength(limits.messageText))
    })
  ).returns<null>(),
  /** Everything up to and including this message has been seen. */
  readNotice: call(v.object({ conversationId: rowId, messageId: rowId })).returns<null>(),
  /** The person or the system took it away: what comes next is counted anew. */
  noticeGone: call(v.object({ key: v.pipe(v.string(), v.maxLength(80)) })).returns<null>()
}
export type NoticeCalls = typeof noticeCalls

export interface NoticeEvents {
  /** New, or in place of an earlier state under the same key. */
  noticeShown: Notice
  /** Read meanwhile, or no longer wanted. */
  noticesEnded: { keys: string[] }
  unreadChanged: UnreadTotals
}
