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

export type StoreWorkerAsk = 'take' | 'close' | { patienceMs: number }

/** How messages that were committed came into the search's indexes afterwards. */
export interface Indexed {
  /** How many waited for their words or their parts, before and at the end. */
  before: number
  left: number
  tookMs: number
}

const LOOK_EVERY_MS = 200
const { path, encryptionKey, network } = workerData as StoreWorkerData // given by receive-course.ts
const offset = wallOffset()
const notes = new ReceivedNotes()
const store = must(openStore({ path, encryptionKey }))
store.serveNetwork(noting(portFromNode(network, 'close', () => network.close())))

parentPort?.on('message', (ask: StoreWorkerAsk) => {
  if (ask === 'take') return parentPort?.postMessage(notes.take())
  if (ask !== 'close') return void indexed(ask.patienceMs).then(tell)
  store.close()
  tell('closed')
})
const telling = setInterval(() => parentPort?.postMessage(notes.count), 100)
telling.unref()

function tell(what: Indexed | 'closed'): void {
  parentPort?.postMessage(what)
}

/** Waits until nothing is left to be indexed, or there is no more patience. */
async function indexed(patienceMs: number): Promise<Indexed> {
  const startedAt = performance.now()
  const before = waiting()
  let left = before
  while (left > 0 && performance.now() - startedAt < patienceMs) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    left = waiting()
  }
  return { before, left, tookMs: performance.now() - startedAt }
}

function waiting(): number {
  const sql = 'SELECT count(*) AS count FROM parts_waiting'
  return store.database.get<{ count: number }>(sql)?.count ?? 0
}

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
