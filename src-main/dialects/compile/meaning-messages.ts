// Messages: one at a time, as history, changed, taken back.
import type { InboundMessage } from '../../../src-preload/contract/inbound.ts'
import { cleanId, cleanText, fits } from '../clean.ts'
import type { Evaluate, Frame } from '../expressions/frame.ts'
import { toTime } from '../expressions/prelude-time.ts'
import type { RuleOf } from '../schema/rules.ts'
import type { Compiler } from './compiler.ts'
import { readEach } from './each.ts'
import type { Meaning } from './meanings.ts'
import { compileMessage } from './message.ts'
import { compilePerson, compilePlace } from './place.ts'

/** Most messages of one history. */
const MAX_HISTORY = 2000
const stretches = ['latest', 'before', 'after', 'around'] as const
type Stretch = (typeof stretches)[number]

/** One message that just came. */
export function compileSingle(rule: RuleOf<'message'>, compiler: Compiler): Meaning {
  const place = compilePlace(rule.conversation, compiler.at('conversation'))
  const read = compileMessage(rule, compiler)
  return (frame, events) => {
    const message = read(frame)
    if (message === 'no-text') return false
    if (typeof message === 'string') return message
    const conversation = place(frame)
    if (!conversation) return 'no-conversation'
    events.push({ kind: 'message', conversation, message })
    return true
  }
}

/** A stretch of older messages. */
export function compileHistory(rule: RuleOf<'history'>, compiler: Compiler): Meaning {
  const place = compilePlace(rule.conversation, compiler.at('conversation'))
  const fields = compiler.at('messages')
  const each = fields.maybe('each', rule.messages.each)
  const read = compileMessage(rule.messages, fields)
  const readStretch = compiler.maybe('stretch', rule.stretch)
  const readMore = compiler.maybe('more', rule.more)
  return (frame, events) => {
    const conversation = place(frame)
    if (!conversation) return 'no-conversation'
    const messages = readMessages(each, frame, read)
    if (rule.newestFirst ?? beginsWithNewest(messages)) messages.reverse()
    const more = readMore?.(frame)
    const stretch = stretchOf(readStretch?.(frame), frame)
    events.push({
      kind: 'history',
      conversation,
      messages,
      stretch,
      more: typeof more === 'boolean' ? more : null
    })
    return true
  }
}

/** Where the dialect does not say, the server's numbers do, or else the times. */
function beginsWithNewest(messages: readonly InboundMessage[]): boolean {
  const numbers = messages.flatMap(({ seq }) => seq ?? [])
  const order = numbers.length > 1 ? numbers : messages.flatMap(({ time }) => time ?? [])
  // By most of the steps: a clock that was set back makes one of them wrong, and the two ends with it.
  const steps = order.slice(1).map((value, index) => Math.sign(value - (order[index] ?? value)))
  return steps.reduce((sum, step) => sum + step, 0) < 0
}

function readMessages(
  each: Evaluate | null,
  frame: Frame,
  read: ReturnType<typeof compileMessage>
): InboundMessage[] {
  return readEach(each, frame, MAX_HISTORY, () => {
    const message = read(frame)
    return typeof message === 'string' ? null : message
  })
}

/** What the dialect says, else what was asked for, else the latest. */
function stretchOf(value: unknown, frame: Frame): Stretch {
  const asked = (frame.entry as { stretch?: unknown } | null)?.stretch
  const found = value ?? asked
  return stretches.find((one) => one === found) ?? 'latest'
}

/** A message that reads differently now. */
export function compileEdit(rule: RuleOf<'edit'>, compiler: Compiler): Meaning {
  const place = compilePlace(rule.conversation, compiler.at('conversation'))
  const id = compiler.need('id', rule.id)
  const readText = compiler.need('text', rule.text)
  return (frame, events) => {
    const remoteId = cleanId(id(frame))
    const text = cleanText(readText(frame))
    if (remoteId === null || text === null || text === '') return false
    if (!fits(text)) return 'text-too-long'
    events.push({ kind: 'edit', remoteId, conversation: place(frame), text })
    return true
  }
}

/** A message that was taken back. */
export function compileDelete(rule: RuleOf<'delete'>, compiler: Compiler): Meaning {
  const place = compilePlace(rule.conversation, compiler.at('conversation'))
  const id = compiler.need('id', rule.id)
  return (frame, events) => {
    const remoteId = cleanId(id(frame))
    if (remoteId === null) return false
    events.push({ kind: 'delete', remoteId, conversation: place(frame) })
    return true
  }
}

/** Many messages that were taken back at once. */
export function compileClear(rule: RuleOf<'clear'>, compiler: Compiler): Meaning {
  const place = compilePlace(rule.conversation, compiler.at('conversation'))
  const person = rule.by ? compilePerson(rule.by, compiler.at('by')) : null
  const readFrom = compiler.maybe('from', rule.from)
  const readTo = compiler.maybe('to', rule.to)
  return (frame, events) => {
    const conversation = place(frame)
    if (!conversation && rule.conversation !== 'server') return 'no-conversation'
    const by = person?.(frame) ?? null
    const from = readFrom ? toTime(readFrom(frame)) : null
    const to = readTo ? toTime(readTo(frame)) : null
    // A bound that is named and can not be read would take back more than was meant.
    const isVague = by !== null && by.id === null && by.name === null
    if (isVague || (readFrom && from === null) || (readTo && to === null)) return false
    events.push({ kind: 'clear', conversation, by, from, to })
    return true
  }
}
