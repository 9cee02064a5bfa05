// Tells when what was written to a connection has reached the other end, or no longer can.
/*
 * A WebSocket answers pings in the order of all that it is sent: the answer to a ping says that everything before
 * it is there. Once the connection is given up, its end says so: the other end lets go after it has read all.
 */
import type { EngineDoor } from './engine-door.ts'
import type { EngineGuard } from './engine-guard.ts'

/** What of a WebSocket of ws this needs. */
interface PingedSocket {
  ping?(data: string): void
  on?(event: 'pong', listener: (data: unknown) => void): unknown
}

/** How long a connection that stood has for its goodbyes, ms. */
const GOODBYE_MS = 2_000
/** The same where words are on their way: as long do the next ones wait for them. */
const WORDS_GOODBYE_MS = 5_000

/** Where the other end answers no pings, the oldest of more words than these count as arrived. */
const MOST_WAITING = 1_000

/** How long the other end is given to read what was written, ms; null: there is nobody to write to. */
export function goodbyeMs(arrivals: Arrivals | null): number {
  return arrivals?.isWaiting === true ? WORDS_GOODBYE_MS : GOODBYE_MS
}

export class Arrivals {
  readonly #door: Pick<EngineDoor, 'socket' | 'whenDrained'>
  readonly #heard = new WeakSet<object>()
  /** Who waits for the ping that is on its way. */
  #asked: (() => void)[] = []
  /** Who came after it. */
  #next: (() => void)[] = []
  #pings = 0
  #isOver = false

  constructor(
    door: Pick<EngineDoor, 'socket' | 'whenDrained'>,
    guard: Pick<EngineGuard, 'whenOver'>
  ) {
    this.#door = door
    guard.whenOver(() => this.#end())
  }

  /** Whether anybody waits. */
  get isWaiting(): boolean {
    return this.#asked.length + this.#next.length > 0
  }

  /** Calls back once, when all that was written by now has arrived or no longer can. */
  await(over: () => void): void {
    if (this.#isOver) return over()
    this.#next.push(over)
    if (this.#next.length > MOST_WAITING) this.#next.shift()?.()
    if (this.#asked.length === 0) this.#ask()
  }

  #ask(): void {
    this.#asked = this.#next
    this.#next = []
    if (this.#asked.length === 0) return
    const socket = this.#door.socket() as PingedSocket | null
    const number = ++this.#pings
    // What is sent over polling was taken once it was answered.
    if (!socket) return this.#door.whenDrained(() => this.#answered(number))
    this.#listen(socket)
    try {
      socket.ping?.(String(number))
    } catch {
      // It is closing: its end will tell.
    }
  }

  #listen(socket: PingedSocket): void {
    if (this.#heard.has(socket)) return
    this.#heard.add(socket)
    socket.on?.('pong', (data) => this.#answered(Number(String(data))))
  }

  // Others ping, too, and without a number.
  #answered(number: number): void {
    if (number !== this.#pings || this.#isOver) return
    for (const over of this.#asked.splice(0)) over()
    this.#ask()
  }

  #end(): void {
    this.#isOver = true
    for (const over of [...this.#asked.splice(0), ...this.#next.splice(0)]) over()
  }
}
