import { expect, test } from '@playwright/test'
import {
  composer,
  connection,
  freshFolder,
  launchAt,
  message,
  send,
  texts,
  type Filo
} from './support/filo.ts'
import { startHost, type RunningServer } from './support/servers.ts'

test.describe('two people on a host', () => {
  test.describe.configure({ mode: 'serial' })
  const folder = freshFolder()
  let host: RunningServer
  let ada: Filo
  let bo: Filo

  test.beforeAll(async () => {
    host = await startHost(folder.dir)
    ada = await launchAt(host.url, 'Ada')
    bo = await launchAt(host.url, 'Bo')
  })
  test.afterAll(async () => {
    await ada.close()
    await bo.close()
    await host.stop()
    folder.remove()
  })

  test('both are online', async () => {
    await expect(connection(ada.page)).toContainText('Connected')
    await expect(connection(bo.page)).toContainText('Connected')
  })

  test('what one sends the other reads, with the author’s name', async () => {
    await send(ada.page, 'Hello from Ada')
    await expect(message(bo.page, 'Hello from Ada')).toHaveAttribute('data-author', 'Ada')
    await send(bo.page, 'Hello from Bo')
    await expect(message(ada.page, 'Hello from Bo')).toHaveAttribute('data-author', 'Bo')
    await expect(message(ada.page, 'Hello from Ada')).toHaveAttribute('data-own', 'true')
  })

  test('a sent message tells how far it got, up to read', async () => {
    await send(ada.page, 'Did you see this?')
    await expect(message(bo.page, 'Did you see this?')).toBeVisible()
    await expect(message(ada.page, 'Did you see this?')).toHaveAttribute('data-state', 'read')
  })

  test('many messages sent at once from both sides arrive once each, in order', async () => {
    const numbers = Array.from({ length: 10 }, (_, index) => index)
    await Promise.all(
      [ada, bo].map(async ({ page }, who) => {
        for (const number of numbers) await send(page, `burst ${who}-${number}`)
      })
    )
    for (const { page } of [ada, bo]) {
      await expect(message(page, 'burst 0-9')).toBeVisible()
      await expect(message(page, 'burst 1-9')).toBeVisible()
      const seen = (await texts(page)).filter((text) => text.startsWith('burst'))
      for (const who of [0, 1]) {
        expect(seen.filter((text) => text.startsWith(`burst ${who}-`))).toEqual(
          numbers.map((number) => `burst ${who}-${number}`)
        )
      }
    }
  })

  test('the other sees that somebody is typing', async () => {
    await composer(ada.page).pressSequentially('I am writ')
    await expect(bo.page.locator('[data-part=typing]')).toContainText('Ada is writing')
    await composer(ada.page).fill('')
  })

  test('an edited message changes on both sides', async () => {
    await send(ada.page, 'A tpyo')
    await expect(message(bo.page, 'A tpyo')).toBeVisible()
    await expect(message(ada.page, 'A tpyo')).toHaveAttribute('data-state', /sent|delivered|read/)
    await composer(ada.page).press('ArrowUp')
    await composer(ada.page).fill('A typo')
    await composer(ada.page).press('Enter')
    await expect(message(bo.page, 'A typo')).toBeVisible()
    await expect(message(ada.page, 'A typo')).toBeVisible()
    await expect(message(bo.page, 'A tpyo')).toHaveCount(0)
  })

  test('a reply carries what it answers', async () => {
    await send(ada.page, 'Shall we meet at nine?')
    const question = message(bo.page, 'Shall we meet at nine?')
    await question.hover()
    await question.getByRole('button', { name: 'Reply' }).click()
    await send(bo.page, 'Yes, at nine')
    const answer = message(ada.page, 'Yes, at nine')
    await expect(answer).toContainText('Shall we meet at nine?')
  })

  test('a reaction is seen by both', async () => {
    await send(ada.page, 'Good news')
    const news = message(bo.page, 'Good news')
    await news.hover()
    await news.getByRole('button', { name: 'React' }).click()
    await bo.page
      .getByRole('button', { name: /thumbs up|👍/i })
      .first()
      .click()
    await expect(message(ada.page, 'Good news')).toContainText('👍')
    await expect(message(bo.page, 'Good news')).toContainText('👍')
  })

  test('a link that looks like another place asks first and says where it leads', async () => {
    await send(ada.page, '\u202E[b\u0430nk.example](https://b\u0430nk.example/)')
    const link = bo.page.getByRole('link', { name: 'b\u0430nk.example' })
    await expect(link).toHaveAttribute('title', 'https://xn--bnk-6cd.example/')
    // What turns the words around it does not turn the link.
    await expect(link).toHaveCSS('unicode-bidi', 'isolate')
    await link.click()
    const question = bo.page.getByRole('dialog', { name: 'Open this link?' })
    await expect(question).toContainText('It leads to xn--bnk-6cd.example.')
    await question.getByRole('button', { name: 'Cancel' }).click()
    await expect(question).toBeHidden()
  })

  test('a deleted message is gone on both sides', async () => {
    await send(ada.page, 'Never mind')
    await expect(message(bo.page, 'Never mind')).toBeVisible()
    const own = message(ada.page, 'Never mind')
    await expect(own).toHaveAttribute('data-state', /sent|delivered|read/)
    await own.hover()
    await own.getByRole('button', { name: 'Delete' }).click()
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(message(bo.page, 'Never mind')).toHaveCount(0)
    await expect(message(ada.page, 'Never mind')).toHaveCount(0)
  })
})
