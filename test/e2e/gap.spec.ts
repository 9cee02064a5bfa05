import { expect, test } from '@playwright/test'
import { connection, launchAt, log, message, send, type Filo } from './support/filo.ts'
import { startChatExample, type RunningServer } from './support/servers.ts'

const DIALECT = { dialect: 'socketio-chat-example' }

test.describe('a server that keeps no history', () => {
  let server: RunningServer
  let ada: Filo
  let bo: Filo

  test.beforeAll(async () => {
    server = await startChatExample()
    ada = await launchAt(server.url, 'Ada', DIALECT)
    bo = await launchAt(server.url, 'Bo', DIALECT)
    await expect(log(ada.page)).toContainText(/Bo joined/)
  })
  test.afterAll(async () => {
    await ada.close()
    await bo.close()
    await server.stop()
  })

  test('leaves a gap that is shown as a gap where the connection was lost', async () => {
    const gap = log(ada.page).getByRole('group', { name: 'Gap in history' })
    await send(bo.page, 'before')
    await expect(message(ada.page, 'before')).toBeVisible()
    await expect(gap).toHaveCount(0)

    await server.stop()
    await expect(connection(ada.page)).toContainText(/Reconnecting|Connecting/)
    server = await startChatExample(server.port)
    for (const { page } of [ada, bo]) await expect(connection(page)).toContainText('Connected')
    await send(bo.page, 'after')

    await expect(message(ada.page, 'after')).toBeVisible()
    await expect(gap).toHaveCount(1)
    await expect(gap).toContainText('The server can’t tell what they were')
    const places = await log(ada.page)
      .locator('[data-part=text], [data-part=gap]')
      .evaluateAll((all) => all.map((one) => (one.textContent ?? '').trim().slice(0, 16)))
    expect(places.indexOf('before')).toBeLessThan(places.indexOf('Messages may be '))
    expect(places.indexOf('Messages may be ')).toBeLessThan(places.indexOf('after'))
  })
})
