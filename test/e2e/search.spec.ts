import { expect, test, type Page } from '@playwright/test'
import { freshFolder, launchAt, log, message, send, type Filo } from './support/filo.ts'
import { startHost, type RunningServer } from './support/servers.ts'

test.describe('searching', () => {
  const folder = freshFolder()
  let host: RunningServer
  let ada: Filo

  test.beforeAll(async () => {
    host = await startHost(folder.dir)
    ada = await launchAt(host.url, 'Ada')
    await send(ada.page, 'il rumore dell’acqua, perché no')
    await send(ada.page, 'subacqueo')
    await send(ada.page, '明日は東京都に行きたい')
    await send(ada.page, 'see https://filo.example')
    for (let number = 0; number < 40; number += 1) await send(ada.page, `line ${number}`)
    await expect(message(ada.page, 'line 39')).toHaveAttribute('data-state', /sent|delivered|read/)
  })
  test.afterAll(async () => {
    await ada.close()
    await host.stop()
    folder.remove()
  })

  const field = (page: Page) => page.getByRole('searchbox', { name: 'Search' })
  const hits = (page: Page) =>
    page.getByRole('list', { name: 'Search results' }).getByRole('button')

  test('finds words behind an elision, parts of words and scripts without spaces', async () => {
    const { page } = ada
    await page.keyboard.press('Control+Shift+F')
    await field(page).fill('acqu')
    await expect(hits(page)).toHaveCount(2)
    await expect(hits(page).first()).toContainText('dell’acqua')
    await expect(hits(page).nth(1)).toContainText('subacqueo')
    await field(page).fill('perche')
    await expect(hits(page)).toHaveCount(1)
    for (const part of ['東', '京都', '東京都']) {
      await field(page).fill(part)
      await expect(hits(page)).toHaveCount(1)
      await expect(hits(page).locator('mark')).toHaveText(part)
    }
  })

  test('draws the hits in sight first, then all, and an answer from its top', async () => {
    const { page } = ada
    await field(page).fill('line')
    await expect(hits(page)).toHaveCount(40)
    await expect(hits(page).first()).toContainText('line 39')
    await field(page).press('ArrowDown')
    await page.keyboard.press('End')
    await expect(hits(page).last()).toBeFocused()
    await expect(hits(page).last()).toBeInViewport()
    await expect(hits(page).last()).toContainText('line 0')
    await field(page).fill('lin')
    await expect(hits(page).first()).toBeInViewport()
    await expect(hits(page)).toHaveCount(40)
    await expect(hits(page).first()).toBeInViewport()
  })

  test('is narrowed by operators and leads to the message by the keyboard', async () => {
    const { page } = ada
    await field(page).fill('')
    await page.getByRole('button', { name: 'has:link' }).click()
    await expect(hits(page)).toHaveCount(1)
    await expect(page.getByRole('list', { name: 'Narrowed to' })).toContainText('With a link')
    await field(page).fill('from:me acqua')
    await expect(hits(page).first()).toContainText('rumore')
    await field(page).press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(log(page).getByRole('article').filter({ hasText: 'rumore' })).toBeFocused()
    await field(page).fill('from:nobody acqua')
    await expect(page.getByText('Nothing found for')).toBeVisible()
    await field(page).fill('has:file')
    await expect(page.getByText('Nothing found for “has:file”')).toBeVisible()
  })

  test('says how much of the history it finds', async () => {
    const { page } = ada
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Data', exact: true }).click()
    await expect(
      page.getByText('Search finds everything that is stored on this computer.')
    ).toBeVisible()
  })
})
