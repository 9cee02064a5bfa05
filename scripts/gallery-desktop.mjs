// The gallery's pictures of notifications, of what is set about the desktop, and of menus.

/** @typedef {import('playwright').Page} Page */

/** @type {(tab: string, scroll?: number) => (page: Page) => Promise<unknown>} */
const settings =
  (tab, scroll = 0) =>
  async (page) => {
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: tab, exact: true }).click()
    await page.getByRole('tabpanel').evaluate((panel, top) => panel.scrollTo(0, top), scroll)
  }

/** @type {(name: RegExp) => (page: Page) => Promise<unknown>} */
const bell = (name) => (page) => page.getByRole('button', { name }).first().click()

/** @param {Page} page */
const pointAtConversation = (page) =>
  page.getByRole('option', { name: 'Grace Hopper' }).click({ button: 'right' })

/** @param {Page} page */
const pointAtServer = (page) =>
  page
    .getByRole('navigation', { name: 'Servers' })
    .getByRole('button')
    .first()
    .click({ button: 'right' })

/** @param {Page} page */
const pointAtMessage = (page) => page.getByText('Looking now.').click({ button: 'right' })

/** @param {Page} page */
const quickMessage = (page) =>
  page.evaluate(`world.app.tell('commandChosen', { command: 'quick-message' })`)

/** @param {Page} page */
const quickMessagePick = async (page) => {
  await quickMessage(page)
  await page.getByRole('button', { name: /^To / }).click()
}

const narrow = { width: 480, height: 700 }
export const desktopPictures = {
  'notices-light': { query: 'theme=light', act: settings('Notifications') },
  'notices-below': { query: 'theme=light', act: settings('Notifications', 9999) },
  'notices-dark-it': { query: 'theme=dark&lang=it', act: settings('Notifiche') },
  'notices-narrow': { query: 'theme=light&lang=it', size: narrow, act: settings('Notifiche') },
  'desktop-light': { query: 'theme=light', act: settings('General', 200) },
  'desktop-below': { query: 'theme=dark&lang=it', act: settings('Generali', 9999) },
  'notify-menu': { query: 'theme=light', act: bell(/^Notifications$/) },
  'notify-menu-narrow': { query: 'theme=dark&lang=it', size: narrow, act: bell(/^Notifiche$/) },
  'pointed-conversation': { query: 'theme=light', act: pointAtConversation },
  'pointed-message': { query: 'theme=light', act: pointAtMessage },
  'pointed-server': { query: 'theme=dark', act: pointAtServer },
  'quick-message': { query: 'theme=light', act: quickMessage },
  'quick-message-narrow': { query: 'theme=dark&lang=it', size: narrow, act: quickMessage },
  'quick-message-pick': { query: 'theme=light', act: quickMessagePick }
}
