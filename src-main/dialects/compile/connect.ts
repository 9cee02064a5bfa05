// Compiles how the socket is opened, and how a refused handshake is read.
import type { Failure } from '../../../src-preload/contract/failure.ts'
import type { ConnectPlan, Session } from '../compiled.ts'
import { Frame } from '../expressions/frame.ts'
import { asText, isMap } from '../expressions/values.ts'
import { sanitiseValue } from '../sanitise.ts'
import type { Connect } from '../schema/emits.ts'
import { startSession } from '../session.ts'
import { scopes, type Compiler } from './compiler.ts'
import { compileFailures } from './failure.ts'
import { compileTemplate, compileText } from './template.ts'

/** Compiles the plan of a connection. */
export function compileConnect(connect: Connect, compiler: Compiler) {
  const place = compiler.seeing(scopes.connect)
  const namespace = compileText(connect.namespace ?? '/', place.at('namespace'))
  const path = connect.path === undefined ? null : compileText(connect.path, place.at('path'))
  const query = compileTexts(connect.query, place.at('query'))
  const headers = compileTexts(connect.headers, place.at('headers'))
  const auth = compileTemplate(connect.auth ?? {}, place.at('auth'))
  return (session: Session, now: number): ConnectPlan => {
    const frame = new Frame(session, now)
    const carried = auth(frame)
    return {
      generation: connect.generation ?? 'auto',
      namespace: asText(namespace(frame)) ?? '/',
      path: path ? asText(path(frame)) : null,
      transports: connect.transports ?? null,
      parser: connect.parser ?? 'default',
      query: query(frame),
      headers: headers(frame),
      auth: isMap(carried) ? carried : {}
    }
  }
}

/** Names with texts; one that is null is left out. */
function compileTexts(texts: Record<string, string> | undefined, compiler: Compiler) {
  const parts = Object.entries(texts ?? {}).map(
    ([name, text]) => [name, compileText(text, compiler.at(name))] as const
  )
  return (frame: Frame): Record<string, string> => {
    const made: Record<string, string> = {}
    for (const [name, read] of parts) {
      const text = asText(read(frame))
      if (text !== null) made[name] = text
    }
    return made
  }
}

/** Compiles how a refused handshake is read. */
export function compileRefusal(connect: Connect, compiler: Compiler) {
  const place = compiler.seeing(scopes.refusal).at('failures')
  const read = compileFailures(connect.failures, place, 'server-refused')
  return (data: unknown, message: string): Failure | null => {
    const frame = new Frame(startSession({}), 0)
    frame.data = sanitiseValue(data).value
    frame.message = message
    return read(frame)?.failure ?? null
  }
}
