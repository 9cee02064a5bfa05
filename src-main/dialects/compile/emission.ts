// Compiles one thing to emit: the event's name and its arguments.
import type { Emission } from '../compiled.ts'
import type { Frame } from '../expressions/frame.ts'
import type { Compiler } from './compiler.ts'
import { compileTemplate, compileText } from './template.ts'

const MAX_EVENT_NAME = 500

interface Said {
  emit?: string
  args?: unknown
}

/** Compiles it; the emission is null where it can't be said now, such as a name that is not known yet. */
export function compileEmission(emit: Said, compiler: Compiler, timeoutMs: number | null) {
  const name = emit.emit === undefined ? null : compileText(emit.emit, compiler.at('emit'))
  const readArgs = compileTemplate(emit.args ?? [], compiler.at('args'))
  const ack = timeoutMs === null ? null : { timeoutMs }
  return (frame: Frame): Emission | null => {
    const event = name?.(frame)
    const isName = typeof event === 'string' && event !== '' && event.length <= MAX_EVENT_NAME
    const args = readArgs(frame)
    if (!isName || !Array.isArray(args)) return null
    return { event, args: args as unknown[], ack }
  }
}
