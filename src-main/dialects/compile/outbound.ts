// Compiles the intents: outbox entries and requests to what is said, and their answers to verdicts.
import type {
  AckVerdict,
  CompiledDialect,
  EntryToSay,
  Request,
  Saying,
  Session
} from '../compiled.ts'
import { Frame } from '../expressions/frame.ts'
import type { Outbound } from '../schema/emits.ts'
import type { Compiler } from './compiler.ts'
import { compileEmit, type CompiledEmit } from './emit.ts'
import { emptyReading } from './rules.ts'

/** Every intent with its ways; those that the server lacks have none. */
export type Intents = Readonly<Record<keyof Outbound, readonly CompiledEmit[]>>

const intentOfRequest: Readonly<Record<Request['kind'], keyof Outbound>> = {
  typing: 'typing',
  history: 'history',
  'create-room': 'createRoom',
  join: 'join',
  leave: 'leave',
  'open-direct': 'openDirect',
  members: 'members'
}
const names = [
  'send',
  'edit',
  'delete',
  'react',
  'read',
  'typing',
  'history',
  'createRoom',
  'join',
  'leave',
  'openDirect',
  'members'
] as const satisfies readonly (keyof Outbound)[]

type HistoryRequest = Extract<Request, { kind: 'history' }>

/** Compiles all intents. */
export function compileIntents(outbound: Outbound | undefined, compiler: Compiler): Intents {
  const entries = names.map(
    (name) => [name, compileWays(outbound?.[name], name, compiler)] as const
  )
  return Object.fromEntries(entries) as Record<keyof Outbound, CompiledEmit[]>
}

function compileWays(
  ways: Outbound[keyof Outbound],
  name: keyof Outbound,
  compiler: Compiler
): CompiledEmit[] {
  const usual = name === 'send' || name === 'edit' ? 'message-refused' : 'server-refused'
  if (ways === undefined) return []
  const list = Array.isArray(ways)
    ? ways.map((way, at) => compileEmit(way, compiler.at(name).at(at), usual))
    : [compileEmit(ways, compiler.at(name), usual)]
  if (name !== 'history') return list
  return list.map((way, at) => forItsStretch(way, Array.isArray(ways) ? ways[at] : ways))
}

// A way that does not name this stretch would ask for another, and its answer be read as this one.
function forItsStretch(way: CompiledEmit, written: unknown): CompiledEmit {
  const knowsAfter = /'after'|\\"after\\"/.test(JSON.stringify(written))
  const isOther = ({ entry }: Frame): boolean =>
    !knowsAfter && (entry as Partial<HistoryRequest> | null)?.stretch === 'after'
  return { ...way, fits: (frame) => !isOther(frame) && way.fits(frame) }
}

type Talk = Pick<CompiledDialect, 'write' | 'readAck' | 'request' | 'readRequestAck'>

/** The four functions that sender calls. */
export function makeTalk(intents: Intents): Talk {
  const waysOf = (request: Request) => intents[intentOfRequest[request.kind]]
  return {
    write: (entry, session, now) =>
      say(intents[entry.intent], frameOf({ after: [], ...entry }, session, now)),
    readAck: (entry, args, session, now) =>
      judge(intents[entry.intent], frameOf(entry, session, now, args)),
    request: (request, session, now) => say(waysOf(request), frameOf(request, session, now)),
    readRequestAck: (request, args, session, now) =>
      judge(waysOf(request), frameOf(request, session, now, args))
  }
}

function frameOf(
  entry: EntryToSay | Request,
  session: Session,
  now: number,
  args: readonly unknown[] = []
): Frame {
  const frame = new Frame(session, now)
  frame.entry = entry
  frame.args = args
  if ('conversation' in entry) frame.conversation = entry.conversation
  return frame
}

function say(ways: readonly CompiledEmit[], frame: Frame): Saying | null {
  return ways.find((way) => way.fits(frame))?.saying(frame) ?? null
}

/** Reads the answer to the way that was taken. Sound only with the session of the writing. */
function judge(ways: readonly CompiledEmit[], frame: Frame): AckVerdict {
  const session = frame.session
  try {
    const way = ways.find((one) => one.fits(frame))
    return way ? way.verdict(frame) : nothingSaid(session)
  } catch {
    // A mistake of ours: the server did answer, so the message is there.
    return nothingSaid(session)
  }
}

/** An answer that tells no more than that it came. */
export function nothingSaid(session: Session): AckVerdict {
  const reading = emptyReading(session)
  return { kind: 'success', remoteId: null, time: null, seq: null, reading }
}
