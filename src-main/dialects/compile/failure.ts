// Compiles how a server says no: its words to our codes.
import {
  failureCodes,
  type Failure,
  type FailureCode
} from '../../../src-preload/contract/failure.ts'
import { cleanCount, cleanReason } from '../clean.ts'
import type { Frame } from '../expressions/frame.ts'
import type { FailureRule } from '../schema/words.ts'
import type { Compiler } from './compiler.ts'

/** A refusal, and when the same may be tried again. */
export interface Refusal {
  failure: Failure
  retryAfterMs: number | null
}
export type ReadFailure = (frame: Frame) => Refusal | null

/** Longest pause that a server may ask for, ms. */
const LONGEST_PAUSE = 3_600_000
/** Failures that pass by themselves. */
const PASSING: ReadonlySet<FailureCode> = new Set([
  'rate-limited',
  'internal',
  'message-unanswered'
])
const known: ReadonlySet<string> = new Set(failureCodes)

/** Compiles rules; the first that fits tells the failure. */
export function compileFailures(
  rules: readonly FailureRule[] | undefined,
  compiler: Compiler,
  usual: FailureCode
): ReadFailure {
  const readers = (rules ?? []).map((rule, at) => compileFailure(rule, compiler.at(at), usual))
  return (frame) => {
    for (const read of readers) {
      const found = read(frame)
      if (found) return found
    }
    return null
  }
}

/** Compiles one rule. */
export function compileFailure(
  rule: FailureRule,
  compiler: Compiler,
  usual: FailureCode
): ReadFailure {
  const when = compiler.maybe('when', rule.when)
  const codeFrom = compiler.maybe('codeFrom', rule.codeFrom)
  const detail = compileDetail(rule, compiler)
  const retryAfter = compiler.maybe('retryAfterMs', rule.retryAfterMs)
  return (frame) => {
    if (when && when(frame) !== true) return null
    const told = codeOf(codeFrom?.(frame)) ?? rule.code
    // Words that nobody knows are left to later rules, and to who asked.
    if (codeFrom && told === undefined) return null
    const code = told ?? usual
    const pause = retryAfter ? cleanCount(retryAfter(frame)) : null
    const retry = rule.retry ?? PASSING.has(code)
    const more = detail(frame)
    const failure = Object.keys(more).length > 0 ? { code, retry, detail: more } : { code, retry }
    return {
      failure,
      retryAfterMs: pause !== null && pause > 0 ? Math.min(pause, LONGEST_PAUSE) : null
    }
  }
}

function codeOf(value: unknown): FailureCode | undefined {
  return typeof value === 'string' && known.has(value) ? (value as FailureCode) : undefined
}

function compileDetail(rule: FailureRule, compiler: Compiler) {
  const reason = compiler.maybe('reason', rule.reason)
  const limit = compiler.maybe('limit', rule.limit)
  return (frame: Frame): Record<string, string | number> => {
    const words = reason ? cleanReason(reason(frame)) : null
    const number = limit ? cleanCount(limit(frame)) : null
    return {
      ...(words === null ? {} : { reason: words }),
      ...(number === null ? {} : { limit: number })
    }
  }
}
