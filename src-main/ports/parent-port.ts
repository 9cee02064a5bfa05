// A utility process's side of its life: answering main's calls and receiving the ports that main hands over.
import type { Port } from '../../src-preload/contract/port.ts'
import { openRpc, type CallTable, type Handlers, type Rpc } from '../../src-preload/contract/rpc.ts'
import { describeError, openLog, ownWord } from '../base/log.ts'
import { portFromMain, type MainPortLike, type ParentPortLike } from './message-port.ts'
import type { PortHandover, PortRole } from './process-calls.ts'
import type { WorkSign } from './work-sign.ts'

const log = openLog('process')

/** Electron's `process.parentPort`; absent where the same file runs under plain Node. */
export function parentPortOf(process: object): ParentPortLike | null {
  return (process as { parentPort?: ParentPortLike }).parentPort ?? null
}

export interface ParentOptions<Table extends CallTable, Asks extends CallTable = CallTable> {
  table: Table
  /** What it asks main for. */
  asks?: Asks
  handlers: Handlers<Table>
  /** A port arrived: a new peer, or the same one after it was restarted. */
  onPort: (role: PortRole, port: Port) => void
  /** Told of whatever comes over those ports. */
  sign?: WorkSign
}

/** Answers main over the parent port; returns the way to tell main events. */
export function serveParent<
  Table extends CallTable,
  Tells extends object = object,
  Asks extends CallTable = CallTable
>(parent: ParentPortLike, options: ParentOptions<Table, Asks>): Rpc<Asks, Tells> {
  // It ends of this all the same; Node's own words for it stay out of the log.
  process.on('uncaughtExceptionMonitor', (error) => {
    log.error('an error that nobody caught', { error: describeError(error) })
  })
  parent.on('message', ({ data, ports }) => {
    const [port] = ports
    if (!port || !isHandover(data)) return
    const { sign, onPort } = options
    const opened = portFromMain(port)
    onPort(data.filoPort, sign?.over(opened) ?? opened)
  })
  return openRpc<Table, Asks, object, Tells>(portFromParent(parent), {
    ...(options.asks ? { asks: options.asks } : {}),
    answers: { table: options.table, handlers: options.handlers },
    onTrouble: ({ call, error }) =>
      log.error('a call threw', {
        call: ownWord(call, options.table),
        error: describeError(error)
      })
  })
}

function isHandover(data: unknown): data is PortHandover {
  return typeof data === 'object' && data !== null && 'filoPort' in data
}

// Main outlives its children: this port is never closed from here.
function portFromParent(parent: ParentPortLike): Port {
  return {
    post: (value) => parent.postMessage(value),
    onMessage: (listener) => {
      const heard = (event: { data: unknown; ports: MainPortLike[] }): void => {
        if (event.ports.length === 0) listener(event.data)
      }
      parent.on('message', heard)
      return () => undefined
    },
    onClose: () => () => undefined,
    close: () => undefined
  }
}
