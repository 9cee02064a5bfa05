// Compiles rules and applies them: which fit an event, what they tell, what they keep.
import type { InboundEvent } from '../../../src-preload/contract/inbound.ts'
import type { Reading, Session } from '../compiled.ts'
import type { Evaluate, Frame } from '../expressions/frame.ts'
import type { Rule } from '../schema/rules.ts'
import { rememberable, withCurrent, withPeople, withVar } from '../session.ts'
import type { Compiler } from './compiler.ts'
import { readEach } from './each.ts'
import { compileMeaning, type Meaning } from './meanings.ts'
import { compilePlace } from './place.ts'
import { compileEmission } from './emission.ts'
import { compileTemplate } from './template.ts'

/** Most times that one rule tells something of one event. */
const MAX_EACH = 2000
/** Most that one event may tell, so that a reading stays one commit. */
const MAX_EVENTS = 5000

/** Most that one event makes us say. */
const MAX_SAYS = 3

/** What the rules have told so far of one event. */
export interface Telling {
  events: InboundEvent[]
  ackArgs: unknown[] | null
  says: Reading['says']
  rules: string[]
}

/** Applies one rule; true where it fits and no later rule is to be tried. */
export type ApplyRule = (frame: Frame, telling: Telling) => boolean

/** A reading of nothing. */
export function emptyReading(session: Session): Reading {
  return { events: [], session, ackArgs: null, says: [], rules: [] }
}

/** Applies rules in order and gathers what they tell. */
export function applyRules(rules: readonly ApplyRule[], frame: Frame): Reading {
  const telling: Telling = { events: [], ackArgs: null, says: [], rules: [] }
  for (const apply of rules) if (apply(frame, telling)) break
  const { events, ackArgs, says, rules: fitting } = telling
  return { events, session: frame.session, ackArgs, says, rules: fitting }
}

/** Compiles one rule; `label` names it in readings. */
export function compileRule(rule: Rule, compiler: Compiler, label: string): ApplyRule {
  const when = compiler.maybe('when', rule.when)
  const each = compiler.maybe('each', rule.each)
  const effects = compileEffects(rule, compiler)
  const meaning = compileMeaning(rule, compiler)
  const isLast = rule.last === true
  const once = (frame: Frame, telling: Telling): boolean => {
    if (when && when(frame) !== true) return false
    for (const effect of effects) effect(frame, telling)
    return tell(meaning, frame, telling, label)
  }
  if (!each) return (frame, telling) => once(frame, telling) && isLast
  return (frame, telling) => {
    const fitting = readEach(each, frame, MAX_EACH, () => once(frame, telling) || null)
    return fitting.length > 0 && isLast
  }
}

function tell(meaning: Meaning, frame: Frame, telling: Telling, label: string): boolean {
  if (telling.events.length >= MAX_EVENTS) return false
  const outcome = meaning(frame, telling.events)
  if (outcome === false) return false
  telling.rules.push(outcome === true ? label : `${label}!${outcome}`)
  return outcome === true
}

type Effect = (frame: Frame, telling: Telling) => void

/** What a fitting rule keeps and answers, before it tells anything. */
function compileEffects(rule: Rule, compiler: Compiler): Effect[] {
  const effects: Effect[] = []
  const kept = compileNames(rule.set, compiler.at('set'))
  if (kept.length > 0) effects.push((frame) => keep(kept, frame))
  const remembered = compileNames(rule.remember, compiler.at('remember'))
  if (remembered.length > 0) effects.push((frame, telling) => remember(remembered, frame, telling))
  if (rule.current !== undefined) effects.push(compileCurrent(rule, compiler))
  if (rule.answer !== undefined) effects.push(compileAnswer(rule, compiler))
  if (rule.say) effects.push(compileSay(rule.say, compiler.at('say')))
  return effects
}

type Names = readonly (readonly [name: string, value: Evaluate])[]

function compileNames(names: Record<string, string> | undefined, compiler: Compiler): Names {
  return Object.entries(names ?? {}).map(([name, source]) => [name, compiler.need(name, source)])
}

function keep(names: Names, frame: Frame): void {
  for (const [name, value] of names) frame.session = withVar(frame.session, name, value(frame))
}

function remember(names: Names, frame: Frame, telling: Telling): void {
  const values: Record<string, string> = {}
  for (const [name, read] of names) {
    const value = rememberable(read(frame))
    if (value === null) continue
    values[name] = value
    frame.session = withVar(frame.session, name, value)
  }
  if (Object.keys(values).length > 0) telling.events.push({ kind: 'remember', values })
}

function compileCurrent(rule: Rule, compiler: Compiler): Effect {
  const place = compilePlace(rule.current, compiler.at('current'))
  return (frame) => {
    const current = place(frame)
    if (!current) return
    frame.session = withCurrent(frame.session, current)
    if (current.peer) frame.session = withPeople(frame.session, [current.peer])
  }
}

function compileAnswer(rule: Rule, compiler: Compiler): Effect {
  const read = compileTemplate(rule.answer, compiler.at('answer'))
  return (frame, telling) => {
    const args = read(frame)
    telling.ackArgs = Array.isArray(args) ? (args as unknown[]) : [args]
  }
}

function compileSay(say: NonNullable<Rule['say']>, compiler: Compiler): Effect {
  const emission = compileEmission(say, compiler, null)
  return (frame, telling) => {
    const made = telling.says.length < MAX_SAYS ? emission(frame) : null
    if (made) telling.says.push({ event: made.event, args: made.args })
  }
}
