// The three lines of the window, and the arrival of their ports through the preload.
import {
  appCalls,
  type AppCalls,
  type AppEvents,
  type AppInfo
} from '../../src-preload/contract/app-calls.ts'
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
import type { ConversationId } from '../../src-preload/contract/model.ts'
import type {
  FiloBridge,
  PortDelivery,
  WindowPortName
} from '../../src-preload/contract/window-bridge.ts'
import { Line } from './line.ts'
import { webPort } from './web-port.ts'

const lineNames: readonly WindowPortName[] = ['app', 'store', 'network']

/** After so long without more of it, ms, a flood is over. */
const OVER_MS = 3_000
/** How often main is told at most that the window works, ms. */
const TELL_MS = 5_000

export class Wires {
  readonly app = new Line<AppCalls, AppEvents>(appCalls)
  readonly store = new Line<StoreCalls, StoreEvents>(storeCalls, () => this.#works())
  readonly network = new Line<NetworkCalls, NetworkEvents>(networkCalls, () => this.#works())
  #bridge: FiloBridge | null = null
  #flood: ReturnType<typeof setTimeout> | undefined
  /** When main was last told that the window works; at the start it takes that for granted. */
  #toldAt = performance.now()

  /**
   * Waits for ports from the preload and tells it that the page listens. `onInfo` hears what main says beside
   * the app's port.
   */
  listen(page: Window, onInfo: (info: AppInfo) => void): void {
    const hear = (event: MessageEvent<unknown>): void => {
      if (event.source !== page) return
      const { data } = event
      const port = event.ports[0]
      if (!isDelivery(data) || !port) return
      this[data.filoPort].open(webPort(port))
      if (data.info) onInfo(data.info)
    }
    page.addEventListener('message', hear)
    this.#bridge = bridgeOf(page)
    this.#bridge?.ready()
  }

  /** Hands dropped or pasted files on; answers with the places of those that lie nowhere on the disk. */
  stage(conversationId: ConversationId, files: File[]): number[] {
    return this.#bridge?.stage(conversationId, files) ?? [...files.keys()]
  }

  // Who is asked may be stopped, and would never say so itself.
  #works(): void {
    const now = performance.now()
    if (now - this.#toldAt < TELL_MS) return
    this.#toldAt = now
    void this.app.ask.windowWorks({})
  }

  /** More came than a screen holds: what drawing it left behind is given back once no more of it comes. */
  flooded(): void {
    clearTimeout(this.#flood)
    this.#flood = setTimeout(() => this.#bridge?.rest(), OVER_MS)
  }
}

// Only main posts into our page, through our own preload.
function isDelivery(data: unknown): data is PortDelivery {
  if (typeof data !== 'object' || data === null || !('filoPort' in data)) return false
  return lineNames.some((name) => name === data.filoPort)
}

function bridgeOf(page: Window): FiloBridge | null {
  const bridge: unknown = Reflect.get(page, 'filo')
  const isBridge = typeof bridge === 'object' && bridge !== null && 'ready' in bridge
  return isBridge ? (bridge as FiloBridge) : null
}
