// Turns what a person types into a safe word query, and cuts the text around what was found.
import type { SearchHit } from '../../src-preload/contract/store-calls.ts'

/** The same characters as unicode61 takes for words, with the marks that it folds away. */
const WORD = /[\p{L}\p{N}\p{Co}\p{M}]+/gu
const MARKS = /\p{M}+/gu
const MOST_WORDS = 16

/** A query's words; each is quoted, so nothing in them can be an operator. */
export interface SearchWords {
  /** For MATCH: all words, the last one as a beginning. */
  match: string
  /** The folded words that are shown as hits. */
  words: string[]
}

/** Null where the query has no word. */
export function readSearchQuery(query: string): SearchWords | null {
  const typed = query
    .split(/[\s\0"]+/u)
    .filter((part) => foldedWords(part).length > 0)
    .slice(0, MOST_WORDS)
  if (typed.length === 0) return null
  const match = typed.map((part) => `"${part}"`).join(' AND ') + '*'
  return { match, words: typed.flatMap(foldedWords) }
}

function foldedWords(text: string): string[] {
  return (text.match(WORD) ?? []).map(fold).filter((word) => word !== '')
}

function fold(word: string): string {
  return word.normalize('NFD').replace(MARKS, '').toLowerCase()
}

/** Characters before the first hit, and in all, that a result shows. */
const LEAD = 40
const SHOWN = 180

/** The text around the first hit, in pieces; every hit within it is marked. */
export function cutPieces(text: string, words: readonly string[]): SearchHit['pieces'] {
  const hits = findHits(text, words)
  const start = startNear(text, Math.max(0, (hits[0]?.start ?? 0) - LEAD))
  const end = endNear(text, start + SHOWN)
  const pieces: SearchHit['pieces'] = []
  let at = start
  for (const hit of hits.filter((found) => found.start >= start && found.end <= end)) {
    if (hit.start > at) pieces.push({ text: text.slice(at, hit.start), hit: false })
    pieces.push({ text: text.slice(hit.start, hit.end), hit: true })
    at = hit.end
  }
  if (at < end) pieces.push({ text: text.slice(at, end), hit: false })
  return withEllipses(pieces, { before: start > 0, after: end < text.length })
}

interface Hit {
  start: number
  end: number
}

function findHits(text: string, words: readonly string[]): Hit[] {
  const beginning = words.at(-1)
  const whole = new Set(words)
  const hits: Hit[] = []
  for (const found of text.matchAll(WORD)) {
    const word = fold(found[0])
    if (!whole.has(word) && !(beginning !== undefined && word.startsWith(beginning))) continue
    hits.push({ start: found.index, end: found.index + found[0].length })
  }
  return hits
}

// Not in the middle of a word, if a space is near, nor of a surrogate pair.
function startNear(text: string, from: number): number {
  if (from === 0) return 0
  const space = text.slice(from, from + LEAD / 2).search(/\s/)
  const start = space < 0 ? from : from + space + 1
  return isLowSurrogate(text, start) ? start + 1 : start
}

function endNear(text: string, to: number): number {
  if (to >= text.length) return text.length
  return isLowSurrogate(text, to) ? to + 1 : to
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff
}

function withEllipses(
  pieces: SearchHit['pieces'],
  cut: { before: boolean; after: boolean }
): SearchHit['pieces'] {
  if (cut.before) pieces.unshift({ text: '…', hit: false })
  if (cut.after) pieces.push({ text: '…', hit: false })
  return pieces
}
