// What the network process can tell of itself: its threads, how often they ended, how servers stand, the last check.
import type { DoctorLine } from '../../src-preload/contract/doctor.ts'
import { presets } from '../dialects/presets.ts'
import type { NetworkFacts, ServerFacts, ThreadEnd, ThreadFacts } from '../ports/facts.ts'
import { openCounters, threadNames, type Counters, type ThreadName } from './counters.ts'
import type { NetworkOptions } from './network-options.ts'
import { dialectIdOf, type RosterEntry } from './roster.ts'
import type { RunningThread } from './thread-slot.ts'

type Starts = Pick<NetworkOptions, 'startThread' | 'startMover'>

const PRESETS: ReadonlySet<string> = new Set(presets.map(({ id }) => id))

/** Stands between the network and whoever starts its threads, and counts. */
export class Figures {
  readonly #onEnd: (end: ThreadEnd) => void
  readonly #running = new Set<ThreadName>()
  readonly #ends = new Map<ThreadName, number>()
  #counters: Counters | null = null
  #check: NetworkFacts['check'] = null
  #isClosed = false

  /** @param onEnd a thread ended without being asked to, or had to be ended since it hung */
  constructor(onEnd: (end: ThreadEnd) => void) {
    this.#onEnd = onEnd
  }

  /** The same starts, watched. */
  watch({ startThread, startMover }: Starts): Starts {
    return {
      startThread: (setup) => this.#watched(setup.name, setup.counters, startThread(setup)),
      startMover: (setup) => this.#watched(setup.name, setup.counters, startMover(setup))
    }
  }

  /** A network check came to its end. */
  checked(lines: readonly DoctorLine[], at: number): void {
    const plain = lines.map(({ step, result, finding, ms, code }) => ({
      step,
      result,
      finding,
      ms,
      code
    }))
    this.#check = { at, lines: plain }
  }

  /** The network closes: what ends now was asked to. */
  close(): void {
    this.#isClosed = true
  }

  facts(entries: readonly RosterEntry[]): NetworkFacts {
    const threads = threadNames.map((name) => this.#threadFacts(name))
    return {
      threads: threads.filter(
        ({ name, isRunning, ends }) => name === 'link' || isRunning || ends > 0
      ),
      servers: entries.map(serverFacts),
      check: this.#check
    }
  }

  #watched(name: ThreadName, memory: SharedArrayBuffer, thread: RunningThread): RunningThread {
    this.#counters ??= openCounters(memory)
    const counters = this.#counters
    let wasAsked = false
    this.#running.add(name)
    thread.port.onClose(() => {
      this.#running.delete(name)
      if (this.#isClosed) return
      // One that moves files is sent home when it has nothing to do; any other is only ended where it hangs.
      const isSentHome =
        wasAsked && name.startsWith('transfers') && counters.of(name).read().queue <= 0
      if (isSentHome) return
      this.#ends.set(name, (this.#ends.get(name) ?? 0) + 1)
      this.#onEnd({ name, kind: wasAsked ? 'hung' : 'exited' })
    })
    return {
      port: thread.port,
      terminate: () => {
        wasAsked = true
        thread.terminate()
      }
    }
  }

  #threadFacts(name: ThreadName): ThreadFacts {
    const { queue, events, bytes, load } = this.#counters?.of(name).read() ?? NOTHING
    const isRunning = name === 'link' || this.#running.has(name)
    return { name, isRunning, ends: this.#ends.get(name) ?? 0, queue, events, bytes, load }
  }
}

const NOTHING = { queue: 0, events: 0, bytes: 0, load: 0 }

function serverFacts(entry: RosterEntry): ServerFacts {
  const { connection } = entry
  const dialect = dialectIdOf(entry)
  return {
    dialect: PRESETS.has(dialect) ? dialect : null,
    state: connection?.state ?? 'offline',
    transport: connection?.transport ?? null,
    generation: connection?.generation ?? null,
    failure: connection?.reason?.code ?? null
  }
}
