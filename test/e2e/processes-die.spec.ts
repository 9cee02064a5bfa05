import { expect, test, type Page } from '@playwright/test'
import {
  connection,
  freshFolder,
  killProcess,
  launchAt,
  log,
  message,
  processId,
  send,
  type Filo
} from './support/filo.ts'
import { startHost, type RunningServer } from './support/servers.ts'

const LINES = 40

test.describe('processes killed in the middle of a conversation', () => {
  test.describe.configure({ mode: 'serial' })
  const folder = freshFolder()
  let host: RunningServer
  let ada: Filo
  let bo: Filo

  test.beforeAll(async () => {
    host = await startHost(folder.dir)
    ada = await launchAt(host.url, 'Ada')
    bo = await launchAt(host.url, 'Bo')
    await markPage(ada.page)
    await markPage(bo.page)
  })
  test.afterAll(async () => {
    await ada.close()
    await bo.close()
    await host.stop()
    folder.remove()
  })

  for (const name of ['network', 'store'] as const) {
    test(`killing the ${name} process loses and doubles nothing, and reloads no window`, async () => {
      const before = await processId(ada, name)
      const chatting = Promise.all([
        sendLines(ada.page, `ada ${name}`),
        sendLines(bo.page, `bo ${name}`)
      ])
      await expect(message(bo.page, `ada ${name} 5`)).toBeVisible()
      await killProcess(ada, name)
      await expect(message(ada.page, `bo ${name} 12`)).toBeVisible()
      await killProcess(bo, name)
      await chatting

      for (const { page } of [ada, bo]) {
        for (const who of ['ada', 'bo']) await expectAllLines(page, `${who} ${name}`)
        expect(await isSamePage(page)).toBe(true)
        await expect(connection(page)).toContainText('Connected')
      }
      expect(await processId(ada, name)).not.toBe(before)
    })
  }

  test('own messages end as sent, none left in doubt', async () => {
    for (const { page } of [ada, bo]) {
      const doubtful = log(page).locator(
        '[data-own=true]:is([data-state=queued],[data-state=sending],[data-state=failed],[data-state=unconfirmed])'
      )
      await expect(doubtful).toHaveCount(0)
    }
  })
})

async function sendLines(page: Page, prefix: string): Promise<void> {
  for (let number = 0; number < LINES; number++) await send(page, `${prefix} ${number}`)
}

async function expectAllLines(page: Page, prefix: string): Promise<void> {
  await expect(message(page, `${prefix} ${LINES - 1}`)).toBeVisible()
  const expected = Array.from({ length: LINES }, (_, number) => `${prefix} ${number}`)
  await expect
    .poll(async () => (await allTexts(page)).filter((text) => text.startsWith(prefix)))
    .toEqual(expected)
}

interface Row {
  id: string
  text: string
}

// The log holds only what is near: gather its rows in the order shown, from the end upwards.
async function allTexts(page: Page): Promise<string[]> {
  const box = log(page)
  await box.focus()
  await box.press('End')
  const gathered: Row[] = await rowsShown(page)
  for (let step = 0; step < 100; step++) {
    await box.press('PageUp')
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    )
    const shown = await rowsShown(page)
    const isNew = weave(gathered, shown)
    if (!isNew && (await box.evaluate(isAtTop))) break
  }
  await box.press('End')
  return gathered.map(({ text }) => text)
}

// Puts rows not yet known beside the neighbours that they are shown with; answers whether there were any.
function weave(gathered: Row[], shown: Row[]): boolean {
  const before = gathered.length
  let at = gathered.findIndex((row) => shown.some(({ id }) => id === row.id))
  for (const row of shown) {
    const known = gathered.findIndex(({ id }) => id === row.id)
    if (known < 0) gathered.splice(Math.max(0, at), 0, row)
    at = (known < 0 ? Math.max(0, at) : known) + 1
  }
  return gathered.length > before
}

function rowsShown(page: Page): Promise<Row[]> {
  return log(page)
    .getByRole('article')
    .evaluateAll((articles) =>
      articles.map((article) => ({
        id: article.getAttribute('data-message-id') ?? '',
        text: article.querySelector('[data-part=text]')?.textContent?.trim() ?? ''
      }))
    )
}

function isAtTop(element: Element): boolean {
  const scroller = element.scrollHeight > element.clientHeight ? element : element.firstElementChild
  return (scroller?.scrollTop ?? 0) <= 0
}

async function markPage(page: Page): Promise<void> {
  await page.evaluate(() => {
    ;(window as unknown as { sameFilo: boolean }).sameFilo = true
  })
}

async function isSamePage(page: Page): Promise<boolean> {
  return page.evaluate(() => (window as unknown as { sameFilo?: boolean }).sameFilo === true)
}
