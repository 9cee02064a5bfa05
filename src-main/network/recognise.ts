// Recognises which dialect a server speaks by the events that it sends of its own accord.
import type { CompiledDialect, ConnectPlan, Session } from '../dialects/compiled.ts'
import type { DialectBook } from './dialect-book.ts'

export interface HeardEvent {
  event: string
  args: unknown[]
}

/** How long a server is listened to, ms. */
export const LISTEN_MS = 600

/** The dialect that fits best what was heard; null where none fits, or two fit alike. */
export function recognise(
  book: DialectBook,
  heard: readonly HeardEvent[],
  session: Session
): string | null {
  const scores = book.sources.map(({ id, document }) => {
    const dialect = book.get(id)
    return { id, score: dialect ? scoreOf(dialect, namesOf(document), heard, session) : 0 }
  })
  const [best, second] = scores.sort((a, b) => b.score - a.score)
  return best && best.score > 0 && best.score > (second?.score ?? 0) ? best.id : null
}

/**
 * What to carry when nobody knows yet whom we meet: the handshake fields of all dialects together,
 * since a server overlooks those that it does not know.
 */
export function planForAnybody(book: DialectBook, session: Session, now: number): ConnectPlan {
  const plans = book.sources.flatMap(({ id }) => book.get(id)?.connect(session, now) ?? [])
  const general = plans.filter((plan) => plan.namespace === '/' && plan.path === null)
  return {
    generation: 'auto',
    namespace: '/',
    path: null,
    transports: null,
    parser: 'default',
    query: {},
    headers: {},
    auth: Object.assign({}, ...general.map((plan) => plan.auth)) as Record<string, unknown>
  }
}

// Only an event that a rule really reads speaks for a dialect.
function scoreOf(
  dialect: CompiledDialect,
  names: readonly string[],
  heard: readonly HeardEvent[],
  session: Session
): number {
  const telling = heard.filter(({ event }) => names.includes(event))
  const read = telling.filter(
    ({ event, args }) => dialect.read(event, args, session, 0).events.length > 0
  )
  return new Set(read.map(({ event }) => event)).size
}

function namesOf(document: unknown): string[] {
  const part = (document as { recognise?: { events?: unknown } } | null)?.recognise?.events
  return Array.isArray(part) ? part.filter((name) => typeof name === 'string') : []
}
