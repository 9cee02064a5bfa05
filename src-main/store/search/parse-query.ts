// Reads what a person types into the search: words, phrases, exclusions and operators. Never fails.
import type {
  SearchOperator,
  UnderstoodOperator
} from '../../../src-preload/contract/store-calls.ts'
import { isUnfinishedDate, readDate } from './dates.ts'

/** One thing that must, or must not, stand in the text. */
export interface Term {
  text: string
  /** Whether it was put in quotes: whole words in this order. */
  isPhrase: boolean
}

export interface SearchQuery {
  terms: Term[]
  without: Term[]
  from: string[]
  in: string[]
  /** Only what is older than this, ms since 1970. */
  before: number | null
  /** Only what is from this moment on. */
  after: number | null
  has: ('link' | 'file')[]
  understood: UnderstoodOperator[]
}

/** Beyond this nobody means each word, and each costs. */
const MOST_TERMS = 16

const OPERATORS: Record<string, SearchOperator> = {
  from: 'from',
  da: 'from',
  in: 'in',
  before: 'before',
  prima: 'before',
  after: 'after',
  dopo: 'after',
  has: 'has',
  ha: 'has'
}

const HAS: Record<string, 'link' | 'file'> = {
  link: 'link',
  links: 'link',
  file: 'file',
  files: 'file'
}

// An optional minus, then an operator alone, or with or without one a phrase or what stands together.
const PIECE = /(-?)(?:(\p{L}+):(?=\s|$)|(?:(\p{L}+):)?(?:"([^"]*)"?|([^\s"]+)))/gu

export function parseQuery(typed: string, now: number): SearchQuery {
  const query: SearchQuery = {
    terms: [],
    without: [],
    from: [],
    in: [],
    before: null,
    after: null,
    has: [],
    understood: []
  }
  // A NUL would end the text for SQLite, half a surrogate pair is no character.
  const clean = typed.replaceAll('\0', ' ').replace(/\p{Cs}/gu, '\ufffd')
  for (const [piece, minus, emptyName, name, phrase, bare] of clean.matchAll(PIECE)) {
    const operator = OPERATORS[(name ?? emptyName ?? '').toLowerCase()]
    const value = (phrase ?? bare ?? '').trim()
    const isTaken =
      operator !== undefined && minus !== '-' && takeOperator(query, { operator, value, now })
    if (!isTaken) takeTerm(query, piece, { phrase, name })
  }
  return query
}

interface Found {
  operator: SearchOperator
  value: string
  now: number
}

/** Answers false where it means nothing: then it is a word like others. */
function takeOperator(query: SearchQuery, { operator, value, now }: Found): boolean {
  // Still being typed: nothing is narrowed yet.
  if (value === '') return true
  const isTaken = takeValue(query, { operator, value, now })
  if (isTaken) query.understood.push({ operator, value })
  return isTaken || isUnfinished(operator, value)
}

// Words that nobody looks for cost the most: each stretch of the history is gone through for nothing.
function isUnfinished(operator: SearchOperator, value: string): boolean {
  if (operator !== 'has') return isUnfinishedDate(value)
  return Object.keys(HAS).some((thing) => thing.startsWith(value.toLowerCase()))
}

function takeValue(query: SearchQuery, { operator, value, now }: Found): boolean {
  if (operator === 'from' || operator === 'in') {
    query[operator].push(value)
    return true
  }
  if (operator === 'has') {
    const thing = HAS[value.toLowerCase()]
    if (thing) query.has.push(thing)
    return thing !== undefined
  }
  const date = readDate(value, now)
  if (date === null) return false
  if (operator === 'before') query.before = Math.min(query.before ?? date, date)
  else query.after = Math.max(query.after ?? date, date)
  return true
}

function takeTerm(
  { terms, without }: SearchQuery,
  piece: string,
  { phrase, name }: { phrase: string | undefined; name: string | undefined }
): void {
  const isWithout = piece.startsWith('-') && piece.length > 1
  const isPhrase = phrase !== undefined && name === undefined
  const text = isPhrase
    ? phrase.trim()
    : piece
        .slice(isWithout ? 1 : 0)
        .replaceAll('"', ' ')
        .trim()
  const list = isWithout ? without : terms
  if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text) && list.length < MOST_TERMS)
    list.push({ text, isPhrase })
}
