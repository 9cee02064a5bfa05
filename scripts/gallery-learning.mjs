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

/** A room in which nobody has said anything. @type {(page: Page) => Promise<void>} */
const openEmpty = (page) => page.getByRole('option', { name: 'empty room', exact: true }).click()

/** @type {(page: Page) => Promise<void>} */
const openSilent = async (page) => {
  await openEmpty(page)
  await waitForBar(page)
}

/** The first conversation, at its end. @type {(page: Page) => Promise<void>} */
const waitForBar = (page) =>
  page.getByText(/^(Try|Prova|Use that dialect|Usa quel dialetto)$/).waitFor()

/** @type {Record<string, { query: string, size?: { width: number, height: number }, act: (page: Page) => Promise<unknown> }>} */
export const learningPictures = {
  dialects: { query: '', act: chooseOwn },
  'dialects-dark': { query: 'theme=dark&errand=invalid', act: importOne },
  'dialects-narrow-it': {
    query: 'theme=dark&lang=it&errand=taken',
    size: { width: 480, height: 800 },
    act: importOne
  },
  'learning-introduce': { query: 'learn=silent', act: openSilent },
  'learning-introduce-dark-it': { query: 'learn=people&theme=dark&lang=it', act: openSilent },
  'learning-steps': { query: 'learn=steps', act: openSilent },
  'learning-steps-narrow-it': {
    query: 'learn=steps&theme=dark&lang=it',
    size: { width: 480, height: 800 },
    act: async (page) => {
      await page.getByRole('button', { name: 'Mostra le conversazioni' }).click()
      await openSilent(page)
    }
  },
  'learning-suggested': { query: 'learn=suggested', act: openSilent },
  'learning-suggested-dark-it': { query: 'learn=suggested&theme=dark&lang=it', act: openSilent },
  'learning-send': { query: 'learn=reading', act: waitForBar },
  'learning-send-narrow-it': {
    query: 'learn=refused&theme=dark&lang=it',
    size: { width: 480, height: 800 },
    act: waitForBar
  },
  'learning-trying': { query: 'learn=trying&theme=dark', act: async () => undefined },
  'no-conversation': { query: 'learn=game', act: openEmpty },
  'no-conversation-narrow-it': {
    query: 'learn=telemetry&theme=dark&lang=it',
    size: { width: 480, height: 800 },
    act: async (page) => {
      await page.getByRole('button', { name: 'Mostra le conversazioni' }).click()
      await openEmpty(page)
    }
  }
}
