// Finds conversations by title for the quick switcher, best first.
import type { ConversationId } from '../../src-preload/contract/model.ts'

const MOST_FOUND = 50

interface Titled {
  id: ConversationId
  title: string
  activeAt: number
}

/** The ids of those whose title matches: at its beginning, at a word's, anywhere; then the latest first. */
export function findByTitle(all: readonly Titled[], query: string): ConversationId[] {
  const wanted = fold(query.trim())
  const found = all.flatMap((one) => {
    const rank = rankOf(fold(one.title), wanted)
    return rank === null ? [] : [{ ...one, rank }]
  })
  found.sort((left, right) => left.rank - right.rank || right.activeAt - left.activeAt)
  return found.slice(0, MOST_FOUND).map((one) => one.id)
}

function rankOf(title: string, wanted: string): number | null {
  const at = title.indexOf(wanted)
  if (at < 0) return null
  if (at === 0) return 0
  return /[\p{L}\p{N}]/u.test(title[at - 1] ?? '') ? 2 : 1
}

function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
}
