// How a stretch of messages is laid out as rows: days, groups of one author, the first unread.
import type { Message, MessageId } from '../../src-preload/contract/model.ts'
import { isSameDay } from './times.ts'

/** Messages of one author within this span stand as one group, ms. */
const GROUP_MS = 300_000

export interface Row {
  message: Message
  startsDay: boolean
  startsGroup: boolean
  isFirstUnread: boolean
}

/** Lays messages out; rows that did not change are the same objects as before. */
export function layRows(
  messages: readonly Message[],
  firstUnreadId: MessageId | null,
  before: ReadonlyMap<MessageId, Row>
): Row[] {
  let previous: Message | undefined
  return messages.map((message) => {
    const isFirstUnread = message.id === firstUnreadId
    const startsDay = !previous || !isSameDay(previous.time, message.time)
    const startsGroup = startsDay || isFirstUnread || !previous || !isOneGroup(previous, message)
    previous = message
    const old = before.get(message.id)
    const isSame =
      old?.message === message &&
      old.startsDay === startsDay &&
      old.startsGroup === startsGroup &&
      old.isFirstUnread === isFirstUnread
    return isSame ? old : { message, startsDay, startsGroup, isFirstUnread }
  })
}

function isOneGroup(one: Message, next: Message): boolean {
  if (one.notice || next.notice || next.reply) return false
  if (one.own !== next.own || one.author.name !== next.author.name) return false
  if (one.author.id !== next.author.id) return false
  return Math.abs(next.time - one.time) < GROUP_MS
}
