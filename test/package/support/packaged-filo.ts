// Starts a packaged Filo as a desktop would, and drives its window through Chromium's own door: the fuses close Node's.
import { chromium, type Browser, type Page } from '@playwright/test'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

export interface Packaged {
  page: Page
  process: ChildProcess
  /** What it wrote to its terminal so far. */
  said: () => string
  /** Closes the window, which on Linux ends it, and waits until it has. */
  close: () => Promise<void>
}

export interface PackagedOptions {
  /** The person's folder. */
  dir: string
  args?: string[]
  /** Undefined takes a variable away. */
  env?: Record<string, string | undefined>
}

/** How long a start may take on a busy machine, ms. */
const START_MS = 60_000

/** Starts the program and waits for its window. */
export async function startPackaged(program: string, options: PackagedOptions): Promise<Packaged> {
  const started = spawn(
    program,
    [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--remote-debugging-port=0',
      `--user-data-dir=${options.dir}`,
      '--lang=en',
      ...(options.args ?? [])
    ],
    { env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] }
  )
  return await attach(started)
}

async function attach(started: ChildProcess): Promise<Packaged> {
  let said = ''
  const heard = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no window: ${said}`)), START_MS)
    const hear = (part: Buffer): void => {
      said += String(part)
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
      if (address) resolve((clearTimeout(timer), address))
    }
    started.stdout?.on('data', hear)
    started.stderr?.on('data', hear)
    started.once('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)))
  })
  const browser = await chromium.connectOverCDP(await heard)
  const page = await firstPage(browser)
  return { page, process: started, said: () => said, close: () => close(started, page) }
}

async function firstPage(browser: Browser): Promise<Page> {
  const [context] = browser.contexts()
  if (!context) throw new Error('the packaged app has no context')
  const page = context.pages()[0] ?? (await context.waitForEvent('page'))
  await page.waitForLoadState('domcontentloaded')
  return page
}

async function close(started: ChildProcess, page: Page): Promise<void> {
  if (started.exitCode !== null) return
  const ended = once(started, 'exit')
  await page.close()
  await ended
}
