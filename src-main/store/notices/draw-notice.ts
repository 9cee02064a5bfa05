// What a notification shows: no more than the person's wish for a preview lets out of the store.
import type {
  ConversationId,
  ConversationKind,
  MessageId,
  ServerId
} from '../../../src-preload/contract/model.ts'
import type { Notice, NoticeSettings, UnreadTotals } from '../../../src-preload/contract/notices.ts'
import { oneLine } from '../../base/one-line.ts'
import type { StoreDatabase } from '../database.ts'
import { plainWords, READ_FOR_WORDS } from '../plain-words.ts'
import {
  readNoticeConversation,
  readNoticeMessage,
  readNoticeServer,
  readUnreadTotals,
  type NoticeConversation,
  type NoticeServer
} from '../queries/notices.ts'

const TEXT_LENGTH = 240

/** Where the desk reads; tests give their own. */
export interface NoticeRows {
  conversation(id: ConversationId): NoticeConversation | null
  server(id: ServerId): NoticeServer | null
  message(id: MessageId): { author: string; text: string; position: number } | null
  totals(areNamed: boolean): UnreadTotals
}

export function rowsOf(db: StoreDatabase): NoticeRows {
  return {
    conversation: (id) => readNoticeConversation(db, id),
    server: (id) => readNoticeServer(db, id),
    message: (id) => readNoticeMessage(db, id, READ_FOR_WORDS),
    totals: (areNamed) => readUnreadTotals(db, areNamed)
  }
}

export interface NoticeGroup {
  key: string
  serverId: ServerId
  conversationId: ConversationId
  messageId: MessageId
  count: number
  conversations: number
}

export function drawNotice(
  rows: NoticeRows,
  group: NoticeGroup,
  preview: NoticeSettings['preview']
): Notice {
  const conversation = rows.conversation(group.conversationId)
  const server = rows.server(group.serverId)
  const message = rows.message(group.messageId)
  const kind: ConversationKind = conversation?.kind ?? 'room'
  const canReply = server?.canSend === true && group.conversations === 1
  if (preview === 'none') {
    return { ...group, kind, serverName: null, title: null, author: null, text: null, canReply }
  }
  return {
    ...group,
    kind,
    serverName: server?.name ?? null,
    title: conversation?.title ?? null,
    author: message?.author ?? null,
    text: preview === 'full' && message ? oneLine(plainWords(message.text), TEXT_LENGTH) : null,
    canReply
  }
}
