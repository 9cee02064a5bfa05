// Owns the way of a request: rate limit, schema, handler, answer. Nothing unparsed gets further.
import * as v from 'valibot'
import type { Guest, HostSocket } from './fan-out.ts'
import type { HostLimits } from './host-limits.ts'
import {
  refused,
  refusedBy,
  requests,
  type Answers,
  type Outcome,
  type RateName,
  type RequestInput,
  type RequestName
} from './protocol.ts'
import { TokenBucket } from './token-bucket.ts'

/** One function for each request. It checks what the person may do, by asking the store. */
export type Handlers = {
  [Name in RequestName]: (
    input: RequestInput<Name>,
    guest: Guest,
    socket: HostSocket
  ) => Promise<Outcome<Answers[Name]>>
}

export interface RouterOptions {
  handlers: Handlers
  limits: Pick<HostLimits, 'rates' | 'refusals'>
  now: () => number
  onRequest: () => void
  /** Told of each handler that threw: a bug, or a disk that is full. Answers with what to tell. */
  onTrouble: (request: string, cause: unknown) => ReturnType<typeof refused>
}

type AnyOutcome = Outcome<object>

/** Answers all requests of a socket for as long as it lives. */
export function serveRequests(socket: HostSocket, guest: Guest, options: RouterOptions): void {
  const buckets = openBuckets(options)
  const refusals = new TokenBucket(options.limits.refusals, options.now())
  const answer = async (event: string, payload: unknown, ack: unknown): Promise<void> => {
    options.onRequest()
    const outcome = await decide(event, payload, { socket, guest, buckets, options })
    if (isAck(ack)) ack(outcome.ok ? { ok: true, ...outcome.value } : outcome)
    // Who goes on in spite of refusals costs more than they are worth.
    if (!outcome.ok && !refusals.take(options.now()).ok) socket.disconnect(true)
  }
  // `answer` turns all trouble into an answer, so its promise never rejects.
  socket.onAny((event: string, ...args: unknown[]) => void answer(event, args[0], args.at(-1)))
}

// Socket.IO makes the last argument a function where the client wants an answer.
function isAck(value: unknown): value is (answer: object) => void {
  return typeof value === 'function'
}

interface Circumstances {
  socket: HostSocket
  guest: Guest
  buckets: Record<RateName, TokenBucket>
  options: RouterOptions
}

async function decide(event: string, payload: unknown, at: Circumstances): Promise<AnyOutcome> {
  const { options, buckets } = at
  if (!isRequestName(event)) return refused('event-unknown')
  const { rate, schema } = requests[event]
  const taken = buckets[rate].take(options.now())
  if (!taken.ok) return refused('rate-limited', { retryAfterMs: taken.retryAfterMs })
  const parsed = v.safeParse(schema, payload, { abortEarly: true })
  if (!parsed.success) return refusedBy(parsed.issues[0])
  // The schema and the handler of one name belong together; TypeScript can't follow that.
  const handle = options.handlers[event] as (
    input: unknown,
    guest: Guest,
    socket: HostSocket
  ) => Promise<AnyOutcome>
  try {
    return await handle(parsed.output, at.guest, at.socket)
  } catch (cause) {
    return options.onTrouble(event, cause)
  }
}

function isRequestName(event: string): event is RequestName {
  return Object.hasOwn(requests, event)
}

function openBuckets({ limits, now }: RouterOptions): Record<RateName, TokenBucket> {
  const { write, signal, query, create } = limits.rates
  return {
    write: new TokenBucket(write, now()),
    signal: new TokenBucket(signal, now()),
    query: new TokenBucket(query, now()),
    create: new TokenBucket(create, now())
  }
}
