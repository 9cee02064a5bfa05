import { expect, test } from '@playwright/test'
import { connection, launchAt, log, message, send, type Filo } from './support/filo.ts'
import { startChatExample, type RunningServer } from './support/servers.ts'

test.describe('a server with the chat example’s vocabulary', () => {
  test.describe.configure({ mode: 'serial' })
  let server: RunningServer
  let ada: Filo
  let bo: Filo

  test.beforeAll(async () => {
    server = await startChatExample()
    ada = await launchAt(server.url, 'Ada', { dialect: 'socketio-chat-example' })
    bo = await launchAt(server.url, 'Bo', { dialect: 'socketio-chat-example' })
    // This server keeps nothing: what is said before somebody came never reaches them.
    for (const { page } of [ada, bo]) await expect(connection(page)).toContainText('Connected')
    await expect(log(ada.page)).toContainText(/Bo joined/)
  })
  test.afterAll(async () => {
    await ada.close()
    await bo.close()
    await server.stop()
  })

  test('people chat through it', async () => {
    await send(ada.page, 'Hello over the example')
    await expect(message(bo.page, 'Hello over the example')).toHaveAttribute('data-author', 'Ada')
    await send(bo.page, 'And back')
    await expect(message(ada.page, 'And back')).toHaveAttribute('data-author', 'Bo')
  })

  test('its ticks claim no more than it proves: written, and no echo', async () => {
    await send(ada.page, 'Only written')
    await expect(message(bo.page, 'Only written')).toBeVisible()
    await expect(message(ada.page, 'Only written')).toHaveAttribute('data-state', 'sent')
    await expect(message(ada.page, 'Only written')).toHaveCount(1)
  })

  test('who came is told in the conversation', async () => {
    await expect(log(bo.page)).not.toContainText(/Ada joined/)
    await expect(log(ada.page)).toContainText(/Bo joined/)
  })

  test('what it lacks is not offered', async () => {
    const own = message(ada.page, 'Only written')
    await own.hover()
    await expect(own.getByRole('button', { name: 'Copy' })).toBeVisible()
    for (const name of ['Edit', 'Delete', 'React', 'Reply']) {
      await expect(own.getByRole('button', { name })).toHaveCount(0)
    }
  })
})
