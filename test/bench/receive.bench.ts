// How many messages a second go from the socket to being committed and indexed, and how late they are committed.
import { join } from 'node:path'
import { figureOfRounds, onCurve, type Bench, type BenchContext, type Figure } from './figure.ts'
import {
  receiveByCounting,
  receiveByFilo,
  type ReceiveCourse,
  type ReceiveFlood
} from './support/receive-course.ts'
import type { Indexed } from './support/store-worker.ts'

const FULL = {
  rounds: 3,
  seconds: 5,
  held: { 5_000: 10, 20_000: 10, 50_000: 60 } as Record<number, number>,
  bareSeconds: 10,
  indexMs: 30_000
}
const QUICK = { rounds: 1, seconds: 3, held: { 5_000: 4 }, bareSeconds: 4, indexMs: 20_000 }
const WANTED = 50_000
const MOST_AGE_MS = 50
/** How much of a rate counts as all of it: clocks and last batches blur the ends. */
const SHARE = 0.98
/** What memory may hold at the end of a flood over what it held at its beginning, and be called flat. */
const FLAT = 1.1
const COUNTED = 'bare client, counted'

export const receiveBench: Bench = {
  name: 'receive',
  about:
    'messages from the socket to being committed, encrypted and indexed, beside socket.io-client that only counts',
  minutes: { full: 5, quick: 0.6 },
  run: async (context) => {
    const { held } = context.isQuick ? QUICK : FULL
    const figures = await asFastAsRead(context)
    for (const [rate, seconds] of Object.entries(held))
      figures.push(...(await atRate(context, Number(rate), seconds)))
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
  const baseline = (of: (course: ReceiveCourse) => number) => ({
    name: COUNTED,
    rounds: bare.map((course) => [of(course)])
  })
  const when = 'as fast as it is read'
  return [
    figureOfRounds({
      ...{ name: `received, ${when}`, unit: 'messages/s' },
      rounds: filo.map((course) => [paceOf(course)]),
      baseline: baseline(paceOf)
    }),
    figureOfRounds({
      ...{ name: `received and indexed, ${when}`, unit: 'messages/s' },
      rounds: filo.map((course) => [indexedPaceOf(course)]),
      baseline: baseline(paceOf),
      aim: { of: 'value', atLeast: WANTED }
    }),
    figureOfRounds({
      ...{ name: 'CPU time for each, all threads', unit: 'µs' },
      rounds: filo.map((course) => [costOf(course)]),
      baseline: baseline(costOf)
    }),
    ...indexing(when, filo),
    lost(when, filo)
  ]
}

/** What it takes afterwards until what came can be found. */
function indexing(when: string, courses: readonly ReceiveCourse[]): Figure[] {
  const measured = courses.flatMap(({ indexed }) => (indexed?.before ? [indexed] : []))
  if (measured.length === 0) return []
  const left = Math.max(...measured.map((indexed) => indexed.left))
  const figure = figureOfRounds({
    ...{ name: `indexing afterwards, each, ${when}`, unit: 'µs' },
    rounds: measured.map((indexed) => [eachOf(indexed) * 1_000])
  })
  const whole = figureOfRounds({
    ...{ name: `until all of it is indexed, ${when}`, unit: 's' },
    rounds: measured.map((indexed) => [wholeMs(indexed) / 1_000])
  })
  const waited = `${Math.max(...measured.map(({ before }) => before))} waited`
  const note = left === 0 ? waited : `${waited}, ${left} of them at the end: by their pace`
  return [figure, { ...whole, note }]
}

async function atRate(context: BenchContext, rate: number, seconds: number): Promise<Figure[]> {
  const { bareSeconds } = context.isQuick ? QUICK : FULL
  const filo = await received(context, `held-${rate}`, { rate, seconds })
  const bare = await receiveByCounting({ rate, seconds: bareSeconds })
  const pace = paceOf(filo)
  context.say(`${rate}/s for ${seconds} s: ${Math.round(pace)} messages/s`)
  const at = `at ${rate}/s for ${seconds} s`
  const curve = (of: string) => ({ of, over: 'messages a second' as const, at: rate })
  return [
    figureOfRounds({
      ...{ name: `received ${at}`, unit: 'messages/s' },
      rounds: [[pace]],
      baseline: { name: COUNTED, rounds: [[paceOf(bare)]] },
      aim: { of: 'value', atLeast: rate * SHARE }
    }),
    onCurve(
      figureOfRounds({
        ...{ name: `age at commit ${at}`, unit: 'ms', quote: 'p95' },
        rounds: [filo.received.ages],
        baseline: { name: COUNTED, rounds: [bare.received.ages] },
        ...(rate === WANTED ? { aim: { of: 'value', atMost: MOST_AGE_MS } } : {})
      }),
      curve('age at commit, p95')
    ),
    flatness(at, filo),
    ...indexing(at, [filo]),
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
  { folder, isQuick }: BenchContext,
  name: string,
  flood: ReceiveFlood
): Promise<ReceiveCourse> {
  const { indexMs } = isQuick ? QUICK : FULL
  return await receiveByFilo(join(folder, `${name}.sqlite`), { ...flood, indexMs })
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

/** Messages a second from the first until all can be found. */
function indexedPaceOf({ received: { count, firstAt, lastAt }, indexed }: ReceiveCourse): number {
  const tookMs = lastAt - firstAt + (indexed ? wholeMs(indexed) : 0)
  return (count / Math.max(1, tookMs)) * 1_000
}

/** ms for each that was indexed afterwards. */
function eachOf({ before, left, tookMs }: Indexed): number {
  return tookMs / Math.max(1, before - left)
}

/** Until nothing is left, ms; where patience ended before, by the pace until then. */
function wholeMs(indexed: Indexed): number {
  return indexed.before === 0 ? 0 : eachOf(indexed) * indexed.before
}

/** What the process holds in the last quarter of a flood over what it held in the second. */
function flatness(at: string, { memoryMb }: ReceiveCourse): Figure {
  const quarter = Math.ceil(memoryMb.length / 4)
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const [first, last] = [mean(memoryMb.slice(quarter, 2 * quarter)), mean(memoryMb.slice(-quarter))]
  const figure = figureOfRounds({
    ...{
      name: `memory at the end over the beginning ${at}`,
      unit: 'ratio',
      rounds: [[last / first]]
    },
    aim: { of: 'value', atMost: FLAT }
  })
  return { ...figure, note: `${Math.round(first)} to ${Math.round(last)} MB` }
}
