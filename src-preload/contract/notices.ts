// Notifications: what the person wants to be told of, and what a notification holds.
import * as v from 'valibot'
import type { ConversationId, ConversationKind, MessageId, ServerId } from './model.ts'

const MINUTES_A_DAY = 1440
const minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MINUTES_A_DAY - 1))

/** What a notification may show: everything, from whom and where, or only that there is something. */
const previews = ['full', 'names', 'none'] as const

/** The person's wishes for the whole app. */
export const noticeSettingsSchema = v.object({
  on: v.optional(v.boolean(), true),
  /** Where neither conversation nor server says otherwise. */
  rule: v.optional(v.picklist(['all', 'mentions']), 'all'),
  preview: v.optional(v.picklist(previews), 'full'),
  sound: v.optional(v.boolean(), true),
  /** Whether the taskbar or dock asks for attention. */
  flash: v.optional(v.boolean(), true),
  /** What the number on the app's icon counts. */
  badge: v.optional(v.picklist(['all', 'mentions', 'none']), 'all'),
  quiet: v.optional(v.boolean(), false),
  /** Minutes since midnight, local time; where `quietTo` is the smaller, the night lies between. */
  quietFrom: v.optional(minute, 22 * 60),
  quietTo: v.optional(minute, 7 * 60),
  /** Nothing is shown before this, ms since 1970. */
  pausedUntil: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger())), null)
})
export type NoticeSettings = v.InferOutput<typeof noticeSettingsSchema>

/** One notification: of a conversation, or of a server where many conversations are lively at once. */
export interface Notice {
  /** The same for each state of one notification. */
  key: string
  serverId: ServerId
  /** What a click opens. */
  conversationId: ConversationId
  messageId: MessageId
  /** Messages since it was first shown or last read; at least 1. */
  count: number
  /** How many conversations it stands for. */
  conversations: number
  kind: ConversationKind
  /** Null where the person wants no names shown, and so on. */
  serverName: string | null
  title: string | null
  author: string | null
  /** One line; null too where the message is gone. */
  text: string | null
  /** Whether an answer can be written into it. */
  canReply: boolean
}

/** What is unread everywhere, muted conversations aside. */
export interface UnreadTotals {
  messages: number
  mentions: number
  /** Up to five, latest first; `title` is null where the person wants no names shown. */
  conversations: {
    serverId: ServerId
    conversationId: ConversationId
    title: string | null
    unread: number
  }[]
}
