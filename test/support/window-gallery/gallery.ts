// The gallery's start: hands the window its ports as the preload would, then mounts it.
import { mount } from 'svelte'
import App from '../../../src-renderer/App.svelte'
import '../../../src-renderer/styles/base.css'
import { webPort } from '../../../src-renderer/state/web-port.ts'
import { answerApp } from './stand-in-app.ts'
import { answerNetwork } from './stand-in-network.ts'
import { answerStore } from './stand-in-store.ts'
import { World, type Wish } from './world.ts'

const wish: Wish = Object.fromEntries(new URLSearchParams(location.search))
const world = new World(wish)

function deliver(filoPort: string, answer: (port: ReturnType<typeof webPort>) => void): void {
  const { port1, port2 } = new MessageChannel()
  answer(webPort(port1))
  window.postMessage({ filoPort }, location.origin, [port2])
}

Object.defineProperty(window, 'filo', {
  value: {
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
if (target) mount(App, { target })
