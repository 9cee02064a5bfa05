import { expect, test, type Locator, type Page } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { TestDesktop } from '../support/desktop/desktop.ts'
import {
  composer,
  freshFolder,
  launchAt,
  launchFilo,
  message,
  startAgain,
  type Filo
} from './support/filo.ts'
import { startHost } from './support/servers.ts'

/** Presses keys on the display, as a keyboard does: whoever has them hears them. */
const press = (keys: string): unknown => execFileSync('xdotool', ['key', keys])

async function settings(page: Page): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  if (!(await dialog.isVisible())) await page.keyboard.press('Control+,')
  return dialog
}

const isVisible = ({ app }: Filo): Promise<boolean | undefined> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
const zoom = ({ app }: Filo): Promise<number | undefined> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor())
const bringToFront = ({ app }: Filo): Promise<void> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus())

/** Shows no menus from now on, but what would be in them. */
async function catchMenus({ app }: Filo): Promise<void> {
  await app.evaluate(({ Menu }) => {
    const build = Menu.buildFromTemplate.bind(Menu)
    Menu.buildFromTemplate = (template) => {
      const menu = build(template)
      menu.popup = () => Object.assign(globalThis, { caught: menu })
      return menu
    }
  })
}

/** Points at a text with the other button, and answers with what the menu offers. */
async function pointAt({ app }: Filo, text: Locator): Promise<string[]> {
  await text.click({ button: 'right', position: { x: 16, y: 14 } })
  return app.evaluate(() => {
    const { caught } = globalThis as { caught?: Electron.Menu }
    return caught?.items.map(({ label }) => label) ?? []
  })
}

const choose = ({ app }: Filo, label: string): Promise<void> =>
  app.evaluate((_, wanted) => {
    const { caught } = globalThis as { caught?: Electron.Menu }
    caught?.items.find((item) => item.label === wanted)?.click()
  }, label)

test('without a tray its window shows, closing ends it, and it comes back as it was left', async () => {
  const desktop = await TestDesktop.start()
  const { dir, remove } = freshFolder()
  const config = join(dir, 'config')
  writeFileSync(join(dir, 'settings.json'), JSON.stringify({ desktop: { closeToTray: true } }))
  const env = { ...desktop.env, XDG_CONFIG_HOME: config }
  const filo = await launchFilo({ dir, env, args: ['--hidden'] })
  await expect.poll(() => isVisible(filo)).toBe(true)

  // Its entry with the session, as the desktop would run it.
  const dialog = await settings(filo.page)
  const entry = join(config, 'autostart', 'filo.desktop')
  const command = (): string =>
    existsSync(entry) ? (/^Exec=(.*)$/m.exec(readFileSync(entry, 'utf8'))?.[1] ?? '') : 'none'
  await dialog.getByRole('switch', { name: 'Start when you log in' }).click()
  await expect.poll(command).toMatch(/^".*" ".*" "--hidden"$/)
  await dialog.getByRole('switch', { name: 'Without a window' }).click()
  await expect.poll(command).toMatch(/^".*" "[^-].*"$/)
  await dialog.getByRole('switch', { name: 'Start when you log in' }).click()
  await expect.poll(command).toBe('none')
  await filo.page.keyboard.press('Escape')

  await bringToFront(filo)
  press('ctrl+equal')
  await expect.poll(() => zoom(filo)).toBeCloseTo(1.1)
  press('ctrl+equal')
  press('ctrl+minus')
  press('ctrl+0')
  press('ctrl+minus')
  await expect.poll(() => zoom(filo)).toBeCloseTo(0.9)
  const place = { x: 60, y: 70, width: 900, height: 640 }
  await filo.app.evaluate(
    ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
    place
  )
  const kept = join(dir, 'window.json')
  await expect.poll(() => existsSync(kept) && readFileSync(kept, 'utf8')).toContain('"x":60,"y":70')
  const ended = filo.app.waitForEvent('close')
  await filo.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await ended

  const again = await launchFilo({ dir, env })
  await expect.poll(() => zoom(again)).toBeCloseTo(0.9)
  const bounds = await again.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getNormalBounds()
  )
  expect(bounds).toEqual(place)
  await again.close()
  await desktop.stop()
  remove()
})

test('what is written is checked in several languages, and the menu offers what was meant', async () => {
  const { dir, remove } = freshFolder()
  mkdirSync(join(dir, 'Dictionaries'))
  cpSync(resolve('test/support/dictionaries'), join(dir, 'Dictionaries'), { recursive: true })
  const spelling = { spelling: true, spellingLanguages: ['en-US'] }
  writeFileSync(join(dir, 'settings.json'), JSON.stringify({ desktop: spelling }))
  const filo = await launchFilo({ dir, args: ['--host'] })
  await catchMenus(filo)
  const box = composer(filo.page)
  await box.fill('helo')
  await expect.poll(() => pointAt(filo, box)).toContain('hello')
  await choose(filo, 'hello')
  await expect(box).toHaveValue('hello')
  await box.fill('latte')
  await expect.poll(() => pointAt(filo, box)).toContain('Add to dictionary')

  const dialog = await settings(filo.page)
  await dialog.getByRole('combobox', { name: 'Add a language' }).selectOption({ label: 'Italian' })
  await filo.page.keyboard.press('Escape')
  await box.fill('latte')
  await expect.poll(() => pointAt(filo, box)).not.toContain('Add to dictionary')
  await box.fill('Filo')
  await expect.poll(() => pointAt(filo, box)).toContain('Add to dictionary')
  await choose(filo, 'Add to dictionary')
  await box.fill('Filo')
  await expect.poll(() => pointAt(filo, box)).not.toContain('Add to dictionary')
  await filo.close()
  remove()
})

test('keys bring a quick message from anywhere; a second start asks, and a profile shares nothing', async () => {
  const data = freshFolder()
  const host = await startHost(data.dir)
  const ada = await launchAt(host.url, 'Ada')
  const bo = await launchAt(host.url, 'Bo')
  await ada.page
    .getByRole('button', { name: /member/i })
    .first()
    .click()
  await ada.page.getByRole('button', { name: 'Write to Bo' }).click()
  await expect(ada.page.getByRole('region', { name: 'Bo' })).toBeVisible()
  await ada.page.getByRole('option', { name: 'Lobby' }).click()

  // Only one program can have the keys, and the other says so.
  for (const { page } of [ada, bo]) {
    const keys = (await settings(page)).getByRole('combobox', { name: /Quick message/ })
    await keys.selectOption({ label: 'Ctrl+Alt+M' })
    await expect(page.getByText('These keys belong to another program')).toHaveCount(
      page === bo.page ? 1 : 0
    )
    await page.keyboard.press('Escape')
  }
  await bringToFront(bo)
  press('ctrl+alt+m')
  const quick = ada.page.getByRole('dialog', { name: 'Quick message' })
  await quick.getByRole('button', { name: /^To Lobby/ }).click()
  await quick.getByRole('option', { name: 'Bo' }).click()
  await quick.getByRole('textbox', { name: 'Message' }).fill('In a hurry')
  await ada.page.keyboard.press('Enter')
  await expect(quick).toHaveCount(0)
  const direct = bo.page.getByRole('option', { name: 'Ada' })
  await expect(direct).toHaveAccessibleDescription(/1 unread/)
  await direct.click()
  await expect(message(bo.page, 'In a hurry')).toBeVisible()

  // Where a desktop hands no keys out, its own can start Filo for it.
  await startAgain(ada, ['--quick-message'])
  await expect(quick).toBeVisible()
  await ada.page.keyboard.press('Escape')
  await expect(quick).toHaveCount(0)

  const servers = ada.page.getByRole('navigation', { name: 'Servers' }).getByRole('button')
  const before = await servers.count()
  await startAgain(ada, ['filo://connect?url=javascript%3Aalert(1)'])
  await expect(ada.page.getByText('asks for nothing that Filo knows')).toBeVisible()
  await startAgain(ada, [`filo://connect?url=${encodeURIComponent(host.url)}&name=Ada`])
  const asked = ada.page.getByRole('dialog', { name: 'Connect to this server?' })
  await asked.getByRole('button', { name: 'Cancel' }).click()
  await expect(asked).toHaveCount(0)
  await expect(servers).toHaveCount(before)

  const work = await launchFilo({ dir: ada.dir, args: ['--profile', 'work'] })
  await expect(work.page.getByRole('button', { name: 'Host on this computer' })).toBeVisible()
  expect(existsSync(join(ada.dir, 'profiles', 'work', 'settings.json'))).toBe(false)
  await expect(composer(ada.page)).toBeVisible()
  for (const one of [work, bo, ada]) await one.close()
  await host.stop()
  data.remove()
})
