// A thread with the whole store, as its process has it; notes when a flood's messages were committed.
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import type { Port } from '../../../src-preload/contract/port.ts'
import { portFromNode } from '../../../src-main/ports/message-port.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { must } from './must.ts'
import { ReceivedNotes } from './received.ts'
import { wallOffset } from './wall-clock.ts'

export interface StoreWorkerData {
  path: string
  encryptionKey: string
  network: MessagePort
}

const { path, encryptionKey, network } = workerData as StoreWorkerData // given by receive-course.ts
const offset = wallOffset()
const notes = new ReceivedNotes()
const store = must(openStore({ path, encryptionKey }))
store.serveNetwork(noting(portFromNode(network, 'close', () => network.close())))

parentPort?.on('message', (ask: 'take' | 'close') => {
  if (ask === 'take') return parentPort?.postMessage(notes.take())
  store.close()
  parentPort?.postMessage('closed')
})
const telling = setInterval(() => parentPort?.postMessage(notes.count), 100)
telling.unref()

/** A call as it goes over the port: see birpc's messages in contract/rpc.ts. */
interface Wire {
  t: 'q' | 's'
  i?: string
  a?: [string, { events?: unknown }]
}

/** Looks at commits as they come, and at when they are answered. */
function noting(port: Port): Port {
  const asked = new Map<string, string>()
  return {
    ...port,
    onMessage: (listener) =>
      port.onMessage((message) => {
        const { t, i, a } = message as Wire
        // As the receiver sends them: JSON.
        const events = a?.[0] === 'commit' ? a[1].events : undefined
        if (t === 'q' && i !== undefined && typeof events === 'string') asked.set(i, events)
        listener(message)
      }),
    post: (message) => {
      const { t, i } = message as Wire
      const events = t === 's' && i !== undefined ? asked.get(i) : undefined
      if (events !== undefined) notes.note(events, performance.now() + offset)
      if (i !== undefined) asked.delete(i)
      port.post(message)
    }
  }
}
