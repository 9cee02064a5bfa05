// Hands on what the store tells of notifications, once there is a desktop to show them.
import type { NoticeEvents } from '../../ports/notice-calls.ts'

export type NoticeListeners = { [Name in keyof NoticeEvents]: (told: NoticeEvents[Name]) => void }

/** What comes before is not lost: whoever begins to watch is told all that is unread. */
export function noticeRelay(to: () => NoticeListeners | undefined): NoticeListeners {
  return {
    noticeShown: (notice) => to()?.noticeShown(notice),
    noticesEnded: (ended) => to()?.noticesEnded(ended),
    unreadChanged: (totals) => to()?.unreadChanged(totals)
  }
}
