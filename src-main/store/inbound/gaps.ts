// Keeps book of where a conversation's history may have holes, as pages of it arrive.
import type { OpenConversation } from '../open-conversation.ts'
import { isPending } from '../position.ts'
import { deleteGap, findOpenGap, insertGap, readGaps, writeGap, type Gap } from '../queries/gaps.ts'
import { neighbours } from '../queries/places.ts'
import type { PlacedPage } from './history.ts'
import type { Inbound } from './inbound.ts'

/** Trims the gaps that the page fills, and notes the one that it leaves. */
export function noteGaps(inbound: Inbound, { row }: OpenConversation, page: PlacedPage): void {
  const { db, changes } = inbound.session
  const gaps = readGaps(db, row.id)
  for (const gap of gaps) {
    const left = trimGap({ after: gap.after_position, before: gap.before_position }, page)
    if (left && isSame(left, gap)) continue
    changes.gaps.add(row.id)
    if (left) writeGap(db, gap.id, left)
    else deleteGap(db, gap.id)
  }
  const { before, after } = neighbours(db, row.id, page)
  const left = leftGap(page, { before, after: after !== null && isPending(after) ? null : after })
  const isNoted =
    left && gaps.some((gap) => gap.after_position < left.before && left.after < gap.before_position)
  if (!left || isNoted) return
  changes.gaps.add(row.id)
  insertGap(db, row.id, { ...left, foundAt: inbound.receivedAt })
}

/** The server has nothing: so nothing is missing at the end. */
export function noteNothing(inbound: Inbound, { row }: OpenConversation): void {
  const open = findOpenGap(inbound.session.db, row.id)
  if (open) deleteGap(inbound.session.db, open.id)
}

export interface Span {
  after: number
  before: number
}

function isSame(span: Span, gap: Gap): boolean {
  return span.after === gap.after_position && span.before === gap.before_position
}

type Lie = Pick<PlacedPage, 'stretch' | 'more' | 'first' | 'last' | 'joinsBefore' | 'joinsAfter'>

/** What is left of a gap after a page; null if it is filled. */
export function trimGap(gap: Span, page: Lie): Span | null {
  const isOpen = isPending(gap.before) && page.stretch === 'latest'
  const touches = page.first < gap.before && (page.last > gap.after || isOpen)
  const follows = page.stretch === 'after' && page.last >= gap.after && page.first <= gap.before
  // A page before a cursor that ends where the gap begins: nothing is between.
  if (page.stretch === 'before' && page.last === gap.after) return null
  if (!touches && !follows) return gap
  // A page before a cursor reaches up to it, and the other way round; the latest reaches an open end.
  const isAllThatFollows = page.stretch === 'after' && page.more === false
  const reachesUp =
    page.stretch === 'before' || isOpen || isAllThatFollows || page.last >= gap.before
  const reachesDown = page.stretch === 'after' || page.first <= gap.after
  if (reachesUp && reachesDown) return null
  if (reachesUp)
    return page.more === false && page.stretch !== 'after'
      ? null
      : { after: gap.after, before: page.first }
  if (reachesDown) return { after: page.last, before: gap.before }
  return gap
}

/** The gap between a page and what was stored on its open side. */
export function leftGap(
  page: Lie,
  beside: { before: number | null; after: number | null }
): Span | null {
  // More that is older says nothing of what lies between this page and newer messages.
  if (page.more === false && page.stretch !== 'around') return null
  if (page.stretch === 'latest' && !page.joinsBefore && beside.before !== null) {
    return { after: beside.before, before: page.first }
  }
  const isOpenAbove = page.stretch === 'around' || (page.stretch === 'after' && page.more === true)
  if (isOpenAbove && !page.joinsAfter && beside.after !== null) {
    return { after: page.last, before: beside.after }
  }
  return null
}
