import { expect, test, type Page } from '@playwright/test'
import {
  composer,
  connection,
  freshFolder,
  launchAt,
  launchFilo,
  log,
  send,
  type Filo
} from './support/filo.ts'
import {
  startHost,
  startPickyHost,
  startPlainServer,
  startRefusingServer,
  startSilentServer,
  type RunningServer
} from './support/servers.ts'

test.describe('what is refused, and how', () => {
  let filo: Filo
  test.beforeAll(async () => {
    filo = await launchFilo()
  })
  test.afterAll(() => filo.close())

  const cases: { what: string; start: () => Promise<RunningServer>; says: RegExp }[] = [
    {
      what: 'a web server that is not Socket.IO',
      start: startPlainServer,
      says: /not.*Socket\.IO/i
    },
    { what: 'a server that never answers', start: startSilentServer, says: /answer|time/i },
    {
      what: 'a server that turns people away',
      start: () => startRefusingServer('members only, please'),
      says: /members only, please/
    }
  ]
  for (const { what, start, says } of cases) {
    test(`${what} is refused in the dialog, and the address stays`, async () => {
      const server = await start()
      const dialog = await tryAddress(filo.page, server.url)
      await expect(dialog.getByRole('alert')).toContainText(says, { timeout: 30_000 })
      await expect(dialog.getByRole('textbox', { name: 'Address' })).toHaveValue(server.url)
      await filo.page.keyboard.press('Escape')
      await server.stop()
    })
  }

  test('an address that is none is refused before anything is tried', async () => {
    const dialog = await tryAddress(filo.page, 'not an address')
    await expect(dialog.getByRole('textbox', { name: 'Address' })).toHaveAccessibleDescription(
      /not an address/
    )
    await filo.page.keyboard.press('Escape')
  })

  test('nobody listening is said so', async () => {
    const dialog = await tryAddress(filo.page, 'http://127.0.0.1:9')
    await expect(dialog.getByRole('alert')).toContainText(/Nobody answers/, { timeout: 30_000 })
    await filo.page.keyboard.press('Escape')
  })
})

test('a message over the limit is refused beside the composer, and its text stays', async () => {
  const folder = freshFolder()
  const host = await startHost(folder.dir)
  const ada = await launchAt(host.url, 'Ada')
  const long = 'x'.repeat(25_000)
  await composer(ada.page).fill(long)
  await composer(ada.page).press('Enter')
  await expect(ada.page.getByRole('alert').filter({ hasText: /long/i })).toBeVisible()
  await expect(composer(ada.page)).toHaveValue(long)
  await composer(ada.page).fill('')
  await ada.close()
  await host.stop()
  folder.remove()
})

test('a message that is too long for the server stays in the composer, with the reason', async () => {
  const folder = freshFolder()
  const host = await startHost(folder.dir)
  const ada = await launchAt(host.url, 'Ada')
  await expect(connection(ada.page)).toContainText('Connected')
  const tooLong = 'y'.repeat(16_001)
  await composer(ada.page).fill(tooLong)
  await composer(ada.page).press('Enter')
  await expect(ada.page.getByText(/longer than 16,000 characters/)).toBeVisible()
  expect(await composer(ada.page).inputValue()).toHaveLength(16_001)
  await expect(log(ada.page).getByRole('article')).toHaveCount(0)
  await ada.close()
  await host.stop()
  folder.remove()
})

test('a message that the server refuses becomes a failed message that keeps its text', async () => {
  const host = await startPickyHost('please refuse')
  const ada = await launchAt(host.url, 'Ada', { dialect: 'filo' })
  await send(ada.page, 'please refuse this one')
  const failed = log(ada.page).locator('[data-state=failed]')
  await expect(failed).toBeVisible()
  await expect(failed).toContainText('please refuse this one')
  await expect(failed).toContainText(/refused/i)
  await failed.getByRole('button', { name: 'Retry' }).click()
  await expect(failed).toContainText(/refused/i)
  await failed.getByRole('button', { name: 'Edit' }).click()
  await expect(composer(ada.page)).toHaveValue('please refuse this one')
  await expect(failed).toHaveCount(0)
  await composer(ada.page).press('Enter')
  await failed.getByRole('button', { name: 'Discard' }).click()
  await expect(failed).toHaveCount(0)
  await send(ada.page, 'A short one goes past it')
  await expect(
    log(ada.page).getByRole('article').filter({ hasText: 'A short one goes past it' })
  ).toHaveAttribute('data-state', /sent|delivered/)
  await ada.close()
  await host.stop()
})

async function tryAddress(page: Page, address: string) {
  await page
    .getByRole('button', { name: /Add server|Connect to a server/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog', { name: 'Add server' })
  await dialog.getByRole('textbox', { name: 'Address' }).fill(address)
  await dialog.getByRole('textbox', { name: 'Your name' }).fill('Ada')
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
  return dialog
}
