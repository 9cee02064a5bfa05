// How a stretch of messages is laid out as rows: days, groups of one author, the first unread.
import type { Message, MessageId } from '../../src-preload/contract/model.ts'
import type { HistoryGap } from '../../src-preload/contract/store-calls.ts'
import { isSameDay } from './times.ts'

/** Messages of one author within this span stand as one group, ms. */
const GROUP_MS = 300_000

export interface Row {
  /** Which elements draw it: those of a row that is gone draw a new one, and nothing is made or thrown away. */
  key: number
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
  /** Its elements hold the focus or the pointer: they draw no other message. */
  keptId?: MessageId | null
}

let lastKey = 0

/** Lays messages out; rows that did not change are the same objects as before. */
export function layRows(
  messages: readonly Message[],
  { firstUnreadId, gaps, keptId = null }: RowPlan,
  before: ReadonlyMap<MessageId, Row>
): Row[] {
  let previous: Message | undefined
  const freeKeys = keysToReuse(messages, before, keptId)
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
    if (isSame) return old
    const key = old?.key ?? freeKeys.pop() ?? ++lastKey
    return { key, message, startsDay, startsGroup, isFirstUnread, gap }
  })
}

/** The keys of rows that are gone, in the order in which they are taken from the end: the lowest rows' first. */
function keysToReuse(
  messages: readonly Message[],
  before: ReadonlyMap<MessageId, Row>,
  keptId: MessageId | null
): number[] {
  if (before.size === 0) return []
  const held = new Set(messages.map(({ id }) => id))
  const gone = [...before.values()].filter(({ message: { id } }) => !held.has(id) && id !== keptId)
  // Where all are gone, the lowest take the places of the lowest, and none has to move.
  const fresh = messages.filter(({ id }) => !before.has(id)).length
  return gone
    .slice(-fresh)
    .map(({ key }) => key)
    .reverse()
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
