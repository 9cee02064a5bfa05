// How long a message waits from its arrival until it is on disk, at two rates.
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { KeptEvent } from '../../src-preload/contract/inbound.ts'
import { openRpc, type Caller } from '../../src-preload/contract/rpc.ts'
import { portFromNode } from '../../src-main/ports/message-port.ts'
import {
  storeForNetworkCalls,
  type StoreForNetworkCalls
} from '../../src-main/ports/store-network-calls.ts'
import { figureOfRounds, spreadOf, type Bench, type BenchContext, type Figure } from './figure.ts'
import type { CommitWorkerData } from './support/commit-worker.ts'
import { addServer, messageEvent, openHere, SERVER } from './support/history.ts'
import { must } from './support/must.ts'
import { randomFrom } from './support/words.ts'

const RATES = [100, 5_000]
const ROUNDS = 3
const BATCH = 500
const TICK_MS = 4

export const commitBench: Bench = {
  name: 'commit',
  about:
    'arrival of a message to its being committed and indexed, beside bare SQLite (one row, same batches)',
  minutes: { full: 2, quick: 0.4 },
  run: async (context) => {
    const figures: Figure[] = []
    for (const rate of RATES) figures.push(...(await measureRate(context, rate)))
    return figures
  }
}

async function measureRate(context: BenchContext, rate: number): Promise<Figure[]> {
  const seconds = context.isQuick ? 2 : 8
  const store: number[][] = []
  const bare: number[][] = []
  for (let round = 0; round < ROUNDS; round++) {
    const name = `${rate}-${round}`
    const path = join(context.folder, `store-${name}.sqlite`)
    const opened = openHere(path)
    await addServer(opened, ['flood'])
    opened.store.close()
    store.push(await run({ mode: 'store', path }, rate, seconds))
    bare.push(await run({ mode: 'bare', path: `${path}.bare` }, rate, seconds))
    context.say(
      `${rate}/s, round ${round + 1}: p99 ${Math.round(spreadOf(store.at(-1) ?? []).p99)} ms`
    )
  }
  const baseline = { name: 'bare SQLite', rounds: bare }
  return (['p50', 'p99'] as const).map((quote) =>
    figureOfRounds({
      ...{ name: `commit latency at ${rate} messages/s`, unit: 'ms', quote },
      ...{ rounds: store, baseline }
    })
  )
}

/** Feeds a worker at a rate; answers with each message's ms from arrival to commit. */
async function run(data: CommitWorkerData, rate: number, seconds: number): Promise<number[]> {
  const worker = new Worker(join(import.meta.dirname, 'commit-worker.js'), { workerData: data })
  try {
    const port = portFromNode(worker, 'exit', () => void worker.terminate())
    const { ask } = openRpc(port, { asks: storeForNetworkCalls })
    await feed(ask, { from: 0, rate: 1_000, seconds: 1 }) // statements are prepared, the file has grown
    return await feed(ask, { from: 1_000_000, rate, seconds })
  } finally {
    await worker.terminate()
  }
}

interface Feeding {
  from: number
  rate: number
  seconds: number
}

// As the receiver does it: one batch under way, the next gathers meanwhile.
async function feed(
  ask: Caller<Pick<StoreForNetworkCalls, 'commit'>>,
  { from, rate, seconds }: Feeding
): Promise<number[]> {
  const total = rate * seconds
  const random = randomFrom(from + rate)
  const latencies: number[] = []
  const startedAt = performance.now()
  const arrivedAt = (number: number): number => startedAt + (number / rate) * 1000
  let next = 0
  while (next < total) {
    const events: KeptEvent[] = []
    const first = next
    while (next < total && events.length < BATCH && arrivedAt(next) <= performance.now()) {
      events.push(messageEvent('flood', from + next, random))
      next += 1
    }
    if (events.length === 0) await pause(TICK_MS)
    else must(await ask.commit({ serverId: SERVER, events, receivedAt: Date.now() }))
    const committedAt = performance.now()
    for (let number = first; number < next; number++) {
      latencies.push(committedAt - arrivedAt(number))
    }
  }
  return latencies
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
