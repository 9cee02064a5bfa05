// The pictures of dialects as files, and of servers that are learned by watching.

/** @typedef {import('playwright').Page} Page */

/** @type {(page: Page) => Promise<void>} */
async function openDialects(page) {
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name: /^(Dialects|Dialetti)$/ }).click()
}

/** @type {(page: Page) => Promise<void>} */
const importOne = async (page) => {
  await openDialects(page)
  await page.getByRole('button', { name: /^(Import dialect|Importa dialetto)$/ }).click()
}

/** @type {(page: Page) => Promise<void>} */
const chooseOwn = async (page) => {
  await openDialects(page)
  await page.getByRole('radio', { name: /chess club/ }).click()
}

/** @type {Record<string, { query: string, size?: { width: number, height: number }, act: (page: Page) => Promise<unknown> }>} */
export const learningPictures = {
  dialects: { query: '', act: chooseOwn },
  'dialects-dark': { query: 'theme=dark&errand=invalid', act: importOne },
  'dialects-narrow-it': {
    query: 'theme=dark&lang=it&errand=taken',
    size: { width: 480, height: 800 },
    act: importOne
  }
}
