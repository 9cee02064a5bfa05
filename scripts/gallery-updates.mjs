// The gallery's pictures of updates: nothing newer, fetched, ready, refused, and gone back from.

/** @typedef {import('./gallery.mjs').Picture} Picture */
/** @typedef {import('playwright').Page} Page */

const names = {
  en: { updates: 'Updates', about: 'About', licences: 'Licences' },
  it: {
    updates: 'Aggiornamenti',
    about: 'Informazioni',
    licences: 'Licenze'
  }
}

/** @param {'updates' | 'about'} tab @param {'en' | 'it'} [lang] @returns {(page: Page) => Promise<void>} */
function openTab(tab, lang = 'en') {
  return async (page) => {
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: names[lang][tab] }).click()
  }
}

const narrow = { width: 480, height: 800 }

/** @type {Record<string, Picture>} */
export const updatePictures = {
  'updates-calm': { act: openTab('updates') },
  'updates-hint': { query: 'update=ready' },
  'updates-ready': { query: 'update=ready', act: openTab('updates') },
  'updates-ready-dark': { query: 'update=ready&theme=dark', act: openTab('updates') },
  'updates-ready-it': { query: 'update=ready&lang=it', act: openTab('updates', 'it') },
  'updates-ready-narrow': {
    query: 'update=ready&lang=it',
    size: narrow,
    act: openTab('updates', 'it')
  },
  'updates-downloading': { query: 'update=downloading', act: openTab('updates') },
  'updates-by-hand': { query: 'update=by-hand', act: openTab('updates') },
  'updates-undone': { query: 'update=undone', act: openTab('updates') },
  'updates-damaged': { query: 'update=damaged&lang=it', act: openTab('updates', 'it') },
  'updates-none': { query: 'update=none', act: openTab('updates') },
  'updates-deb': { query: 'update=deb&theme=dark', act: openTab('updates') },
  'updates-deb-narrow': {
    query: 'update=deb&lang=it',
    size: narrow,
    act: openTab('updates', 'it')
  },
  'about-licences': {
    act: async (page) => {
      await openTab('about')(page)
      await page.getByRole('button', { name: names.en.licences }).click()
      await page.getByText('svelte 5').click()
    }
  }
}
