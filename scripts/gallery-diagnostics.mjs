// The gallery's pictures of diagnostics: nothing and much to tell, the report read, dumps ticked.

/** @typedef {import('./gallery.mjs').Picture} Picture */
/** @typedef {import('playwright').Page} Page */

const names = {
  en: { tab: 'Diagnostics', report: 'Save debug report…', read: 'Read: Log', dumps: 'Crash dumps' },
  it: {
    tab: 'Diagnostica',
    report: 'Salva un rapporto diagnostico…',
    read: 'Leggi: Registro',
    dumps: 'Dump degli arresti'
  }
}

/** @param {'en' | 'it'} [lang] @returns {(page: Page) => Promise<void>} */
function openTab(lang = 'en') {
  return async (page) => {
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: names[lang].tab }).click()
  }
}

/** @param {'en' | 'it'} [lang] @returns {(page: Page) => Promise<void>} */
function openReport(lang = 'en') {
  return async (page) => {
    await openTab(lang)(page)
    await page.getByRole('button', { name: names[lang].report }).click()
    await page.getByRole('checkbox').first().waitFor()
  }
}

/** @param {'en' | 'it'} [lang] @returns {(page: Page) => Promise<void>} */
function readLog(lang = 'en') {
  return async (page) => {
    await openReport(lang)(page)
    await page.getByRole('button', { name: names[lang].read }).click()
  }
}

/** @param {'en' | 'it'} [lang] @returns {(page: Page) => Promise<void>} */
function tickDump(lang = 'en') {
  return async (page) => {
    await openReport(lang)(page)
    const dumps = page.getByRole('region', { name: names[lang].dumps })
    await dumps.getByRole('checkbox').first().check()
  }
}

const narrow = { width: 480, height: 800 }

/** @type {Record<string, Picture>} */
export const diagnosticsPictures = {
  'diagnostics-none': { act: openTab() },
  'diagnostics-crashes': { query: 'trouble=crashes', act: openTab() },
  'diagnostics-crashes-dark-it': {
    query: 'trouble=crashes&theme=dark&lang=it',
    act: openTab('it')
  },
  'diagnostics-narrow': { query: 'trouble=crashes&lang=it', size: narrow, act: openTab('it') },
  'report-whole': { act: openReport() },
  'report-read': { query: 'theme=dark', act: readLog() },
  'report-dumps': { query: 'trouble=crashes', act: tickDump() },
  'report-dumps-dark-it': { query: 'trouble=crashes&theme=dark&lang=it', act: tickDump('it') },
  'report-narrow-it': { query: 'trouble=crashes&lang=it', size: narrow, act: tickDump('it') },
  'report-read-narrow': { query: 'lang=it', size: narrow, act: readLog('it') },
  'report-gone': {
    query: 'trouble=gone',
    act: async (page) => {
      await openTab()(page)
      await page.getByRole('button', { name: names.en.report }).click()
    }
  },
  'report-forced': { query: 'trouble=crashes', forced: true, act: tickDump() }
}
