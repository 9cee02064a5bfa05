// The latest events of one server, in and out, held within a budget of bytes: the oldest go first.
import type { AckState, EventReading, Purpose } from '../../../src-preload/contract/inspector.ts'
import { sanitiseArgs } from '../../dialects/sanitise.ts'
import { argsOf, type WireArgs } from '../wire-args.ts'

/** One event that was seen at the socket. Its arguments are shared with whoever else has them: never changed. */
export interface Captured {
  id: number
  at: number
  direction: 'in' | 'out'
  event: string
  namespace: string
  readonly args: unknown[]
  bytes: number
  /** Of what came in: its number among the server's frames, by which the receiver speaks of it. */
  seq: number | null
  /** Of what came in: where the server waits for an answer. */
  ackToken: number | null
  ack: AckState | null
  ackMs: number | null
  ackArgs: unknown[] | null
  ackBytes: number
  purpose: Purpose | null
  reading: EventReading | null
}

type NewEvent = Omit<Captured, 'id' | 'args' | 'ackMs' | 'ackArgs' | 'ackBytes' | 'reading'> & {
  args: unknown[] | WireArgs
}

export interface RingLimits {
  bytes: number
  events: number
}

/** While nobody looks, and while somebody does. */
export const ringLimits = {
  idle: { bytes: 2_000_000, events: 5_000 },
  watched: { bytes: 64_000_000, events: 100_000 }
} as const satisfies Record<string, RingLimits>

/** What one event costs beyond its bytes, about. */
const OVERHEAD = 200
/** So many emptied places at the front are cleared away at once. */
const SLACK = 1_024

export class EventRing {
  #events: Captured[] = []
  /** Where the oldest one that still counts stands. */
  #start = 0
  #bytes = 0
  #nextId = 1
  #limits: RingLimits = ringLimits.idle

  get length(): number {
    return this.#events.length - this.#start
  }

  /** What it weighs against its budget, bytes. */
  get weight(): number {
    return this.#bytes
  }

  /** The id that the next event gets. */
  get nextId(): number {
    return this.#nextId
  }

  setLimits(limits: RingLimits): void {
    this.#limits = limits
    this.#trim()
  }

  add(event: NewEvent): Captured {
    const captured = new HeldEvent(this.#nextId++, event)
    this.#events.push(captured)
    this.#bytes += weightOf(captured)
    this.#trim()
    return captured
  }

  /** An acknowledgement arrived: what it carried is held too. */
  setAck(captured: Captured, ack: AckState, ms: number | null, args: unknown[] | null): void {
    captured.ack = ack
    captured.ackMs = ms
    if (args === null || !this.get(captured.id)) return
    const bytes = sanitiseArgs(args).bytes
    captured.ackArgs = args
    captured.ackBytes = bytes
    this.#bytes += bytes
    this.#trim()
  }

  /** The event of this id; undefined once it is gone. Ids are dense, so its place is known. */
  get(id: number): Captured | undefined {
    const first = this.#events[this.#start]
    return first && id >= first.id ? this.#events[this.#start + id - first.id] : undefined
  }

  /** The events from one id up to and including another, oldest first. */
  between(from: number, to: number): Captured[] {
    const first = this.#events[this.#start]?.id ?? 0
    const begin = this.#start + Math.max(0, from - first)
    return this.#events.slice(begin, Math.max(begin, this.#start + to - first + 1))
  }

  all(): Captured[] {
    return this.#events.slice(this.#start)
  }

  clear(): void {
    this.#events = []
    this.#start = 0
    this.#bytes = 0
  }

  #trim(): void {
    while (this.#bytes > this.#limits.bytes || this.length > this.#limits.events) {
      const oldest = this.#events[this.#start]
      // One event alone may be larger than the whole budget: it is held until the next comes.
      if (!oldest || this.length === 1) break
      this.#bytes -= weightOf(oldest)
      this.#start++
    }
    if (this.#start < SLACK) return
    this.#events = this.#events.slice(this.#start)
    this.#start = 0
  }
}

/** Its arguments are taken apart when somebody looks at them. */
class HeldEvent implements Captured {
  readonly id: number
  readonly at: number
  readonly direction: 'in' | 'out'
  readonly event: string
  readonly namespace: string
  readonly bytes: number
  readonly seq: number | null
  readonly ackToken: number | null
  readonly purpose: Purpose | null
  ack: AckState | null
  ackMs: number | null = null
  ackArgs: unknown[] | null = null
  ackBytes = 0
  reading: EventReading | null = null
  readonly #args: unknown[] | WireArgs

  // Written out: a spread costs more than all the rest, and this is done for every event.
  constructor(id: number, event: NewEvent) {
    this.id = id
    this.at = event.at
    this.direction = event.direction
    this.event = event.event
    this.namespace = event.namespace
    this.bytes = event.bytes
    this.seq = event.seq
    this.ackToken = event.ackToken
    this.purpose = event.purpose
    this.ack = event.ack
    this.#args = event.args
  }

  get args(): unknown[] {
    return argsOf(this.#args)
  }
}

function weightOf({ bytes, ackBytes }: Captured): number {
  return OVERHEAD + bytes + ackBytes
}
