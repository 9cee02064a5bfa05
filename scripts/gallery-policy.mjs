// The gallery's pictures of what an organisation has locked, and of a policy that is wrong in places.

/** @typedef {import('./gallery.mjs').Picture} Picture */
/** @typedef {import('playwright').Page} Page */

const narrow = { width: 480, height: 800 }

/** @param {string} name @returns {(page: Page) => Promise<void>} */
function openTab(name) {
  return async (page) => {
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name, exact: true }).click()
  }
}

/** @type {Record<string, Picture>} */
export const policyPictures = {
  'policy-general': { query: 'policy=locks', act: openTab('General') },
  'policy-notifications': { query: 'policy=locks', act: openTab('Notifications') },
  'policy-notifications-dark': {
    query: 'policy=locks&theme=dark',
    act: openTab('Notifications')
  },
  'policy-notifications-narrow-it': {
    query: 'policy=locks&lang=it',
    size: narrow,
    act: openTab('Notifiche')
  },
  'policy-appearance': { query: 'policy=nameless', act: openTab('Appearance') },
  'policy-updates': { query: 'policy=locks&update=ready', act: openTab('Updates') },
  'policy-servers-it': {
    query: 'policy=locks&lang=it',
    act: async (page) => {
      await openTab('Server')(page)
      await page.getByRole('combobox').first().selectOption({ index: 1 })
    }
  },
  'policy-network-dark': { query: 'policy=locks&theme=dark', act: openTab('Network') },
  'policy-data': { query: 'policy=locks', act: openTab('Data') },
  'policy-faults': { query: 'policy=faults' },
  'policy-faults-dark-narrow-it': { query: 'policy=faults&theme=dark&lang=it', size: narrow },
  'policy-faults-welcome': { query: 'policy=faults&empty=1' },
  'policy-about': { query: 'policy=faults', act: openTab('About') }
}
