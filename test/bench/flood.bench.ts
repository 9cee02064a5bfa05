// What a person feels while messages pour into the conversation they look at: frames, keys, how late the screen is.
import { join } from 'node:path'
import {
  figureOfRounds,
  onCurve,
  type Bench,
  type BenchContext,
  type Figure,
  type MeasuredInRounds
} from './figure.ts'
import { runFlood, type Client, type FloodCourse } from './support/flood-course.ts'
import type { Courses } from './support/shared.ts'

const FULL = { rates: [0, 100, 1_000, 5_000, 20_000], seconds: 15, rounds: 3, fewer: 2 }
const QUICK = { rates: [0, 1_000, 20_000], seconds: 4, rounds: 1, fewer: 1 }
/** What is wanted at the rates for which something is. */
const AIMS: Record<number, { frames: number; ageP50: number; ageP95: number }> = {
  1_000: { frames: 55, ageP50: 60, ageP95: 150 },
  20_000: { frames: 50, ageP50: 100, ageP95: 250 }
}
const MOST_CATCH_UP_MS = 250

export const floodBench: Bench = {
  name: 'flood',
  about:
    'a flood into the open conversation while keys are pressed, beside a minimal client whose only thread appends rows',
  minutes: { full: 9.5, quick: 1.3 },
  run: async (context) => {
    const courses = await runAll(context)
    context.shared.floods = courses
    const { rates } = context.isQuick ? QUICK : FULL
    const idle = keysOf(courses.filo.get(0))
    return rates.flatMap((rate) => {
      const pair = { filo: courses.filo.get(rate) ?? [], minimal: courses.minimal.get(rate) ?? [] }
      return figuresOf(rate, pair, idle)
    })
  }
}

interface Turn {
  client: Client
  rate: number
  round: number
}

async function runAll(context: BenchContext): Promise<Record<Client, Courses>> {
  const courses: Record<Client, Courses> = { filo: new Map(), minimal: new Map() }
  for (const turn of turnsOf(context)) {
    const { client, rate, round } = turn
    const course = await runOne(context, turn)
    courses[client].set(rate, [...(courses[client].get(rate) ?? []), course])
    context.say(`${client} at ${rate}/s, round ${round + 1}: ${inShort(course)}`)
  }
  return courses
}

/** All rates in each round, both clients at each; who is first alternates. */
function turnsOf(context: BenchContext): Turn[] {
  const { rates, rounds } = context.isQuick ? QUICK : FULL
  return Array.from({ length: rounds }, (_, round) => {
    const both: Client[] = round % 2 === 0 ? ['filo', 'minimal'] : ['minimal', 'filo']
    const turns = rates.flatMap((rate) => both.map((client): Turn => ({ client, rate, round })))
    return turns.filter(({ client, rate }) => round < roundsOf(context, client, rate))
  }).flat()
}

/** Minutes go where there is an aim, and what it is compared with. */
function roundsOf({ isQuick }: BenchContext, client: Client, rate: number): number {
  const { rounds, fewer } = isQuick ? QUICK : FULL
  return client === 'filo' && (rate === 0 || rate in AIMS) ? rounds : fewer
}

/** Once more where it fails: minutes of others hang on it. */
async function runOne(context: BenchContext, { client, rate, round }: Turn): Promise<FloodCourse> {
  const { seconds } = context.isQuick ? QUICK : FULL
  const folder = join(context.folder, `${client}-${rate}-${round}`)
  try {
    return await runFlood({ client, rate, seconds, folder })
  } catch (error) {
    context.say(`${client} at ${rate}/s failed: ${String(error)}`)
    return await runFlood({ client, rate, seconds, folder: `${folder}-again` })
  }
}

function inShort(course: FloodCourse): string {
  const { kept, said } = course
  const stored = kept ? `, ${kept.count} of ${said} stored` : ''
  const frames = Math.round(framesASecond(course)[0] ?? 0)
  return `${frames} frames/s, caught up after ${Math.round(course.catchUpMs)} ms${stored}`
}

interface Pair {
  filo: FloodCourse[]
  minimal: FloodCourse[]
}

function figuresOf(rate: number, pair: Pair, idleKeys: number[][]): Figure[] {
  const at = rate === 0 ? 'idle' : `at ${rate}/s`
  const aim = AIMS[rate]
  const beside = besideMinimal(pair)
  const frames = aim && { aim: { of: 'value' as const, atLeast: aim.frames } }
  const figures = [
    beside({ name: `frames ${at}`, unit: 'frames/s', ...frames }, framesASecond),
    ...GAPS.map((quote) => beside({ name: `frame gap ${at}`, unit: 'ms', quote }, gaps)),
    ...KEYS.map((quote) => beside({ name: `key to frame ${at}`, unit: 'ms', quote }, keys))
  ]
  if (rate === 0) return figures
  return [...figures, ...flooded(rate, pair, idleKeys)].map((figure) => pointOf(figure, rate))
}

const GAPS = ['p50', 'p99', 'max'] as const
const KEYS = ['p50', 'p95', 'p99', 'max'] as const

/** What is told of each rate is a point of a curve over it; but the worst is so by chance. */
function pointOf(figure: Figure, rate: number): Figure {
  const of = figure.name.replace(RATE, '')
  const isCurve =
    figure.baseline?.name === 'minimal client' && figure.unit === 'ms' && !of.endsWith('max')
  return isCurve ? onCurve(figure, { of, over: 'messages a second', at: rate }) : figure
}

const RATE = / (at|after) \d+\/s/

function flooded(rate: number, pair: Pair, idleKeys: number[][]): Figure[] {
  const beside = besideMinimal(pair)
  const { ageP50, ageP95 } = AIMS[rate] ?? {}
  const name = `age on screen at ${rate}/s`
  return [
    figureOfRounds({
      ...{ name: `key to frame at ${rate}/s beside idle`, unit: 'ms', quote: 'p99' },
      rounds: keysOf(pair.filo),
      baseline: { name: 'Filo idle', rounds: idleKeys },
      ...(rate === 20_000 ? { aim: { of: 'ratio', atMost: 1.2 } } : {})
    }),
    beside({ name, unit: 'ms', quote: 'p50', ...within(ageP50) }, ages),
    beside({ name, unit: 'ms', quote: 'p95', ...within(ageP95) }, ages),
    beside({ name: `catch-up after ${rate}/s`, unit: 'ms', ...within(MOST_CATCH_UP_MS) }, caughtUp),
    figureOfRounds({
      ...{ name: `not stored once and in order, of ${rate}/s`, unit: 'messages', quote: 'max' },
      rounds: pair.filo.map((course) => [wrong(course)]),
      aim: { of: 'value', atMost: 0 }
    })
  ]
}

function within(ms: number | undefined): Pick<MeasuredInRounds, 'aim'> {
  return ms === undefined ? {} : { aim: { of: 'value', atMost: ms } }
}

type Asked = Omit<MeasuredInRounds, 'rounds' | 'baseline'>

function besideMinimal(
  pair: Pair
): (asked: Asked, of: (course: FloodCourse) => number[]) => Figure {
  return (asked, of) =>
    figureOfRounds({
      ...asked,
      rounds: pair.filo.map(of),
      baseline: { name: 'minimal client', rounds: pair.minimal.map(of) }
    })
}

function framesASecond({ watched: { framesAt } }: FloodCourse): number[] {
  const tookMs = (framesAt.at(-1) ?? 0) - (framesAt[0] ?? 0)
  return [((framesAt.length - 1) / tookMs) * 1_000]
}

function gaps({ watched: { framesAt } }: FloodCourse): number[] {
  return framesAt.slice(1).map((at, index) => at - (framesAt[index] ?? at))
}

function caughtUp({ catchUpMs }: FloodCourse): number[] {
  return [catchUpMs]
}

function keys({ watched }: FloodCourse): number[] {
  return watched.keys
}

function keysOf(courses: readonly FloodCourse[] | undefined): number[][] {
  return (courses ?? []).map(keys)
}

/** How old the newest message on screen was, frame by frame. */
function ages({ watched: { seen } }: FloodCourse): number[] {
  return seen.map(({ at, saidAt }) => at - saidAt)
}

/** Messages that are missing, doubled or out of order in the store. */
function wrong({ kept, said }: FloodCourse): number {
  if (!kept) return said
  const isEach = kept.count === said && kept.sum === (said * (said + 1)) / 2
  return isEach ? kept.misplaced : Math.max(1, Math.abs(said - kept.count))
}
