// Finds the rules of an event by its name: exact names at once, patterns by their fixed parts.
import type { Reading, Session } from '../compiled.ts'
import { Frame } from '../expressions/frame.ts'
import type { Rule } from '../schema/rules.ts'
import type { Compiler } from './compiler.ts'
import { compilePattern, isPattern, type Pattern } from './event-pattern.ts'
import { applyRules, compileRule, emptyReading, type ApplyRule } from './rules.ts'

/** Reads one event. */
export type ReadEvent = (event: string, args: unknown[], session: Session, now: number) => Reading

interface PatternRule {
  pattern: Pattern
  apply: ApplyRule
}

/** Compiles all rules into one reader. */
export function compileInbound(rules: readonly Rule[], compiler: Compiler): ReadEvent {
  const exact = new Map<string, ApplyRule[]>()
  const patterns: PatternRule[] = []
  rules.forEach((rule, at) => {
    const place = compiler.at(at)
    const apply = compileRule(rule, place, `${rule.is}#${at}`)
    for (const name of namesOf(rule, place)) {
      if (isPattern(name)) patterns.push({ pattern: compilePattern(name), apply })
      else exact.set(name, [...(exact.get(name) ?? []), apply])
    }
  })
  return (event, args, session, now) => {
    const known = exact.get(event)
    if (!known && patterns.length === 0) return emptyReading(session)
    const frame = new Frame(session, now)
    frame.args = args
    return safely(frame, session, () => readWith(known ?? [], patterns, event, frame))
  }
}

function namesOf(rule: Rule, place: Compiler): readonly string[] {
  if (rule.on === undefined) return place.refuse('an inbound rule needs the event that it is for')
  return typeof rule.on === 'string' ? [rule.on] : rule.on
}

function readWith(
  known: readonly ApplyRule[],
  patterns: readonly PatternRule[],
  event: string,
  frame: Frame
): Reading {
  const reading = applyRules(known, frame)
  for (const { pattern, apply } of patterns) {
    const capture = pattern(event)
    if (!capture) continue
    frame.capture = capture
    const more = applyRules([apply], frame)
    reading.events.push(...more.events)
    reading.rules.push(...more.rules)
    reading.ackArgs ??= more.ackArgs
    reading.says.push(...more.says)
    reading.session = more.session
  }
  return reading
}

/** A mistake of ours must not take the receiver down with one strange event: it tells nothing then. */
function safely(frame: Frame, session: Session, read: () => Reading): Reading {
  try {
    return read()
  } catch {
    frame.steps = 0
    return { ...emptyReading(session), rules: ['!failed'] }
  }
}
