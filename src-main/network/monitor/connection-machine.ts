// One server's connection as a state machine: facts and wishes in, orders and the next state out; pure.
import type { Failure } from '../../../src-preload/contract/failure.ts'
import type { Connection, ServerId } from '../../../src-preload/contract/model.ts'
import type { BackoffRange } from '../backoff.ts'
import type { Fact } from '../thread-calls.ts'

/** Between two tries to connect. */
export const RECONNECT_RANGE: BackoffRange = { baseMs: 1_000, capMs: 60_000, floorMs: 200 }
/** A connection that stood this long counts as a success: the next pause begins small again. */
const STABLE_MS = 10_000
/** Round trips above this are slow, and below half of it no longer. */
const SLOW_MS = 2_000
const PROBE_MS = 5_000
/** After a wake nobody wants to wait. */
const WAKE_PROBE_MS = 1_500
/** Somebody waits for an answer. */
const OVERDUE_PROBE_MS = 3_000

const NO_NETWORK: Failure = { code: 'network-offline', retry: true }

/** Everything the machine remembers of one server. */
export interface ConnectionMemory {
  connection: Connection
  epoch: number
  /** What is going on at the socket: nothing, opening, open but not introduced, or all of it. */
  phase: 'closed' | 'opening' | 'joining' | 'joined'
  attempts: number
  isProbing: boolean
  /** When the next try is made; one timer per server, and none while it is connected. */
  timer: { kind: 'retry'; at: number } | null
  isSystemOnline: boolean
}

export type MonitorInput =
  | { kind: 'wanted' }
  | { kind: 'fact'; epoch: number; fact: Fact }
  | { kind: 'timer' }
  | { kind: 'system'; cause: 'resume' | 'online' | 'offline' | 'unlock' }

export type Order =
  | { kind: 'open'; epoch: number }
  | { kind: 'close'; epoch: number }
  | { kind: 'probe'; epoch: number; timeoutMs: number }

export interface Stepped {
  memory: ConnectionMemory
  orders: Order[]
}

/** What the machine may ask of its surroundings. */
export interface Surroundings {
  now: number
  /** A pause before try number `attempt`, ms. */
  pauseMs(attempt: number): number
}

/** The memory of a server not yet connected to. */
export function newMemory(serverId: ServerId, epoch: number, now: number): ConnectionMemory {
  return {
    connection: {
      serverId,
      state: 'connecting',
      reason: null,
      retryAt: null,
      since: now,
      latencyMs: null,
      transport: null,
      generation: null
    },
    epoch,
    phase: 'closed',
    attempts: 0,
    isProbing: false,
    timer: null,
    isSystemOnline: true
  }
}

/** Takes one input. */
export function step(memory: ConnectionMemory, input: MonitorInput, around: Surroundings): Stepped {
  switch (input.kind) {
    case 'wanted':
      return open({ ...memory, attempts: 0 }, around)
    case 'fact':
      return isTimely(memory, input) ? onFact(memory, input.fact, around) : still(memory)
    case 'timer':
      return onTimer(memory, around)
    case 'system':
      return onSystem(memory, input.cause, around)
  }
}

// What the threads say may be overtaken by the connection's end; why it ended counts all the same.
function isTimely(
  memory: ConnectionMemory,
  { epoch, fact }: MonitorInput & { kind: 'fact' }
): boolean {
  if (epoch !== memory.epoch) return false
  return memory.phase !== 'closed' || fact.kind === 'failed' || fact.kind === 'closed'
}

function still(memory: ConnectionMemory): Stepped {
  return { memory, orders: [] }
}

function open(memory: ConnectionMemory, { now }: Surroundings): Stepped {
  const epoch = memory.epoch + 1
  const { reason } = memory.connection
  const next = memory.isSystemOnline
    ? to(memory, reason === null ? 'connecting' : 'reconnecting', reason, now)
    : to(memory, 'offline', NO_NETWORK, now)
  const orders: Order[] = memory.phase === 'closed' ? [] : [{ kind: 'close', epoch: memory.epoch }]
  return {
    memory: {
      ...next,
      connection: { ...next.connection, retryAt: null },
      epoch,
      phase: 'opening',
      isProbing: false,
      timer: null
    },
    orders: [...orders, { kind: 'open', epoch }]
  }
}

function onFact(memory: ConnectionMemory, fact: Fact, around: Surroundings): Stepped {
  const { now } = around
  switch (fact.kind) {
    case 'connected': {
      const { transport, generation } = fact
      const connection = { ...memory.connection, transport, generation }
      return still({ ...memory, connection, phase: 'joining' })
    }
    case 'joined':
      return still({ ...to(memory, 'online', null, now), phase: 'joined' })
    case 'upgraded':
      return still({
        ...memory,
        connection: { ...memory.connection, transport: fact.transport }
      })
    case 'failed':
    case 'closed':
      return fail(memory, fact.failure, around)
    case 'late':
      return onLate(memory, now)
    case 'heard':
      return still(settleProbe(memory, now))
    case 'latency':
      return still(measured(settleProbe(memory, now), fact.latencyMs, now))
    case 'overdue':
      return onOverdue(memory)
    case 'silent':
      return lose(memory, around)
  }
}

function onLate(memory: ConnectionMemory, now: number): Stepped {
  if (memory.phase !== 'joined') return still(memory)
  const late: Failure = { code: 'server-timeout', retry: true }
  return probe(to(memory, 'slow', late, now), PROBE_MS)
}

// The server may just be slow to answer; whether the line still stands is asked at once.
function onOverdue(memory: ConnectionMemory): Stepped {
  const isOpen = memory.phase === 'joined' || memory.phase === 'joining'
  return isOpen && !memory.isProbing ? probe(memory, OVERDUE_PROBE_MS) : still(memory)
}

/** Says why it is not online, and plans the next try unless only the person can help. */
function fail(memory: ConnectionMemory, failure: Failure, around: Surroundings): Stepped {
  const { now } = around
  const wasStable = memory.phase === 'joined' && now - memory.connection.since >= STABLE_MS
  const attempts = wasStable ? 0 : memory.attempts
  const orders: Order[] = [{ kind: 'close', epoch: memory.epoch }]
  const down = { ...memory, phase: 'closed' as const, isProbing: false, timer: null }
  if (!failure.retry) return { memory: to(down, stateFor(failure), failure, now), orders }
  const retryAt = now + around.pauseMs(attempts)
  const reason: Failure = memory.isSystemOnline ? failure : NO_NETWORK
  const next = to(down, memory.isSystemOnline ? 'reconnecting' : 'offline', reason, now)
  return {
    memory: {
      ...next,
      connection: { ...next.connection, retryAt },
      attempts: attempts + 1,
      timer: { kind: 'retry', at: retryAt }
    },
    orders
  }
}

function stateFor({ code }: Failure): Connection['state'] {
  return code === 'server-over-budget' ? 'paused' : 'needs-you'
}

// Until the person does something, nothing is tried.
function isWaitingForPerson({ state }: Connection): boolean {
  return state === 'needs-you' || state === 'paused'
}

// A probe without an answer: the connection is dead whatever the socket says of itself.
function lose(memory: ConnectionMemory, around: Surroundings): Stepped {
  if (memory.phase !== 'joined' && memory.phase !== 'joining') return still(memory)
  const reason: Failure = { code: 'server-timeout', retry: true }
  const gone = to(memory, 'reconnecting', reason, around.now)
  return open({ ...gone, attempts: 0 }, around)
}

function onTimer(memory: ConnectionMemory, around: Surroundings): Stepped {
  return memory.timer ? open(memory, around) : still(memory)
}

function onSystem(
  memory: ConnectionMemory,
  cause: 'resume' | 'online' | 'offline' | 'unlock',
  around: Surroundings
): Stepped {
  const known = {
    ...memory,
    isSystemOnline: cause === 'unlock' ? memory.isSystemOnline : cause !== 'offline'
  }
  if (known.phase === 'joined' || known.phase === 'joining') return probe(known, WAKE_PROBE_MS)
  // While opening, the attempt may hang on a network that is gone; begin it again.
  const isWorthATry = cause !== 'offline' && !isWaitingForPerson(known.connection)
  if (isWorthATry) return open({ ...known, attempts: 0 }, around)
  return still(cause === 'offline' ? sayOffline(known, around.now) : known)
}

// The planned try stands: what is on this computer can be reached without a network.
function sayOffline(memory: ConnectionMemory, now: number): ConnectionMemory {
  const { retryAt } = memory.connection
  if (isWaitingForPerson(memory.connection)) return memory
  const next = to(memory, 'offline', NO_NETWORK, now)
  return { ...next, connection: { ...next.connection, retryAt } }
}

function probe(memory: ConnectionMemory, timeoutMs: number): Stepped {
  return {
    memory: { ...memory, isProbing: true },
    orders: [{ kind: 'probe', epoch: memory.epoch, timeoutMs }]
  }
}

// An answer to a probe that doubt had caused: online again.
function settleProbe(memory: ConnectionMemory, now: number): ConnectionMemory {
  if (!memory.isProbing) return memory
  const isDoubted = memory.connection.state === 'slow' && memory.phase === 'joined'
  const next = isDoubted ? to(memory, 'online', null, now) : memory
  return { ...next, isProbing: false }
}

function measured(memory: ConnectionMemory, latencyMs: number, now: number): ConnectionMemory {
  const { state } = memory.connection
  const known = { ...memory, connection: { ...memory.connection, latencyMs } }
  if (state === 'online' && latencyMs > SLOW_MS) {
    return to(known, 'slow', { code: 'server-timeout', retry: true }, now)
  }
  return state === 'slow' && latencyMs < SLOW_MS / 2 ? to(known, 'online', null, now) : known
}

function to(
  memory: ConnectionMemory,
  state: Connection['state'],
  reason: Failure | null,
  now: number
): ConnectionMemory {
  const { connection } = memory
  const since = connection.state === state ? connection.since : now
  return { ...memory, connection: { ...connection, state, reason, since, retryAt: null } }
}
