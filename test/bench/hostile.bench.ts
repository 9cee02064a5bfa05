// How long a calm server's words wait while another server floods, and what memory that takes.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { startWorker } from '../../src-main/network/start-worker.ts'
import { testDialect } from '../support/network/chat-server.ts'
import { MemoryStore } from '../support/network/memory-store.ts'
import { TestNetwork } from '../support/network/test-network.ts'
import { figureOf, type Bench, type BenchContext, type Figure } from './figure.ts'

const ROUNDS = 3
/** What nobody who reads along would notice. */
const MOST_WAITED_MS = 250
/** After a flood began, what it first brought is read; before it is measured. */
const SETTLE_MS = 500
const WEIGH_EVERY_MS = 50

export const hostileBench: Bench = {
  name: 'hostile',
  about:
    'a word of a calm server from its being said to its commit while another server floods, beside the same without a flood',
  minutes: { full: 1, quick: 0.4 },
  run: async (context) => {
    const course = await Course.open()
    try {
      return await measure(course, context)
    } finally {
      course.close()
    }
  }
}

async function measure(course: Course, context: BenchContext): Promise<Figure[]> {
  const ms = context.isQuick ? 1_500 : 6_000
  const idle: number[] = []
  const flooded: number[] = []
  const read: number[] = []
  const grown: number[] = []
  await course.listen(SETTLE_MS)
  for (let round = 0; round < ROUNDS; round++) {
    const quiet = await course.listen(ms)
    idle.push(...quiet.latencies)
    const serverId = await course.startFlood()
    await course.listen(SETTLE_MS)
    const loud = await course.listen(ms)
    course.endFlood(serverId)
    flooded.push(...loud.latencies)
    read.push(loud.flooded / (ms / 1_000))
    grown.push((loud.mostBytes - quiet.mostBytes) / 1e6)
    context.say(`round ${round + 1}: ${Math.round(read.at(-1) ?? 0)} messages/s of the flood read`)
  }
  const name = 'a calm word while another server floods'
  const baseline = { name: 'no flood', samples: idle }
  return [
    figureOf({ name, unit: 'ms', quote: 'p50', samples: flooded, baseline }),
    figureOf({
      name,
      unit: 'ms',
      quote: 'p99',
      samples: flooded,
      baseline,
      aim: { of: 'value', atMost: MOST_WAITED_MS }
    }),
    figureOf({ name: 'read of the flood', unit: 'messages/s', samples: read }),
    figureOf({ name: 'memory that a flood takes', unit: 'MB', quote: 'max', samples: grown })
  ]
}

interface Heard {
  /** Of the calm server's words, ms. */
  latencies: number[]
  /** Messages of the other one. */
  flooded: number
  /** The most memory that this process had. */
  mostBytes: number
}

/** The network process's parts here with the real threads, both servers in processes of their own. */
class Course {
  readonly #test: TestNetwork
  readonly #calm: Talker
  readonly #flood: Talker

  private constructor(calm: Talker, flood: Talker) {
    this.#calm = calm
    this.#flood = flood
    const folder = join(process.env['FILO_REPO'] ?? '.', 'out', 'main')
    this.#test = new TestNetwork({
      documents: [testDialect],
      store: new MemoryStore(),
      startThread: (setup) => startWorker(folder, setup)
    })
  }

  static async open(): Promise<Course> {
    const course = new Course(await openTalker('calm'), await openTalker('flood'))
    await course.#add(course.#calm)
    return course
  }

  close(): void {
    this.#test.close()
    this.#calm.close()
    this.#flood.close()
  }

  startFlood(): Promise<string> {
    return this.#add(this.#flood)
  }

  endFlood(serverId: string): void {
    this.#test.store.removeLink(serverId)
  }

  /** Hears what is committed for so many ms. */
  async listen(ms: number): Promise<Heard> {
    const heard: Heard = { latencies: [], flooded: 0, mostBytes: 0 }
    this.#test.store.onCommit = (events) => {
      const at = performance.timeOrigin + performance.now()
      for (const event of events) {
        const said = event.kind === 'message' ? Number(event.message.text) : Number.NaN
        if (Number.isNaN(said)) heard.flooded++
        else heard.latencies.push(at - said)
      }
      this.#test.store.events.length = 0
    }
    const weigh = (): void => {
      heard.mostBytes = Math.max(heard.mostBytes, process.memoryUsage.rss())
    }
    const scale = setInterval(weigh, WEIGH_EVERY_MS)
    await new Promise((resolve) => setTimeout(resolve, ms))
    clearInterval(scale)
    return heard
  }

  async #add({ url }: Talker): Promise<string> {
    const connect = { url, generation: '4', transports: 'websocket' } as const
    const { serverId } = this.#test.store.addLink({
      connect: { ...connect, query: {}, headers: {}, auth: {} },
      dialectId: 'test'
    })
    await this.#test.reached(serverId, 'online', 20_000)
    return serverId
  }
}

interface Talker {
  url: string
  close: () => void
}

async function openTalker(kind: 'calm' | 'flood'): Promise<Talker> {
  const child = fork(join(import.meta.dirname, 'talk-worker.js'), [kind])
  const [url] = (await once(child, 'message')) as [string]
  return { url, close: () => void child.kill() }
}
