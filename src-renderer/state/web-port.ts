// How a port of the web page becomes the port shape that the contract speaks through.
import type { Port } from '../../src-preload/contract/port.ts'

/** Wraps a MessagePort; delivery starts with the first listener, so that nothing is missed. */
export function webPort(port: MessagePort): Port {
  let isOpen = true
  return {
    post(value) {
      if (isOpen) port.postMessage(value)
    },
    onMessage(listener) {
      const hear = (event: MessageEvent<unknown>): void => listener(event.data)
      port.addEventListener('message', hear)
      port.start()
      return () => port.removeEventListener('message', hear)
    },
    onClose(listener) {
      port.addEventListener('close', listener, { once: true })
      return () => port.removeEventListener('close', listener)
    },
    close() {
      isOpen = false
      port.close()
    }
  }
}
