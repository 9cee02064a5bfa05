// Decides whether a message is worth a notification: rules and hours, nothing that is looked up.
import type { ConversationKind, NotifyRule } from '../../../src-preload/contract/model.ts'
import type { NoticeSettings } from '../../../src-preload/contract/notices.ts'

export interface NoticePlace {
  kind: ConversationKind
  isMuted: boolean
  rule: NotifyRule
  serverRule: NotifyRule
}

// The conversation's own, else its server's, else the app's.
function ruleOf(
  { rule, serverRule }: NoticePlace,
  settings: NoticeSettings
): Exclude<NotifyRule, 'inherit'> {
  if (rule !== 'inherit') return rule
  return serverRule === 'inherit' ? settings.rule : serverRule
}

/** How many of the new messages are worth one; a direct message is always meant for the person. */
export function countWanted(
  place: NoticePlace,
  fresh: { count: number; mentions: number },
  settings: NoticeSettings
): number {
  if (place.isMuted) return 0
  const rule = ruleOf(place, settings)
  if (rule === 'nothing') return 0
  return rule === 'all' || place.kind === 'direct' ? fresh.count : fresh.mentions
}

/** Whether the person wants none at this moment, ms since 1970; quiet hours go by the local clock. */
export function isQuiet(settings: NoticeSettings, now: number): boolean {
  if (!settings.on) return true
  if (settings.pausedUntil !== null && now < settings.pausedUntil) return true
  if (!settings.quiet || settings.quietFrom === settings.quietTo) return false
  const clock = new Date(now)
  const minute = clock.getHours() * 60 + clock.getMinutes()
  const { quietFrom: from, quietTo: to } = settings
  return from < to ? minute >= from && minute < to : minute >= from || minute < to
}
