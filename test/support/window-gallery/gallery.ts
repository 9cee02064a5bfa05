// The gallery's start: hands the window its ports as the preload would, then mounts it.
import '../../../src-renderer/styles/base.css'
import { startWindow } from '../../../src-renderer/start.ts'
import { webPort } from '../../../src-renderer/state/web-port.ts'
import type { PortDelivery, WindowPortName } from '../../../src-preload/contract/window-bridge.ts'
import { answerApp, infoOf } from './stand-in-app.ts'
import { answerNetwork } from './stand-in-network.ts'
import { answerStore } from './stand-in-store.ts'
import { World, type Wish } from './world.ts'

const wish: Wish = Object.fromEntries(new URLSearchParams(location.search))
const world = new World(wish)

function deliver(
  filoPort: WindowPortName,
  answer: (port: ReturnType<typeof webPort>) => void
): void {
  const { port1, port2 } = new MessageChannel()
  answer(webPort(port1))
  const info = filoPort === 'app' ? { info: infoOf(world) } : {}
  const delivery: PortDelivery = { filoPort, ...info }
  window.postMessage(delivery, location.origin, [port2])
}

Object.defineProperty(window, 'filo', {
  value: {
    // Nothing in a browser lies on a disk: everything goes by its bytes.
    stage: (_conversationId: number, files: File[]) => [...files.keys()],
    ready(): void {
      deliver('app', (port) => answerApp(port, world))
      // A store that is not open yet answers nobody.
      if (world.keeping.store.state === 'open' || world.keeping.keyChange === 'running') {
        deliver('store', (port) => answerStore(port, world))
      }
      deliver('network', (port) => answerNetwork(port, world))
    }
  }
})
Object.defineProperty(window, 'world', { value: world })

const target = document.getElementById('filo')
if (target) startWindow(target)
