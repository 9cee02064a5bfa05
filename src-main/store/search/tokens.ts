// What the index of parts holds of a message, and which of it a query has to meet.
import { fold } from './fold.ts'

/**
 * Scripts that put no spaces between words, and pictures: found by each character and by each two that
 * stand together. Everything else by three letters in a row, which no shorter word has.
 */
const UNSPACED =
  '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}\\u30fc\\p{Extended_Pictographic}'
// Digits, # and * are pictographic by Unicode's table of properties, but they are not pictures.
const UNSPACED_SET = `[[${UNSPACED}]--[\\p{N}\\x00-\\x7f]]`
const RUNS = new RegExp(`(${UNSPACED_SET}\\p{M}*)+|[[\\p{L}\\p{N}\\p{M}]--[${UNSPACED}]]+`, 'gv')
const IS_UNSPACED = new RegExp(UNSPACED_SET, 'v')
const LINK = /\bhttps?:\/\/\S|\bwww\.\S+\.\S/i
const NAME_WORD = /[^\s\0-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+/g
const NAME_WORD_LENGTH = 40

/** Marks of a private area keep what is known of a message apart from what it says. */
const MARK = { place: '\ue000', author: '\ue001', own: '\ue002o', link: '\ue002l', file: '\ue002f' }

/** What is indexed of a message. */
export interface IndexedMessage {
  conversationId: number
  authorName: string
  own: boolean
  files: number
  text: string
}

/** The tokens of a message, separated by spaces; some twice, which the index takes more cheaply than a set would. */
export function tokensOf(message: IndexedMessage): string {
  const tokens = partsOf(fold(message.text))
  tokens.push(placeToken(message.conversationId))
  for (const word of nameWords(message.authorName)) tokens.push(authorToken(word))
  if (message.own) tokens.push(MARK.own)
  if (LINK.test(message.text)) tokens.push(MARK.link)
  if (message.files > 0) tokens.push(MARK.file)
  return tokens.join(' ')
}

/** The parts of a folded text. */
export function partsOf(folded: string): string[] {
  const parts: string[] = []
  for (const [run, last] of folded.matchAll(RUNS)) {
    if (last === undefined) pushLetters(parts, run)
    else pushCharacters(parts, run)
  }
  return parts
}

/**
 * The parts that a text must have for a folded term to stand in it: as few as cover it, since each costs.
 * At its ends a term may begin or stop within a word, and a short piece there says nothing.
 */
export function partsOfTerm(term: string): string[] {
  const runs = [...term.matchAll(RUNS)].map(([run]) => run)
  const isTelling = (run: string, at: number): boolean =>
    runs.length === 1 || run.length >= 3 || isUnspaced(run) || (at > 0 && at < runs.length - 1)
  return runs.filter(isTelling).flatMap(coverOf)
}

/** Parts side by side, and the last one. */
function coverOf(run: string): string[] {
  const characters = isUnspaced(run) ? [...run] : run.split('')
  const width = isUnspaced(run) ? 2 : 3
  if (characters.length <= width) return [run]
  const starts = characters.flatMap((_, at) => (at % width === 0 ? [at] : []))
  const last = characters.length - width
  return starts.map((at) => characters.slice(Math.min(at, last)).slice(0, width).join(''))
}

function pushLetters(parts: string[], word: string): void {
  if (word.length <= 3) parts.push(word)
  else for (let at = 0; at + 3 <= word.length; at += 1) parts.push(word.slice(at, at + 3))
}

function pushCharacters(parts: string[], run: string): void {
  const characters = [...run]
  for (const [at, character] of characters.entries()) {
    parts.push(character)
    const next = characters[at + 1]
    if (next !== undefined) parts.push(character + next)
  }
}

/** Whether a text holds characters of scripts without spaces, which the index of words can't part. */
export function isUnspaced(text: string): boolean {
  return IS_UNSPACED.test(text)
}

/** The folded words of a name. */
export function nameWords(name: string): string[] {
  return (fold(name).match(NAME_WORD) ?? []).map((word) => word.slice(0, NAME_WORD_LENGTH))
}

export function placeToken(conversationId: number): string {
  return `${MARK.place}${conversationId}`
}

export function authorToken(word: string): string {
  return `${MARK.author}${word}`
}

export const ownToken = MARK.own
export const hasTokens = { link: MARK.link, file: MARK.file }
