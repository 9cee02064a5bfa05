// How many messages a second go from the socket to being committed, and how late they are then.
import { join } from 'node:path'
import { figureOfRounds, type Bench, type BenchContext, type Figure } from './figure.ts'
import {
  receiveByCounting,
  receiveByFilo,
  type ReceiveCourse,
  type ReceiveFlood
} from './support/receive-course.ts'

const FULL = { rounds: 3, seconds: 10, held: [5_000, 20_000, 50_000], heldSeconds: 60 }
const QUICK = { rounds: 1, seconds: 3, held: [5_000], heldSeconds: 4 }
const WANTED = 50_000
const MOST_AGE_MS = 50
/** How much of a rate counts as all of it: clocks and last batches blur the ends. */
const SHARE = 0.98

export const receiveBench: Bench = {
  name: 'receive',
  about:
    'messages from the socket to being committed and encrypted, in a flood indexed afterwards, beside socket.io-client that only counts',
  run: async (context) => {
    const { held } = context.isQuick ? QUICK : FULL
    const figures = await asFastAsRead(context)
    for (const rate of held) figures.push(...(await atRate(context, rate)))
    return figures
  }
}

async function asFastAsRead(context: BenchContext): Promise<Figure[]> {
  const { rounds, seconds } = context.isQuick ? QUICK : FULL
  const filo: ReceiveCourse[] = []
  const bare: ReceiveCourse[] = []
  for (let round = 0; round < rounds; round++) {
    const flood = { rate: null, seconds }
    filo.push(await received(context, `most-${round}`, flood))
    bare.push(await receiveByCounting(flood))
    context.say(`round ${round + 1}: ${Math.round(paceOf(filo.at(-1)))} messages/s`)
  }
  return [
    figureOfRounds({
      ...{ name: 'received, as fast as it is read', unit: 'messages/s' },
      rounds: filo.map((course) => [paceOf(course)]),
      baseline: {
        name: 'bare client, counted',
        rounds: bare.map((course) => [paceOf(course)])
      },
      aim: { of: 'value', atLeast: WANTED }
    }),
    figureOfRounds({
      ...{ name: 'CPU time for each, all threads', unit: 'µs' },
      rounds: filo.map((course) => [costOf(course)]),
      baseline: {
        name: 'bare client, counted',
        rounds: bare.map((course) => [costOf(course)])
      }
    }),
    lost('as fast as it is read', filo)
  ]
}

async function atRate(context: BenchContext, rate: number): Promise<Figure[]> {
  const { heldSeconds: seconds } = context.isQuick ? QUICK : FULL
  const filo = await received(context, `held-${rate}`, { rate, seconds })
  const bare = await receiveByCounting({ rate, seconds })
  const pace = paceOf(filo)
  context.say(`${rate}/s for ${seconds} s: ${Math.round(pace)} messages/s`)
  const [at, name] = [`at ${rate}/s for ${seconds} s`, 'bare client, counted']
  const wanted = rate === WANTED
  return [
    figureOfRounds({
      ...{ name: `received ${at}`, unit: 'messages/s' },
      rounds: [[pace]],
      baseline: { name, rounds: [[paceOf(bare)]] },
      aim: { of: 'value', atLeast: rate * SHARE }
    }),
    figureOfRounds({
      ...{ name: `age at commit ${at}`, unit: 'ms', quote: 'p95' },
      rounds: [filo.received.ages],
      baseline: { name, rounds: [bare.received.ages] },
      ...(wanted ? { aim: { of: 'value', atMost: MOST_AGE_MS } } : {})
    }),
    figureOfRounds({ ...{ name: `memory gained ${at}`, unit: 'MB' }, rounds: [[gained(filo)]] }),
    lost(at, [filo])
  ]
}

function lost(at: string, courses: readonly ReceiveCourse[]): Figure {
  return figureOfRounds({
    ...{ name: `lost or doubled ${at}`, unit: 'messages', quote: 'max' },
    rounds: courses.map(({ received: { count, sum }, said }) => [
      sum === (said * (said + 1)) / 2 ? Math.abs(said - count) : Math.max(1, Math.abs(said - count))
    ]),
    aim: { of: 'value', atMost: 0 }
  })
}

async function received(
  { folder }: BenchContext,
  name: string,
  flood: ReceiveFlood
): Promise<ReceiveCourse> {
  return await receiveByFilo(join(folder, `${name}.sqlite`), flood)
}

/** Messages a second from the first to the last. */
function paceOf(course: ReceiveCourse | undefined): number {
  if (!course) return 0
  const { count, firstAt, lastAt } = course.received
  return (count / Math.max(1, lastAt - firstAt)) * 1_000
}

/** CPU time for each message, µs. */
function costOf({ received: { cpuMs, count } }: ReceiveCourse): number {
  return (cpuMs / Math.max(1, count)) * 1_000
}

/** What the process holds in the last quarter of a flood over what it held in the second. */
function gained({ memoryMb }: ReceiveCourse): number {
  const quarter = Math.ceil(memoryMb.length / 4)
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  return mean(memoryMb.slice(-quarter)) - mean(memoryMb.slice(quarter, 2 * quarter))
}
