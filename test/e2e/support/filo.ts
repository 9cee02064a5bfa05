// Starts built Filo windows, each with a person's own folder, and knows how to find their parts.
import {
  _electron,
  expect,
  type ElectronApplication,
  type Locator,
  type Page
} from '@playwright/test'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const repo = resolve(import.meta.dirname, '../../..')

/** A running Filo. */
export interface Filo {
  app: ElectronApplication
  page: Page
  /** The person's folder: history, settings. */
  dir: string
  /** Ends it and keeps the folder. */
  close: () => Promise<void>
}

export interface LaunchOptions {
  dir?: string
  args?: string[]
  language?: 'en' | 'it'
  /** More of the environment, such as a time zone. */
  env?: Record<string, string>
}

/** A fresh person's folder, removed when the returned undo is called. */
export function freshFolder(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'filo-e2e-'))
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}

/** Starts the built app and waits until its window is drawn. */
export async function launchFilo(options: LaunchOptions = {}): Promise<Filo> {
  const dir = options.dir ?? freshFolder().dir
  const app = await _electron.launch({
    executablePath: electronPath(),
    args: argumentsOf(dir, options),
    env: { ...stringEnvironment(), ...options.env }
  })
  const page = await app.firstWindow()
  await page.waitForLoadState('domcontentloaded')
  return { app, page, dir, close: () => app.close() }
}

/** Starts Filo again for the same person, as a desktop does with a link; answers once that start has ended. */
export async function startAgain({ dir }: Filo, args: string[]): Promise<void> {
  const started = [electronPath(), argumentsOf(dir, { args })] as const
  await promisify(execFile)(...started, { timeout: 30_000 })
}

function argumentsOf(dir: string, { language, args }: LaunchOptions): string[] {
  return [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--user-data-dir=${dir}`,
    `--lang=${language ?? 'en'}`,
    repo,
    ...(args ?? [])
  ]
}

/** The link that adds a server after one confirmation. */
function connectLink(url: string, name: string, dialect = 'auto'): string {
  const parameters = new URLSearchParams({ url, name, dialect })
  return `filo://connect?${parameters.toString()}`
}

/** Starts a Filo that comes to a server by link, and says yes. */
export async function launchAt(
  url: string,
  name: string,
  options: LaunchOptions & { dialect?: string } = {}
): Promise<Filo> {
  const args = [...(options.args ?? []), connectLink(url, name, options.dialect)]
  const filo = await launchFilo({ ...options, args })
  const dialog = filo.page.getByRole('dialog', { name: 'Connect to this server?' })
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(composer(filo.page)).toBeVisible()
  return filo
}

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message' })
export const log = (page: Page): Locator => page.getByRole('log', { name: 'Messages' })
export const connection = (page: Page): Locator => page.getByRole('status', { name: 'Connection' })

/** The message with exactly this text. */
export function message(page: Page, text: string): Locator {
  const body = page
    .locator('[data-part=text]')
    .filter({ hasText: new RegExp(`^\\s*${escape(text)}\\s*$`) })
  return log(page).getByRole('article').filter({ has: body })
}

/** Types a message and sends it with Enter. */
export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
  await expect(composer(page)).toHaveValue('')
}

/** The texts of the messages on screen, in order. */
export async function texts(page: Page): Promise<string[]> {
  const all = await log(page).locator('[data-part=text]').allInnerTexts()
  return all.map((text) => text.trim())
}

/** The person answers the system's dialogs with these paths from now on. */
export async function answerDialogs(app: ElectronApplication, paths: string[]): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: chosen })
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen[0] ?? '' })
  }, paths)
}

/** Kills one of Filo's processes as a crash would, and answers with its pid. */
export async function killProcess(filo: Filo, name: 'network' | 'store' | 'host'): Promise<number> {
  const pid = await processId(filo, name)
  process.kill(pid, 'SIGKILL')
  return pid
}

/** The pid of one of Filo's utility processes. */
export async function processId(filo: Filo, name: 'network' | 'store' | 'host'): Promise<number> {
  const found = await filo.app.evaluate(
    ({ app }, wanted) => app.getAppMetrics().find((metric) => metric.name === wanted)?.pid,
    `filo-${name}`
  )
  if (found === undefined) throw new Error(`no ${name} process`)
  return found
}

// Set by the suite's set-up, scripts/with-electron.mjs.
function electronPath(): string {
  const path = process.env['FILO_ELECTRON']
  if (!path) throw new Error('no Electron: run the suite with `npm test -- e2e`')
  return path
}

function stringEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined
  )
  return Object.fromEntries(entries)
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
