import { expect, test } from '@playwright/test'
import { expectNoViolations } from './support/axe.ts'
import {
  composer,
  freshFolder,
  launchAt,
  launchFilo,
  log,
  message,
  send,
  type Filo
} from './support/filo.ts'
import { startHost, type RunningServer } from './support/servers.ts'

test.describe('accessibility', () => {
  test.describe.configure({ mode: 'serial' })
  const folder = freshFolder()
  let host: RunningServer
  let ada: Filo
  let bo: Filo

  test.beforeAll(async () => {
    host = await startHost(folder.dir)
    // What starts with the session is written elsewhere than for the person at this computer.
    const env = { XDG_CONFIG_HOME: folder.dir }
    ada = await launchAt(host.url, 'Ada', { env })
    bo = await launchAt(host.url, 'Bo')
    await send(bo.page, 'Look: **bold**, `code` and https://example.org')
    // In the list the words stand as they are drawn, without their marks.
    const list = ada.page.getByRole('navigation', { name: 'Conversations' })
    await expect(list).toContainText('Look: bold, code and https://example.org')
    await send(ada.page, 'An answer')
    await expect(message(ada.page, 'An answer')).toHaveAttribute(
      'data-state',
      /sent|delivered|read/
    )
  })
  test.afterAll(async () => {
    await ada.close()
    await bo.close()
    await host.stop()
    folder.remove()
  })

  for (const scheme of ['light', 'dark'] as const) {
    test(`axe finds nothing in the conversation, ${scheme}`, async () => {
      await ada.page.emulateMedia({ colorScheme: scheme })
      await expectNoViolations(ada.page)
    })
  }

  const dialogs = [
    { keys: 'Control+k', name: 'Quick switcher' },
    { keys: 'Control+,', name: 'Settings' }
  ]
  for (const { keys, name } of dialogs) {
    test(`axe finds nothing in the dialog ${name}, which a key opens and Escape closes`, async () => {
      await ada.page.keyboard.press(keys)
      const dialog = ada.page.getByRole('dialog', { name })
      await expect(dialog).toBeVisible()
      await expectNoViolations(ada.page)
      await ada.page.keyboard.press('Escape')
      await expect(dialog).toHaveCount(0)
    })
  }

  test('axe finds nothing in the tabs of Settings, with all that they can show, light and dark', async () => {
    const { page } = ada
    await page.keyboard.press('Control+,')
    const dialog = page.getByRole('dialog', { name: 'Settings' })
    for (const name of ['Start when you log in', 'Check spelling as you type']) {
      await dialog.getByRole('switch', { name }).click()
    }
    await expect(dialog.getByRole('combobox', { name: 'Add a language' })).toBeVisible()
    await dialog.getByRole('tab', { name: 'Notifications' }).click()
    await dialog.getByRole('switch', { name: 'Quiet hours' }).click()
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      for (const tab of ['General', 'Notifications', 'Files', 'Updates']) {
        await dialog.getByRole('tab', { name: tab }).click()
        await expectNoViolations(page)
      }
    }
    const news = dialog.getByRole('region', { name: /^What is new in/ })
    await expect(news).toContainText('Host on this computer')
    await page.keyboard.press('Escape')
  })

  test('axe finds nothing in the Threads region', async () => {
    await ada.page.getByRole('button', { name: 'Threads' }).click()
    const region = ada.page.getByRole('region', { name: 'Threads' })
    for (const part of ['main', 'store', 'network', 'link', 'receiver', 'sender', 'monitor']) {
      await expect(region.getByText(new RegExp(part, 'i')).first()).toBeVisible()
    }
    await expectNoViolations(ada.page)
    await ada.page.keyboard.press('Escape')
  })

  test('a conversation works with the keyboard alone', async () => {
    const { page } = ada
    await composer(page).focus()
    await page.keyboard.type('By keyboard')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('two lines')
    await page.keyboard.press('Enter')
    await expect(log(bo.page)).toContainText('By keyboard')
    await page.keyboard.press('ArrowUp')
    await expect(composer(page)).toHaveValue('By keyboard\ntwo lines')
    await page.keyboard.press('Escape')
    await expect(composer(page)).toHaveValue('')
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog', { name: 'Quick switcher' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(composer(page)).toBeFocused()
  })
})

test('axe finds nothing on the first screen nor in the dialog that adds a server', async () => {
  const filo = await launchFilo()
  await expect(filo.page.getByRole('button', { name: 'Host on this computer' })).toBeVisible()
  await expectNoViolations(filo.page)
  await filo.page.getByRole('button', { name: 'Connect to a server' }).click()
  await expect(filo.page.getByRole('dialog', { name: 'Add server' })).toBeVisible()
  await expectNoViolations(filo.page)
  await filo.close()
})

test('it speaks Italian where the system does', async () => {
  const filo = await launchFilo({ language: 'it' })
  await expect(filo.page.locator('html')).toHaveAttribute('lang', 'it')
  await expect(filo.page.getByRole('button', { name: /computer/ }).first()).toBeVisible()
  await filo.close()
})
