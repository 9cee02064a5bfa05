// Commits a page of history: what is new in it goes between what is stored, in the page's own order.
import type { InboundMessage, KeptEvent } from '../../../src-preload/contract/inbound.ts'
import type { OpenConversation } from '../open-conversation.ts'
import { isPending, timeAt } from '../position.ts'
import { freePosition } from '../queries/places.ts'
import { countFirstFill } from './first-fill.ts'
import { noteGaps, noteNothing } from './gaps.ts'
import { countUnseen, newMessage, storable, timeOf, type Inbound } from './inbound.ts'
import { addFiles, addReactions, refreshKnown, replaceReactions } from './known-message.ts'
import { conversationOf } from './live.ts'
import { findById } from '../queries/stored-messages.ts'
import { anchorsAfter, lookUpPage, placeAt, startOf, type Anchor, type PageItem } from './page.ts'

export type HistoryEvent = Extract<KeptEvent, { kind: 'history' }>

/** Where a page came to lie. */
export interface PlacedPage {
  stretch: HistoryEvent['stretch']
  more: boolean | null
  first: number
  last: number
  /** Whether its oldest message was stored before, so that the page joins what is there. */
  joinsBefore: boolean
  joinsAfter: boolean
}

export function applyHistory(inbound: Inbound, told: HistoryEvent): void {
  const event = keptOf(inbound, told)
  const conversation = conversationOf(inbound, event.conversation)
  if (!conversation) {
    inbound.ignored += 1
    return
  }
  const items = lookUpPage(inbound, conversation, event.messages.map(storable))
  const page = placePage(inbound, conversation, { event, items })
  inbound.session.flush()
  refreshReactions(inbound, items)
  if (page) noteGaps(inbound, conversation, page)
  else if (event.stretch === 'latest') noteNothing(inbound, conversation)
  conversation.forgetOpenGap()
  if (told.more === false && event === told && told.stretch !== 'after')
    conversation.row.start_reached = 1
  if (page && conversation.row.filled === 0) countFirstFill(inbound, conversation, page)
  conversation.row.filled = 1
}

// What a person does not keep is not fetched back: it ends there as if the server had no more.
function keptOf({ server }: Inbound, event: HistoryEvent): HistoryEvent {
  const since = server.keptSince
  if (since === null) return event
  const messages = event.messages.filter(({ time }) => time === null || time >= since)
  if (messages.length === event.messages.length) return event
  return { ...event, messages, more: event.stretch === 'after' ? event.more : false }
}

interface Placing {
  event: HistoryEvent
  items: PageItem[]
}

function placePage(
  inbound: Inbound,
  conversation: OpenConversation,
  { event, items }: Placing
): PlacedPage | null {
  const [oldest] = items
  const newest = items.at(-1)
  if (!oldest || !newest) return null
  const joins = { joinsBefore: oldest.known !== null, joinsAfter: newest.known !== null }
  const { shifts } = conversation
  let anchors = anchorsAfter(items)
  let previous = startOf(inbound, conversation, event.stretch, items)
  let lastId = 0
  const positions = items.map((item, index) => {
    const shiftsBefore = conversation.shifts
    const position = place(inbound, conversation, item, { previous, anchor: anchors[index] })
    if (!item.known) lastId = insertOld(inbound, conversation, item, { position, lastId })
    previous = Math.max(previous, position)
    if (conversation.shifts !== shiftsBefore) anchors = anchorsAfter(lookAgain(inbound, items))
    return position
  })
  const lie = conversation.shifts === shifts ? positions : placesOf(inbound, items)
  const { stretch, more } = event
  return { stretch, more, first: Math.min(...lie), last: Math.max(...lie), ...joins }
}

// Room was made: what was stored before may stand elsewhere now.
function lookAgain({ session }: Inbound, items: readonly PageItem[]): readonly PageItem[] {
  for (const item of items) {
    if (item.known) item.known = findById(session.db, item.known.id) ?? item.known
  }
  return items
}

function placesOf({ session }: Inbound, items: readonly PageItem[]): number[] {
  session.flush()
  return items.flatMap(({ known, newId }) => {
    const id = known?.id ?? newId
    const position = id === null ? undefined : findById(session.db, id)?.position
    return position === undefined ? [] : [position]
  })
}

/** Finds the place of one message; one that is stored keeps its own and is brought up to date. */
function place(
  inbound: Inbound,
  conversation: OpenConversation,
  { message, known }: PageItem,
  between: { previous: number; anchor: Anchor | undefined }
): number {
  const isPlaced = known !== null && !isPending(known.position)
  const position = isPlaced ? known.position : newPlace(inbound, conversation, message, between)
  conversation.take(position)
  if (known) refreshKnown(inbound, known, message, isPlaced ? null : position)
  return position
}

// A page may end before messages that came live meanwhile: the server's numbers tell which.
function newPlace(
  inbound: Inbound,
  conversation: OpenConversation,
  message: InboundMessage,
  { previous, anchor }: { previous: number; anchor: Anchor | undefined }
): number {
  const { session } = inbound
  const time = message.time === null ? null : timeOf(inbound, message)
  if (message.seq !== null && time !== null) {
    return conversation.isOvertaken(message.seq)
      ? session.takeBetween(conversation, message.seq, time)
      : conversation.placeLast(time)
  }
  const wanted = placeAt(time, { previous, anchor })
  const position = freePosition(session.db, conversation.row.id, wanted)
  if (!anchor || position < anchor.position) return position
  // Nothing fits before the one it must stay before: that one makes room, and stands just behind.
  session.makeRoom(conversation, anchor.position)
  return freePosition(session.db, conversation.row.id, previous + 1)
}

function insertOld(
  inbound: Inbound,
  conversation: OpenConversation,
  item: PageItem,
  { position, lastId }: { position: number; lastId: number }
): number {
  const { message } = item
  const time = message.time === null ? timeAt(position) : timeOf(inbound, message)
  const id = inbound.session.ids.at(time, lastId)
  inbound.session.insert(newMessage(inbound, conversation, message, { id, position, time }))
  item.newId = id
  inbound.added += 1
  if (message.files) addFiles(inbound, { id, conversationId: conversation.row.id }, message.files)
  if (isUnread(conversation, message, position)) {
    countUnseen(inbound, conversation, message, { id, isMissed: true })
  }
  return id
}

// What the first page of a conversation brings was there before the person came, and is not unread.
function isUnread({ row }: OpenConversation, message: InboundMessage, position: number): boolean {
  if (message.own || message.notice || message.deleted) return false
  return row.filled === 1 && position > row.read_position
}

// Whether a server tells reactions with its history is seen from the page itself.
function refreshReactions(inbound: Inbound, items: readonly PageItem[]): void {
  if (!items.some(({ message }) => message.reactions.length > 0)) return
  for (const { message, known, newId } of items) {
    if (known) replaceReactions(inbound, known, message)
    else if (newId !== null) addReactions(inbound, newId, message)
  }
}
