// A packed Filo becomes the next version of itself, and comes back where that one does not start.
import { expect, test, type Page } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { startFeed, type FeedServer } from '../integration/updater/feed-server.ts'
import { expectNoViolations } from '../e2e/support/axe.ts'
import { message, send } from '../e2e/support/filo.ts'
import { madeFile, packagesFolder } from './support/packages.ts'
import { attachTo, startPackaged, type Packaged } from './support/packaged-filo.ts'

/** A person with an AppImage in a folder of their own, and a feed on this computer. */
class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'filo-appimage-'))
  readonly dir = join(this.folder, 'person')
  readonly appImage = join(this.folder, 'apps', 'Filo.AppImage')
  readonly feedFolder = join(this.folder, 'feed')
  feed: FeedServer | null = null

  async prepare(): Promise<void> {
    for (const name of ['person', 'apps', 'feed', 'mounts', 'cache']) {
      mkdirSync(join(this.folder, name))
    }
    copyFileSync(madeFile('this', '.AppImage'), this.appImage)
    chmodSync(this.appImage, 0o755)
    this.feed = await startFeed(this.feedFolder)
    const updates = { feed: this.feed.url }
    writeFileSync(join(this.dir, 'settings.json'), JSON.stringify({ updates }))
  }

  get env(): Record<string, string> {
    const mounts = join(this.folder, 'mounts')
    return { FILO_STAND_IN_MOUNTS: mounts, XDG_CACHE_HOME: join(this.folder, 'cache') }
  }

  start(args: string[] = []): Promise<Packaged> {
    return startPackaged(this.appImage, { dir: this.dir, env: this.env, args })
  }

  beside(): string[] {
    return readdirSync(join(this.folder, 'apps')).sort()
  }

  async end(): Promise<void> {
    await this.feed?.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

let place: Place
test.beforeEach(async () => {
  place = new Place()
  await place.prepare()
})
test.afterEach(() => place.end())

/** Asks for updates in the settings and waits until one is ready. */
async function fetchUpdate(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('tab', { name: 'Updates' }).click()
  await page.getByRole('button', { name: 'Check now' }).click()
  const status = page.getByRole('status', { name: 'Updates' })
  await expect(status).toContainText('is ready', { timeout: 60_000 })
}

const shownVersion = async (page: Page): Promise<string> => {
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('tab', { name: 'About' }).click()
  const text = await page.locator('dd').first().innerText()
  await page.keyboard.press('Escape')
  return text
}

/** Talks on a server of its own, goes where nobody hears, and writes on. */
async function leaveUnsent(filo: Packaged): Promise<void> {
  await send(filo.page, 'Said before')
  const said = message(filo.page, 'Said before')
  await expect(said).toHaveAttribute('data-state', /sent|delivered/)
  await filo.page.getByRole('button', { name: 'Settings', exact: true }).click()
  await filo.page.getByRole('tab', { name: 'Hosting' }).click()
  await filo.page.getByRole('switch', { name: 'Server on this computer' }).click()
  await filo.page.keyboard.press('Escape')
  await send(filo.page, 'Not sent yet')
  await expect(message(filo.page, 'Not sent yet')).toHaveAttribute('data-state', 'queued')
}

async function expectAllThere(page: Page): Promise<void> {
  await expect(message(page, 'Said before')).toBeVisible()
  await expect(message(page, 'Not sent yet')).toHaveAttribute('data-state', 'queued')
}

test('fetches what is new of the next version, and restarts as that with everything in place', async () => {
  const next = madeFile('next', '.AppImage')
  for (const file of [next, madeFile('next', 'latest-linux.yml')]) {
    copyFileSync(file, join(place.feedFolder, basename(file)))
  }
  const filo = await place.start(['--host'])
  await leaveUnsent(filo)
  await fetchUpdate(filo.page)
  expect(place.feed?.sent()).toBeLessThan(statSync(next).size / 4)
  expect(place.beside()).toEqual(['Filo.AppImage'])
  await expect(filo.page.getByRole('region', { name: /^What is new/ })).toContainText('Added')
  const hint = filo.page.getByRole('button', { name: /^Update ready/ })
  await expect(hint).toBeVisible()
  await expectNoViolations(filo.page)
  const restarted = attachTo(place.dir)
  await filo.page.getByRole('button', { name: 'Restart now' }).click()
  const again = await restarted
  expect(readFileSync(place.appImage).equals(readFileSync(next))).toBe(true)
  await expectAllThere(again.page)
  expect(await shownVersion(again.page)).toBe(versionOf(next))
  await again.close()
  // It has started: nobody needs the version before any more.
  await expect.poll(() => place.beside()).toEqual(['Filo.AppImage'])
})

test('comes back to this version where the next one fails to start twice', async () => {
  offerBroken('9.0.0')
  const filo = await place.start(['--host'])
  await leaveUnsent(filo)
  await fetchUpdate(filo.page)
  await filo.close()
  expect(place.beside()).toContain('.Filo.AppImage.former')
  for (let time = 0; time < 2; time++) await expect(place.start()).rejects.toThrow(/ended with 7/)
  const back = await place.start()
  await expectAllThere(back.page)
  await back.page.getByRole('button', { name: 'Settings', exact: true }).click()
  await back.page.getByRole('tab', { name: 'Updates' }).click()
  await expect(back.page.getByText('Filo 9.0.0 did not start on this computer')).toBeVisible()
  await back.page.getByRole('button', { name: 'Check now' }).click()
  await expect(back.page.getByRole('status', { name: 'Updates' })).toContainText('Nothing newer')
  await back.close()
})

function versionOf(appImage: string): string {
  return /filo-([\d.]+)-linux/.exec(basename(appImage))?.[1] ?? ''
}

/** An AppImage whose Filo ends at once, in the place of a release. */
function offerBroken(version: string): void {
  const content = join(place.folder, 'broken')
  mkdirSync(content)
  const files = {
    AppRun: '#!/bin/sh\nexec "$APPDIR/filo" "$@"\n',
    filo: readFileSync('assets/package/launcher.sh', 'utf8'),
    'filo-bin': '#!/bin/sh\nexit 7\n'
  }
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(content, name), text, { mode: 0o755 })
  }
  const name = `filo-${version}-linux-x86_64.AppImage`
  const image = join(place.feedFolder, name)
  const tools = join(packagesFolder(), 'tools')
  const runtime = readFileSync(join(tools, 'runtimes', 'runtime-x64'))
  const offset = String(runtime.length)
  execFileSync('mksquashfs', [content, image, '-offset', offset, '-quiet', '-no-progress'])
  const bytes = Buffer.concat([runtime, readFileSync(image).subarray(runtime.length)])
  writeFileSync(image, bytes)
  const sha512 = createHash('sha512').update(bytes).digest('base64')
  const lines = [
    `version: ${version}`,
    'files:',
    `  - url: ${name}`,
    `    sha512: ${sha512}`,
    `    size: ${bytes.length}`,
    `path: ${name}`,
    `sha512: ${sha512}`,
    `releaseDate: '2026-11-26T00:00:00.000Z'`
  ]
  writeFileSync(join(place.feedFolder, 'latest-linux.yml'), lines.join('\n'))
}
