// A lasting line to one process: it outlives the process's port and picks the talk up on the next one.
import { refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { Port } from '../../src-preload/contract/port.ts'
import { openRpc, type Caller, type CallTable, type Rpc } from '../../src-preload/contract/rpc.ts'

/** How long an idempotent call waits for a process that is being started again, ms. */
const PATIENCE_MS = 60_000
/** Pause before the same call is made again on a port that just broke, ms. */
const PAUSE_MS = 200

type AnyCall = (input: unknown) => Promise<Result<unknown>>
type Hears<Events> = { [Name in keyof Events]?: (payload: Events[Name]) => void }

export class Line<Calls extends CallTable, Events extends object> {
  /** One call, one try: `process-gone` when nobody is there. */
  readonly ask: Caller<Calls>
  /** For calls that may be made twice: waits for the process and repeats until it answers. */
  readonly askSurely: Caller<Calls>
  readonly #table: Calls
  readonly #onAsk: () => void
  readonly #hears: Hears<Events> = {}
  #rpc: Rpc<Calls, object> | null = null
  #openListeners = new Set<() => void>()

  /** `onAsk` is told of each call before it is made. */
  constructor(table: Calls, onAsk: () => void = () => undefined) {
    this.#table = table
    this.#onAsk = onAsk
    this.ask = callerOver(table, (name, input) => this.#askOnce(name, input))
    this.askSurely = callerOver(table, (name, input) => this.#askUntilAnswered(name, input))
  }

  get isOpen(): boolean {
    return this.#rpc !== null
  }

  /** Sets who hears an event; each event has one listener. Set before `open`. */
  hear(listeners: Hears<Events>): void {
    Object.assign(this.#hears, listeners)
  }

  /** Called at once if the line is open, and each time a new port arrives; returns the undo. */
  onOpen(listener: () => void): () => void {
    this.#openListeners.add(listener)
    if (this.#rpc) listener()
    return () => this.#openListeners.delete(listener)
  }

  /** Takes a new port; the one before it is over. */
  open(port: Port): void {
    this.#rpc?.close()
    const rpc: Rpc<Calls, object> = openRpc<CallTable, Calls, Events, object>(port, {
      asks: this.#table,
      hears: this.#hears
    })
    this.#rpc = rpc
    rpc.onClose(() => {
      if (this.#rpc === rpc) this.#rpc = null
    })
    for (const listener of [...this.#openListeners]) listener()
  }

  #askOnce(name: string, input: unknown): Promise<Result<unknown>> {
    this.#onAsk()
    const rpc = this.#rpc
    if (!rpc) return Promise.resolve(refuse('process-gone', undefined, true))
    // The table's keys are the caller's keys by construction.
    return (
      (rpc.ask as Record<string, AnyCall>)[name]?.(input) ?? Promise.resolve(refuse('internal'))
    )
  }

  async #askUntilAnswered(name: string, input: unknown): Promise<Result<unknown>> {
    const giveUpAt = Date.now() + PATIENCE_MS
    for (;;) {
      const used = this.#rpc
      const answer = await this.#askOnce(name, input)
      if (answer.ok || answer.failure.code !== 'process-gone') return answer
      if (Date.now() > giveUpAt) return answer
      await this.#nextPort(used, giveUpAt - Date.now())
    }
  }

  /** Resolves when a port other than the given one is there, or when patience ends. */
  #nextPort(used: Rpc<Calls, object> | null, waitMs: number): Promise<void> {
    if (this.#rpc && this.#rpc !== used) return new Promise((go) => setTimeout(go, PAUSE_MS))
    return new Promise((go) => {
      const finish = (): void => {
        clearTimeout(timer)
        this.#openListeners.delete(finish)
        go()
      }
      const timer = setTimeout(finish, waitMs)
      this.#openListeners.add(finish)
    })
  }
}

function callerOver<Calls extends CallTable>(
  table: Calls,
  send: (name: string, input: unknown) => Promise<Result<unknown>>
): Caller<Calls> {
  const entries = Object.keys(table).map((name) => [name, (input: unknown) => send(name, input)])
  return Object.fromEntries(entries) as Caller<Calls>
}
