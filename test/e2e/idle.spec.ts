import { expect, test } from '@playwright/test'
import { countMain, countWork, wakeUps } from './support/at-rest.ts'
import { composer, connection, freshFolder, launchAt, message, send } from './support/filo.ts'
import { startHost } from './support/servers.ts'

/** How long is looked, ms. */
const LOOK_MS = 3_000
/** Two pings of main's, which wait once each, may fall into that time. */
const MAIN_ASKS = 4
/** A thread of Chromium's own is woken about once a second at most. */
const WAKE_UPS_A_SECOND = 3

test('with a window open at a server where nothing happens, nothing is done', async () => {
  const folder = freshFolder()
  const host = await startHost(folder.dir)
  const filo = await launchAt(host.url, 'Ada')
  const { app, page } = filo
  await send(page, 'the last words for now')
  await countWork(page)
  await expect(message(page, 'the last words for now')).toBeVisible()
  await expect(connection(page)).toContainText('Connected')
  // A caret blinks.
  await composer(page).blur()
  const takeMain = await countMain(app)
  const pids = await app.evaluate(({ app: all }) => all.getAppMetrics().map(({ pid }) => pid))
  const look = async () => {
    await page.evaluate(() => window.takeWork())
    await takeMain()
    const before = wakeUps(pids)
    await page.waitForTimeout(LOOK_MS)
    const after = wakeUps(pids)
    const isRestless = ([thread, times]: [string, number]): boolean =>
      times - (before.get(thread) ?? times) > WAKE_UPS_A_SECOND * (LOOK_MS / 1_000)
    return {
      page: await page.evaluate(() => window.takeWork()),
      isMainAtRest: (await takeMain()) <= MAIN_ASKS,
      restless: [...after].filter(isRestless).map(([thread]) => thread)
    }
  }
  // What was begun comes to its end first.
  await expect.poll(look, { intervals: [0], timeout: 40_000 }).toEqual({
    page: { frames: 0, timers: 0, changes: 0, intervals: 0, animations: 0 },
    isMainAtRest: true,
    restless: []
  })
  await filo.close()
  await host.stop()
  folder.remove()
})
