// Weighs which dialect a server speaks by what it shows to somebody who only listens.
/*
 * A wrong answer is worse than none: a dialect is recognised only where signs of its own were seen, it reads
 * what came, nothing contradicts it, and no other dialect comes near. Everything else is a candidate.
 */
import type { Failure } from '../../src-preload/contract/failure.ts'
import type { DialectCandidate, DialectReason } from '../../src-preload/contract/network-calls.ts'
import { oneLine } from '../base/one-line.ts'
import type { CompiledDialect, Opening, Session } from './compiled.ts'

/** An event as it was heard. */
export interface HeardEvent {
  event: string
  args: unknown[]
}

/** What a server showed. */
export interface Seen {
  opening: Opening
  heard: readonly HeardEvent[]
}

/** What may be said of a server. */
export interface Recognition {
  /** The dialect that it surely speaks; null where nothing is sure. */
  id: string | null
  /** Those that nothing contradicts, best first; `fit` is 0 to 1. */
  candidates: DialectCandidate[]
  /** Where the handshake was refused: why, in the words of the recognised dialect. */
  refusal: Failure | null
}

/** Signs that together are enough, and how far the next dialect must be behind. */
const ENOUGH = 2
const LEAD = 1
/** What an event costs that the dialect knows by name and can not read, and one that it does not know. */
const MISREAD = 1
const FOREIGN = 0.3
const FOREIGN_MOST = 1.2
const PLACE = 0.5
const MAX_CANDIDATES = 12
/** Events that are named as reasons, and how much of a name. */
const MOST_NAMED = 4
const NAMED_LENGTH = 40

/** Weighs all dialects; their order is that of how common they are. */
export function weigh(
  dialects: readonly CompiledDialect[],
  seen: Seen,
  session: Session
): Recognition {
  const scored = dialects
    .filter((dialect) => !isContradicted(dialect, seen))
    .map((dialect) => ({ dialect, ...scoreOf(dialect, seen, session) }))
    .sort((a, b) => b.score - a.score)
  const [best, second] = scored
  const isSure =
    best !== undefined &&
    best.hasOwnSign &&
    best.score >= ENOUGH &&
    best.score >= (second?.score ?? 0) + LEAD
  const candidates = scored.slice(0, MAX_CANDIDATES).map(({ dialect, score, reasons }) => ({
    id: dialect.id,
    name: dialect.name,
    fit: Math.min(1, Math.max(0, score / ENOUGH)),
    reasons
  }))
  const { refusal } = seen.opening
  return {
    id: isSure ? best.dialect.id : null,
    candidates,
    refusal: isSure && refusal ? best.dialect.readRefusal(refusal.data, refusal.message) : null
  }
}

function isContradicted({ signs }: CompiledDialect, { opening, heard }: Seen): boolean {
  const { generation, refusal } = opening
  const isOfTwo = signs.generation === '2'
  if (signs.generation !== 'auto' && generation !== null && isOfTwo !== (generation === 2)) {
    return true
  }
  const { opensWith } = signs
  const isSilent = refusal === null && !heard.some(({ event }) => event === opensWith)
  return opensWith !== null && isSilent
}

function scoreOf(
  dialect: CompiledDialect,
  { opening, heard }: Seen,
  session: Session
): { score: number; hasOwnSign: boolean; reasons: DialectReason[] } {
  const { signs } = dialect
  const ofEvents = weighEvents(dialect, heard, session)
  const ofHandshake = signs.ofHandshake(opening)
  const isPlaced =
    signs.paths.includes(opening.path) || signs.namespaces.includes(opening.namespace)
  const isRead = readsRefusal(dialect, opening)
  const own = ofEvents.own + (isRead ? ENOUGH : 0)
  const score = own - ofEvents.against + (ofHandshake + (isPlaced ? 1 : 0)) * PLACE
  const reasons: DialectReason[] = [
    ...(isRead ? [{ kind: 'refusal' } as const] : []),
    ...ofEvents.signs.map((event) => ({ kind: 'event', event }) as const),
    ...(ofHandshake > 0 ? [{ kind: 'handshake' } as const] : []),
    ...(isPlaced ? [{ kind: 'place' } as const] : [])
  ]
  return { score, hasOwnSign: own > 0, reasons }
}

/** A refusal that the dialect has words for: nobody else's server says no like this. */
function readsRefusal(dialect: CompiledDialect, { refusal }: Opening): boolean {
  return refusal !== null && dialect.readRefusal(refusal.data, refusal.message) !== null
}

function weighEvents(dialect: CompiledDialect, heard: readonly HeardEvent[], session: Session) {
  const own = new Map<string, number>()
  const misread = new Set<string>()
  const read = new Set<string>()
  const foreign = new Set<string>()
  for (const { event, args } of heard) {
    const sign = dialect.signs.ofEvent(event, args)
    if (!dialect.signs.knows(event)) foreign.add(event)
    else if (isRead(dialect, { event, args }, session)) {
      read.add(event)
      own.set(event, Math.max(own.get(event) ?? 0, sign))
    } else misread.add(event)
  }
  const unread = [...misread].filter((event) => !read.has(event)).length
  const signs = [...own].filter(([, weight]) => weight > 0).sort(([, a], [, b]) => b - a)
  return {
    signs: signs.slice(0, MOST_NAMED).flatMap(([event]) => oneLine(event, NAMED_LENGTH) ?? []),
    own: [...own.values()].reduce((sum, weight) => sum + weight, 0),
    against: unread * MISREAD + Math.min(foreign.size * FOREIGN, FOREIGN_MOST)
  }
}

/** Whether a rule fits the event; one that the dialect only waits for or is told by has none to fit. */
function isRead(dialect: CompiledDialect, { event, args }: HeardEvent, session: Session): boolean {
  if (!dialect.signs.reads(event) || dialect.signs.opensWith === event) return true
  const { rules } = dialect.read(event, args, session, 0)
  // Which room it belongs to is known only to who entered one.
  return rules.some((rule) => !rule.includes('!') || rule.endsWith('!no-conversation'))
}
