// From the start of the program to a conversation in which one can write, by how much is stored or was missed.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { figureOf, type Bench, type BenchContext, type Figure } from './figure.ts'
import { LOBBY, openBenchHost } from './support/bench-host.ts'
import { enterHost } from './support/guest.ts'
import { lastAt } from './support/last-at.ts'
import { startEmpty, startFilo, type Started } from './support/windows.ts'

const TIMEOUT_MS = 60_000
/** What was said before anybody left. */
const FIRST = 'before everything'

export const startBench: Bench = {
  name: 'start',
  about:
    'from launch to the last conversation drawn and writable, beside the first paint of an empty Electron window',
  run: async (context) => [...(await bySize(context)), ...(await afterAbsence(context))]
}

async function bySize(context: BenchContext): Promise<Figure[]> {
  const sizes = { few: 1_000, many: context.isQuick ? 50_000 : 1_000_000 }
  const folders = {
    few: await personWith(context, 'few', sizes.few),
    many: await personWith(context, 'many', sizes.many)
  }
  const samples = { empty: [] as number[], few: [] as number[], many: [] as number[] }
  for (const folder of Object.values(folders)) await timeFilo(folder) // what is made only once
  await timeEmpty(join(context.folder, 'empty'))
  for (let round = 0; round < (context.isQuick ? 2 : 7); round++) {
    samples.empty.push(await timeEmpty(join(context.folder, 'empty')))
    samples.few.push(await timeFilo(folders.few))
    samples.many.push(await timeFilo(folders.many))
    context.say(`round ${round + 1}`)
  }
  const empty = { name: 'an empty window', samples: samples.empty }
  const named = { unit: 'ms' as const, baseline: empty }
  return [
    figureOf({
      ...named,
      name: `start with ${sizes.few} messages`,
      samples: samples.few,
      aim: { of: 'ratio', atMost: 1.4 }
    }),
    figureOf({
      ...named,
      name: `start with ${sizes.many} messages`,
      samples: samples.many,
      aim: { of: 'ratio', atMost: 1.4 }
    }),
    figureOf({
      name: `start with ${sizes.many} messages`,
      unit: 'ms',
      samples: samples.many,
      baseline: { name: `${sizes.few} messages`, samples: samples.few },
      aim: { of: 'ratio', atMost: 1.2 }
    })
  ]
}

/** A person's folder with a history whose last conversation is opened at start. */
export async function personWith(
  context: BenchContext,
  name: string,
  messages: number
): Promise<string> {
  const folder = join(context.folder, name)
  mkdirSync(folder)
  await lastAt(folder, messages, context)
  return folder
}

async function timeFilo(folder: string): Promise<number> {
  const started = await startFilo(folder)
  await usable(started.page)
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

/** A row of the last conversation is on screen, and what is typed appears. */
export async function usable(page: Page): Promise<void> {
  await page.getByRole('log', { name: 'Messages' }).getByRole('article').first().waitFor()
  await canType(page)
}

async function canType(page: Page): Promise<void> {
  const composer = page.getByRole('textbox', { name: 'Message' })
  await composer.press('x')
  await page.waitForFunction(
    (box) => box instanceof HTMLTextAreaElement && box.value.endsWith('x'),
    await composer.elementHandle()
  )
  await composer.fill('')
}

async function afterAbsence(context: BenchContext): Promise<Figure[]> {
  const missed = context.isQuick ? 500 : 5_000
  const samples = {
    none: [] as number[],
    missed: [] as number[],
    current: [] as number[],
    opened: [] as number[]
  }
  for (let round = 0; round < (context.isQuick ? 1 : 5); round++) {
    const { none, back } = await goneAndBack(join(context.folder, `away-${round}`), missed)
    samples.none.push(none.typingMs)
    samples.missed.push(back.typingMs)
    samples.current.push(back.currentMs)
    samples.opened.push(back.openToTypingMs)
    context.say(`round ${round + 1}: current after ${Math.round(back.currentMs)} ms`)
  }
  const baseline = { name: 'none missed', samples: samples.none }
  const name = `${missed} missed messages`
  return [
    figureOf({
      name: `start to typing after ${name}`,
      unit: 'ms',
      samples: samples.missed,
      baseline
    }),
    figureOf({
      name: `window open to typing after ${name}`,
      unit: 'ms',
      samples: samples.opened,
      aim: { of: 'value', atMost: 1_000 }
    }),
    figureOf({
      name: `start to the newest of ${name} in the list`,
      unit: 'ms',
      samples: samples.current,
      baseline
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
