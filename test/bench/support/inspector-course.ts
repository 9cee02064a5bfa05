// The built Filo with its Inspector on a flooding server: opened, filled, scrolled and written beside, watched from within.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CDPSession, Locator, Page } from 'playwright'
import { FloodServer } from './flood-server.ts'
import { GREETING } from './flood-talk.ts'
import { Typist } from './typist.ts'
import type { Watched } from './watched.ts'
import { startFilo, type Started } from './windows.ts'

const WINDOW = { width: 1280, height: 800 }
const SETTLE_MS = 1_500
const WHEEL_EVERY_MS = 16
const WHEEL_PIXELS = 400
/** How long a fill may take to be shown, beyond what it takes to say, ms. */
const FILLED_MS = 60_000

export type Felt = Pick<Watched, 'framesAt' | 'keys'>

export class InspectorCourse {
  readonly #server: FloodServer
  readonly #started: Started
  readonly #debug: CDPSession

  private constructor(server: FloodServer, started: Started, debug: CDPSession) {
    this.#server = server
    this.#started = started
    this.#debug = debug
  }

  /** Starts Filo as a guest of a server that can flood; `folder` is the person's. */
  static async open(folder: string): Promise<InspectorCourse> {
    mkdirSync(folder, { recursive: true })
    const server = await FloodServer.open()
    const parameters = new URLSearchParams({ url: server.url, name: 'Ada', dialect: 'filo' })
    const started = await startFilo(folder, [`filo://connect?${parameters.toString()}`])
    const { app, page } = started
    const dialog = page.getByRole('dialog', { name: 'Connect to this server?' })
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
    await app.evaluate(({ BrowserWindow }, size) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.setContentSize(size.width, size.height)
      window?.focus()
    }, WINDOW)
    await page.getByRole('log').getByText(GREETING).waitFor({ timeout: 30_000 })
    const debug = await app.context().newCDPSession(page)
    const watch = readFileSync(join(import.meta.dirname, 'watch.page.js'), 'utf8')
    // By the debugger, past the page's policy.
    await debug.send('Runtime.evaluate', { expression: watch })
    await debug.send('Performance.enable')
    return new InspectorCourse(server, started, debug)
  }

  async close(): Promise<void> {
    await this.#started.app.close()
    this.#server.close()
  }

  /** With the form for emitting beside the list: there is something to write in. */
  async openInspector(): Promise<void> {
    await this.#page.keyboard.press('Control+Shift+I')
    await this.#inspector.getByRole('button', { name: 'Emit…' }).click()
    await pause(SETTLE_MS)
  }

  async clear(): Promise<void> {
    await this.#inspector.getByRole('button', { name: 'Clear', exact: true }).click()
  }

  /** Presses letters in a field while a flood runs. */
  async type(field: 'Message' | 'Event', rate: number, seconds: number): Promise<Felt> {
    const place =
      field === 'Message'
        ? this.#page.getByRole('textbox', { name: 'Message' })
        : this.#inspector.getByRole('combobox', { name: 'Event' }).last()
    await place.focus()
    await pause(SETTLE_MS)
    return await this.#watched(async () => {
      const typist = new Typist(this.#debug, { enters: false })
      await this.#server.flood(rate, seconds)
      await typist.stop()
    })
  }

  /** Floods until so many more events are held. */
  async fill(events: number, rate: number): Promise<void> {
    const before = await this.held()
    await this.#server.flood(Math.min(rate, events), Math.max(1, Math.ceil(events / rate)))
    const until = performance.now() + FILLED_MS
    while ((await this.held()) < before + events * 0.9 && performance.now() < until) {
      await pause(100)
    }
    await pause(SETTLE_MS)
  }

  /** What the window's own thread does for one event, ms: one sample a second. */
  async append(rate: number, seconds: number): Promise<number[]> {
    const flood = this.#server.flood(rate, seconds)
    const samples: number[] = []
    let before = await this.#workMs()
    for (let second = 0; second < seconds; second++) {
      await pause(1_000)
      const now = await this.#workMs()
      samples.push((now - before) / rate)
      before = now
    }
    await flood
    return samples
  }

  /** Turns the wheel over the list, up and down. */
  async scroll(seconds: number): Promise<Felt> {
    const box = await this.#list.boundingBox()
    if (!box) throw new Error('there is no list')
    await this.#page.mouse.move(box.x + 50, box.y + box.height / 2)
    return await this.#watched(async () => {
      const until = performance.now() + seconds * 1_000
      for (let turn = 0; performance.now() < until; turn++) {
        const isUp = Math.floor(turn / 60) % 2 === 0
        await this.#page.mouse.wheel(0, isUp ? -WHEEL_PIXELS : WHEEL_PIXELS)
        await pause(WHEEL_EVERY_MS)
      }
    })
  }

  /** How many events the list holds. */
  async held(): Promise<number> {
    const options = this.#list.getByRole('option')
    if ((await options.count()) === 0) return 0
    return Number(await options.first().getAttribute('aria-setsize'))
  }

  /** How many lines the list has in the page. */
  rowsDrawn(): Promise<number> {
    return this.#list.getByRole('option').count()
  }

  get #page(): Page {
    return this.#started.page
  }

  get #inspector(): Locator {
    return this.#page.getByRole('region', { name: 'Inspector' })
  }

  get #list(): Locator {
    return this.#inspector.getByRole('listbox', { name: 'Events' })
  }

  async #watched(work: () => Promise<void>): Promise<Felt> {
    await this.#page.evaluate(() => window.filoWatch?.start())
    await work()
    const watched = await this.#page.evaluate(() => window.filoWatch?.take())
    if (!watched) throw new Error('the page is not watched')
    return watched
  }

  async #workMs(): Promise<number> {
    const { metrics } = await this.#debug.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
