// Decides how a question is put to the indexes: what each is asked, and which messages are really meant.
import type { ConversationId } from '../../../src-preload/contract/model.ts'
import { positionAt } from '../position.ts'
import type { Candidate, Stretch } from '../queries/search.ts'
import { fold } from './fold.ts'
import type { SearchQuery, Term } from './parse-query.ts'
import { containsWords, foldedWords, type Marks } from './pieces.ts'
import {
  authorToken,
  hasTokens,
  isUnspaced,
  nameWords,
  ownToken,
  partsOfTerm,
  placeToken
} from './tokens.ts'

/** Ids are made of times; a server's clock may run ahead of ours by this much. */
const DAY_MS = 86_400_000
/** Tokens asked for at once: the text itself decides about the rest. */
const MOST_TOKENS = 40
/** Shorter beginnings stand for whole words only: half of all words begin so, and reading them takes long. */
const SHORTEST_BEGINNING = 3
/** How people say "I" when they look for what they wrote. */
const SELF = new Set(['me', 'io'])

/** What is looked for, with names already found out. */
export interface SearchPlan {
  /** For the index of words: all of them whole; null where it has nothing to say. */
  words: string | null
  /** The same with the last word as a beginning; null where that would find nothing else. */
  beginnings: string | null
  /** For the index of parts; null where it would find nothing else. */
  parts: string | null
  /** The ids that can hold it, newest stretch first; the second are latecomers with older times. */
  stretches: Stretch[]
  marks: Marks
  accepts: (candidate: Candidate) => boolean
  /** Whether it stands in the text in any form; for what the index of parts finds. */
  isMeant: (candidate: Candidate) => boolean
}

export interface Surroundings {
  /** Conversations it has to be in; null: any. */
  places: readonly ConversationId[] | null
  /** For each name asked for, the known words of names that begin so. */
  names: (beginning: string) => readonly string[]
}

export function planSearch(query: SearchQuery, around: Surroundings): SearchPlan {
  const { terms } = query
  const isForWords =
    query.from.length === 0 && query.has.length === 0 && !terms.some(({ text }) => isUnspaced(text))
  const words = isForWords ? wordsMatch(query, around.places, '') : null
  const isOpen = isForWords && mayGoOn(terms.at(-1))
  const hasParts = words === null || terms.some(({ text }) => hasLongPart(text))
  return {
    words,
    beginnings: isOpen ? wordsMatch(query, around.places, '*') : null,
    parts: hasParts ? partsMatch(query, around) : null,
    stretches: stretchesOf(query),
    marks: marksOf(terms),
    accepts: acceptor(query, around.places),
    isMeant: meaning(query)
  }
}

function wordsMatch(
  { terms, without }: SearchQuery,
  places: readonly ConversationId[] | null,
  end: '' | '*'
): string | null {
  const wanted = terms.map(({ text }) => `"${text}"`)
  const asked: string[] = []
  if (wanted.length > 0) asked.push(`text : (${wanted.join(' AND ')}${end})`)
  if (places !== null) asked.push(`place : (${anyOf(places.map((id) => `c${id}`))})`)
  if (asked.length === 0) return null
  const unwanted = without.filter(({ text }) => foldedWords(text).length > 0)
  const nots = unwanted.map(({ text }) => ` NOT (text : "${text}")`)
  return nots.reduce((match, not) => `(${match})${not}`, asked.join(' AND '))
}

function mayGoOn(last: Term | undefined): boolean {
  if (last === undefined || last.isPhrase) return false
  return (foldedWords(last.text).at(-1)?.length ?? 0) >= SHORTEST_BEGINNING
}

function partsMatch(query: SearchQuery, { places, names }: Surroundings): string | null {
  const tokens = new Set(query.terms.flatMap(({ text }) => partsOfTerm(fold(text))))
  for (const thing of query.has) tokens.add(hasTokens[thing])
  const asked = [...tokens].slice(0, MOST_TOKENS).map((token) => `"${token}"`)
  for (const name of query.from) asked.push(...nameMatch(name, names))
  if (asked.length === 0) return null
  if (places !== null) asked.push(`(${anyOf(places.map(placeToken))})`)
  return asked.join(' AND ')
}

function nameMatch(name: string, names: Surroundings['names']): string[] {
  if (SELF.has(fold(name))) return [`"${ownToken}"`]
  return nameWords(name).map((word) => {
    const known = names(word)
    return `(${anyOf((known.length > 0 ? known : [word]).map(authorToken))})`
  })
}

function anyOf(tokens: readonly string[]): string {
  return tokens.map((token) => `"${token}"`).join(' OR ')
}

// Parts of one or two letters stand for whole words, which the index of words has found.
function hasLongPart(text: string): boolean {
  return partsOfTerm(fold(text)).some((part) => part.length >= 3)
}

function stretchesOf({ before, after }: SearchQuery): Stretch[] {
  const end = Number.MAX_SAFE_INTEGER
  const from = after === null ? 1 : Math.max(1, positionAt(after - DAY_MS))
  if (before === null) return [{ from, before: end }]
  const middle = Math.max(from, positionAt(before))
  return [
    { from, before: middle },
    { from: middle, before: end }
  ]
}

function marksOf(terms: readonly Term[]): Marks {
  const spaced = terms.filter(({ text }) => !isUnspaced(text))
  const last = spaced.at(-1)
  const beginnings = last && mayGoOn(last) ? foldedWords(last.text).slice(-1) : []
  return {
    words: spaced.flatMap(({ text }) => foldedWords(text)),
    beginnings,
    parts: terms.filter(({ text }) => isUnspaced(text)).map(({ text }) => fold(text))
  }
}

/** The same, for a text in which the words stand inside of others. */
export function marksInside(marks: Marks): Marks {
  return { words: [], beginnings: [], parts: [...marks.parts, ...marks.words] }
}

function acceptor(
  { before, after }: SearchQuery,
  places: readonly ConversationId[] | null
): SearchPlan['accepts'] {
  const allowed = places === null ? null : new Set(places)
  return ({ isShown, time, conversationId }) =>
    isShown === 1 &&
    (before === null || time < before) &&
    (after === null || time >= after) &&
    (allowed === null || allowed.has(conversationId))
}

function meaning({ terms, without, from }: SearchQuery): SearchPlan['isMeant'] {
  const wanted = terms.map(({ text }) => spaced(text))
  const unwanted = without.map(({ text }) => ({ folded: spaced(text), words: foldedWords(text) }))
  const names = from.filter((name) => !SELF.has(fold(name))).map((name) => nameWords(name))
  return ({ text, author }) => {
    const folded = spaced(text)
    if (!wanted.every((part) => folded.includes(part))) return false
    if (!names.every((name) => hasName(author, name))) return false
    return !unwanted.some((one) =>
      isUnspaced(one.folded) ? folded.includes(one.folded) : containsWords(text, one.words)
    )
  }
}

function hasName(author: string, wanted: readonly string[]): boolean {
  const words = nameWords(author)
  return wanted.every((word) => words.some((one) => one.startsWith(word)))
}

function spaced(text: string): string {
  return fold(text).replace(/\s+/g, ' ')
}
