// Puts a notification into words: no names and no text where there are none.
import type { Notice } from '../../../../src-preload/contract/notices.ts'
import type { Words } from '../../../base/words.ts'
import type { NoticeFace } from './notifier.ts'

export function faceOf(notice: Notice, words: Words, isSilent: boolean): NoticeFace {
  return {
    key: notice.key,
    title: titleOf(notice, words),
    body: bodyOf(notice, words),
    isSilent,
    canReply: notice.canReply,
    words: {
      open: words.t('notice.open'),
      markRead: words.t('notice.markRead'),
      reply: words.t('notice.reply'),
      replyPlaceholder: words.t('notice.replyPlaceholder')
    }
  }
}

function titleOf({ title, kind, count, conversations }: Notice, words: Words): string {
  if (title === null) return words.t('notice.new', { count })
  if (conversations > 1) return words.t('notice.many', { count, conversations })
  if (count > 1) {
    const key = kind === 'direct' ? 'notice.severalFrom' : 'notice.severalIn'
    return words.t(key, { count, title })
  }
  return title
}

function bodyOf(notice: Notice, words: Words): string {
  const { serverName, title, author, text, kind, conversations } = notice
  if (title === null || serverName === null) return words.t('notice.hidden')
  if (conversations > 1) return serverName
  if (author === null) return serverName
  if (text === null) return words.t('notice.from', { author, server: serverName })
  return kind === 'direct' ? text : `${author}: ${text}`
}
