// Compiles what is said to a server, and how its answer is read.
import type { FailureCode } from '../../../src-preload/contract/failure.ts'
import type { AckVerdict, Emission } from '../compiled.ts'
import { cleanCount, cleanId } from '../clean.ts'
import type { Frame } from '../expressions/frame.ts'
import { toTime } from '../expressions/prelude-time.ts'
import type { Ack, Emit, Step } from '../schema/emits.ts'
import type { Rule } from '../schema/rules.ts'
import { scopes, type Compiler } from './compiler.ts'
import { compileEmission } from './emission.ts'
import { compileFailures } from './failure.ts'
import { applyRules, compileRule, type ApplyRule } from './rules.ts'

/** Wait for an answer where the dialect says nothing, ms. */
const USUAL_TIMEOUT = 10_000

/** One way to say something. */
export interface CompiledEmit {
  fits(frame: Frame): boolean
  /** Null where it can't be said now, such as a name that is not known yet. */
  emission(frame: Frame): Emission | null
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
  const { answers } = compiler.naming
  const timeoutMs = emit.ack ? (emit.ack.timeoutMs ?? answers.timeoutMs ?? USUAL_TIMEOUT) : null
  return {
    fits: (frame) => !when || when(frame) === true,
    emission: compileEmission(emit, place, timeoutMs),
    verdict: compileVerdict(emit, compiler.seeing(scopes.answer), usual),
    asksAck: emit.ack !== undefined
  }
}

function compileVerdict(emit: Emit | Step, compiler: Compiler, usual: FailureCode) {
  const ack: Ack = emit.ack ? { ...compiler.naming.answers, ...emit.ack } : {}
  const place = compiler.at('ack')
  const success = place.maybe('success', ack.success)
  const refuse = compileFailures(ack.failures, place.at('failures'), usual)
  const facts = compileFacts(ack, place)
  const rules = [
    ...compileRead(ack.read, place.at('read')),
    ...compileRead(emit.then, compiler.at('then'))
  ]
  return (frame: Frame): AckVerdict => {
    const isSuccess = success ? success(frame) === true : true
    const refusal = success && isSuccess ? null : refuse(frame)
    if (refusal) {
      const { failure: why, retryAfterMs } = refusal
      return { kind: 'failure', failure: why, retryAfterMs }
    }
    if (!isSuccess) {
      return { kind: 'failure', failure: { code: usual, retry: false }, retryAfterMs: null }
    }
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
