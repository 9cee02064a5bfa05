import { expect, test } from '@playwright/test'
import { startHost } from './support/servers.ts'
import { freshFolder, launchAt, message, send } from './support/filo.ts'
import { TestDesktop } from '../support/desktop/desktop.ts'

test('a message that nobody looks at is notified of, where and as far as the person wants; its click brings it', async () => {
  const desktop = await TestDesktop.start()
  const data = freshFolder()
  const host = await startHost(data.dir)
  const ada = await launchAt(host.url, 'Ada', { env: desktop.env })
  const bo = await launchAt(host.url, 'Bo')

  // The driver makes each page believe that somebody looks at it.
  await ada.page.evaluate(() => (document.hasFocus = () => false))
  await ada.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  // Its place in the taskbar asks for attention, until somebody comes.
  const flashed = ada.app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<boolean[]>((resolve) => {
        const heard: boolean[] = []
        const flashFrame = (on: boolean): void => {
          heard.push(on)
          if (!on) resolve(heard)
        }
        Object.assign(BrowserWindow.getAllWindows()[0] ?? {}, { flashFrame })
      })
  )
  await send(bo.page, 'are you there?')
  const shown = await desktop.next('shown')
  expect(shown.body).toBe('Bo: are you there?')
  await send(bo.page, 'hello?')
  const again = await desktop.next('shown')
  expect(again.replaces).toBe(shown.id)
  expect(again.title).toMatch(/^2 new messages in /)

  desktop.do({ do: 'reply', id: again.id, text: 'in a minute' })
  await expect(message(bo.page, 'in a minute')).toBeVisible()
  await desktop.next('closed')

  await send(bo.page, 'take your time')
  const last = await desktop.next('shown', ({ body }) => body.endsWith('take your time'))
  desktop.do({ do: 'invoke', id: last.id, action: 'default' })
  await expect(message(ada.page, 'take your time')).toBeInViewport()
  await expect
    .poll(() =>
      ada.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
    )
    .toBe(true)

  // The rule of one conversation, from its own menu: then nothing, then everything again.
  const { page } = ada
  const lobby = page.getByRole('option', { name: 'Lobby' })
  const rule = async (name: string): Promise<void> => {
    await lobby.click({ button: 'right' })
    await page.getByRole('menuitemradio', { name, exact: true }).click()
    await lobby.click({ button: 'right' })
    const chosen = page.getByRole('menuitemradio', { name, exact: true })
    await expect(chosen).toHaveAttribute('aria-checked', 'true')
    await page.keyboard.press('Escape')
  }
  await rule('Nothing')
  await bo.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus())
  await send(bo.page, 'nobody need hear this')
  await expect(message(page, 'nobody need hear this')).toHaveCount(1)
  // What came before this was judged before it, too.
  await bo.page
    .getByRole('button', { name: /member/i })
    .first()
    .click()
  await bo.page.getByRole('button', { name: 'Write to Ada' }).click()
  await expect(bo.page.getByRole('region', { name: 'Ada' })).toBeVisible()
  await send(bo.page, 'over here')
  expect(await desktop.next('shown')).toMatchObject({ title: 'Bo', body: 'over here' })
  await bo.page.getByRole('option', { name: 'Lobby' }).click()
  await rule('All messages')
  await send(bo.page, 'this one again')
  await desktop.next('shown', ({ body }) => body.endsWith('this one again'))

  // Without a preview nothing leaves the window but that there is something.
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name: 'Notifications' }).click()
  await page.getByRole('dialog').getByText('Neither', { exact: true }).click()
  await page.keyboard.press('Escape')
  await desktop.next('closed')
  await send(bo.page, 'for your eyes only')
  const hidden = await desktop.next('shown')
  expect(hidden.title).toMatch(/new message/i)
  expect(JSON.stringify(hidden)).not.toMatch(/eyes|Bo|Lobby|127\.0\.0\.1/)

  await message(page, 'for your eyes only').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Reply' }).click()
  await send(page, 'I heard')
  await expect(message(bo.page, 'I heard')).toBeVisible()
  expect(await flashed).toContain(true)
  await ada.close()
  await bo.close()
  await host.stop()
  await desktop.stop()
  data.remove()
})
