// One process that main forks, opens, watches and starts again when it dies.
import type { Port } from '../../src-preload/contract/port.ts'
import {
  openRpc,
  type Caller,
  type CallTable,
  type EventMap,
  type Handlers,
  type Rpc
} from '../../src-preload/contract/rpc.ts'
import type { ProcessChange, ProcessName } from '../../src-preload/contract/app-calls.ts'
import { refuse, type Failure, type Result } from '../../src-preload/contract/failure.ts'
import { openLog } from '../base/log.ts'
import type { PortRole } from '../ports/process-calls.ts'
import type { Alive, StirEvents } from '../ports/work-sign.ts'
import { Heartbeat, type Sign } from './heartbeat.ts'
import { decideRestart } from './restart-policy.ts'

const log = openLog('supervisor')

const OPEN_TIMEOUT_MS = 30_000
/** How long whoever needs it waits for one that is just starting. */
const RUNNING_PATIENCE_MS = 10_000

/** A forked process, seen from main; Electron's UtilityProcess behind the smallest shape. */
export interface Forked {
  readonly pid: number | undefined
  /** Main's calls travel here. */
  readonly port: Port
  hand(role: PortRole, channelEnd: unknown): void
  onExit(listener: (code: number) => void): void
  kill(): void
}

/** How a process ended. */
export interface ProcessDeath {
  name: ProcessName
  /** What it exited with: on Linux and macOS the signal, where one ended it. */
  code: number
  /** It no longer answered, and was ended for that. */
  isHung: boolean
}

export interface SupervisedOptions<
  Table extends CallTable,
  Hears extends EventMap,
  Answers extends CallTable = CallTable
> {
  name: ProcessName
  fork: () => Forked
  table: Table
  hears?: { [Name in keyof Hears]?: (payload: Hears[Name]) => void }
  /** What it may ask main for. */
  answers?: { table: Answers; handlers: Handlers<Answers> }
  /** Makes a fresh process ready to work; a failure counts as a crash, unless `isFinal`. */
  open: (ask: Caller<Table>) => Promise<Result<unknown>>
  /** How long opening may take, ms; null for as long as it needs. Default 30 s. */
  openTimeoutMs?: number | null
  /** Whether starting again cannot cure it: then the process is ended until `start` is called. */
  isFinal?: (failure: Failure) => boolean
  /** Asks for nothing but an answer: silence means that it hangs. */
  ping: (ask: Caller<Table>) => Promise<Result<Pick<Alive, 'isResting'>>>
  /** It begins to work: those that it works with may be needed. */
  onStirred?: () => void
  /** Told when it is ready, each time: its ports can be handed out. */
  onRunning: () => void
  onChange: (change: ProcessChange) => void
  /** Told when it ended without being asked to, each time. */
  onDied?: (death: ProcessDeath) => void
  /** ms since 1970; passed in for tests. */
  now: () => number
}

/** Keeps one process alive until `stop`. */
export class Supervised<
  Table extends CallTable,
  Hears extends EventMap = object,
  Answers extends CallTable = CallTable
> {
  readonly #options: SupervisedOptions<Table, Hears, Answers>
  #forked: Forked | null = null
  /** Begun ahead of its start, so that it has loaded by then. */
  #warmed: Forked | null = null
  #rpc: Rpc<Table, object> | null = null
  #ask: Caller<Table> | null = null
  #crashes: number[] = []
  #timer: NodeJS.Timeout | null = null
  #wanted = false
  #isHung = false
  #heartbeat: Heartbeat | null = null
  /** Calls of main's that are not answered yet. */
  #pending = 0
  #change: ProcessChange
  /** Wait for it to run, or to be given up. */
  readonly #waiting = new Set<() => void>()

  constructor(options: SupervisedOptions<Table, Hears, Answers>) {
    this.#options = options
    this.#change = {
      name: options.name,
      state: 'starting',
      restarts: 0,
      restartAt: null,
      failure: null
    }
  }

  /** Its state as last told. */
  get change(): ProcessChange {
    return this.#change
  }

  get pid(): number | undefined {
    return this.#forked?.pid
  }

  get isRunning(): boolean {
    return this.#change.state === 'running'
  }

  /** Main's calls to it; null while it is not running. */
  get ask(): Caller<Table> | null {
    return this.isRunning ? this.#ask : null
  }

  /** Main's calls to it as soon as it runs; null where it does not in time, or was given up. */
  async whenRunning(): Promise<Caller<Table> | null> {
    if (this.ask || this.#change.state === 'gave-up') return this.ask
    await Promise.race([
      new Promise<void>((go) => this.#waiting.add(go)),
      pause(RUNNING_PATIENCE_MS)
    ])
    return this.ask
  }

  /** Begins its process ahead of `start`, which opens it: what it opens may not be known yet. */
  warm(): void {
    if (this.#forked || this.#warmed) return
    const warmed = this.#options.fork()
    this.#warmed = warmed
    warmed.onExit(() => {
      if (this.#warmed === warmed) this.#warmed = null
    })
  }

  /** Starts it, or starts it again after it was given up or refused to open. */
  start(): void {
    if (this.#wanted && this.#change.state !== 'gave-up') return
    if (this.#change.state === 'gave-up') this.#announce('starting', null)
    this.#wanted = true
    this.#crashes = []
    this.#heartbeat ??= this.#makeHeartbeat()
    this.#launch()
  }

  /** Somebody may need it: whether it still answers is looked at closely until it rests. */
  attend(): void {
    this.#heartbeat?.attend()
  }

  /** Hands one end of a channel to it. */
  hand(role: PortRole, channelEnd: unknown): void {
    this.#forked?.hand(role, channelEnd)
  }

  /** Ends it in good order and starts it again at once; this is no crash. */
  async restart(close: (ask: Caller<Table>) => Promise<unknown>, graceMs: number): Promise<void> {
    const { ask } = this
    const forked = this.#forked
    if (!ask || !forked) return
    this.#announce('restarting', this.#options.now())
    await Promise.race([close(ask), pause(graceMs)])
    if (this.#forked !== forked || !this.#wanted) return
    this.#forked = null
    this.#rpc = null
    forked.kill()
    this.#launch()
  }

  /** Ends it for good: asks `close` first so that it can finish, then kills after `graceMs`. */
  async stop(close: (ask: Caller<Table>) => Promise<unknown>, graceMs: number): Promise<void> {
    this.#wanted = false
    if (this.#timer) clearTimeout(this.#timer)
    this.#heartbeat?.stop()
    this.#heartbeat = null
    const { ask } = this
    const forked = this.#forked
    if (ask) await Promise.race([close(ask), pause(graceMs)])
    forked?.kill()
    this.#warmed?.kill()
    this.#change = { ...this.#change, state: 'starting' }
  }

  #makeHeartbeat(): Heartbeat {
    return new Heartbeat({
      ping: () => this.#ping(),
      // Killing it makes it die like any crash: it is started again from what is on disk.
      onHung: () => this.#hung(),
      now: this.#options.now
    })
  }

  async #ping(): Promise<Sign> {
    if (!this.isRunning || !this.#rpc) {
      return this.#change.state === 'gave-up' ? 'resting' : 'working'
    }
    const answer = await this.#options.ping(this.#rpc.ask)
    if (!answer.ok) return 'silent'
    return answer.value.isResting && this.#pending === 0 ? 'resting' : 'working'
  }

  #hung(): void {
    log.warn('a process hangs', { process: this.#options.name })
    this.#isHung = true
    this.#forked?.kill()
  }

  #launch(): void {
    this.#timer = null
    this.#isHung = false
    const forked = this.#warmed ?? this.#options.fork()
    this.#warmed = null
    this.#forked = forked
    const rpc = openRpc<Answers, Table, Hears & StirEvents, object>(forked.port, {
      asks: this.#options.table,
      ...(this.#options.answers ? { answers: this.#options.answers } : {}),
      hears: { ...this.#options.hears, stirred: () => this.#stirred() },
      // The heartbeat ends what does not answer, and with it every call.
      timeoutMs: -1
    })
    this.#rpc = rpc
    this.#ask = this.#attending(rpc.ask)
    this.attend()
    forked.onExit((code) => this.#died(forked, code))
    void this.#open(forked, rpc)
  }

  #stirred(): void {
    this.attend()
    this.#options.onStirred?.()
  }

  /** The same calls; while one of them is under way, the process is asked after closely. */
  #attending(ask: Caller<Table>): Caller<Table> {
    type AnyCall = (input: unknown) => Promise<Result<unknown>>
    const entries = Object.entries<AnyCall>(ask).map(([name, call]) => [
      name,
      async (input: unknown) => {
        this.attend()
        this.#pending += 1
        return await call(input).finally(() => (this.#pending -= 1))
      }
    ])
    // The same names and calls, by construction.
    return Object.fromEntries(entries) as Caller<Table>
  }

  async #open(forked: Forked, rpc: Rpc<Table, object>): Promise<void> {
    const opened = await this.#openInTime(rpc)
    if (this.#forked !== forked) return
    if (!opened.ok) {
      log.error('did not open', { process: this.#options.name, code: opened.failure.code })
      if (this.#options.isFinal?.(opened.failure)) this.#giveUp(opened.failure)
      forked.kill()
      return
    }
    this.#announce('running', null)
    this.#options.onRunning()
  }

  #openInTime(rpc: Rpc<Table, object>): Promise<Result<unknown>> {
    const { openTimeoutMs = OPEN_TIMEOUT_MS, open } = this.#options
    if (openTimeoutMs === null) return open(rpc.ask)
    const tooLate = pause(openTimeoutMs).then(() => refuse('call-timeout', { call: 'open' }, true))
    return Promise.race([open(rpc.ask), tooLate])
  }

  // Forgotten before it is killed, so that its death is no crash.
  #giveUp(failure: Failure | null): void {
    this.#forked = null
    this.#rpc = null
    this.#announce('gave-up', null, failure)
  }

  #died(forked: Forked, code: number): void {
    if (this.#forked !== forked) return
    this.#forked = null
    this.#rpc = null
    if (!this.#wanted) return
    const { name } = this.#options
    log.warn('process died', { process: name, code })
    this.#options.onDied?.({ name, code, isHung: this.#isHung })
    const now = this.#options.now()
    this.#crashes.push(now)
    const decision = decideRestart(this.#crashes, now)
    if (decision.kind === 'give-up') {
      this.#giveUp(null)
      return
    }
    this.#announce('restarting', now + decision.afterMs)
    this.#timer = setTimeout(() => this.#launch(), decision.afterMs)
  }

  #announce(
    state: ProcessChange['state'],
    restartAt: number | null,
    failure: Failure | null = null
  ): void {
    const restarts = this.#change.restarts + (state === 'restarting' ? 1 : 0)
    this.#change = { name: this.#options.name, state, restarts, restartAt, failure }
    this.#options.onChange(this.#change)
    if (state !== 'running' && state !== 'gave-up') return
    for (const go of this.#waiting) go()
    this.#waiting.clear()
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
