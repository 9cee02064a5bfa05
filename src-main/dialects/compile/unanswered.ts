// Compiles how many words of a conversation may be said before the first of them is answered.
import { cleanCount } from '../clean.ts'
import type { CompiledDialect } from '../compiled.ts'
import { Frame } from '../expressions/frame.ts'
import type { DialectDocument } from '../schema.ts'
import { scopes, type Compiler } from './compiler.ts'

/** Whatever a server allows. */
const MOST = 64

/** Where the document says nothing it is one. */
export function compileUnanswered(
  { limits, idempotent, outbound }: DialectDocument,
  compiler: Compiler
): CompiledDialect['unanswered'] {
  const source = limits?.unanswered
  if (source === undefined) return () => 1
  const place = compiler.seeing(scopes.connect)
  if (idempotent !== true) place.at('unanswered').refuse('needs idempotent')
  const ways = [outbound?.send, outbound?.read].flat()
  // Requests over HTTP overtake each other.
  if (ways.some((way) => way?.http)) place.at('unanswered').refuse('not over HTTP')
  const most = place.need('unanswered', source)
  return (session, now) => {
    const told = cleanCount(most(new Frame(session, now))) ?? 1
    return Math.min(MOST, Math.max(1, told))
  }
}
