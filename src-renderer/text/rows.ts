// How a stretch of messages is laid out as rows: days, groups of one author, the first unread.
import type { Message, MessageId } from '../../src-preload/contract/model.ts'
import type { HistoryGap } from '../../src-preload/contract/store-calls.ts'
import { isSameDay } from './times.ts'

/** Messages of one author within this span stand as one group, ms. */
const GROUP_MS = 300_000

export interface Row {
  message: Message
  startsDay: boolean
  startsGroup: boolean
  isFirstUnread: boolean
  /** The hole in history that ends at this message. */
  gap: HistoryGap | null
}

export interface RowPlan {
  firstUnreadId: MessageId | null
  gaps: readonly HistoryGap[]
}

/** Lays messages out; rows that did not change are the same objects as before. */
export function layRows(
  messages: readonly Message[],
  { firstUnreadId, gaps }: RowPlan,
  before: ReadonlyMap<MessageId, Row>
): Row[] {
  let previous: Message | undefined
  return messages.map((message) => {
    const isFirstUnread = message.id === firstUnreadId
    const gap = gapBetween(gaps, previous, message)
    const startsDay = !previous || !isSameDay(previous.time, message.time)
    const startsGroup =
      startsDay || isFirstUnread || gap !== null || !previous || !isOneGroup(previous, message)
    previous = message
    const old = before.get(message.id)
    const isSame =
      old?.message === message &&
      old.startsDay === startsDay &&
      old.startsGroup === startsGroup &&
      old.isFirstUnread === isFirstUnread &&
      isSameGap(old.gap, gap)
    return isSame ? old : { message, startsDay, startsGroup, isFirstUnread, gap }
  })
}

/** The last hole that ends after the one message and no later than at the other. */
function gapBetween(
  gaps: readonly HistoryGap[],
  previous: Message | undefined,
  message: Message
): HistoryGap | null {
  if (gaps.length === 0) return null
  const after = previous?.position ?? -1
  const isHere = ({ beforePosition }: HistoryGap): boolean =>
    beforePosition > after && beforePosition <= message.position
  return gaps.findLast(isHere) ?? null
}

function isSameGap(one: HistoryGap | null, other: HistoryGap | null): boolean {
  return (
    one?.id === other?.id &&
    one?.afterPosition === other?.afterPosition &&
    one?.beforePosition === other?.beforePosition
  )
}

function isOneGroup(one: Message, next: Message): boolean {
  if (one.notice || next.notice || next.reply) return false
  if (one.own !== next.own || one.author.name !== next.author.name) return false
  if (one.author.id !== next.author.id) return false
  return Math.abs(next.time - one.time) < GROUP_MS
}
