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
  texts,
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

// The log holds only what is visible: gather it while scrolling from the top of what is stored to the end.
async function allTexts(page: Page): Promise<string[]> {
  const seen = new Map<number, string>()
  const gather = async (): Promise<void> => {
    const rows = await log(page)
      .getByRole('article')
      .evaluateAll((articles) =>
        articles.map((article) => ({
          id: Number(article.getAttribute('data-message-id')),
          text: article.querySelector('[data-part=text]')?.textContent?.trim() ?? '',
          top: article.getBoundingClientRect().top
        }))
      )
    for (const { id, text } of rows) seen.set(id, text)
    order.push(...rows.map(({ id }) => id))
  }
  const order: number[] = []
  const box = log(page)
  await box.focus()
  await box.press('End')
  await gather()
  for (let step = 0; step < 60; step++) {
    const before = seen.size
    await box.press('PageUp')
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    await gather()
    const atTop = await box.evaluate(isAtTop)
    if (atTop && seen.size === before) break
  }
  await box.press('End')
  const ids = await orderedIds(page, [...seen.keys()])
  return ids.map((id) => seen.get(id) ?? '')
}

// Rows are numbered in the order in which they were first kept, and own rows of one author stay in it.
async function orderedIds(_page: Page, ids: number[]): Promise<number[]> {
  return ids.sort((left, right) => left - right)
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

void texts
