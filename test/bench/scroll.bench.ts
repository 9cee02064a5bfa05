// A fling through a long history, down from what was read last: whether frames come in time, and whether rows are there when they should be.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { figureOfRounds, onCurve, type Bench, type Figure } from './figure.ts'
import { personWith } from './support/person-with.ts'
import { usable } from './support/usable.ts'
import type { Watched } from './support/watched.ts'
import { startFilo } from './support/windows.ts'

const FEW = 1_000
/** Then one is at their end. */
const FEW_SECONDS = 1
const WHEEL_MS = 16
const WHEEL_PX = 900
const WINDOW = { width: 1000, height: 700 }

interface Fling {
  watched: Watched
  /** Messages that went by. */
  passed: number
}

export const scrollBench: Bench = {
  name: 'scroll',
  about:
    'a fling through a long history of unread messages by the wheel, beside the same in one of 1,000',
  minutes: { full: 0.9, quick: 0.2 },
  run: async (context) => {
    const many = context.isQuick ? 50_000 : 1_000_000
    const [rounds, seconds] = context.isQuick ? [1, 3] : [3, 8]
    const flings = { few: [] as Fling[], many: [] as Fling[] }
    const folders = {
      few: await personWith(context, FEW),
      many: await personWith(context, many)
    }
    for (let round = 0; round < rounds; round++) {
      flings.few.push(await fling(folders.few, FEW_SECONDS))
      flings.many.push(await fling(folders.many, seconds))
      context.say(`round ${round + 1}: ${flings.many.at(-1)?.passed ?? 0} messages passed`)
    }
    return figuresOf(many, flings)
  }
}

function figuresOf(many: number, flings: { few: Fling[]; many: Fling[] }): Figure[] {
  const name = `${many} messages`
  const few = (of: (fling: Fling) => number[]) => ({
    name: `${FEW} messages`,
    rounds: flings.few.map(of)
  })
  const blanks = ({ watched }: Fling): number[] => [
    (watched.blankFrames / Math.max(1, watched.framesAt.length)) * 100
  ]
  return [
    ...(['p50', 'p99', 'max'] as const).flatMap((quote) => {
      const of = `frame gap in a fling, ${quote}`
      const curve = (at: number) => ({ of, over: 'messages stored' as const, at })
      const asked = { unit: 'ms', quote } as const
      const through = figureOfRounds({
        ...{
          ...asked,
          name: `frame gap in a fling through ${name}`,
          rounds: flings.many.map(gaps)
        },
        baseline: few(gaps)
      })
      // The worst is so by chance: it makes no curve.
      if (quote === 'max') return [through]
      const small = { ...asked, name: `frame gap in a fling through ${FEW} messages` }
      const base = figureOfRounds({ ...small, rounds: flings.few.map(gaps) })
      return [onCurve(base, curve(FEW)), onCurve(through, curve(many))]
    }),
    figureOfRounds({
      ...{ name: `frames with blank rows in a fling through ${name}`, unit: 'percent' },
      rounds: flings.many.map(blanks),
      aim: { of: 'value', atMost: 0 }
    }),
    figureOfRounds({
      ...{ name: `messages passed a second in a fling through ${name}`, unit: 'messages/s' },
      rounds: flings.many.map(({ passed, watched }) => [passed / secondsOf(watched)])
    })
  ]
}

function gaps({ watched: { framesAt } }: Fling): number[] {
  return framesAt.slice(1).map((at, index) => at - (framesAt[index] ?? at))
}

function secondsOf({ framesAt }: Watched): number {
  return ((framesAt.at(-1) ?? 0) - (framesAt[0] ?? 0)) / 1_000
}

async function fling(folder: string, seconds: number): Promise<Fling> {
  const { app, page } = await startFilo(folder)
  await usable(page)
  await app.evaluate(({ BrowserWindow }, size) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height)
  }, WINDOW)
  const debug = await app.context().newCDPSession(page)
  const watch = readFileSync(join(import.meta.dirname, 'watch.page.js'), 'utf8')
  await debug.send('Runtime.evaluate', { expression: watch })
  const from = await lastPlace(page)
  await page.evaluate(() => window.filoWatch?.start())
  const endAt = performance.now() + seconds * 1_000
  while (performance.now() < endAt) {
    // Not awaited: a wheel does not wait for the page either.
    void debug.send('Input.dispatchMouseEvent', {
      ...{ type: 'mouseWheel', x: 600, y: 300, deltaX: 0, deltaY: WHEEL_PX }
    })
    await new Promise((resolve) => setTimeout(resolve, WHEEL_MS))
  }
  const watched = await page.evaluate(() => window.filoWatch?.take())
  const passed = Math.round((await lastPlace(page)) - from)
  await app.close()
  if (!watched) throw new Error('the page is not watched')
  return { watched, passed }
}

/** Where the last row that is held stands, counted in messages: ids are ms × 2048, one message every 40 s. */
async function lastPlace(page: Page): Promise<number> {
  const id = await page.getByRole('article').last().getAttribute('data-message-id')
  return Number(id) / 2048 / 40_000
}
