// The three lines of the window, and the arrival of their ports through the preload.
import { appCalls, type AppCalls, type AppEvents } from '../../src-preload/contract/app-calls.ts'
import {
  networkCalls,
  type NetworkCalls,
  type NetworkEvents
} from '../../src-preload/contract/network-calls.ts'
import {
  storeCalls,
  type StoreCalls,
  type StoreEvents
} from '../../src-preload/contract/store-calls.ts'
import type { FiloBridge, WindowPortName } from '../../src-preload/contract/window-bridge.ts'
import { Line } from './line.ts'
import { webPort } from './web-port.ts'

const lineNames: readonly WindowPortName[] = ['app', 'store', 'network']

export class Wires {
  readonly app = new Line<AppCalls, AppEvents>(appCalls)
  readonly store = new Line<StoreCalls, StoreEvents>(storeCalls)
  readonly network = new Line<NetworkCalls, NetworkEvents>(networkCalls)

  /** Waits for ports from the preload and tells it that the page listens; returns the undo. */
  listen(page: Window): () => void {
    const hear = (event: MessageEvent<unknown>): void => {
      if (event.source !== page) return
      const name = deliveredName(event.data)
      const port = event.ports[0]
      if (name && port) this[name].open(webPort(port))
    }
    page.addEventListener('message', hear)
    bridgeOf(page)?.ready()
    return () => page.removeEventListener('message', hear)
  }
}

function deliveredName(delivery: unknown): WindowPortName | null {
  if (typeof delivery !== 'object' || delivery === null || !('filoPort' in delivery)) return null
  return lineNames.find((name) => name === delivery.filoPort) ?? null
}

function bridgeOf(page: Window): FiloBridge | null {
  const bridge: unknown = Reflect.get(page, 'filo')
  const isBridge = typeof bridge === 'object' && bridge !== null && 'ready' in bridge
  return isBridge ? (bridge as FiloBridge) : null
}
