// Cuts the text around what was found, and finds words and parts of words in it.
import type { SearchHit } from '../../../src-preload/contract/store-calls.ts'
import { fold, foldWithPlaces } from './fold.ts'
import { isUnspaced } from './tokens.ts'

/** The same characters as unicode61 takes for words, with the marks that it folds away. */
const WORD = /[\p{L}\p{N}\p{Co}\p{M}]+/gu

/** What is marked in a text. */
export interface Marks {
  /** Folded words; those of `beginnings` may go on. */
  words: readonly string[]
  beginnings: readonly string[]
  /** Folded texts that are marked wherever they stand, if no word is. */
  parts: readonly string[]
}

/** The folded words of a text, in order. */
export function foldedWords(text: string): string[] {
  return (text.match(WORD) ?? []).map(fold).filter((word) => word !== '')
}

/** Whether these words stand in the text next to each other, each of them whole. */
export function containsWords(text: string, words: readonly string[]): boolean {
  const inText = foldedWords(text)
  return inText.some((_, at) => words.every((word, step) => inText[at + step] === word))
}

/** Characters before the first hit, and in all, that a result shows. */
const LEAD = 40
const SHOWN = 180

/** The text around the first hit, in pieces; every hit within it is marked. */
export function cutPieces(text: string, marks: Marks): SearchHit['pieces'] {
  const hits = findHits(text, marks)
  const start = startNear(text, Math.max(0, (hits[0]?.start ?? 0) - LEAD), hits[0]?.start ?? 0)
  const end = endNear(text, start + SHOWN)
  const pieces: SearchHit['pieces'] = []
  let at = start
  for (const hit of hits) {
    const [from, to] = [Math.max(hit.start, at), Math.min(hit.end, end)]
    if (from >= to) continue
    if (from > at) pieces.push({ text: text.slice(at, from), hit: false })
    pieces.push({ text: text.slice(from, to), hit: true })
    at = to
  }
  if (at < end) pieces.push({ text: text.slice(at, end), hit: false })
  return withEllipses(pieces, { before: start > 0, after: end < text.length })
}

interface Hit {
  start: number
  end: number
}

function findHits(text: string, marks: Marks): Hit[] {
  const hits = [...findWords(text, marks), ...findParts(text, marks.parts)]
  return hits.sort((one, other) => one.start - other.start)
}

function findWords(text: string, { words, beginnings }: Marks): Hit[] {
  if (words.length === 0 && beginnings.length === 0) return []
  const whole = new Set(words)
  const hits: Hit[] = []
  for (const found of text.matchAll(WORD)) {
    // A run of such scripts is many words: only what was looked for in it is a hit.
    if (isUnspaced(found[0])) continue
    const word = fold(found[0])
    if (whole.has(word) || beginnings.some((beginning) => word.startsWith(beginning))) {
      hits.push({ start: found.index, end: found.index + found[0].length })
    }
  }
  return hits
}

function findParts(text: string, parts: readonly string[]): Hit[] {
  if (parts.length === 0) return []
  const { folded, places } = foldWithPlaces(text)
  return parts.flatMap((part) => {
    const hits: Hit[] = []
    let at = part === '' ? -1 : folded.indexOf(part)
    while (at >= 0) {
      const end = at + part.length
      hits.push({ start: places[at] ?? 0, end: endOf(places, end) })
      at = folded.indexOf(part, end)
    }
    return hits
  })
}

// A character may fold to more than one: its end is where the next one begins.
function endOf(places: readonly number[], end: number): number {
  const last = places[end - 1] ?? 0
  let next = end
  while (next < places.length - 1 && places[next] === last) next += 1
  return places[next] ?? last
}

// Not in the middle of a word, if a space is near, nor of a surrogate pair, and never behind the hit.
function startNear(text: string, from: number, hit: number): number {
  if (from === 0) return 0
  const space = text.slice(from, Math.min(hit, from + LEAD / 2)).search(/\s/)
  const start = space < 0 ? from : from + space + 1
  return isLowSurrogate(text, start) ? start - 1 : start
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
