// What Filo does while nothing happens: processor time and wake-ups, beside an empty window.
import { join } from 'node:path'
import { spreadOf, type Bench, type BenchContext, type Figure } from './figure.ts'
import { openServers, restEmpty, restFilo, type Resting } from './support/at-rest.ts'
import { isCountable, usedBy } from './support/processes.ts'

/** Some 20 s after a start the store looks at samples of its indexes: what is measured begins after that, ms. */
const SETTLE_MS = 30_000
/** What Filo may use over an empty window, percent of a core. */
const AIM_PERCENT = 0.5

export const idleBench: Bench = {
  name: 'idle',
  about:
    'processor time and wake-ups of all processes with the window open, its server connected and nothing happening, beside an empty window',
  run: async (context) => {
    if (!isCountable) {
      context.say('left out: only Linux tells how often threads are woken')
      return []
    }
    const servers = await openServers(join(context.folder, 'servers'), 1)
    try {
      return await compare(context, servers.folder)
    } finally {
      await servers.close()
    }
  }
}

/** Percent of a core, and wake-ups a second. */
interface Idle {
  percent: number
  wakeUps: number
}

async function compare(context: BenchContext, person: string): Promise<Figure[]> {
  const { isQuick, folder } = context
  const empty: Idle[] = []
  const blinking: Idle[] = []
  const still: Idle[] = []
  await (await restFilo(person, { settleMs: 0, isReached: true })).close() // what is made only once
  for (let round = 0; round < (isQuick ? 1 : 3); round++) {
    const nothing = await restEmpty(join(folder, 'empty'), SETTLE_MS)
    empty.push(await watch(context, nothing))
    await nothing.close()
    const filo = await restFilo(person, { settleMs: SETTLE_MS, isReached: true })
    await filo.page.getByRole('textbox', { name: 'Message' }).focus()
    blinking.push(await watch(context, filo))
    await filo.page.getByRole('textbox', { name: 'Message' }).blur()
    still.push(await watch(context, filo))
    await filo.close()
    context.say(`round ${round + 1}: ${still.at(-1)?.percent.toFixed(2)} % of a core`)
  }
  return [
    ...figures('while idle', still, empty),
    ...figures('while idle, caret blinking', blinking, empty)
  ]
}

async function watch({ isQuick }: BenchContext, resting: Resting): Promise<Idle> {
  const before = usedBy(resting.pid)
  const startedAt = performance.now()
  await new Promise((go) => setTimeout(go, isQuick ? 10_000 : 60_000))
  const after = usedBy(resting.pid)
  const seconds = (performance.now() - startedAt) / 1000
  return {
    percent: (100 * (after.cpuSeconds - before.cpuSeconds)) / seconds,
    wakeUps: (after.wakeUps - before.wakeUps) / seconds
  }
}

function figures(when: string, filo: readonly Idle[], empty: readonly Idle[]): Figure[] {
  const kinds = [
    { name: 'processor time', unit: 'percent', of: (idle: Idle) => idle.percent },
    { name: 'wake-ups', unit: 'wake-ups/s', of: (idle: Idle) => idle.wakeUps }
  ] as const
  return kinds.flatMap(({ name, unit, of }): Figure[] => {
    const samples = filo.map(of)
    const base = empty.map(of)
    const spread = spreadOf(samples)
    const over = spreadOf(samples.map((sample, round) => sample - (base[round] ?? 0)))
    const baseline = { name: 'an empty window', value: spreadOf(base).p50, spread: spreadOf(base) }
    const whole = `${name} ${when}`
    return [
      { name: whole, unit, value: spread.p50, spread, rounds: samples, baseline },
      {
        name: `${whole}, over an empty window`,
        unit,
        value: over.p50,
        spread: over,
        ...(unit === 'percent' ? { aim: { of: 'value', atMost: AIM_PERCENT } } : {})
      }
    ]
  })
}
