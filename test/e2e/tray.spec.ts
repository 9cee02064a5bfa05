import { expect, test } from '@playwright/test'
import { TestDesktop } from '../support/desktop/desktop.ts'
import { freshFolder, launchAt, message, send } from './support/filo.ts'
import { startHost } from './support/servers.ts'

test('a closed window leaves the app in the tray, which tells what is unread and brings it back', async () => {
  const desktop = await TestDesktop.start({ tray: true })
  const data = freshFolder()
  const host = await startHost(data.dir)
  const ada = await launchAt(host.url, 'Ada', { env: desktop.env, args: ['--hidden'] })
  await desktop.next('tray')
  const window = (): Promise<'shown' | 'hidden' | 'gone'> =>
    ada.app.evaluate(({ BrowserWindow }) => {
      const [only] = BrowserWindow.getAllWindows()
      return only ? (only.isVisible() ? 'shown' : 'hidden') : 'gone'
    })

  // Started with the session, it waits in the tray.
  expect(await window()).toBe('hidden')
  desktop.do({ do: 'activate' })
  await expect.poll(window).toBe('shown')
  await ada.page.keyboard.press('Control+,')
  await ada.page.getByRole('switch', { name: 'Keep running when the window is closed' }).click()
  await ada.page.keyboard.press('Escape')
  await ada.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await expect.poll(window).toBe('hidden')
  // The driver makes each page believe that somebody looks at it.
  await ada.page.evaluate(() => (document.hasFocus = () => false))
  desktop.do({ do: 'look' })
  const quiet = await desktop.next('item')
  expect(quiet.entries.map(([, label]) => label)).toContain('Open Filo')

  const bo = await launchAt(host.url, 'Bo')
  await send(bo.page, 'first')
  await send(bo.page, 'second')
  await desktop.next('badge', ({ values }) => values['count'] === 2)
  desktop.do({ do: 'look' })
  const busy = await desktop.next('item')
  expect(busy.picture).not.toBe(quiet.picture)
  expect(JSON.stringify(busy.tip)).toContain('2 unread messages')
  const unread = busy.entries.map(([, label]) => label).find((label) => label.endsWith('(2)'))

  desktop.do({ do: 'choose', label: unread })
  await expect.poll(window).toBe('shown')
  await ada.page.evaluate(() => (document.hasFocus = () => true))
  await expect(message(ada.page, 'second')).toBeInViewport()

  // Where the tray goes, a window that was left to it comes back.
  await ada.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await expect.poll(window).toBe('hidden')
  desktop.do({ do: 'take tray away' })
  await expect.poll(window).toBe('shown')
  await bo.close()
  await ada.close()
  await host.stop()
  await desktop.stop()
  data.remove()
})
