// One client in a flood: written in by real key presses, watched from within its page, from before it to after it.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { FloodServer } from './flood-server.ts'
import { GREETING } from './flood-talk.ts'
import { readKept, type Kept } from './kept-messages.ts'
import { Typist } from './typist.ts'
import { wallOffset } from './wall-clock.ts'
import type { Watched } from './watched.ts'
import { startFilo, startMinimal, type Started } from './windows.ts'

/** As in the comparison that the aims come from. */
const WINDOW = { width: 1000, height: 700 }
const SETTLE_MS = 2_000
/** What does not catch up within this counts as if it took so long. */
const PATIENCE_MS = 12_000
/** Letters of a message that is written meanwhile: one every 200 ms. */
const WORD_KEYS = 4
/** Until all is there that was sent, for the count of a client that stores. */
const STORED_MS = 120_000
const POLL_MS = 20

export type Client = 'filo' | 'minimal'

export interface Flood {
  client: Client
  /** Messages a second. */
  rate: number
  seconds: number
  /** It goes to so many in turn, of which the first is on screen; to that alone where nothing is said. */
  conversations?: number
  /** Whether it is of no interest when the display has caught up. */
  endsAtOnce?: boolean
  /** The person's, made if it is not there. */
  folder: string
}

export interface FloodCourse {
  watched: Watched
  /** ms from Enter to the message's arrival at the server, for each one. */
  sendMs: number[]
  /** From the last message's being said to its being on screen. */
  catchUpMs: number
  /** How many were said. */
  said: number
  /** What is stored afterwards; null where the client stores nothing. */
  kept: Kept | null
}

/** Starts a client, floods the conversation that it shows while keys are pressed, and closes it. */
export async function runFlood(flood: Flood): Promise<FloodCourse> {
  const server = await FloodServer.open(flood.conversations)
  try {
    const measured = await runClient(flood, server)
    const kept = flood.client === 'filo' ? readKept(flood.folder) : null
    return { ...measured, kept }
  } finally {
    server.close()
  }
}

async function runClient(flood: Flood, server: FloodServer): Promise<Omit<FloodCourse, 'kept'>> {
  const started = await startClient(flood, server.url)
  try {
    return await measure(started, server, flood)
  } finally {
    await started.app.close()
  }
}

/** Starts the client at the server of the flood, with the conversation that it will come into on screen. */
export async function startClient(flood: Flood, url: string): Promise<Started> {
  mkdirSync(flood.folder, { recursive: true })
  const started =
    flood.client === 'filo' ? await startAsGuest(flood.folder, url) : await startMinimal(flood, url)
  try {
    if (flood.client === 'filo') await agree(started)
    await show(started, flood)
    return started
  } catch (error) {
    await started.app.close()
    throw error
  }
}

/** As large as in the comparison, with the conversation on screen. */
async function show({ app, page }: Started, { conversations = 1 }: Flood): Promise<void> {
  await app.evaluate(({ BrowserWindow }, size) => {
    const [window] = BrowserWindow.getAllWindows()
    window?.setContentSize(size.width, size.height)
    window?.focus()
  }, WINDOW)
  // Of several another one may have been there first.
  if (conversations > 1) await page.getByRole('option', { name: 'Flood', exact: true }).click()
  await page.getByRole('log').getByText(GREETING).waitFor({ timeout: 30_000 })
}

/** Filo, asked to connect to the server. */
async function startAsGuest(folder: string, url: string): Promise<Started> {
  const parameters = new URLSearchParams({ url, name: 'Ada', dialect: 'filo' })
  return await startFilo(folder, [`filo://connect?${parameters.toString()}`])
}

async function agree({ page }: Started): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Connect to this server?' })
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
}

async function measure(
  { app, page }: Started,
  server: FloodServer,
  { client, rate, seconds, endsAtOnce }: Flood
): Promise<Omit<FloodCourse, 'kept'>> {
  const debug = await app.context().newCDPSession(page)
  const watch = readFileSync(join(import.meta.dirname, 'watch.page.js'), 'utf8')
  // By the debugger, past the page's policy.
  await debug.send('Runtime.evaluate', { expression: watch })
  await page.getByRole('textbox', { name: 'Message' }).focus()
  await pause(SETTLE_MS)
  await page.evaluate(() => window.filoWatch?.start())
  const typing = new Typist(debug, { enters: true, wordKeys: WORD_KEYS })
  const flooded = await server.flood(rate, seconds)
  await typing.stop()
  const watched = await take(page)
  const patienceMs = client === 'filo' ? STORED_MS : PATIENCE_MS
  const isAwaited = rate > 0 && endsAtOnce !== true
  const caughtUpAt = isAwaited ? await shownAt(page, flooded.said, patienceMs) : flooded.lastAt
  const sendMs = await arrivals(server, watched.entersAt)
  await pause(SETTLE_MS)
  return {
    watched,
    sendMs,
    catchUpMs: Math.min(PATIENCE_MS, Math.max(0, caughtUpAt - flooded.lastAt)),
    said: flooded.said
  }
}

/** ms from each Enter to the word's arrival; one that does not come counts as if it came when patience ended. */
async function arrivals(server: FloodServer, entersAt: readonly number[]): Promise<number[]> {
  const until = performance.now() + PATIENCE_MS
  while (server.heard.length < entersAt.length && performance.now() < until) await pause(POLL_MS)
  const endedAt = performance.now() + wallOffset()
  return entersAt.map((at, index) => (server.heard[index]?.at ?? endedAt) - at)
}

/** When the message of this number was first on screen, or when there was no more patience. */
async function shownAt(page: Page, number: number, patienceMs: number): Promise<number> {
  const until = performance.now() + patienceMs
  while (performance.now() < until) {
    const { seen } = await take(page)
    const first = seen.find((one) => one.number >= number)
    if (first) return first.at
    await pause(POLL_MS)
  }
  return Number.POSITIVE_INFINITY
}

async function take(page: Page): Promise<Watched> {
  const watched = await page.evaluate(() => window.filoWatch?.take())
  if (!watched) throw new Error('the page is not watched')
  return watched
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
