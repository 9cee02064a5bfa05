// Answers a search: passes over the indexes, newest first, bounded in work, to be gone on with.
import type { ConversationId } from '../../../src-preload/contract/model.ts'
import type {
  SearchAnswer,
  SearchCursor,
  SearchHit
} from '../../../src-preload/contract/store-calls.ts'
import { sqlCode } from '../../base/sql.ts'
import type { StoreDatabase } from '../database.ts'
import { findByTitle } from '../find-conversations.ts'
import { readTitles } from '../queries/conversations-read.ts'
import {
  findByParts,
  findByTime,
  findByWords,
  isFoundByWords,
  readNameWords,
  type Candidate,
  type Stretch
} from '../queries/search.ts'
import type { IndexName } from '../queries/search-index.ts'
import { parseQuery, type SearchQuery } from './parse-query.ts'
import { cutPieces } from './pieces.ts'
import { marksInside, planSearch, type SearchPlan } from './plan.ts'

/** Messages looked at in one call, and in the first question to an index. */
const MOST_LOOKED_AT = 400
const FIRST_CHUNK = 64
/** Names that one beginning may stand for. */
const MOST_NAMES = 40

export interface Asked {
  query: string
  conversationId: ConversationId | null
  limit: number
  cursor: SearchCursor | null
}

/** An index threw what only a broken one throws. */
export class IndexBrokenError extends Error {
  readonly index: IndexName

  constructor(index: IndexName, cause: unknown) {
    super(`index ${index} is broken`, { cause })
    this.index = index
  }
}

/** What was found; how much could be is for others to say. */
export type Found = Omit<SearchAnswer, 'coverage'>

/** All messages of a stretch that a match finds, by the match: known once a pass has come to its end. */
type Walked = Map<string, ReadonlySet<number>>

interface Pass {
  stretch: Stretch
  find: (stretch: Stretch, limit: number) => Candidate[]
  accepts: (candidate: Candidate) => boolean
  hitOf: (candidate: Candidate) => SearchHit
  /** Told when it has come from the stretch's top to its end, of all that it looked at. */
  ended?: (ids: ReadonlySet<number>) => void
}

export function searchMessages(db: StoreDatabase, asked: Asked, now: number): Found {
  const query = parseQuery(asked.query, now)
  const { understood } = query
  const places = placesOf(db, query, asked.conversationId)
  if (isEmpty(query) || places?.length === 0) {
    return { hits: [], next: null, understood }
  }
  const names = (beginning: string): string[] => readNameWords(db, beginning, MOST_NAMES)
  const plan = planSearch(query, { places, names })
  return { ...walk(passesOf(db, plan), asked), understood }
}

function isEmpty({ terms, without, understood }: SearchQuery): boolean {
  return terms.length + without.length + understood.length === 0
}

function placesOf(
  db: StoreDatabase,
  query: SearchQuery,
  scope: ConversationId | null
): ConversationId[] | null {
  if (query.in.length === 0) return scope === null ? null : [scope]
  const titles = readTitles(db)
  const found = query.in.map((title) => new Set(findByTitle(titles, title)))
  const [first, ...others] = found
  const all = [...(first ?? [])].filter((id) => others.every((ids) => ids.has(id)))
  return scope === null ? all : all.filter((id) => id === scope)
}

/** Per stretch: what has the words whole, then as beginnings, then what only the other index finds. */
function passesOf(db: StoreDatabase, plan: SearchPlan): (Pass | null)[] {
  return plan.stretches.flatMap((stretch) => {
    const around: Around = { db, stretch, walked: new Map() }
    return [wordsPass(around, plan), beginningsPass(around, plan), restPass(around, plan)]
  })
}

interface Around {
  db: StoreDatabase
  stretch: Stretch
  walked: Walked
}

function wordsPass({ db, stretch, walked }: Around, plan: SearchPlan): Pass | null {
  const { words, accepts, marks } = plan
  if (words === null) return null
  return {
    stretch,
    ended: (ids) => walked.set(words, ids),
    find: (within, limit) => careful('words', () => findByWords(db, words, within, limit)),
    accepts,
    hitOf: (candidate) => toHit(candidate, false, marks)
  }
}

function beginningsPass(around: Around, plan: SearchPlan): Pass | null {
  const { db, stretch, walked } = around
  const { words, beginnings, accepts, marks } = plan
  if (words === null || beginnings === null) return null
  return {
    stretch,
    ended: (ids) => walked.set(beginnings, ids),
    find: (within, limit) => careful('words', () => findByWords(db, beginnings, within, limit)),
    accepts: (candidate) => accepts(candidate) && !isFound(around, words, candidate),
    hitOf: (candidate) => toHit(candidate, false, marks)
  }
}

// Each question to the index opens it anew: what was just read to its end is remembered instead.
function isFound({ db, walked }: Around, match: string, { messageId }: Candidate): boolean {
  const known = walked.get(match)
  if (known !== undefined) return known.has(messageId)
  return careful('words', () => isFoundByWords(db, match, messageId))
}

function restPass(around: Around, plan: SearchPlan): Pass | null {
  const { db, stretch } = around
  const { words, beginnings, parts, accepts, isMeant, marks } = plan
  if (parts === null && words !== null) return null
  const known = beginnings ?? words
  const isNew = (candidate: Candidate): boolean =>
    known === null || !isFound(around, known, candidate)
  return {
    stretch,
    find: (within, limit) =>
      parts === null
        ? findByTime(db, within, limit)
        : careful('parts', () => findByParts(db, parts, within, limit)),
    accepts: (candidate) => accepts(candidate) && isMeant(candidate) && isNew(candidate),
    hitOf: (candidate) =>
      words === null
        ? toHit(candidate, false, { ...marks, parts: [...marks.parts, ...marks.words] })
        : toHit(candidate, true, marksInside(marks))
  }
}

function walk(
  passes: readonly (Pass | null)[],
  { cursor, limit }: Asked
): Pick<SearchAnswer, 'hits' | 'next'> {
  const hits: SearchHit[] = []
  let lookedAt = 0
  for (const [index, pass] of passes.entries()) {
    if (pass === null || index < (cursor?.pass ?? 0)) continue
    const before = cursor?.pass === index ? cursor.before : pass.stretch.before
    const ids = new Set<number>()
    for (const candidate of candidatesOf(pass, before)) {
      ids.add(candidate.messageId)
      if (pass.accepts(candidate)) hits.push(pass.hitOf(candidate))
      lookedAt += 1
      if (hits.length < limit && lookedAt < MOST_LOOKED_AT) continue
      return { hits, next: { pass: index, before: candidate.messageId } }
    }
    if (before === pass.stretch.before) pass.ended?.(ids)
  }
  return { hits, next: null }
}

/** All that a pass may find, newest first; asked for in growing chunks as long as somebody takes them. */
function* candidatesOf({ find, stretch: { from } }: Pass, start: number): Generator<Candidate> {
  let before = start
  for (let chunk = FIRST_CHUNK; ; chunk *= 2) {
    const rows = find({ from, before }, chunk)
    yield* rows
    const last = rows[chunk - 1]
    if (!last) return
    before = last.messageId
  }
}

function toHit(candidate: Candidate, inside: boolean, marks: SearchPlan['marks']): SearchHit {
  const { messageId, conversationId, serverId, conversationTitle, author, time, text } = candidate
  const pieces = cutPieces(text, marks)
  return { messageId, conversationId, serverId, conversationTitle, author, time, inside, pieces }
}

function careful<T>(index: IndexName, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (isBroken(cause)) throw new IndexBrokenError(index, cause)
    throw cause
  }
}

/** Whether an error says that an index, or the file, is damaged. */
export function isBroken(error: unknown): boolean {
  return sqlCode(error)?.startsWith('SQLITE_CORRUPT') === true
}
