// Compiles the steps of introducing oneself: what to wait for, what to say, what may go wrong.
import type { Failure } from '../../../src-preload/contract/failure.ts'
import { isHttp, type JoinStep, type Session } from '../compiled.ts'
import { Frame } from '../expressions/frame.ts'
import type { Step } from '../schema/emits.ts'
import { scopes, type Compiler } from './compiler.ts'
import { compileEmit } from './emit.ts'
import { compileFailure } from './failure.ts'
import { nothingSaid } from './outbound.ts'

const USUAL_TIMEOUT = 10_000

/** Compiles one step. */
export function compileStep(step: Step, compiler: Compiler): JoinStep {
  const emit = compileEmit(step, compiler, 'server-refused')
  const wait = step.wait
  return {
    name: step.name ?? (step.emit?.startsWith('=') === false ? step.emit : compiler.path),
    waitFor: wait ? { event: wait.for, timeoutMs: wait.timeoutMs ?? USUAL_TIMEOUT } : null,
    emission: (session, now) => {
      const frame = new Frame(session, now)
      const saying = emit.fits(frame) ? emit.saying(frame) : null
      return saying && !isHttp(saying) ? saying : null
    },
    readAck: (args, session, now) => {
      const frame = frameOf(args, session, now)
      try {
        return emit.fits(frame) ? emit.verdict(frame) : nothingSaid(session)
      } catch {
        // A mistake of ours: going on is better than staying outside.
        return nothingSaid(session)
      }
    },
    ...(wait ? { readWait: compileWait(wait, compiler.at('wait').seeing(scopes.inbound)) } : {})
  }
}

function frameOf(args: readonly unknown[], session: Session, now: number): Frame {
  const frame = new Frame(session, now)
  frame.args = args
  return frame
}

/** Tells of an event whether it ends the wait: well, badly, or not at all. */
function compileWait(wait: NonNullable<Step['wait']>, compiler: Compiler) {
  const when = compiler.maybe('when', wait.when)
  const failures = (wait.failures ?? []).map(({ on, ...rule }, at) => ({
    on,
    read: compileFailure(rule, compiler.at('failures').at(at), 'server-refused')
  }))
  return (
    event: string,
    args: unknown[],
    session: Session,
    now: number
  ): 'go' | 'stay' | Failure => {
    const frame = frameOf(args, session, now)
    for (const { on, read } of failures) {
      const found = on === event ? read(frame) : null
      if (found) return found.failure
    }
    return event === wait.for && (!when || when(frame) === true) ? 'go' : 'stay'
  }
}
