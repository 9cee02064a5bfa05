// Recognises which dialect a server speaks by what it shows to somebody who only listens.
import type { ConnectPlan, Session } from '../dialects/compiled.ts'
import { weigh, type Recognition, type Seen } from '../dialects/recognise.ts'
import type { DialectBook } from './dialect-book.ts'

/** How long a server is listened to, ms. */
export const LISTEN_MS = 600

/** Which dialect of the book a server speaks, and which it may speak. */
export function recognise(book: DialectBook, seen: Seen, session: Session): Recognition {
  const dialects = book.sources.flatMap(({ id }) => book.get(id) ?? [])
  return weigh(dialects, seen, session)
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
    address: null,
    namespace: '/',
    path: null,
    transports: null,
    parser: 'default',
    query: {},
    headers: {},
    auth: Object.assign({}, ...general.map((plan) => plan.auth)) as Record<string, unknown>
  }
}
