// Pictures of how servers are reached: the Advanced group in a server's settings and when adding one.

/**
 * Opens a server's settings with the Advanced group unfolded.
 * @param {{ servers: string, advanced: string }} words of the language that is shown
 * @returns {(page: import('playwright').Page) => Promise<void>}
 */
function advanced({ servers, advanced }) {
  return async (page) => {
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: servers }).click()
    // The first is hosted here: there is nothing to be set of the way to it.
    await page.getByRole('combobox', { name: 'Server', exact: true }).selectOption({ index: 1 })
    await page.getByRole('button', { name: advanced }).click()
  }
}

/**
 * Opens the settings of a server that is not hosted here.
 * @param {{ servers: string }} words
 * @returns {(page: import('playwright').Page) => Promise<void>}
 */
function inSettings({ servers }) {
  return async (page) => {
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: servers }).click()
    await page.getByRole('combobox', { name: 'Server', exact: true }).selectOption({ index: 1 })
    await page.waitForTimeout(300)
  }
}

/**
 * Types an address that leaves something to be chosen.
 * @param {string} address
 * @param {{ add: string, field: string, connect: string }} words
 * @returns {(page: import('playwright').Page) => Promise<void>}
 */
function choosing(address, { add, field, connect }) {
  return async (page) => {
    await page.getByRole('button', { name: add }).click()
    const dialog = page.getByRole('dialog', { name: add })
    await dialog.getByLabel(field, { exact: true }).fill(address)
    await dialog.getByRole('button', { name: connect }).click()
    await dialog.getByRole('group').first().waitFor()
    await page.waitForTimeout(900)
  }
}

const inEnglish = { add: 'Add server', field: 'Address', connect: 'Connect' }
const inItalian = { add: 'Aggiungi server', field: 'Indirizzo', connect: 'Collegati' }

export const waysPictures = {
  'ways-elsewhere': { query: '', act: choosing('client.example', inEnglish) },
  'ways-elsewhere-dark-it': {
    query: 'theme=dark&lang=it',
    act: async (/** @type {import('playwright').Page} */ page) => {
      await choosing('client.example', inItalian)(page)
      await page.setViewportSize({ width: 480, height: 800 })
    }
  },
  'ways-fits': { query: '', act: inSettings({ servers: 'Servers' }) },
  'ways-fits-narrow-it': {
    query: 'theme=dark&lang=it',
    size: { width: 480, height: 800 },
    act: inSettings({ servers: 'Server' })
  },
  'ways-candidates': { query: '', act: choosing('doubt.example', inEnglish) },
  'ways-candidates-dark-it': {
    query: 'theme=dark&lang=it',
    act: choosing('doubt.example', inItalian)
  },
  'ways-settings': { query: '', act: advanced({ servers: 'Servers', advanced: 'Advanced' }) },
  'ways-settings-changed-narrow': {
    query: '',
    size: { width: 420, height: 900 },
    act: async (/** @type {import('playwright').Page} */ page) => {
      await advanced({ servers: 'Servers', advanced: 'Advanced' })(page)
      await page.getByLabel('Path').fill('/chat/socket.io')
      await page.getByRole('button', { name: 'Save and reconnect' }).scrollIntoViewIfNeeded()
    }
  },
  'ways-settings-dark-it': {
    query: 'theme=dark&lang=it',
    act: async (/** @type {import('playwright').Page} */ page) => {
      await advanced({ servers: 'Server', advanced: 'Avanzate' })(page)
      await page.getByLabel('Percorso').fill('/chat/socket.io')
    }
  }
}
