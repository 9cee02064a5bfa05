// Makes our port shape out of the ports that Electron and Node have.
import type { Port } from '../../src-preload/contract/port.ts'

/** The part of Electron's MessagePortMain that we use. */
export interface MainPortLike {
  postMessage(value: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  off(event: 'message', listener: (event: { data: unknown }) => void): unknown
  off(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

/** Wraps one end of a MessageChannelMain. Messages wait in it until the first listener is there. */
export function portFromMain(main: MainPortLike): Port {
  let started = false
  return {
    post: (value) => main.postMessage(value),
    onMessage: (listener) => {
      const heard = (event: { data: unknown }): void => listener(event.data)
      main.on('message', heard)
      if (!started) main.start()
      started = true
      return () => main.off('message', heard)
    },
    onClose: (listener) => {
      main.on('close', listener)
      return () => main.off('close', listener)
    },
    close: () => main.close()
  }
}

/** What a worker's parentPort, a Worker and Node's MessagePort have in common. */
export interface NodePortLike {
  postMessage(value: unknown): void
  on(event: string, listener: (value: unknown) => void): unknown
  off(event: string, listener: (value: unknown) => void): unknown
}

/** Wraps a worker thread's port; `closeEvent` is 'exit' for a Worker, 'close' for a parentPort. */
export function portFromNode(
  node: NodePortLike,
  closeEvent: 'close' | 'exit',
  close: () => void
): Port {
  return {
    post: (value) => node.postMessage(value),
    onMessage: (listener) => {
      node.on('message', listener)
      return () => node.off('message', listener)
    },
    onClose: (listener) => {
      node.on(closeEvent, listener)
      return () => node.off(closeEvent, listener)
    },
    close
  }
}

/** The part of a utility process, seen from main or from inside, that we use as a port. */
export interface ParentPortLike {
  postMessage(value: unknown): void
  on(event: 'message', listener: (event: { data: unknown; ports: MainPortLike[] }) => void): unknown
}
