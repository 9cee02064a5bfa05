// Marks on messages: reactions, and how far somebody has read.
import { cleanEmoji, cleanId } from '../clean.ts'
import type { RuleOf } from '../schema/rules.ts'
import type { Compiler } from './compiler.ts'
import type { Meaning } from './meanings.ts'
import { compilePerson, compilePlace, isSamePerson } from './place.ts'

/** A reaction put on or taken off. */
export function compileReaction(rule: RuleOf<'reaction'>, compiler: Compiler): Meaning {
  const place = compilePlace(rule.conversation, compiler.at('conversation'))
  const id = compiler.need('id', rule.id)
  const readEmoji = compiler.need('emoji', rule.emoji)
  const person = compilePerson(rule.by, compiler.at('by'))
  const own = compiler.maybe('own', rule.own)
  const isOn = compiler.maybe('isOn', rule.isOn)
  return (frame, events) => {
    const remoteId = cleanId(id(frame))
    const emoji = cleanEmoji(readEmoji(frame))
    if (remoteId === null || emoji === null) return false
    const by = person(frame)
    const isOwn = own ? own(frame) === true : isSamePerson(by, frame.session.me)
    const on = isOn?.(frame) !== false
    events.push({
      kind: 'reaction',
      remoteId,
      conversation: place(frame),
      emoji,
      by,
      own: isOwn,
      on
    })
    return true
  }
}

/** How far somebody has read, or how far things have reached them. */
export function compileReceipt(rule: RuleOf<'receipt'>, compiler: Compiler): Meaning {
  const place = compilePlace(rule.conversation, compiler.at('conversation'))
  const person = compilePerson(rule.by, compiler.at('by'))
  const id = compiler.maybe('id', rule.id)
  const own = compiler.maybe('own', rule.own)
  const readLevel = compiler.maybe('level', rule.level)
  return (frame, events) => {
    const conversation = place(frame)
    if (!conversation) return 'no-conversation'
    const by = person(frame)
    const level = readLevel?.(frame) === 'delivered' ? 'delivered' : 'read'
    const remoteId = id ? cleanId(id(frame)) : null
    if (id && remoteId === null) return false
    const isOwn = own ? own(frame) === true : isSamePerson(by, frame.session.me)
    events.push({ kind: 'receipt', conversation, by, own: isOwn, remoteId, level })
    return true
  }
}
