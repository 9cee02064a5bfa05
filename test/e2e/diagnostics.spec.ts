import { expect, test, type Locator, type Page } from '@playwright/test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { expectNoViolations } from './support/axe.ts'
import {
  composer,
  connection,
  freshFolder,
  launchFilo,
  message,
  processId,
  send,
  type Filo
} from './support/filo.ts'
import { startHost, type RunningServer } from './support/servers.ts'

/** What nobody may find in a log or a report. */
const PLANTED = {
  text: 'wombats plot beneath dusk',
  name: 'Quokkabert',
  token: 'token-51c0ffee9d27'
}

test.describe('diagnostics', () => {
  test.describe.configure({ mode: 'serial' })
  const person = freshFolder()
  const hostFolder = freshFolder()
  const written = freshFolder()
  let host: RunningServer
  let filo: Filo

  test.beforeAll(async () => {
    host = await startHost(hostFolder.dir)
    const env = { FILO_LOG_LEVEL: 'debug' }
    filo = await launchFilo({ dir: person.dir, env, args: [linkWithSecrets(host.url)] })
    await filo.page.getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(composer(filo.page)).toBeVisible()
  })
  test.afterAll(async () => {
    await filo.close()
    await host.stop()
    for (const folder of [person, hostFolder, written]) folder.remove()
  })

  test('nothing that was said, and of nobody, stands in the log or in the report', async () => {
    const { app, page } = filo
    await send(page, PLANTED.text)
    await expect(message(page, PLANTED.text)).toHaveAttribute('data-state', /sent|delivered/)
    await checkConnection(page)
    // What nobody catches is logged, too: where it was, none of its words.
    await page.evaluate((text) => void Promise.reject(new TypeError(text)), PLANTED.text)
    await app.evaluate((_electron, text) => {
      // As Node does before it goes on with its own way of saying so.
      const listeners = process.listeners('uncaughtExceptionMonitor')
      for (const listener of listeners) listener(new RangeError(text), 'uncaughtException')
    }, `${PLANTED.text} ${host.url}`)
    await expect.poll(() => logOf(person.dir)).toContain('an error in the page error=TypeError')
    expect(logOf(person.dir)).toMatch(
      /an error that nobody caught error=RangeError http#[0-9a-f]{8}/
    )

    await openTab(page)
    await expect(page.getByText('Nothing has ended by itself here.')).toBeVisible()
    const report = await openReport(page)
    for (const name of ['Versions and system', 'Processes and threads', 'Settings', 'Amounts'])
      await report.getByRole('button', { name: `Read: ${name}` }).click()
    await report.getByRole('button', { name: 'Read: Connections' }).click()
    await expect(report.getByRole('region', { name: 'Versions' })).toContainText('Electron: ')
    await expect(report.getByRole('region', { name: 'Processes' })).toContainText('thread receiver')
    await expect(report.getByRole('region', { name: 'Settings' })).toContainText('personName: set')
    await expect(report.getByRole('region', { name: 'Amounts' })).toContainText('messages: 1')
    const connections = report.getByRole('region', { name: 'Connections' })
    await expect(connections).toContainText('online, websocket, generation 4, dialect filo')
    await expect(connections).toContainText('tcp: ok')
    await expectNoViolations(page)

    await report.getByRole('checkbox', { name: 'Settings' }).uncheck()
    const text = (await save(filo, report, join(written.dir, 'report.txt'))).toString()
    expect(text).toContain('== log ==')
    expect(text).toContain('Filo starts version=')
    expect(text).not.toContain('== settings ==')
    expect(told([text, logOf(person.dir)], host)).toEqual([])
  })

  test('a part that crashed is listed with its dump, which goes along only where it is ticked', async () => {
    const { page } = filo
    process.kill(await processId(filo, 'network'), 'SIGSEGV')
    await expect.poll(() => dumpsIn(person.dir)).toHaveLength(1)
    await expect(connection(page)).toContainText('Connected')
    await openTab(page)
    const crashes = page.getByRole('list', { name: 'Crashes' })
    await expect(crashes).toContainText('Network: crashed')
    await expect(crashes).toContainText(/dump, \d+/)
    await expectNoViolations(page)

    const plain = await save(filo, await openReport(page), join(written.dir, 'plain.txt'))
    expect(plain.toString()).toMatch(/network: crashed \(\d+\), dump of/)
    expect(plain.toString()).toContain(
      'something ended by itself code=11 kind=crashed process=network'
    )

    await openTab(page)
    const report = await openReport(page)
    const dump = report.getByRole('region', { name: 'Crash dumps' }).getByRole('checkbox')
    await expect(dump).not.toBeChecked()
    await expect(dump).toHaveAccessibleDescription(/It can hold messages, names and passwords/)
    await dump.check()
    const bytes = await save(filo, report, join(written.dir, 'with-dump.zip'))
    const files = unzipSync(bytes)
    const dumpName = `crashes/${dumpsIn(person.dir)[0] ?? ''}`
    expect(Object.keys(files)).toEqual(['report.txt', dumpName])
    expect(
      Buffer.from(files[dumpName] ?? [])
        .subarray(0, 4)
        .toString()
    ).toBe('MDMP')
    expect(told([strFromU8(files['report.txt'] ?? new Uint8Array())], host)).toEqual([])

    await openTab(page)
    await crashes.getByRole('button', { name: /^Delete: Network: crashed/ }).press('Enter')
    await expect(page.getByText('Nothing has ended by itself here.')).toBeVisible()
    expect(dumpsIn(person.dir)).toEqual([])
    await page.keyboard.press('Escape')
  })

  test('a window whose page crashed comes back by itself, and says so in the list', async () => {
    await filo.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer()
    })
    await expect.poll(() => dumpsIn(person.dir)).toHaveLength(1)
    await expect.poll(() => logOf(person.dir)).toContain('kind=crashed process=window')
    await expect.poll(() => shownAgain(filo)).toContain(PLANTED.text)
    expect(told([logOf(person.dir)], host)).toEqual([])
  })
})

function linkWithSecrets(url: string): string {
  const parameters = new URLSearchParams({ url, name: PLANTED.name, dialect: 'auto' })
  parameters.set('query.token', PLANTED.token)
  return `filo://connect?${parameters.toString()}`
}

/** What of the planted things, and of the server's address, the texts hold. */
function told(texts: readonly string[], { url, port }: RunningServer): string[] {
  const secrets = [
    ...PLANTED.text.split(' '),
    PLANTED.name,
    PLANTED.token,
    url,
    '127.0.0.1',
    `:${port}`
  ]
  return secrets.filter((secret) => texts.some((text) => new RegExp(`\\b${secret}\\b`).test(text)))
}

const logOf = (dir: string): string =>
  filesIn(join(dir, 'logs'))
    .map((name) => readFileSync(join(dir, 'logs', name), 'utf8'))
    .join('')

const dumpsIn = (dir: string): string[] =>
  filesIn(join(dir, 'crashes'))
    .filter((name) => /pending.*\.dmp$/.test(name))
    .map((name) => name.replace(/^.*[\\/]/, ''))

function filesIn(dir: string): string[] {
  const found = readdirSync(dir, { recursive: true, withFileTypes: true })
  return found
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(dir.length + 1))
}

async function checkConnection(page: Page): Promise<void> {
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name: 'Network' }).click()
  await page.getByRole('button', { name: 'Check the connection' }).click()
  const steps = page.getByRole('list', { name: 'Steps of the check' })
  await expect(steps).toHaveAttribute('aria-busy', 'false')
  await expect(steps.getByRole('listitem')).toHaveCount(9)
  await page.keyboard.press('Escape')
}

async function openTab(page: Page): Promise<void> {
  if ((await page.getByRole('dialog', { name: 'Settings' }).count()) === 0)
    await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name: 'Diagnostics' }).click()
}

async function openReport(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Save debug report…' }).press('Enter')
  return page.getByRole('dialog', { name: 'Debug report' })
}

/** What the messages say in a window whose page Playwright lost with its process. */
function shownAgain({ app }: Filo): Promise<string> {
  return app.evaluate(async ({ BrowserWindow }): Promise<string> => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const script = "document.querySelector('[role=log]')?.textContent ?? ''"
    return contents?.isCrashed() === false ? String(await contents.executeJavaScript(script)) : ''
  })
}

/** Saves what is ticked; the person answers the system's dialog with `path`. */
async function save({ app, page }: Filo, report: Locator, path: string): Promise<Buffer> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
  await report.getByRole('button', { name: /^Save/ }).click()
  await expect(report).toHaveCount(0)
  await expect(page.getByText(`Saved as ${path.replace(/^.*[\\/]/, '')}.`)).toBeVisible()
  return readFileSync(path)
}
