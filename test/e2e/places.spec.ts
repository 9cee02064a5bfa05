import { expect, test } from '@playwright/test'
import { connection, freshFolder, launchAt, launchFilo, message, send } from './support/filo.ts'
import { startHost } from './support/servers.ts'

test('two people write to each other alone, and unread words are counted where they wait', async () => {
  const folder = freshFolder()
  const host = await startHost(folder.dir)
  const ada = await launchAt(host.url, 'Ada')
  const bo = await launchAt(host.url, 'Bo')
  for (const { page } of [ada, bo]) await expect(connection(page)).toContainText('Connected')

  await ada.page
    .getByRole('button', { name: /member/i })
    .first()
    .click()
  await ada.page.getByRole('button', { name: 'Write to Bo' }).click()
  await expect(ada.page.getByRole('region', { name: 'Bo' })).toBeVisible()
  await send(ada.page, 'Only for you')
  const places = bo.page.getByRole('navigation', { name: 'Conversations' })
  const direct = places.getByRole('option', { name: 'Ada' })
  await expect(direct).toHaveAccessibleDescription(/1 unread/)
  await direct.click()
  await expect(message(bo.page, 'Only for you')).toHaveAttribute('data-author', 'Ada')
  await ada.close()
  await bo.close()
  await host.stop()
  folder.remove()
})

test('the host is shared from Settings with an invite link that carries a secret', async () => {
  const folder = freshFolder()
  const ada = await launchFilo({ dir: folder.dir, args: ['--host'] })
  await expect(connection(ada.page)).toContainText('Connected')
  await ada.page.keyboard.press('Control+,')
  const dialog = ada.page.getByRole('dialog', { name: 'Settings' })
  await dialog.getByRole('tab', { name: 'Hosting' }).click()
  await dialog.getByRole('switch', { name: 'Share on the local network' }).click()
  await dialog.getByRole('button', { name: 'Copy invite link' }).click()
  await expect
    .poll(() => ada.app.evaluate(({ clipboard }) => clipboard.readText()))
    .toMatch(/^filo:\/\/connect\?.*auth\.secret=/)
  await ada.close()
  folder.remove()
})
