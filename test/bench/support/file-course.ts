// One person's Filo at a server that gives and takes files, and a plain client at the same server: moves files by either.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright'
import { randomBytes } from 'node:crypto'
import type { FileOrder, FileReport, PlainOrder, PlainReport } from './file-talk.ts'
import { startFilo } from './windows.ts'

const POLL_MS = 10
/** Files that one message carries. */
const PER_MESSAGE = 8
const PATIENCE_MS = 300_000

/** What is moved at once: files each way, and bytes of each. */
export interface Load {
  down: number
  up: number
  bytes: number
}

export class FileCourse {
  readonly app: ElectronApplication
  readonly page: Page
  readonly #folder: string
  readonly #server: ChildProcess
  readonly #url: string
  readonly #heard = new Set<string>()
  #plain: ChildProcess | null = null
  #count = 0

  private constructor(parts: {
    app: ElectronApplication
    page: Page
    folder: string
    server: ChildProcess
    url: string
  }) {
    this.app = parts.app
    this.page = parts.page
    this.#folder = parts.folder
    this.#server = parts.server
    this.#url = parts.url
    this.#server.on('message', (report: FileReport) => {
      if (report.kind === 'heard') this.#heard.add(report.text)
    })
  }

  /** Starts Filo with a fresh person; `niceness`: of the server. */
  static async open(folder: string, niceness = 0): Promise<FileCourse> {
    mkdirSync(folder, { recursive: true })
    const server = fork(join(import.meta.dirname, 'file-worker.js'), [String(niceness)])
    const [first] = (await once(server, 'message')) as [FileReport]
    if (first.kind !== 'open') throw new Error('the server of files did not open')
    const { url } = first
    const link = new URLSearchParams({ url, name: 'Ada', dialect: 'filo' })
    const person = join(folder, 'person')
    const { app, page } = await startFilo(person, [`filo://connect?${link.toString()}`])
    const dialog = page.getByRole('dialog', { name: 'Connect to this server?' })
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByRole('textbox', { name: 'Message' }).waitFor()
    return new FileCourse({ app, page, folder, server, url })
  }

  /** Moves files by Filo, from the first click to the last byte's being proven; ms. */
  async byFilo(load: Load): Promise<number> {
    const moving = await this.begin(load)
    const tookMs = await moving.ended
    moving.clear()
    return tookMs
  }

  /** Has Filo begin to move files, all of them before it resolves. */
  async begin({ down, up, bytes }: Load): Promise<{ ended: Promise<number>; clear: () => void }> {
    const round = `round ${++this.#count}`
    const ways: { start: () => Promise<void>; isDone: () => boolean }[] = []
    if (up > 0) ways.push(await this.#prepareUp(`${round} up`, up, bytes))
    if (down > 0) ways.push(await this.#prepareDown(`${round} down`, down, bytes))
    const startedAt = performance.now()
    for (const { start } of ways) await start()
    const ended = until(() => ways.every(({ isDone }) => isDone()))
    return {
      ended: ended.then(() => performance.now() - startedAt),
      clear: () => this.#clear()
    }
  }

  /** Moves the same by the plain client, at once; ms. */
  async byFetch({ down, up, bytes }: Load, isProven: boolean): Promise<number> {
    const urls = down > 0 ? await this.#say({ text: 'plain', files: down, bytes }) : []
    const order: PlainOrder = {
      down: urls,
      up: this.#write('plain', up, bytes),
      folder: this.#folder,
      url: this.#url,
      isProven
    }
    const plain = await this.plain()
    const over = new AbortController()
    const { signal } = over
    const told = once(plain, 'message') as Promise<[PlainReport]>
    const gone = once(plain, 'exit', { signal }).then(() => null)
    gone.catch(() => undefined)
    plain.send(order)
    const report = await Promise.race([told, gone])
    over.abort()
    if (!report) throw new Error('the plain client died')
    const [{ tookMs }] = report
    this.#clear()
    return tookMs
  }

  /** The plain client's process. */
  async plain(): Promise<ChildProcess> {
    if (this.#plain) return this.#plain
    this.#plain = fork(join(import.meta.dirname, 'plain-worker.js'))
    await once(this.#plain, 'message')
    return this.#plain
  }

  /** The pid of one of Filo's processes. */
  async pidOf(name: 'network' | 'store'): Promise<number> {
    const pid = await this.app.evaluate(
      ({ app }, wanted) => app.getAppMetrics().find((metric) => metric.name === wanted)?.pid,
      `filo-${name}`
    )
    if (pid === undefined) throw new Error(`no ${name} process`)
    return pid
  }

  async close(): Promise<void> {
    await this.app.close()
    this.#plain?.kill()
    this.#server.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #prepareDown(text: string, files: number, bytes: number) {
    await this.#say({ text, files, bytes })
    const message = this.page.getByRole('article').filter({ hasText: `${text} 0.bin` })
    const buttons = message.getByRole('button', { name: 'Download', exact: true })
    await buttons.nth(files - 1).waitFor()
    return {
      start: () =>
        buttons.evaluateAll((all) => {
          for (const button of all) (button as HTMLElement).click()
        }),
      isDone: () => this.#arrived(text) === files
    }
  }

  async #prepareUp(text: string, files: number, bytes: number) {
    await this.app.evaluate(
      ({ dialog }, filePaths) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths })
      },
      this.#write(text, files, bytes)
    )
    await this.page.getByRole('button', { name: 'Attach' }).click()
    const tray = this.page.getByRole('list', { name: 'Files to send' })
    await tray
      .getByRole('listitem')
      .nth(files - 1)
      .waitFor()
    const box = this.page.getByRole('textbox', { name: 'Message' })
    await box.fill(text)
    return { start: () => box.press('Enter'), isDone: () => this.#heard.has(text) }
  }

  async #say(order: FileOrder): Promise<string[]> {
    if (order.files > PER_MESSAGE) throw new Error('too many for one message')
    this.#server.send(order)
    for (;;) {
      const [report] = (await once(this.#server, 'message')) as [FileReport]
      if (report.kind === 'said') return report.urls
    }
  }

  #write(text: string, files: number, bytes: number): string[] {
    const content = randomBytes(Math.min(bytes, 1_000_000))
    return Array.from({ length: files }, (_, number) => {
      const path = join(this.#folder, `${text} ${number}.bin`)
      writeFileSync(path, '')
      for (let at = 0; at < bytes; at += content.length) {
        writeFileSync(path, content.subarray(0, bytes - at), { flag: 'a' })
      }
      return path
    })
  }

  #arrived(text: string): number {
    return filesBelow(join(this.#folder, 'person', 'store', 'files')).filter((path) =>
      path.includes(`${text} `)
    ).length
  }

  /** What was moved is not needed any more. */
  #clear(): void {
    for (const path of filesBelow(this.#folder, false)) rmSync(path)
    for (const path of filesBelow(join(this.#folder, 'person', 'store', 'files'))) rmSync(path)
  }
}

function filesBelow(folder: string, recursive = true): string[] {
  const names = readdirSync(folder, { recursive, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.bin')).map((name) => join(folder, name))
}

async function until(isDone: () => boolean): Promise<void> {
  const endAt = performance.now() + PATIENCE_MS
  while (!isDone()) {
    if (performance.now() > endAt) throw new Error('files do not arrive')
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}
