// Looks up which messages of a history page are stored already, and where the others fit between them.
import type { InboundMessage, KeptEvent } from '../../../src-preload/contract/inbound.ts'
import type { OpenConversation } from '../open-conversation.ts'
import { isPending, positionAt } from '../position.ts'
import { firstPosition } from '../queries/places.ts'
import { findUnnamedAt, type StoredMessage } from '../queries/stored-messages.ts'
import { shownName, timeOf, type Inbound } from './inbound.ts'
import { findKnown } from './known-message.ts'

/** One message of a page. */
export interface PageItem {
  message: InboundMessage
  /** The row that holds it already. */
  known: StoredMessage | null
  /** The row that was made for it. */
  newId: number | null
}

/** Finds the rows that the page's messages have already; each row stands for one of them at most. */
export function lookUpPage(
  inbound: Inbound,
  conversation: OpenConversation,
  messages: readonly InboundMessage[]
): PageItem[] {
  const unique = withoutRepeats(messages)
  const ids = unique.flatMap(({ remoteId }) => (remoteId === null ? [] : [remoteId]))
  inbound.session.preloadKnown(conversation, ids)
  const taken = new Set<number>()
  return unique.map((message) => {
    const known =
      findKnown(inbound, conversation, message, taken) ??
      findSame(inbound, conversation, message, taken)
    if (known) taken.add(known.id)
    return { message, known, newId: null }
  })
}

function withoutRepeats(messages: readonly InboundMessage[]): InboundMessage[] {
  const seen = new Set<string>()
  return messages.filter(({ remoteId }) => {
    if (remoteId === null) return true
    if (seen.has(remoteId)) return false
    seen.add(remoteId)
    return true
  })
}

/** For servers without ids: the same author, text and time. */
function findSame(
  inbound: Inbound,
  conversation: OpenConversation,
  message: InboundMessage,
  taken: ReadonlySet<number>
): StoredMessage | null {
  if (message.remoteId !== null || message.time === null) return null
  const author = shownName(message.author, message.own, inbound.server)
  const time = timeOf(inbound, message)
  const same = findUnnamedAt(inbound.session.db, conversation.row.id, time).find(
    (stored) =>
      !taken.has(stored.id) &&
      stored.text === message.text &&
      stored.author_name === author &&
      stored.author_id === message.author.id
  )
  return same ?? null
}

/** The next message of a page that has its place already. */
export interface Anchor {
  position: number
  /** How many without a place come before it. */
  between: number
}

/** For each message of the page, the anchor that it must stay before. */
export function anchorsAfter(items: readonly Pick<PageItem, 'known'>[]): (Anchor | undefined)[] {
  const anchors: (Anchor | undefined)[] = []
  let next: Anchor | undefined
  for (const [index, { known }] of [...items.entries()].reverse()) {
    anchors[index] = next
    if (known && !isPending(known.position)) next = { position: known.position, between: 0 }
    else if (next) next = { position: next.position, between: next.between + 1 }
  }
  return anchors
}

/** By time, but after the one before it in the page and, if there is room, before the next anchor. */
export function placeAt(
  time: number | null,
  { previous, anchor }: { previous: number; anchor: Anchor | undefined }
): number {
  const byTime = time === null ? previous + 1 : positionAt(time)
  const highest = anchor ? anchor.position - 1 - anchor.between : Number.MAX_SAFE_INTEGER
  return Math.max(previous + 1, Math.min(byTime, highest))
}

/** The place before a page's first message: matters where its messages have no times. */
export function startOf(
  inbound: Inbound,
  conversation: OpenConversation,
  stretch: Extract<KeptEvent, { kind: 'history' }>['stretch'],
  items: readonly PageItem[]
): number {
  if (items.some(({ message }) => message.time !== null)) return 0
  const now = positionAt(inbound.receivedAt)
  if (stretch !== 'before' && stretch !== 'around') return conversation.lastConfirmed ?? now
  const first = firstPosition(inbound.session.db, conversation.row.id) ?? now
  const oldest = isPending(first) ? now : first
  return Math.max(0, oldest - positionAt(items.length + 1))
}
