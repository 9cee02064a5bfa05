// A flood that is received by Filo's network and store with their real threads, and by a client that only counts.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import { systemClock } from '../../../src-main/network/clock.ts'
import { DialectFiles } from '../../../src-main/network/library/dialect-files.ts'
import { DialectLibrary } from '../../../src-main/network/library/dialect-library.ts'
import { Network } from '../../../src-main/network/network.ts'
import { startMover, startWorker } from '../../../src-main/network/start-worker.ts'
import { portFromNode } from '../../../src-main/ports/message-port.ts'
import { FloodServer } from './flood-server.ts'
import { addServerAt, openHere } from './history.ts'
import type { Received } from './received.ts'
import type { Indexed, StoreWorkerAsk, StoreWorkerData } from './store-worker.ts'

/** As a person's database is. */
const KEY = '0f'.repeat(32)
/** What one server may send is bounded in the app; here the bound is not what is measured. */
const UNBOUNDED = { eventsPerSecond: 1e9, bytesPerSecond: 1e12, fullMs: 1e9 }
const WEIGH_EVERY_MS = 500
/** After which nothing more is expected to come. */
const STILL_MS = 3_000
const CONNECTED_MS = 10_000

export interface ReceiveFlood {
  /** Messages a second; null: as many as are read. */
  rate: number | null
  seconds: number
  /** At so many servers, each with so many conversations; one where nothing else is said. */
  servers?: number
  conversations?: number
  /** How long it is waited, ms, until all of it is indexed; not at all where nothing is said. */
  indexMs?: number
}

export interface ReceiveCourse {
  received: Received
  /** What came of the indexes afterwards; null where nobody waited. */
  indexed: Indexed | null
  said: number
  /** Memory of this process, with network and store in it, every half second, MB. */
  memoryMb: number[]
}

interface Receiver {
  /** How many of the flood have come. */
  count: () => number
  take: () => Promise<Received>
  /** Waits until all is indexed; null where nothing is stored. */
  index: (patienceMs: number) => Promise<Indexed | null>
  close: () => Promise<void>
}

/** Floods Filo's network and store, whose file is `path`. */
export async function receiveByFilo(path: string, flood: ReceiveFlood): Promise<ReceiveCourse> {
  const { servers = 1, conversations = 1 } = flood
  const server = await FloodServer.open(conversations)
  const opened = openHere(path, KEY)
  for (let number = 0; number < servers; number++) await addServerAt(opened, server.url, number)
  opened.store.close()
  return await run(server, await openFilo(path, servers), flood)
}

/** Floods a process that only counts. */
export async function receiveByCounting(flood: ReceiveFlood): Promise<ReceiveCourse> {
  const server = await FloodServer.open()
  return await run(server, await openCounter(server.url), flood)
}

async function run(
  server: FloodServer,
  receiver: Receiver,
  { rate, seconds, indexMs }: ReceiveFlood
): Promise<ReceiveCourse> {
  const memoryMb: number[] = []
  const weigh = (): void => void memoryMb.push(process.memoryUsage.rss() / 1e6)
  const scale = setInterval(weigh, WEIGH_EVERY_MS)
  try {
    const { said } = await server.pour(rate, seconds)
    clearInterval(scale)
    await untilStill(receiver, said)
    const received = await receiver.take()
    const indexed = indexMs === undefined ? null : await receiver.index(indexMs)
    return { received, indexed, said, memoryMb }
  } finally {
    clearInterval(scale)
    await receiver.close()
    server.close()
  }
}

/** Waits until all has come, or nothing more comes. */
async function untilStill(receiver: Receiver, said: number): Promise<void> {
  let last = { count: -1, at: performance.now() }
  while (receiver.count() < said && performance.now() - last.at < STILL_MS) {
    if (receiver.count() > last.count) last = { count: receiver.count(), at: performance.now() }
    await pause(100)
  }
}

async function openFilo(path: string, servers: number): Promise<Receiver> {
  const { port1, port2 } = new MessageChannel()
  const workerData: StoreWorkerData = { path, encryptionKey: KEY, network: port2 }
  const worker = new Worker(join(import.meta.dirname, 'store-worker.js'), {
    workerData,
    transferList: [port2]
  })
  let count = 0
  worker.on('message', (told) => {
    if (typeof told === 'number') count = told
  })
  const folder = join(process.env['FILO_REPO'] ?? '.', 'out', 'main')
  const network = new Network({
    clock: systemClock,
    library: new DialectLibrary(new DialectFiles(null), systemClock, []),
    startThread: (setup) => startWorker(folder, setup),
    startMover: (setup) => startMover(folder, setup),
    budget: { moment: UNBOUNDED, stretch: UNBOUNDED, refusedCost: 5 }
  })
  network.attachStore(portFromNode(port1, 'close', () => port1.close()))
  await greeted(network, servers)
  return {
    count: () => count,
    take: () => answerOf<Received>(worker, 'take', (told) => typeof told === 'object'),
    index: (patienceMs) =>
      answerOf<Indexed>(worker, { patienceMs }, (told) => typeof told === 'object'),
    close: async () => {
      network.close()
      await answerOf(worker, 'close', (told) => told === 'closed')
      await worker.terminate()
    }
  }
}

/** The introduction is over when the greeting has come. */
async function greeted(network: Network, servers: number): Promise<void> {
  const until = performance.now() + CONNECTED_MS
  while (network.load().eventsTotal < 2 * servers) {
    if (performance.now() > until) throw new Error('did not connect')
    await pause(50)
  }
  await pause(1_000)
}

async function openCounter(url: string): Promise<Receiver> {
  const child = fork(join(import.meta.dirname, 'count-worker.js'), [url])
  await once(child, 'message')
  let count = 0
  let taken: (received: Received) => void = () => undefined
  child.on('message', (told: number | Received) => {
    if (typeof told === 'number') count = told
    else taken(told)
  })
  return {
    count: () => count,
    take: () =>
      new Promise((resolve) => {
        taken = resolve
        child.send('take')
      }),
    index: () => Promise.resolve(null),
    close: async () => void child.kill()
  }
}

function answerOf<T>(
  worker: Worker,
  ask: StoreWorkerAsk,
  isAnswer: (told: unknown) => boolean
): Promise<T> {
  return new Promise((resolve) => {
    const heard = (told: unknown): void => {
      if (!isAnswer(told)) return
      worker.off('message', heard)
      resolve(told as T) // store-worker.ts answers so
    }
    worker.on('message', heard)
    worker.postMessage(ask)
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
