// The network process as main sees it: opened once, then given ports to the store and to windows.
import type { DoctorLine } from '../../src-preload/contract/doctor.ts'
import { done, refuse } from '../../src-preload/contract/failure.ts'
import type { Port } from '../../src-preload/contract/port.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import { bootMarks, markBoot } from '../base/boot-marks.ts'
import { openLog } from '../base/log.ts'
import type { ParentPortLike } from '../ports/message-port.ts'
import { serveParent } from '../ports/parent-port.ts'
import {
  mainForNetworkCalls,
  networkProcessCalls,
  type MainForNetworkCalls,
  type NetworkProcessCalls,
  type NetworkProcessEvents,
  type PortRole
} from '../ports/process-calls.ts'
import { WorkSign } from '../ports/work-sign.ts'
import { systemClock } from './clock.ts'
import { Figures } from './figures.ts'
import type { ResolveProxy } from './link/route/ways.ts'
import { Network } from './network.ts'
import type { NetworkOptions } from './network-options.ts'
import { DialectFiles } from './library/dialect-files.ts'
import { DialectLibrary } from './library/dialect-library.ts'
import { checkPresets } from './library/preset-dialects.ts'

const log = openLog('network')

/** Serves main until the process ends. */
export function serveNetworkProcess(
  parent: ParentPortLike,
  start: Pick<NetworkOptions, 'startThread' | 'startMover'>
): void {
  const held = new HeldPorts()
  const sign = new WorkSign(() => main.tell('stirred', {}))
  const figures = new Figures((end) => main.tell('threadEnded', end))
  const starts = figures.watch(start)
  const onChecked = (lines: DoctorLine[]): void => figures.checked(lines, systemClock.now())
  let network: Network | null = null
  let library: DialectLibrary | null = null
  const isClosed = refuse('process-gone', undefined, true)
  const resolveProxy: ResolveProxy = async (url) => {
    const answer = await main.ask.resolveProxy({ url })
    return answer.ok ? answer.value.list : 'DIRECT'
  }
  const handlers: Handlers<NetworkProcessCalls> = {
    open: async ({ dialectsDir, presets = [] }) => {
      markBoot('asked to open')
      const files = new DialectFiles(dialectsDir)
      const preset = checkPresets(presets)
      library ??= new DialectLibrary(files, systemClock, await files.read(), preset.documents)
      const told = { onChecked, onStir: () => sign.works() }
      network ??= new Network({ clock: systemClock, library, ...starts, resolveProxy, ...told })
      held.releaseTo(network)
      markBoot('open')
      const threads = ['link', 'receiver', 'sender', 'monitor']
      return done({ threads, refusedPresets: preset.refused })
    },
    facts: () => (network ? done(figures.facts(network.entries)) : isClosed),
    bootMarks: () => done(bootMarks()),
    ping: () => (network ? done(sign.answer(network.load())) : isClosed),
    wake: ({ cause }) => {
      network?.wake(cause)
      return done(null)
    },
    setTransferRules: (rules) => {
      network?.setTransferRules(rules)
      return done(null)
    },
    importDialect: ({ path, taken }) => library?.take(path, taken) ?? isClosed,
    exportDialect: ({ path, dialectId }) => library?.give(dialectId, path) ?? isClosed,
    nameOfDialect: ({ dialectId }) => library?.nameOf(dialectId) ?? isClosed,
    dialectFiles: () => (library ? done(library.files()) : isClosed),
    takeDialects: ({ files }) => library?.takeAll(files) ?? isClosed,
    close: async () => {
      figures.close()
      network?.close()
      await library?.close()
      return done(null)
    }
  }
  const main = serveParent<NetworkProcessCalls, NetworkProcessEvents, MainForNetworkCalls>(parent, {
    table: networkProcessCalls,
    asks: mainForNetworkCalls,
    handlers,
    onPort: (role, port) => held.take(role, port),
    sign
  })
}

/** Ports that arrive before the network is open wait for it. */
class HeldPorts {
  #waiting: [PortRole, Port][] = []
  #network: Network | null = null

  take(role: PortRole, port: Port): void {
    if (!this.#network) this.#waiting.push([role, port])
    else if (role === 'store') this.#network.attachStore(port)
    else if (role === 'window') this.#network.addWindow(port)
    else log.warn('a port nobody asked for', { role })
  }

  releaseTo(network: Network): void {
    this.#network = network
    for (const [role, port] of this.#waiting.splice(0)) this.take(role, port)
  }
}
