// Files that move at once: how fast beside plain `fetch`, what each costs in memory, and whether who writes feels them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { figureOfRounds, type Bench, type BenchContext, type Figure } from './figure.ts'
import { FileCourse, type Load } from './support/file-course.ts'
import { forgetPeak, isCountable, residentOf } from './support/processes.ts'
import { Typist } from './support/typist.ts'

const MB = 1_000_000
const FULL = { rounds: 5, bytes: 100 * MB, sizes: [10 * MB, 500 * MB], typedBytes: 500 * MB }
const QUICK = { rounds: 3, bytes: 25 * MB, sizes: [10 * MB, 100 * MB], typedBytes: 150 * MB }
const WAYS = {
  '8 down': { down: 8, up: 0 },
  '8 up': { down: 0, up: 8 },
  '8 down and 8 up': { down: 8, up: 8 }
}
const BOTH = WAYS['8 down and 8 up']
/** Of what plain `fetch` moves in the same time. */
const LEAST_SPEED = 0.9
const MOST_MB_EACH = 16
const MOST_OVER_IDLE = 1.2
const SETTLE_MS = 3_000
const WINDOW = { width: 1000, height: 700 }

export const transfersBench: Bench = {
  name: 'transfers',
  about:
    'files moved at once by the whole app, beside plain fetch in a bare process that hashes and syncs as well, and writing beside the same without them',
  minutes: { full: 4, quick: 1 },
  run: async (context) => [
    ...(await speeds(context)),
    ...(await memories(context)),
    ...(await typing(context))
  ]
}

async function speeds(context: BenchContext): Promise<Figure[]> {
  const { rounds, bytes } = context.isQuick ? QUICK : FULL
  const course = await FileCourse.open(join(context.folder, 'speeds'))
  const figures: Figure[] = []
  try {
    await course.byFilo({ ...BOTH, bytes: MB }) // what is made only once
    await course.byFetch({ ...BOTH, bytes: MB }, true)
    for (const [name, way] of Object.entries(WAYS)) {
      const took = await speedsOf(course, { ...way, bytes }, rounds)
      context.say(`${name}: ${took.filo.map(Math.round).join(', ')} MB/s`)
      const measured = { unit: 'MB/s', rounds: took.filo.map((one) => [one]) } as const
      const beside = (who: string, speed: number[]) => ({
        name: who,
        rounds: speed.map((one) => [one])
      })
      figures.push(
        figureOfRounds({
          ...{ ...measured, name },
          baseline: beside('plain fetch, hashed and synced', took.proven),
          aim: { of: 'ratio', atLeast: LEAST_SPEED }
        }),
        figureOfRounds({
          ...{ ...measured, name },
          baseline: beside('plain fetch, nothing proven', took.plain)
        })
      )
    }
  } finally {
    await course.close()
  }
  return figures
}

/** MB/s of each round. */
async function speedsOf(course: FileCourse, load: Load, rounds: number) {
  const total = (load.down + load.up) * load.bytes
  const speed = (tookMs: number): number => total / MB / (tookMs / 1000)
  const took = { filo: [] as number[], proven: [] as number[], plain: [] as number[] }
  const turns = [
    async () => void took.filo.push(speed(await course.byFilo(load))),
    async () => void took.proven.push(speed(await course.byFetch(load, true))),
    async () => void took.plain.push(speed(await course.byFetch(load, false)))
  ]
  for (let round = 0; round < rounds; round++) {
    for (const turn of round % 2 === 0 ? turns : [...turns].reverse()) await turn()
  }
  return took
}

async function memories(context: BenchContext): Promise<Figure[]> {
  if (!isCountable) {
    context.say('memory left out: only Linux tells how much a process held at most')
    return []
  }
  const figures: Figure[] = []
  for (const bytes of (context.isQuick ? QUICK : FULL).sizes) {
    const load = { ...BOTH, bytes }
    const filo: number[] = []
    const plain: number[] = []
    for (let round = 0; round < (context.isQuick ? 1 : 3); round++) {
      const course = await FileCourse.open(join(context.folder, `memory-${bytes}-${round}`))
      try {
        await pause(SETTLE_MS)
        const own = [await course.pidOf('network'), await course.pidOf('store')]
        filo.push(await grownBy(own, () => course.byFilo(load)))
        const other = (await course.plain()).pid ?? 0
        plain.push(await grownBy([other], () => course.byFetch(load, true)))
      } finally {
        await course.close()
      }
    }
    const count = load.down + load.up
    const each = (all: number[]): number[][] => all.map((grown) => [grown / count])
    context.say(`${bytes / MB} MB: ${filo.map(Math.round).join(', ')} MB for ${count}`)
    figures.push(
      figureOfRounds({
        ...{
          name: `memory of one of 16 transfers of ${bytes / MB} MB at once, at most`,
          unit: 'MB'
        },
        rounds: each(filo),
        baseline: { name: 'plain fetch', rounds: each(plain) },
        aim: { of: 'value', atMost: MOST_MB_EACH }
      })
    )
  }
  return figures
}

/** What processes held more at their most than before, MB. */
async function grownBy(pids: readonly number[], work: () => Promise<unknown>): Promise<number> {
  const before = pids.map((pid) => residentOf(pid).now)
  for (const pid of pids) forgetPeak(pid)
  await work()
  return pids.reduce((sum, pid, at) => sum + residentOf(pid).peak - (before[at] ?? 0), 0)
}

async function typing(context: BenchContext): Promise<Figure[]> {
  const { typedBytes, rounds } = context.isQuick ? QUICK : FULL
  // The server's work would be done by another machine: it gives way.
  const course = await FileCourse.open(join(context.folder, 'typing'), 19)
  const keys = { idle: [] as number[][], moving: [] as number[][], beside: [] as number[][] }
  try {
    const press = await typist(course)
    const load = { ...BOTH, bytes: typedBytes }
    for (let round = 0; round < rounds; round++) {
      const moving = await course.begin(load)
      keys.moving.push(await press(moving.ended))
      moving.clear()
      keys.idle.push(await press(pause(SETTLE_MS * 2)))
      keys.beside.push(await press(course.byFetch(load, true)))
      context.say(`typing, round ${round + 1}: ${keys.moving.at(-1)?.length ?? 0} keys`)
    }
  } finally {
    await course.close()
  }
  const baseline = { name: 'nothing moves', rounds: keys.idle }
  const name = 'key to frame while 16 files move'
  return [
    figureOfRounds({ ...{ name, unit: 'ms', quote: 'p50', rounds: keys.moving, baseline } }),
    figureOfRounds({
      ...{ name, unit: 'ms', quote: 'p99', rounds: keys.moving, baseline },
      aim: { of: 'ratio', atMost: MOST_OVER_IDLE }
    }),
    figureOfRounds({
      ...{ name, unit: 'ms', quote: 'p99', rounds: keys.moving },
      baseline: { name: 'plain fetch moves them meanwhile', rounds: keys.beside }
    })
  ]
}

/** Watches the page; what it gives presses keys until something is over, and answers with ms from each to its frame. */
async function typist({ app, page }: FileCourse) {
  await app.evaluate(({ BrowserWindow }, size) => {
    const [window] = BrowserWindow.getAllWindows()
    window?.setContentSize(size.width, size.height)
    window?.focus()
  }, WINDOW)
  const debug = await app.context().newCDPSession(page)
  const watch = readFileSync(join(import.meta.dirname, 'watch.page.js'), 'utf8')
  // By the debugger, past the page's policy.
  await debug.send('Runtime.evaluate', { expression: watch })
  const box = page.getByRole('textbox', { name: 'Message' })
  return async (isOver: Promise<unknown>): Promise<number[]> => {
    await box.focus()
    await page.evaluate(() => window.filoWatch?.start())
    const pressing = new Typist(debug, { enters: false })
    await isOver
    await pressing.stop()
    const watched = await page.evaluate(() => window.filoWatch?.take())
    await box.fill('')
    if (!watched) throw new Error('the page is not watched')
    return watched.keys
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
