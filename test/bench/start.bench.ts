// From the start of the program to a conversation in which one can write, by how much is stored or was missed.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { figureOfRounds, onCurve, type Bench, type BenchContext, type Figure } from './figure.ts'
import { LOBBY, openBenchHost } from './support/bench-host.ts'
import { enterHost } from './support/guest.ts'
import { personWith } from './support/person-with.ts'
import { usable } from './support/usable.ts'
import { startEmpty, startFilo, type Started } from './support/windows.ts'

const TIMEOUT_MS = 60_000
/** What was said before anybody left. */
const FIRST = 'before everything'

export const startBench: Bench = {
  name: 'start',
  about:
    'from launch to the last conversation drawn and writable, beside the first paint of an empty Electron window',
  minutes: { full: 1.3, quick: 0.3 },
  run: async (context) => [...(await bySize(context)), ...(await afterAbsence(context))]
}

async function bySize(context: BenchContext): Promise<Figure[]> {
  const sizes = { none: 0, few: 1_000, many: context.isQuick ? 50_000 : 1_000_000 }
  const folders = {
    none: await personWith(context, sizes.none),
    few: await personWith(context, sizes.few),
    many: await personWith(context, sizes.many)
  }
  const empty: number[] = []
  const filo = { none: [] as number[], few: [] as number[], many: [] as number[] }
  await timeEmpty(join(context.folder, 'empty')) // what is made only once
  for (let round = 0; round < (context.isQuick ? 2 : 7); round++) {
    empty.push(await timeEmpty(join(context.folder, 'empty')))
    filo.none.push(await timeFilo(folders.none, false))
    filo.few.push(await timeFilo(folders.few))
    filo.many.push(await timeFilo(folders.many))
    context.say(`round ${round + 1}`)
  }
  const beside = (size: keyof typeof sizes): Figure =>
    figureOfRounds({
      ...{ name: `start with ${sizes[size]} messages`, unit: 'ms' },
      rounds: filo[size].map((ms) => [ms]),
      baseline: { name: 'an empty window', rounds: empty.map((ms) => [ms]) },
      aim: { of: 'ratio', atMost: 1.4 }
    })
  const curve = (size: 'few' | 'many') =>
    onCurve(beside(size), { of: 'start', over: 'messages stored', at: sizes[size] })
  return [
    beside('none'),
    curve('few'),
    curve('many'),
    figureOfRounds({
      ...{ name: `start with ${sizes.many} messages`, unit: 'ms' },
      rounds: filo.many.map((ms) => [ms]),
      baseline: { name: `${sizes.few} messages`, rounds: filo.few.map((ms) => [ms]) },
      aim: { of: 'ratio', atMost: 1.2 }
    })
  ]
}

async function timeFilo(folder: string, hasRows = true): Promise<number> {
  const started = await startFilo(folder)
  await usable(started.page, hasRows)
  const tookMs = performance.now() - started.startedAt
  await started.app.close()
  return tookMs
}

async function timeEmpty(folder: string): Promise<number> {
  const started = await startEmpty(folder)
  await started.page.locator('#ready').waitFor()
  const tookMs = performance.now() - started.startedAt
  await started.app.close()
  return tookMs
}

async function afterAbsence(context: BenchContext): Promise<Figure[]> {
  const missed = context.isQuick ? 500 : 5_000
  const none: Return[] = []
  const back: Return[] = []
  for (let round = 0; round < (context.isQuick ? 1 : 3); round++) {
    const both = await goneAndBack(join(context.folder, `away-${round}`), missed)
    none.push(both.none)
    back.push(both.back)
    context.say(`round ${round + 1}: current after ${Math.round(both.back.currentMs)} ms`)
  }
  const baseline = { name: 'none missed', rounds: none.map(({ typingMs }) => [typingMs]) }
  const name = `${missed} missed messages`
  return [
    figureOfRounds({
      ...{ name: `start to typing after ${name}`, unit: 'ms', baseline },
      rounds: back.map(({ typingMs }) => [typingMs])
    }),
    figureOfRounds({
      ...{ name: `window open to typing after ${name}`, unit: 'ms' },
      rounds: back.map(({ openToTypingMs }) => [openToTypingMs]),
      aim: { of: 'value', atMost: 1_000 }
    }),
    figureOfRounds({
      ...{ name: `start to the newest of ${name} in the list`, unit: 'ms', baseline },
      rounds: back.map(({ currentMs }) => [currentMs])
    })
  ]
}

/** A host of its own each time: what was not fetched in one round must not lie in wait for the next. */
async function goneAndBack(
  folder: string,
  missed: number
): Promise<{ none: Return; back: Return }> {
  mkdirSync(folder)
  const host = await openBenchHost(join(folder, 'host'))
  const guest = await enterHost(host.address, 'Bo')
  const person = join(folder, 'person')
  try {
    await guest.send(LOBBY, FIRST)
    await becomeGuest(person, host.address)
    const none = await timeReturn(person, FIRST)
    const texts = Array.from({ length: missed }, (_, number) => `missed ${number + 1}`)
    await Promise.all(texts.map((text) => guest.send(LOBBY, text)))
    return { none, back: await timeReturn(person, `missed ${missed}`) }
  } finally {
    guest.close()
    await host.close()
  }
}

async function becomeGuest(folder: string, url: string): Promise<void> {
  const parameters = new URLSearchParams({ url, name: 'Ada', dialect: 'filo' })
  const { app, page } = await startFilo(folder, [`filo://connect?${parameters.toString()}`])
  const dialog = page.getByRole('dialog', { name: 'Connect to this server?' })
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
  await inList(page, FIRST)
  await usable(page)
  await app.close()
}

/** ms from launch to typing, from the window being there to typing, from launch to the newest message being known. */
interface Return {
  typingMs: number
  openToTypingMs: number
  currentMs: number
}

async function timeReturn(folder: string, newest: string): Promise<Return> {
  const started: Started = await startFilo(folder)
  const openedAt = performance.now()
  await usable(started.page)
  const openToTypingMs = performance.now() - openedAt
  const typingMs = performance.now() - started.startedAt
  await inList(started.page, newest)
  const currentMs = performance.now() - started.startedAt
  await started.app.close()
  return { typingMs, openToTypingMs, currentMs }
}

async function inList(page: Page, text: string): Promise<void> {
  const list = page.getByRole('navigation', { name: 'Conversations' })
  await list.getByText(text).first().waitFor({ timeout: TIMEOUT_MS })
}
