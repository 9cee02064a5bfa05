// The main thread's talk with the monitor: facts to it, its orders carried out, its news told to the windows.
import type { Port } from '../../src-preload/contract/port.ts'
import { openRpc, type CallTable, type Rpc } from '../../src-preload/contract/rpc.ts'
import type { Log } from '../base/log.ts'
import type { Connector } from './connector.ts'
import type { ThreadName } from './counters.ts'
import type { Link } from './link/link.ts'
import type { MonitorWatch } from './monitor-watch.ts'
import type { Roster } from './roster.ts'
import { loudly } from './serve.ts'
import type { FromMonitor, ToMonitor } from './thread-calls.ts'
import type { Windows } from './windows.ts'

export type MonitorRpc = Rpc<CallTable, ToMonitor>

export interface MonitorRelayOptions {
  log: Log
  link: Link
  roster: Roster
  windows: Windows
  connector: Connector
  /** A connection is about to be opened. */
  onOrder: () => void
  onBeatsWanted: () => void
  onHung: (name: ThreadName) => void
  onWatching: (on: boolean) => void
  watch: MonitorWatch
}

/** Opens the calls to a (new) monitor thread. */
export function wireMonitor(options: MonitorRelayOptions, port: Port): MonitorRpc {
  const { log, link, roster, windows, connector, watch } = options
  const rpc = openRpc<CallTable, CallTable, FromMonitor, ToMonitor>(port, {
    hears: loudly<FromMonitor>(log, {
      openWanted: (epoch) => {
        options.onOrder()
        void connector.open(epoch)
      },
      closeWanted: (epoch) => connector.close(epoch),
      probeWanted: ({ timeoutMs, ...epoch }) => link.probe(epoch, timeoutMs),
      connectionChanged: (connection) => {
        const entry = roster.get(connection.serverId)
        if (!entry) return
        entry.connection = connection
        windows.tell('connectionChanged', connection)
      },
      connectionRemoved: (removed) => windows.tell('connectionRemoved', removed),
      threadsMeasured: (measured) => {
        watch.measured(measured)
        windows.tell('threadsMeasured', measured)
      },
      beatsWanted: () => options.onBeatsWanted(),
      threadHung: ({ name }) => options.onHung(name),
      watchingChanged: ({ on }) => {
        options.onWatching(on)
        if (on) watch.owes()
      }
    }),
    timeoutMs: -1
  })
  return {
    ...rpc,
    tell: (name, payload) => {
      rpc.tell(name, payload)
      watch.owes()
    }
  }
}
