import { expect, test, type Locator, type Page } from '@playwright/test'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectNoViolations } from './support/axe.ts'
import {
  composer,
  freshFolder,
  launchFilo,
  message,
  send,
  type Filo,
  type LaunchOptions
} from './support/filo.ts'
import {
  startKeyring,
  WITH_KEYRING,
  WITHOUT_KEYRING,
  type RunningKeyring
} from './support/keyring.ts'
import { startHost, type RunningServer } from './support/servers.ts'

const PASSPHRASE = 'pencil-under-the-lamp'
/** Words that must be found in no file. */
const PLANTED = {
  text: 'quokkas-dance-at-noon',
  draft: 'half-a-thought-about-otters',
  secret: 'token-9f2c7d11'
}

test.describe('history behind a system keyring', () => {
  test.describe.configure({ mode: 'serial' })
  test.skip(process.platform !== 'linux', 'the keyring of the tests is a Linux one')
  const person = freshFolder()
  const hostFolder = freshFolder()
  const oldKeyring = freshFolder()
  const newKeyring = freshFolder()
  let host: RunningServer
  let keyring: RunningKeyring

  test.beforeAll(async () => {
    host = await startHost(hostFolder.dir)
    keyring = await startKeyring(oldKeyring.dir)
  })
  test.afterAll(async () => {
    await keyring.stop()
    await host.stop()
    for (const folder of [person, hostFolder, oldKeyring, newKeyring]) folder.remove()
  })

  const start = (more: LaunchOptions = {}): Promise<Filo> =>
    launchFilo({
      dir: person.dir,
      env: keyring.env,
      ...more,
      args: [WITH_KEYRING, ...(more.args ?? [])]
    })

  test('a first start wraps the key, and no file holds a word or a secret', async () => {
    const filo = await start({ args: [linkWithSecret(host.url)] })
    const dialog = filo.page.getByRole('dialog', { name: 'Connect to this server?' })
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(composer(filo.page)).toBeVisible()
    await send(filo.page, PLANTED.text)
    await expect(message(filo.page, PLANTED.text)).toHaveAttribute('data-state', /sent|delivered/)
    await composer(filo.page).fill(PLANTED.draft)
    await expect(notice(filo.page)).toHaveCount(0)
    await openData(filo.page)
    await expect(dataTab(filo.page)).toContainText('kept by the system keyring')

    const planted = [PLANTED.text, PLANTED.draft, PLANTED.secret]
    // With the log of the database still beside it, and after that was folded in.
    expect(filesWith(person.dir, planted)).toEqual([])
    await filo.close()
    expect(filesWith(person.dir, planted)).toEqual([])
    expect(filesWith(hostFolder.dir, [PLANTED.text])).not.toEqual([])
    expect(header(person.dir)).not.toContain('SQLite')
    expect(keyFile(person.dir)).not.toContain('"open"')
  })

  test('a restart opens it', async () => {
    const filo = await start()
    await expect(message(filo.page, PLANTED.text)).toBeVisible()
    await expect(composer(filo.page)).toHaveValue(PLANTED.draft)
    await filo.close()
  })

  test('another keyring leaves it locked and unharmed, and the old one opens it again', async () => {
    const before = header(person.dir) + keyFile(person.dir)
    const other = await startKeyring(newKeyring.dir)
    const locked = await start({ env: other.env })
    const view = locked.page.getByRole('main')
    await expect(view.getByRole('heading', { name: 'Your history is locked' })).toBeVisible()
    await expect(view).toContainText('no longer knows it')
    await expectNoViolations(locked.page)
    await locked.close()
    await other.stop()
    expect(header(person.dir) + keyFile(person.dir)).toBe(before)

    const filo = await start()
    await expect(message(filo.page, PLANTED.text)).toBeVisible()
    await filo.close()
  })

  test('an empty history begins beside the locked one, which can be taken up again', async () => {
    const filo = await start({ args: [WITHOUT_KEYRING] })
    await filo.page.getByRole('button', { name: 'Start with an empty history…' }).click()
    const sure = filo.page.getByRole('dialog', { name: 'Start with an empty history?' })
    await sure.getByRole('button', { name: 'Start empty' }).click()
    await expect(filo.page.getByRole('button', { name: 'Host on this computer' })).toBeVisible()
    await openData(filo.page)
    await dataTab(filo.page)
      .getByRole('button', { name: /^Use this one again/ })
      .click()
    const again = filo.page.getByRole('dialog', { name: 'Use this history again?' })
    await again.getByRole('button', { name: 'Use this one again' }).click()
    await expect(filo.page.getByRole('heading', { name: 'Your history is locked' })).toBeVisible()
    await filo.close()

    const back = await start()
    await expect(message(back.page, PLANTED.text)).toBeVisible()
    await back.close()
  })

  test('a passphrase opens it when the keyring is gone', async () => {
    const filo = await start()
    await expect(message(filo.page, PLANTED.text)).toBeVisible()
    await openData(filo.page)
    await dataTab(filo.page).getByRole('button', { name: 'Set a passphrase…' }).click()
    await setPassphrase(filo.page)
    await filo.close()

    const alone = await start({ args: [WITHOUT_KEYRING] })
    const field = alone.page.getByLabel('Passphrase', { exact: true })
    await expect(alone.page.getByRole('main')).toContainText('can’t be reached')
    await field.fill('not this one')
    await field.press('Enter')
    await expect(alone.page.getByText('This passphrase does not open your history.')).toBeVisible()
    await field.fill(PASSPHRASE)
    await field.press('Enter')
    await expect(message(alone.page, PLANTED.text)).toBeVisible()
    await alone.close()
  })

  test('a change of the key keeps every message', async () => {
    const before = keyFile(person.dir)
    const filo = await start()
    await expect(message(filo.page, PLANTED.text)).toBeVisible()
    await changeKey(filo.page)
    await expect(dataTab(filo.page)).toContainText('The key was changed.')
    await filo.page.keyboard.press('Escape')
    await send(filo.page, 'After the change')
    await expect(message(filo.page, 'After the change')).toHaveAttribute(
      'data-state',
      /sent|delivered/
    )
    await filo.close()
    expect(check(keyFile(person.dir))).not.toBe(check(before))
    expect(keyFile(person.dir)).toContain('"next": null')

    const again = await start()
    await expect(message(again.page, PLANTED.text)).toBeVisible()
    await expect(message(again.page, 'After the change')).toBeVisible()
    await again.close()
  })

  // The first falls while the old store still closes, the others while the new one copies, or just after.
  for (const pauseMs of [0, 150, 400]) {
    test(`killed ${pauseMs} ms into a change of the key it has every message at the next start`, async () => {
      const filo = await start()
      await expect(message(filo.page, PLANTED.text)).toBeVisible()
      await changeKey(filo.page)
      const hasBoth = (): boolean => !keyFile(person.dir).includes('"next": null')
      await expect.poll(hasBoth, { intervals: [5] }).toBe(true)
      await filo.page.waitForTimeout(pauseMs)
      await killAll(filo)
      if (pauseMs === 0) expect(hasBoth()).toBe(true)

      const again = await start()
      await expect(message(again.page, PLANTED.text)).toBeVisible()
      await expect(message(again.page, 'After the change')).toBeVisible()
      await again.close()
      expect(filesWith(person.dir, [PLANTED.text])).toEqual([])
      expect(keyFile(person.dir)).toContain('"next": null')
    })
  }
})

test.describe('history without a keyring', () => {
  test('starts straight away, says once what that means, and a passphrase closes it', async () => {
    const person = freshFolder()
    const options = { dir: person.dir, args: [WITHOUT_KEYRING] }
    const first = await launchFilo({ ...options, args: [...options.args, '--host'] })
    await expect(composer(first.page)).toBeVisible()
    await expect(notice(first.page)).toContainText('lies beside it')
    await notice(first.page).getByRole('button', { name: 'Carry on' }).click()
    await expect(notice(first.page)).toHaveCount(0)
    await send(first.page, PLANTED.text)
    await expect(message(first.page, PLANTED.text)).toHaveAttribute('data-state', /sent|delivered/)
    await first.close()
    expect(header(person.dir)).not.toContain('SQLite')
    expect(filesWith(join(person.dir, 'store'), [PLANTED.text])).toEqual([])

    noteRepair(person.dir)
    const second = await launchFilo(options)
    await expect(message(second.page, PLANTED.text)).toBeVisible()
    await expect(notice(second.page)).toHaveCount(0)
    const repaired = second.page.getByRole('dialog', { name: 'Your history was repaired' })
    await expect(repaired).toContainText('12 messages were saved; 3 could not be read.')
    await expect(repaired).toContainText('/kept/filo.sqlite.damaged')
    await repaired.getByRole('button', { name: 'OK' }).click()
    await expect(repaired).toHaveCount(0)
    await openData(second.page)
    await dataTab(second.page).getByRole('button', { name: 'Set a passphrase…' }).click()
    await setPassphrase(second.page)
    await expect(dataTab(second.page)).toContainText('Your passphrase opens it at each start.')
    await second.close()

    const third = await launchFilo(options)
    await third.page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
    await third.page.getByRole('button', { name: 'Unlock' }).click()
    await expect(message(third.page, PLANTED.text)).toBeVisible()
    await expect(third.page.getByRole('dialog')).toHaveCount(0)
    await third.close()
    person.remove()
  })
})

/** As main leaves it when Filo is closed before the person has looked. */
function noteRepair(dir: string): void {
  const report = {
    at: Date.now(),
    cause: 'damaged',
    messagesSaved: 12,
    messagesLost: 3,
    keptAt: '/kept/filo.sqlite.damaged'
  }
  writeFileSync(join(dir, 'repair.json'), JSON.stringify(report))
}

const notice = (page: Page): Locator => page.getByRole('region', { name: 'Protection' })
const dataTab = (page: Page): Locator => page.getByRole('tabpanel', { name: 'Data' })

async function openData(page: Page): Promise<void> {
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name: 'Data' }).click()
}

async function setPassphrase(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Set a passphrase' })
  await dialog.getByLabel('New passphrase').fill(PASSPHRASE)
  await dialog.getByLabel('Once more').fill(PASSPHRASE)
  await dialog.getByRole('button', { name: 'Set passphrase' }).click()
  await expect(dialog).toHaveCount(0)
}

async function changeKey(page: Page): Promise<void> {
  await openData(page)
  await dataTab(page).getByRole('button', { name: 'Change the key…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change the key?' })
  await dialog.getByLabel('Passphrase').fill(PASSPHRASE)
  await dialog.getByRole('button', { name: 'Change key' }).click()
}

/** As a power cut would: main first, so that nobody is told anything. */
async function killAll(filo: Filo): Promise<void> {
  const main = filo.app.process()
  main.kill('SIGKILL')
  await once(main, 'exit')
}

function linkWithSecret(url: string): string {
  const parameters = new URLSearchParams({ url, name: 'Ada', dialect: 'auto' })
  parameters.set('query.token', PLANTED.secret)
  return `filo://connect?${parameters.toString()}`
}

const header = (dir: string): string => {
  const bytes = readFileSync(join(dir, 'store', 'filo.sqlite'))
  return bytes.subarray(0, 4096).toString('latin1')
}
const keyFile = (dir: string): string => readFileSync(join(dir, 'store', 'filo.key'), 'utf8')
const check = (file: string): string | undefined => /"check": "(\w+)"/.exec(file)?.[1]

/** The files below a folder that hold one of the words, as UTF-8 or as Chromium's UTF-16. */
function filesWith(dir: string, words: readonly string[]): string[] {
  const wanted = words.flatMap((word) => [Buffer.from(word), Buffer.from(word, 'utf16le')])
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .filter((path) => {
      const bytes = readFileSync(path)
      return wanted.some((word) => bytes.includes(word))
    })
}
