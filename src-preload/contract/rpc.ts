// The one way to call across a port: tables of calls with a schema each, answered by results, plus one-way events.
import { createBirpc } from 'birpc'
import * as v from 'valibot'
import type { Port } from './port.ts'
import { refuse, type Result } from './failure.ts'

/** One call: the schema its input must satisfy, and (type only) what it answers. */
export interface CallSpec<Input extends v.GenericSchema = v.GenericSchema, Output = unknown> {
  input: Input
  output?: Output
}
export type CallTable = Record<string, CallSpec>

/** Declares a call: `call(schema).returns<Answer>()`. */
export function call<Input extends v.GenericSchema>(
  input: Input
): { returns: <Output>() => CallSpec<Input, Output> } {
  return { returns: () => ({ input }) }
}

type AnswerOf<Spec> = Spec extends CallSpec<v.GenericSchema, infer Output> ? Output : never
type InputOf<Spec extends CallSpec> = v.InferOutput<Spec['input']>

/** What the answering side must provide: one function for every call of the table. */
export type Handlers<Table extends CallTable> = {
  [Name in keyof Table]: (
    input: InputOf<Table[Name]>
  ) => Result<AnswerOf<Table[Name]>> | Promise<Result<AnswerOf<Table[Name]>>>
}

/** What the asking side holds. No call ever rejects: a lost port is `process-gone`, silence `call-timeout`. */
export type Caller<Table extends CallTable> = {
  [Name in keyof Table]: (
    input: v.InferInput<Table[Name]['input']>
  ) => Promise<Result<AnswerOf<Table[Name]>>>
}

/** Named one-way events and their payloads. */
export type EventMap = object

export interface RpcOptions<
  Local extends CallTable,
  Remote extends CallTable,
  Hears extends EventMap
> {
  /** The calls that this side answers. */
  answers?: { table: Local; handlers: Handlers<Local> }
  /** The calls that the other side answers. */
  asks?: Remote
  /** Listeners for the events that the other side tells. */
  hears?: { [Name in keyof Hears]?: (payload: Hears[Name]) => void }
  /** How long an answer may take, in ms. */
  timeoutMs?: number
  /** Told of each call refused for its shape, and of each handler that threw: a bug or an attack. */
  onTrouble?: (trouble: {
    call: string
    kind: 'input' | 'threw' | 'unknown'
    error: unknown
  }) => void
}

export interface Rpc<Remote extends CallTable, Tells extends EventMap> {
  ask: Caller<Remote>
  /** Sends an event; nobody answers. */
  tell<Name extends keyof Tells & string>(name: Name, payload: Tells[Name]): void
  /** Called once when the port is gone; returns the undo. */
  onClose(listener: () => void): () => void
  close(): void
}

const DEFAULT_TIMEOUT_MS = 30_000

type Wire = {
  answer(name: string, input: unknown): Promise<Result<unknown>>
  hear(name: string, payload: unknown): void
}

/**
 * Opens calls and events over a port. Inputs are checked against the table before a handler sees them;
 * what does not fit is answered with `input-invalid`. A handler that throws is answered with `internal`.
 */
export function openRpc<
  Local extends CallTable,
  Remote extends CallTable,
  Hears extends EventMap,
  Tells extends EventMap
>(port: Port, options: RpcOptions<Local, Remote, Hears>): Rpc<Remote, Tells> {
  let open = true
  const wire: Wire = {
    answer: (name, input) => answer(options, name, input),
    hear: (name, payload) => {
      const listener = ownEntry(options.hears, name)
      // Events come from the more trusted side only, which is built from the same table.
      if (typeof listener === 'function') listener(payload as Hears[keyof Hears])
    }
  }
  const birpc = createBirpc<Wire, Wire>(wire, {
    post: (message) => port.post(message),
    on: (listener) => void port.onMessage((message) => isWireMessage(message) && listener(message)),
    timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    eventNames: ['hear']
  })
  const undoClose = port.onClose(() => {
    open = false
    birpc.$close(new Error('port closed'))
  })
  return {
    ask: callerOf(options.asks, (name, input) => ask(birpc, () => open, name, input)),
    tell: (name, payload) => {
      // An event to a port that just closed is an event to nobody.
      if (open) birpc.hear.asEvent(name, payload).catch(() => undefined)
    },
    onClose: (listener) => port.onClose(listener),
    close: () => {
      undoClose()
      open = false
      birpc.$close()
      port.close()
    }
  }
}

// birpc trusts what arrives; the other side may be a compromised window.
const wireMessage = v.variant('t', [
  v.object({
    t: v.literal('q'),
    i: v.optional(v.pipe(v.string(), v.maxLength(64))),
    m: v.picklist(['answer', 'hear']),
    a: v.tuple([v.pipe(v.string(), v.maxLength(80)), v.unknown()])
  }),
  v.object({ t: v.literal('s'), i: v.pipe(v.string(), v.maxLength(64)) })
])

function isWireMessage(message: unknown): boolean {
  return v.is(wireMessage, message)
}

function callerOf<Remote extends CallTable>(
  table: Remote | undefined,
  send: (name: string, input: unknown) => Promise<Result<unknown>>
): Caller<Remote> {
  const names = Object.keys(table ?? {})
  const entries = names.map((name) => [name, (input: unknown) => send(name, input)])
  // The table's keys are the caller's keys by construction.
  return Object.fromEntries(entries) as Caller<Remote>
}

async function ask(
  birpc: { answer: Wire['answer'] },
  isOpen: () => boolean,
  name: string,
  input: unknown
): Promise<Result<unknown>> {
  if (!isOpen()) return refuse('process-gone', undefined, true)
  try {
    return await birpc.answer(name, input)
  } catch {
    return isOpen()
      ? refuse('call-timeout', { call: name }, true)
      : refuse('process-gone', undefined, true)
  }
}

async function answer<Local extends CallTable, Remote extends CallTable, Hears extends EventMap>(
  options: RpcOptions<Local, Remote, Hears>,
  name: string,
  input: unknown
): Promise<Result<unknown>> {
  const spec = ownEntry(options.answers?.table, name)
  const handler = ownEntry(options.answers?.handlers, name)
  if (!spec || typeof handler !== 'function') {
    options.onTrouble?.({ call: String(name).slice(0, 80), kind: 'unknown', error: undefined })
    return refuse('input-invalid', { call: String(name).slice(0, 80) })
  }
  const parsed = v.safeParse(spec.input, input, { abortEarly: true })
  if (!parsed.success) {
    options.onTrouble?.({ call: name, kind: 'input', error: parsed.issues[0].message })
    return refuse('input-invalid', { call: name, path: v.getDotPath(parsed.issues[0]) ?? '' })
  }
  try {
    return await handler(parsed.output)
  } catch (error) {
    options.onTrouble?.({ call: name, kind: 'threw', error })
    return refuse('internal', { call: name }, true)
  }
}

function ownEntry<T extends object, K extends keyof T>(
  table: T | undefined,
  name: string
): T[K] | undefined {
  if (!table || typeof name !== 'string' || !Object.hasOwn(table, name)) return undefined
  return table[name as K]
}
