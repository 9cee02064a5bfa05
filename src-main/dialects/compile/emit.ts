// Compiles what is said to a server, and how its answer is read.
import type { FailureCode } from '../../../src-preload/contract/failure.ts'
import type { AckVerdict, Saying } from '../compiled.ts'
import { cleanCount, cleanId } from '../clean.ts'
import type { Frame } from '../expressions/frame.ts'
import { toTime } from '../expressions/prelude-time.ts'
import type { Ack, Emit, Step } from '../schema/emits.ts'
import type { Rule } from '../schema/rules.ts'
import { scopes, type Compiler } from './compiler.ts'
import { compileEmission } from './emission.ts'
import { compileFailures, type Refusal } from './failure.ts'
import { compileRequest, refusalByStatus, wentWell } from './http.ts'
import { applyRules, compileRule, type ApplyRule } from './rules.ts'

/** Wait for an answer where the dialect says nothing, ms. */
const USUAL_TIMEOUT = 10_000

/** One way to say something. */
export interface CompiledEmit {
  fits(frame: Frame): boolean
  /** Null where it can't be said now, such as a name that is not known yet. */
  saying(frame: Frame): Saying | null
  verdict(frame: Frame): AckVerdict
  asksAck: boolean
}

/** Compiles one way; `usual` is the failure of an answer that says no without saying why. */
export function compileEmit(
  emit: Emit | Step,
  compiler: Compiler,
  usual: FailureCode
): CompiledEmit {
  const place = compiler.seeing(scopes.emit)
  const when = place.maybe('when', emit.when)
  const http = 'http' in emit ? emit.http : undefined
  return {
    fits: (frame) => !when || when(frame) === true,
    saying: http
      ? compileRequest(http, place.at('http'))
      : compileEmission(emit, place, ackTimeout(emit, compiler)),
    verdict: http
      ? compileHttpVerdict(emit, compiler, usual)
      : compileVerdict(emit, compiler.seeing(scopes.answer), usual),
    asksAck: emit.ack !== undefined || http !== undefined
  }
}

function ackTimeout({ ack }: Emit | Step, { naming }: Compiler): number | null {
  return ack ? (ack.timeoutMs ?? naming.answers.timeoutMs ?? USUAL_TIMEOUT) : null
}

function compileVerdict(emit: Emit | Step, compiler: Compiler, usual: FailureCode): ReadVerdict {
  const ack: Ack = emit.ack ? { ...compiler.naming.answers, ...emit.ack } : {}
  const place = compiler.at('ack')
  const success = place.maybe('success', ack.success)
  const refuse = compileFailures(ack.failures, place.at('failures'), usual)
  const accept = compileAcceptance(ack, emit.then, compiler)
  return (frame) => {
    const isSuccess = success ? success(frame) === true : true
    const refusal = success && isSuccess ? null : refuse(frame)
    if (refusal) return refused(refusal)
    return isSuccess ? accept(frame) : refused(plain(usual))
  }
}

/** How the answer to a request over HTTP is read: by its status, where the dialect says no more. */
export function compileHttpAnswer(
  { ack = {}, then }: Pick<Emit, 'ack' | 'then'>,
  compiler: Compiler,
  { usual, isLogin }: { usual: FailureCode; isLogin: boolean }
): ReadVerdict {
  const place = compiler.at('ack')
  const success = place.maybe('success', ack.success)
  const refuse = compileFailures(ack.failures, place.at('failures'), usual)
  const accept = compileAcceptance(ack, then, compiler)
  return (frame) => {
    const isWell = wentWell(frame, isLogin)
    if (success ? success(frame) === true : isWell) return accept(frame)
    const told = refuse(frame)
    if (told) return refused(told)
    if (!isWell) return refused(refusalByStatus(frame, usual, isLogin))
    return refused(plain(isLogin ? 'secret-wrong' : usual))
  }
}

function compileHttpVerdict(emit: Emit | Step, compiler: Compiler, usual: FailureCode) {
  const read = compileHttpAnswer(emit, compiler.seeing(scopes.answer), { usual, isLogin: false })
  if (emit.emit === undefined) return read
  const also = compileEmission(emit, compiler.seeing(scopes.afterHttp), null)
  return (frame: Frame): AckVerdict => {
    const verdict = read(frame)
    if (verdict.kind === 'failure') return verdict
    const emission = also(frame)
    return emission ? { ...verdict, also: emission } : verdict
  }
}

type ReadVerdict = (frame: Frame) => AckVerdict

function refused({ failure, retryAfterMs }: Refusal): AckVerdict {
  return { kind: 'failure', failure, retryAfterMs }
}

function plain(code: FailureCode): Refusal {
  return { failure: { code, retry: false }, retryAfterMs: null }
}

/** What an answer that went well brings. */
function compileAcceptance(
  ack: Ack,
  then: readonly Rule[] | undefined,
  compiler: Compiler
): ReadVerdict {
  const facts = compileFacts(ack, compiler.at('ack'))
  const rules = [
    ...compileRead(ack.read, compiler.at('ack').at('read')),
    ...compileRead(then, compiler.at('then'))
  ]
  return (frame) => {
    const { remoteId, time, seq } = facts(frame)
    return { kind: 'success', remoteId, time, seq, reading: applyRules(rules, frame) }
  }
}

function compileFacts(ack: Ack, compiler: Compiler) {
  const id = compiler.maybe('id', ack.id)
  const time = compiler.maybe('time', ack.time)
  const seq = compiler.maybe('seq', ack.seq)
  return (frame: Frame) => ({
    remoteId: id ? cleanId(id(frame)) : null,
    time: time ? toTime(time(frame)) : null,
    seq: seq ? cleanCount(seq(frame)) : null
  })
}

function compileRead(rules: readonly Rule[] | undefined, compiler: Compiler): ApplyRule[] {
  return (rules ?? []).map((rule, at) =>
    compileRule(rule, compiler.at(at), `${compiler.path}#${at}`)
  )
}
