// The network process in a test: its threads in the same thread over port pairs, a window, a store in memory.
import { openRpc, type CallTable, type Rpc } from '../../../src-preload/contract/rpc.ts'
import type { EventRow } from '../../../src-preload/contract/inspector.ts'
import type { Learning } from '../../../src-preload/contract/learning.ts'
import type { Connection } from '../../../src-preload/contract/model.ts'
import {
  networkCalls,
  type NetworkCalls,
  type NetworkEvents,
  type ServerTraffic
} from '../../../src-preload/contract/network-calls.ts'
import { systemClock, type Clock } from '../../../src-main/network/clock.ts'
import { openCounters } from '../../../src-main/network/counters.ts'
import { openDialectBook, standardSources } from '../../../src-main/network/dialect-book.ts'
import { DialectFiles } from '../../../src-main/network/library/dialect-files.ts'
import { DialectLibrary } from '../../../src-main/network/library/dialect-library.ts'
import type { BudgetLimits } from '../../../src-main/network/link/server-budget.ts'
import { openMonitor } from '../../../src-main/network/monitor/monitor.ts'
import { Network } from '../../../src-main/network/network.ts'
import { openReceiver } from '../../../src-main/network/receiver/receiver.ts'
import { openSender } from '../../../src-main/network/sender/sender.ts'
import type { ResolveProxy } from '../../../src-main/network/link/route/ways.ts'
import type { MoverSetup } from '../../../src-main/network/mover-calls.ts'
import { openMover } from '../../../src-main/network/transfers/mover.ts'
import type { RunningThread, ThreadSetup } from '../../../src-main/network/thread-slot.ts'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import { MemoryStore } from './memory-store.ts'
import { until } from './until.ts'

export interface TestNetworkOptions {
  documents?: readonly unknown[]
  /** One with files of its own, instead. */
  library?: DialectLibrary
  /** One that an earlier network has used. */
  store?: MemoryStore
  startThread?: (setup: ThreadSetup) => RunningThread
  /** For link and the threads; the machine's own where there is none. */
  clock?: Clock
  resolveProxy?: ResolveProxy
  /** Other budgets for servers than the usual ones. */
  budget?: BudgetLimits
}

export class TestNetwork {
  readonly store: MemoryStore
  readonly network: Network
  readonly connections: Connection[] = []
  readonly traffic = new Map<string, ServerTraffic>()
  readonly typing: NetworkEvents['typingChanged'][] = []
  readonly members: NetworkEvents['membersChanged'][] = []
  readonly complaints: NetworkEvents['serverComplained'][] = []
  readonly learning = new Map<string, Learning>()
  readonly measured: NetworkEvents['threadsMeasured'][] = []
  readonly captured: NetworkEvents['eventsCaptured'][] = []
  readonly window: Rpc<NetworkCalls, object>
  onDiagnosis: (told: NetworkEvents['diagnosisStep']) => void = () => undefined

  constructor(options: TestNetworkOptions = {}) {
    this.store = options.store ?? new MemoryStore()
    const { clock = systemClock } = options
    this.network = new Network({
      clock,
      library: options.library ?? openLibrary(options.documents ?? []),
      ...(options.resolveProxy ? { resolveProxy: options.resolveProxy } : {}),
      startThread: options.startThread ?? ((setup) => startInProcess(setup, clock)),
      startMover: startMoverInProcess,
      ...(options.budget ? { budget: options.budget } : {})
    })
    const [ours, theirs] = portPair()
    this.network.addWindow(theirs)
    this.window = openRpc<CallTable, NetworkCalls, NetworkEvents, object>(ours, {
      asks: networkCalls,
      hears: {
        connectionChanged: (connection) => void this.connections.push(connection),
        trafficChanged: (traffic) => void this.traffic.set(traffic.serverId, traffic),
        typingChanged: (typing) => void this.typing.push(typing),
        membersChanged: (members) => void this.members.push(members),
        serverComplained: (complaint) => void this.complaints.push(complaint),
        eventsCaptured: (told) => void this.captured.push(told),
        learningChanged: (told) => void this.learning.set(told.serverId, told),
        learningEnded: ({ serverId }) => void this.learning.delete(serverId),
        diagnosisStep: (told) => this.onDiagnosis(told),
        threadsMeasured: (measured) => void this.measured.push(measured)
      }
    })
    this.network.attachStore(this.store.connect())
  }

  /** The last told connection of a server. */
  connection(serverId: string): Connection | undefined {
    return this.connections.findLast((connection) => connection.serverId === serverId)
  }

  /** The captured events as they were told last, by their numbers. */
  rows(): EventRow[] {
    const rows = new Map(this.captured.flatMap((told) => told.rows).map((row) => [row.id, row]))
    return [...rows.values()].sort((one, other) => one.id - other.id)
  }

  /** Waits until a server's connection is in the state. */
  async reached(
    serverId: string,
    state: Connection['state'],
    withinMs = 5_000
  ): Promise<Connection> {
    return await until(() => {
      const connection = this.connection(serverId)
      return connection?.state === state ? connection : undefined
    }, withinMs)
  }

  close(): void {
    this.window.close()
    this.network.close()
    this.store.die()
  }
}

function openLibrary(documents: readonly unknown[]): DialectLibrary {
  const found = documents.map((document, index) => ({ name: `${index}.json`, document }))
  return new DialectLibrary(new DialectFiles(null), systemClock, found)
}

/** Runs a mover in the test's own thread. */
export function startMoverInProcess(setup: MoverSetup): RunningThread {
  const [ours, theirs] = portPair()
  const mover = openMover(theirs, setup)
  return { port: ours, terminate: () => mover.close() }
}

/** Runs a thread's logic in the test's own thread, by its clock or another one. */
export function startInProcess(setup: ThreadSetup, clock: Clock = systemClock): RunningThread {
  const [ours, theirs] = portPair()
  const counters = openCounters(setup.counters)
  const entry = {
    port: theirs,
    counters,
    gauge: counters.of(setup.name),
    book: openDialectBook(standardSources(setup.documents)),
    clock
  }
  const thread =
    setup.name === 'receiver'
      ? openReceiver(entry)
      : setup.name === 'sender'
        ? openSender(entry)
        : openMonitor({ ...entry, pid: process.pid })
  return { port: ours, terminate: () => thread.close() }
}
