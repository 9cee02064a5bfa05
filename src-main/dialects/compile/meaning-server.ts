// The server itself: what it is called, and what it complains of.
import { cleanName, cleanReason } from '../clean.ts'
import type { RuleOf } from '../schema/rules.ts'
import type { Compiler } from './compiler.ts'
import type { Meaning } from './meanings.ts'

/** What the server calls itself. */
export function compileServerName(rule: RuleOf<'server-name'>, compiler: Compiler): Meaning {
  const read = compiler.need('name', rule.name)
  return (frame, events) => {
    const name = cleanName(read(frame))
    if (name === null) return false
    events.push({ kind: 'server-name', name })
    return true
  }
}

/** A complaint that belongs to no sent message. */
export function compileError(rule: RuleOf<'error'>, compiler: Compiler): Meaning {
  const read = compiler.need('text', rule.text)
  return (frame, events) => {
    const text = cleanReason(read(frame))
    if (text === null) return false
    events.push({ kind: 'server-error', text })
    return true
  }
}
