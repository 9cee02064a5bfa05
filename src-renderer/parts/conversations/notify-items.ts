// What can be chosen about notifications of a conversation or a server, as entries of a menu.
import { notifyRules, type Conversation, type Server } from '../../../src-preload/contract/model.ts'
import type { Words } from '../../i18n/words.svelte.ts'
import type { Filo } from '../../state/filo.svelte.ts'
import type { MenuItem } from '../../widgets/menu-item.ts'

const HOUR_MS = 3_600_000
/** When the next day begins for who mutes until tomorrow. */
const MORNING = 8

export function conversationItems(
  filo: Filo,
  words: Words,
  conversation: Conversation
): MenuItem[] {
  const { id, notify, muted } = conversation
  const rules = notifyRules.map((rule, index) => ({
    key: rule,
    label: words.t(`notify.${rule}`),
    isOn: notify === rule,
    ...(index === 0 ? { startsPart: true, partTitle: words.t('notify.label') } : {}),
    act: () => filo.conversations.setNotify(id, rule)
  }))
  return [
    ...readItem(filo, words, conversation),
    ...rules,
    ...muteItems(filo, words, { id, muted })
  ]
}

export function notifyItems(filo: Filo, words: Words, { id, notify }: Server): MenuItem[] {
  return notifyRules.map((rule, index) => ({
    key: rule,
    label: words.t(rule === 'inherit' ? 'notify.asApp' : `notify.${rule}`),
    isOn: notify === rule,
    ...(index === 0 ? { startsPart: true, partTitle: words.t('notify.label') } : {}),
    act: () => filo.servers.setNotify(id, rule)
  }))
}

function readItem(filo: Filo, words: Words, { id, unread }: Conversation): MenuItem[] {
  if (unread === 0) return []
  const act = (): void => filo.conversations.markAllRead(id)
  return [{ key: 'read', label: words.t('list.markRead'), act }]
}

function muteItems(
  { conversations }: Filo,
  words: Words,
  { id, muted }: { id: number; muted: boolean }
): MenuItem[] {
  if (muted) {
    const act = (): void => conversations.setMuted(id, false)
    return [{ key: 'unmute', label: words.t('mute.end'), startsPart: true, act }]
  }
  const until = (ms: number): (() => void) => {
    return () => conversations.setMuted(id, true, ms)
  }
  const hour = (): void => until(Date.now() + HOUR_MS)()
  return [
    { key: 'hour', label: words.t('mute.hour'), startsPart: true, act: hour },
    { key: 'tomorrow', label: words.t('mute.tomorrow'), act: () => until(tomorrow())() },
    { key: 'ever', label: words.t('mute.ever'), act: () => conversations.setMuted(id, true) }
  ]
}

function tomorrow(): number {
  const day = new Date()
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, MORNING).getTime()
}
