// What Filo holds in memory at rest, by how many servers and messages there are, beside an empty window.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { spreadOf, type Bench, type BenchContext, type Figure } from './figure.ts'
import { aroundFlood, type AroundFlood } from './support/after-flood.ts'
import { openServers, restEmpty, restFilo } from './support/at-rest.ts'
import { lastAt } from './support/last-at.ts'
import { isCountable, memoryOf } from './support/processes.ts'

/** What Filo may hold over an empty window, MB. */
const AIM_MB = 130
/** What it may hold after a flood, over what it held before. */
const AIM_AFTER_FLOOD = 1.25
const FLOOD_RATE = 20_000

export const memoryBench: Bench = {
  name: 'memory',
  about: 'memory of all processes at rest (PSS), beside one empty window of the same Electron',
  minutes: { full: 9, quick: 2 },
  run: async (context) => {
    if (!isCountable) {
      context.say('left out: only Linux tells what several processes share')
      return []
    }
    return [
      ...(await byServers(context)),
      ...(await bySize(context)),
      ...(await aroundFloods(context))
    ]
  }
}

/** Measures one window at rest, and ends it. */
type Measure = () => Promise<number>

async function byServers(context: BenchContext): Promise<Figure[]> {
  const { isQuick, folder } = context
  const figures: Figure[] = []
  for (const count of isQuick ? [1, 10] : [1, 10, 50]) {
    const servers = await openServers(join(folder, `servers-${count}`), count)
    try {
      await filo(servers.folder, { settleMs: 0, isReached: true })() // what is made only once
      const measure = filo(servers.folder, { settleMs: settleMs(context), isReached: true })
      const name = count === 1 ? 'at rest with 1 server' : `at rest with ${count} servers`
      figures.push(...(await against(context, name, measure, count === 1)))
    } finally {
      await servers.close()
    }
  }
  return figures
}

async function bySize(context: BenchContext): Promise<Figure[]> {
  const { isQuick, folder } = context
  const figures: Figure[] = []
  for (const messages of isQuick ? [1_000] : [1_000, 1_000_000]) {
    const person = join(folder, `with-${messages}`)
    mkdirSync(person)
    await lastAt(person, messages, context)
    await filo(person, { settleMs: 0, isReached: false })()
    const measure = filo(person, { settleMs: settleMs(context), isReached: false })
    figures.push(...(await against(context, `with ${messages} messages`, measure, false)))
  }
  return figures
}

/** At once after a flood, and when it was left alone again, beside what it held before. */
async function aroundFloods(context: BenchContext): Promise<Figure[]> {
  const { isQuick } = context
  const rounds: AroundFlood<number>[] = []
  for (let round = 0; round < (isQuick ? 1 : 3); round++) {
    const folder = join(context.folder, `flood-${round}`)
    const flood = { client: 'filo', rate: FLOOD_RATE, seconds: isQuick ? 4 : 15, folder } as const
    const measured = await aroundFlood(flood, settleMs(context), memoryOf)
    rounds.push(measured)
    const { rest, after, settled } = measured
    context.say(`flood: ${[rest, after, settled].map(Math.round).join(', ')} MB`)
  }
  const rest = spreadOf(rounds.map((round) => round.rest))
  const over = (name: string, samples: number[], isAimed: boolean): Figure => {
    const spread = spreadOf(samples)
    return {
      name,
      unit: 'MB',
      value: spread.p50,
      spread,
      rounds: samples,
      baseline: { name: 'at rest before it', value: rest.p50, spread: rest },
      ratio: spread.p50 / rest.p50,
      ...(isAimed ? { aim: { of: 'ratio', atMost: AIM_AFTER_FLOOD } } : {})
    }
  }
  const at = `${FLOOD_RATE}/s`
  return [
    over(
      `as a flood of ${at} is caught up with`,
      rounds.map(({ after }) => after),
      false
    ),
    over(
      `at rest after a flood of ${at}`,
      rounds.map(({ settled }) => settled),
      true
    )
  ]
}

/** The figure, and how much it is over the empty window's in the same rounds. */
async function against(
  context: BenchContext,
  name: string,
  measure: Measure,
  isAimed: boolean
): Promise<Figure[]> {
  const samples: number[] = []
  const empty: number[] = []
  for (let round = 0; round < (context.isQuick ? 1 : 3); round++) {
    empty.push(await emptyWindow(context)())
    samples.push(await measure())
    context.say(`${name}: ${Math.round(samples.at(-1) ?? 0)} MB`)
  }
  const spread = spreadOf(samples)
  const base = spreadOf(empty)
  const over = spreadOf(samples.map((sample, round) => sample - (empty[round] ?? 0)))
  const baseline = { name: 'an empty window', value: base.p50, spread: base }
  const whole = { name, unit: 'MB' as const, value: spread.p50, spread, rounds: samples, baseline }
  return [
    { ...whole, ratio: spread.p50 / base.p50 },
    {
      name: `${name}, over an empty window`,
      unit: 'MB',
      value: over.p50,
      spread: over,
      ...(isAimed ? { aim: { of: 'value', atMost: AIM_MB } } : {})
    }
  ]
}

function filo(folder: string, how: Parameters<typeof restFilo>[1]): Measure {
  return async () => {
    const resting = await restFilo(folder, how)
    const measured = memoryOf(resting.pid)
    await resting.close()
    return measured
  }
}

function emptyWindow(context: BenchContext): Measure {
  return async () => {
    const resting = await restEmpty(join(context.folder, 'empty'), settleMs(context))
    const measured = memoryOf(resting.pid)
    await resting.close()
    return measured
  }
}

/** How long a window is left alone before it counts as resting, ms. */
function settleMs({ isQuick }: BenchContext): number {
  return isQuick ? 6_000 : 15_000
}
