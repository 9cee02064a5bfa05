// Compiles how the socket is opened, and how a refused handshake is read.
import type { Failure } from '../../../src-preload/contract/failure.ts'
import type { ConnectPlan, HttpStep, Session } from '../compiled.ts'
import { Frame } from '../expressions/frame.ts'
import { asText, isMap } from '../expressions/values.ts'
import { sanitiseValue } from '../sanitise.ts'
import type { Connect, HttpStep as HttpStepDocument } from '../schema/emits.ts'
import { startSession } from '../session.ts'
import { scopes, type Compiler } from './compiler.ts'
import { compileHttpAnswer } from './emit.ts'
import { compileFailures } from './failure.ts'
import { compileRequest } from './http.ts'
import { compileTemplate, compileText, compileTexts } from './template.ts'

/** Compiles the plan of a connection. */
export function compileConnect(connect: Connect, compiler: Compiler) {
  const place = compiler.seeing(scopes.connect)
  const namespace = compileText(connect.namespace ?? '/', place.at('namespace'))
  const path = connect.path === undefined ? null : compileText(connect.path, place.at('path'))
  const address =
    connect.address === undefined ? null : compileText(connect.address, place.at('address'))
  const query = compileTexts(connect.query, place.at('query'))
  const headers = compileTexts(connect.headers, place.at('headers'))
  const auth = compileTemplate(connect.auth ?? {}, place.at('auth'))
  return (session: Session, now: number): ConnectPlan => {
    const frame = new Frame(session, now)
    const carried = auth(frame)
    return {
      generation: connect.generation ?? 'auto',
      address: address ? asText(address(frame)) : null,
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

/** Compiles the requests before the socket is opened. */
export function compileHttpSteps(connect: Connect, compiler: Compiler): HttpStep[] {
  return (connect.http ?? []).map((step, at) => compileHttpStep(step, compiler.at('http').at(at)))
}

function compileHttpStep(step: HttpStepDocument, compiler: Compiler): HttpStep {
  const place = compiler.seeing(scopes.connect)
  const when = place.maybe('when', step.when)
  const request = compileRequest(step, place)
  const usual = { usual: 'server-refused', isLogin: true } as const
  const read = compileHttpAnswer(step, compiler.seeing(scopes.answer), usual)
  return {
    name: step.name ?? (step.address.startsWith('=') ? compiler.path : step.address),
    request: (session, now) => {
      const frame = new Frame(session, now)
      return !when || when(frame) === true ? request(frame) : null
    },
    readAnswer: (args, session, now) => {
      const frame = new Frame(session, now)
      frame.args = args
      return read(frame)
    }
  }
}

/** The names that the steps remember. */
export function credentialsOf(connect: Connect): string[] {
  const rules = (connect.http ?? []).flatMap(({ ack }) => ack?.read ?? [])
  return [...new Set(rules.flatMap(({ remember }) => Object.keys(remember ?? {})))]
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
