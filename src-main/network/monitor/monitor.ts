// The monitor thread: watches every connection, and the threads while they work or somebody looks.
import type { Port } from '../../../src-preload/contract/port.ts'
import { openRpc, type CallTable, type Rpc } from '../../../src-preload/contract/rpc.ts'
import { openLog } from '../../base/log.ts'
import type { Clock } from '../clock.ts'
import { threadNames, type Counters } from '../counters.ts'
import { loudly } from '../serve.ts'
import type { FromMonitor, ToMonitor } from '../thread-calls.ts'
import { ConnectionWatch } from './connection-watch.ts'
import { ThreadWatch } from './thread-watch.ts'

const TICK_MS = 1_000
/** Quiet ticks after which the monitor stops looking at the threads by itself. */
const QUIET_TICKS = 15

export interface MonitorOptions {
  port: Port
  counters: Counters
  clock: Clock
  pid: number
}

/** Starts the monitor on its port to the main thread. */
export function openMonitor(options: MonitorOptions): { close(): void } {
  return new Monitor(options)
}

class Monitor {
  readonly #options: MonitorOptions
  readonly #rpc: Rpc<CallTable, FromMonitor>
  readonly #connections: ConnectionWatch
  readonly #threads: ThreadWatch
  #isWatched = false
  #quietTicks = QUIET_TICKS
  #undoTick: (() => void) | null = null

  constructor(options: MonitorOptions) {
    this.#options = options
    this.#rpc = openRpc(options.port, {
      hears: loudly<ToMonitor>(openLog('monitor'), this.#listeners()),
      timeoutMs: -1
    })
    const tell = this.#rpc.tell.bind(this.#rpc)
    this.#connections = new ConnectionWatch(options.clock, tell)
    this.#threads = new ThreadWatch(options.pid)
  }

  close(): void {
    this.#undoTick?.()
    this.#connections.close()
    this.#rpc.close()
  }

  #listeners(): { [Name in keyof ToMonitor]: (payload: ToMonitor[Name]) => void } {
    return {
      linkSet: (link) => this.#connections.setLink(link),
      linkRemoved: ({ serverId }) => this.#connections.removeLink(serverId),
      factLearned: (learned) => this.#connections.learn(learned),
      systemChanged: ({ cause }) => this.#connections.systemChanged(cause),
      reconnectWanted: ({ serverId }) => this.#connections.reconnect(serverId),
      threadsWatched: ({ on }) => this.#watchThreads(on),
      threadChanged: (life) => this.#threads.changed(life),
      workBegan: () => this.#wake(),
      beatWanted: () => this.#options.counters.of('monitor').sign(this.#options.clock.now())
    }
  }

  #watchThreads(on: boolean): void {
    this.#isWatched = on
    if (on) this.#wake()
  }

  #wake(): void {
    this.#quietTicks = 0
    if (this.#undoTick) return
    this.#threads.rest()
    this.#rpc.tell('watchingChanged', { on: true })
    this.#tick()
  }

  #tick(): void {
    const { clock, counters } = this.#options
    counters.of('monitor').beat(clock.now())
    const readings = threadNames.map((name) => [name, counters.of(name).read()] as const)
    const judged = this.#threads.look(readings, clock.elapsed())
    for (const name of judged.hung) this.#rpc.tell('threadHung', { name })
    if (this.#isWatched) this.#rpc.tell('threadsMeasured', { readings: judged.readings })
    this.#quietTicks = judged.isBusy ? 0 : this.#quietTicks + 1
    if (this.#isWatched || this.#quietTicks < QUIET_TICKS) this.#planTick()
    else this.#rest()
  }

  #planTick(): void {
    this.#rpc.tell('beatsWanted', {})
    this.#undoTick = this.#options.clock.after(TICK_MS, () => this.#tick())
  }

  #rest(): void {
    this.#undoTick = null
    this.#rpc.tell('watchingChanged', { on: false })
  }
}
