// The pictures of exports, backups and restoring.

/** @typedef {import('playwright').Page} Page */

/** @type {(page: Page) => Promise<void>} */
async function openData(page) {
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name: /^(Data|Dati)$/ }).click()
}

/** What goes on stands below the fold. @type {(page: Page) => Promise<void>} */
const openExport = async (page) => {
  await openData(page)
  await page
    .getByRole('heading', { name: /^(Export|Esportazione)$/ })
    .last()
    .scrollIntoViewIfNeeded()
  await page.mouse.move(700, 400)
  await page.mouse.wheel(0, 260)
}

/** @type {Record<string, { query: string, size?: { width: number, height: number }, act: (page: Page) => Promise<unknown> }>} */
export const dataPictures = {
  'data-running': { query: 'data=running', act: openExport },
  'data-done-dark-it': {
    query: 'data=done&theme=dark&lang=it',
    size: { width: 480, height: 800 },
    act: openExport
  },
  'data-failed': { query: 'data=failed&theme=dark', act: openExport },
  'data-backup': {
    query: '',
    act: async (page) => {
      await openData(page)
      await page.getByRole('button', { name: 'Back up now…' }).click()
      await page.getByRole('button', { name: 'Choose a place…' }).click()
    }
  },
  restore: {
    query: 'lang=it&theme=dark',
    act: async (page) => {
      await openData(page)
      await page.getByRole('button', { name: 'Ripristina…' }).click()
      await page.getByLabel('Frase segreta del backup').fill('right one')
      await page.getByRole('button', { name: 'Apri', exact: true }).click()
    }
  },
  'restore-running': {
    query: 'data=restoring',
    act: async (page) => {
      await openData(page)
      await page.getByRole('button', { name: 'Restore…' }).click()
    }
  },
  'restore-wrong': {
    query: 'empty=1',
    act: async (page) => {
      await page.getByRole('button', { name: 'Restore a backup' }).click()
      await page.getByLabel('Passphrase of the backup').fill('wrong one')
      await page.getByRole('button', { name: 'Open', exact: true }).click()
    }
  }
}
