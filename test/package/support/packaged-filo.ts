// Starts a packaged Filo as a desktop would, and drives its window through Chromium's own door: the fuses close Node's.
import { chromium, type Browser, type Page } from '@playwright/test'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Packaged {
  page: Page
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
  const page = await firstPage(await connect(await heard))
  const ended = once(started, 'exit')
  const close = async (): Promise<void> => {
    if (started.exitCode === null) await page.close()
    await ended
  }
  return { page, said: () => said, close }
}

/**
 * Waits for a Filo that starts by itself in the person's folder, after the one that runs there, and takes hold of it.
 * Chromium writes down there where it can be reached.
 */
export async function attachTo(dir: string): Promise<Packaged> {
  const file = join(dir, 'DevToolsActivePort')
  const before = readFileSync(file, 'utf8')
  const address = await until('no Filo started by itself', () => {
    const now = existsSync(file) ? readFileSync(file, 'utf8') : before
    const [port, path] = now.split('\n')
    return now !== before && path ? `ws://127.0.0.1:${port}${path}` : null
  })
  const browser = await connect(address)
  const page = await firstPage(browser)
  const gone = new Promise<void>((resolve) => browser.once('disconnected', () => resolve()))
  const close = async (): Promise<void> => {
    await page.close()
    await gone
  }
  return { page, said: () => '', close }
}

/**
 * Takes hold of a browser that has drawn its window. Playwright waits for ever for a page that is in the making when
 * it connects, so the list of pages, which Chromium also gives over HTTP, is asked first.
 */
async function connect(address: string): Promise<Browser> {
  const list = new URL('/json/list', address.replace(/^ws/, 'http'))
  await until('no window opened', async () => {
    const targets = (await (await fetch(list)).json()) as { type: string; title: string }[]
    return targets.find((target) => target.type === 'page' && target.title.endsWith('Filo')) ?? null
  })
  return await chromium.connectOverCDP(address)
}

async function until<T>(otherwise: string, look: () => T | null | Promise<T | null>): Promise<T> {
  const end = Date.now() + START_MS
  for (;;) {
    const found = await look()
    if (found !== null) return found
    if (Date.now() > end) throw new Error(otherwise)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function firstPage(browser: Browser): Promise<Page> {
  const [context] = browser.contexts()
  if (!context) throw new Error('the packaged app has no context')
  const page = context.pages()[0] ?? (await context.waitForEvent('page'))
  await page.waitForLoadState('domcontentloaded')
  return page
}
