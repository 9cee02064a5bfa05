// What an expression sees while it is evaluated: the variables, and how much work it may still do.
import type { ConversationRef } from '../../../src-preload/contract/inbound.ts'
import type { Session } from '../compiled.ts'

/** Steps that one frame's expressions may take together; each list element and call counts. */
const STEPS = 200_000
/** Most characters of a text that an expression makes. */
export const MAX_TEXT = 200_000
/** Most elements of a list that an expression makes. */
export const MAX_LIST = 10_000

/** Thrown to stop an expression that does too much; a constant, since a stack would cost more. */
const TOO_MUCH = new Error('the expression does too much')

/** One event, ack or intent being read or written. Never outlives the call that made it. */
export class Frame {
  args: readonly unknown[] = []
  capture: Readonly<Record<string, string>> | null = null
  item: unknown = null
  outer: unknown = null
  index = 0
  entry: unknown = null
  conversation: ConversationRef | null = null
  data: unknown = null
  message: unknown = null
  opening: unknown = null
  file: unknown = null
  asked: unknown = null
  chunk: unknown = null
  origin: string | null = null
  /** Values of the names that macros bind, by their depth. */
  readonly locals: unknown[] = []
  steps = STEPS
  session: Session
  readonly now: number

  constructor(session: Session, now: number) {
    this.session = session
    this.now = now
  }

  /** Counts work; stops the expression when the frame has none left. */
  spend(steps: number): void {
    this.steps -= steps
    if (this.steps < 0) throw TOO_MUCH
  }
}

/** One node of an expression, ready to run. Missing things are null. */
export type Evaluate = (frame: Frame) => unknown

/** The variables, by the names that dialects use. */
export const variables = {
  args: (frame) => frame.args,
  ack: (frame) => frame.args,
  reply: (frame) => frame.args[1] ?? null,
  capture: (frame) => frame.capture,
  item: (frame) => frame.item,
  outer: (frame) => frame.outer,
  index: (frame) => frame.index,
  entry: (frame) => frame.entry,
  conversation: (frame) => frame.conversation ?? frame.session.current,
  me: (frame) => frame.session.me,
  login: (frame) => frame.session.login,
  vars: (frame) => frame.session.vars,
  socketId: (frame) => frame.session.socketId,
  now: (frame) => frame.now,
  data: (frame) => frame.data,
  message: (frame) => frame.message,
  opening: (frame) => frame.opening,
  file: (frame) => frame.file,
  asked: (frame) => frame.asked,
  chunk: (frame) => frame.chunk,
  origin: (frame) => frame.origin
} as const satisfies Record<string, Evaluate>

export type VariableName = keyof typeof variables
