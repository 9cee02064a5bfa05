// What Filo does while nothing happens: processor time and wake-ups, by how many servers it is at, beside an empty window.
import { join } from 'node:path'
import {
  figureOfRounds,
  onCurve,
  spreadOf,
  type Bench,
  type BenchContext,
  type Figure
} from './figure.ts'
import {
  openServers,
  restEmpty,
  restFilo,
  type ManyServers,
  type Resting
} from './support/at-rest.ts'
import { isCountable, usedBetween, usedBy } from './support/processes.ts'

/** Some 20 s after a start the store looks at samples of its indexes: what is measured begins after that, ms. */
const SETTLE_MS = 30_000
/** What Filo may use over an empty window, percent of a core. */
const AIM_PERCENT = 0.5

const FULL = { servers: [1, 10, 50], rounds: 3, seconds: 60, blinkingSeconds: 15 }
const QUICK = { servers: [1, 10], rounds: 1, seconds: 10, blinkingSeconds: 10 }

export const idleBench: Bench = {
  name: 'idle',
  about:
    'processor time and wake-ups of all processes with the window open, its servers connected and nothing happening, beside an empty window at the same time',
  minutes: { full: 4.7, quick: 1 },
  run: async (context) => {
    if (!isCountable) {
      context.say('left out: only Linux tells how often threads are woken')
      return []
    }
    const many: ManyServers[] = []
    try {
      for (const count of (context.isQuick ? QUICK : FULL).servers)
        many.push(await openServers(join(context.folder, `at-${count}`), count))
      return await compare(context, many)
    } finally {
      for (const servers of many) await servers.close()
    }
  }
}

/** Percent of a core, and wake-ups a second. */
interface Idle {
  percent: number
  wakeUps: number
}

/** What each of several windows did in the same rounds. */
type Watch = Idle[][]

/** All of them rest side by side, and so are measured at the same time: they leave nearly all of the cores free. */
async function compare(context: BenchContext, many: readonly ManyServers[]): Promise<Figure[]> {
  const { rounds, seconds, blinkingSeconds } = context.isQuick ? QUICK : FULL
  const windows = [await restEmpty(join(context.folder, 'empty'), 0)]
  try {
    for (const { folder } of many) {
      const filo = await restFilo(folder, { settleMs: 0, isReached: true })
      windows.push(filo)
      await filo.page.getByRole('textbox', { name: 'Message' }).blur()
    }
    await pause(SETTLE_MS)
    const still: Watch = []
    const blinking: Watch = []
    for (let round = 0; round < rounds; round++) {
      still.push(await watch(windows, seconds))
      blinking.push(await whileBlinking(windows, blinkingSeconds))
      context.say(`round ${round + 1}: ${told(still.at(-1))}`)
    }
    return figuresOf(context, still, blinking)
  } finally {
    for (const window of windows) await window.close()
  }
}

function told(idle: readonly Idle[] | undefined): string {
  return (idle ?? []).map(({ percent }) => `${percent.toFixed(2)} %`).join(', ')
}

/** The first Filo's caret blinks. */
async function whileBlinking(windows: readonly Resting[], seconds: number): Promise<Idle[]> {
  const [empty, filo] = windows
  if (!empty || !filo) throw new Error('nothing rests')
  const box = filo.page.getByRole('textbox', { name: 'Message' })
  await box.focus()
  const watched = await watch([empty, filo], seconds)
  await box.blur()
  return watched
}

async function watch(windows: readonly Resting[], seconds: number): Promise<Idle[]> {
  const looked = windows.map(({ pid }) => ({ pid, before: usedBy(pid) }))
  const startedAt = performance.now()
  await pause(seconds * 1_000)
  const passed = (performance.now() - startedAt) / 1_000
  return looked.map(({ pid, before }) => {
    const { cpuSeconds, wakeUps } = usedBetween(before, usedBy(pid))
    return { percent: (100 * cpuSeconds) / passed, wakeUps: wakeUps / passed }
  })
}

function figuresOf(context: BenchContext, still: Watch, blinking: Watch): Figure[] {
  const { servers } = context.isQuick ? QUICK : FULL
  return [
    ...servers.flatMap((count, at) => {
      const when = count === 1 ? 'while idle' : `while idle at ${count} servers`
      return figures(when, still, at + 1).map((figure) => pointOf(figure, count))
    }),
    ...figures('while idle, caret blinking', blinking, 1)
  ]
}

function pointOf(figure: Figure, servers: number): Figure {
  if (!figure.baseline) return figure
  const of = figure.unit === '% of a core' ? 'processor time while idle' : 'wake-ups while idle'
  return onCurve(figure, { of, over: 'servers', at: servers })
}

/** Of the window at this place, beside the empty one at the first. */
function figures(when: string, watched: Watch, place: number): Figure[] {
  const kinds = [
    { name: 'processor time', unit: '% of a core', of: (idle?: Idle) => idle?.percent ?? 0 },
    { name: 'wake-ups', unit: 'wake-ups/s', of: (idle?: Idle) => idle?.wakeUps ?? 0 }
  ] as const
  return kinds.flatMap(({ name, unit, of }): Figure[] => {
    const filo = watched.map((round) => of(round[place]))
    const empty = watched.map((round) => of(round[0]))
    const busy = figureOfRounds({
      ...{ name: `${name} ${when}`, unit, rounds: filo.map((value) => [value]) }
    })
    // Without a ratio: a share of next to nothing says nothing.
    const baseline = { name: 'an empty window', value: spreadOf(empty).p50, rounds: empty }
    const over = figureOfRounds({
      ...{ name: `${name} ${when}, over an empty window`, unit },
      rounds: filo.map((value, round) => [value - (empty[round] ?? 0)]),
      ...(unit === '% of a core' ? { aim: { of: 'value', atMost: AIM_PERCENT } } : {})
    })
    return [{ ...busy, baseline }, over]
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((go) => setTimeout(go, ms))
}
