// What the tray's menu holds: what is unread, a pause from notifications, and the way out.
import type { MenuItemConstructorOptions } from 'electron'
import type { WantedPlace } from '../../../../src-preload/contract/app-calls.ts'
import type { UnreadTotals } from '../../../../src-preload/contract/notices.ts'
import type { Words } from '../../../base/words.ts'

const HOUR_MS = 3_600_000
/** When the next day begins for who pauses until tomorrow. */
const MORNING = 8

export interface TrayDeeds {
  open: () => void
  show: (place: WantedPlace) => void
  /** Null: notifications come again. */
  pause: (until: number | null) => void
  quit: () => void
}

export interface TrayState {
  totals: UnreadTotals
  isPaused: boolean
  /** ms since 1970. */
  now: number
}

export function trayMenu(
  { totals, isPaused, now }: TrayState,
  words: Words,
  deeds: TrayDeeds
): MenuItemConstructorOptions[] {
  const { pause } = deeds
  const unread = totals.conversations.map(({ serverId, conversationId, title, unread: count }) => ({
    label: plainLabel(
      words.t('tray.conversation', { title: title ?? words.t('tray.some'), count })
    ),
    click: () => deeds.show({ serverId, conversationId, messageId: null })
  }))
  return [
    { label: words.t('tray.open'), click: deeds.open },
    ...(unread.length > 0 ? [{ type: 'separator' as const }, ...unread] : []),
    { type: 'separator' },
    ...(isPaused
      ? [{ label: words.t('tray.resume'), click: () => pause(null) }]
      : [
          { label: words.t('tray.pauseHour'), click: () => pause(now + HOUR_MS) },
          { label: words.t('tray.pauseTomorrow'), click: () => pause(morningAfter(now)) }
        ]),
    { type: 'separator' },
    { label: words.t('tray.quit'), click: deeds.quit }
  ]
}

/** Menus read '&' as the mark of a key; titles are others' words. */
export function plainLabel(text: string): string {
  return text.replaceAll('&', '&&')
}

export function morningAfter(now: number): number {
  const day = new Date(now)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, MORNING).getTime()
}
