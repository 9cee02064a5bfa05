// Pictures of files: in the composer, in messages, on their way, in the viewer.

/** @typedef {import('playwright').Page} Page */

/** @type {(page: Page) => Promise<void>} */
const room = async (page) => {
  const list = page.getByRole('button', { name: /Show conversations|Mostra le conversazioni/ })
  if (await list.isVisible()) await list.click()
  await page.getByRole('option', { name: 'darkroom', exact: true }).click()
  await page.waitForTimeout(900)
}
/** @type {(text: string) => (page: Page) => Promise<void>} */
const roomAt = (text) => async (page) => {
  await room(page)
  const row = page.getByRole('article').filter({ hasText: text }).first()
  await row.evaluate((one) => one.scrollIntoView({ block: 'start' }))
  await page.waitForTimeout(1200)
}
/** @type {(name: string) => (page: Page) => Promise<void>} */
const view = (name) => async (page) => {
  await room(page)
  const log = page.getByRole('log')
  await log.evaluate((one) => (one.scrollTop = 0))
  await page.waitForTimeout(900)
  await page.getByRole('button', { name }).first().click()
  await page.waitForTimeout(300)
}
/** @type {(page: Page) => Promise<void>} */
const dragOver = async (page) => {
  await page.evaluate(`
    const transfer = new DataTransfer()
    transfer.items.add(new File(['x'], 'x.txt'))
    const section = document.querySelector('.conversation')
    section.dispatchEvent(new DragEvent('dragenter', { bubbles: true, dataTransfer: transfer }))
  `)
}
const narrow = { width: 480, height: 800 }

export const filePictures = {
  tray: { query: 'tray=1', act: room },
  'tray-refused-dark-it': {
    query: 'tray=1&theme=dark&lang=it',
    /** @param {Page} page */
    act: async (page) => {
      await room(page)
      await page.evaluate(() => {
        const { app } = Reflect.get(globalThis, 'world')
        const failure = { code: 'file-too-large', retry: false }
        const refused = { kind: 'refused', conversationId: 10, name: 'holiday.mov', failure }
        app.tell('fileErrand', refused)
        app.tell('fileErrand', { ...refused, name: 'disk.iso' })
      })
    }
  },
  'tray-narrow': { query: 'tray=1', size: narrow, act: room },
  'files-images': { query: '', act: roomAt('The first roll') },
  'files-images-dark': { query: 'theme=dark', act: roomAt('The whole contact sheet') },
  'files-cards': { query: '', act: roomAt('And the papers') },
  'files-cards-dark-it': { query: 'theme=dark&lang=it', act: roomAt('And the papers') },
  'files-cards-narrow': { query: '', size: narrow, act: roomAt('And the papers') },
  'files-end': { query: '', act: room },
  'files-images-narrow': { query: 'theme=dark', size: narrow, act: roomAt('The whole contact') },
  'files-forced': { query: '', forced: true, act: roomAt('And the papers') },
  drop: {
    query: '',
    /** @param {Page} page */
    act: async (page) => {
      await room(page)
      await dragOver(page)
    }
  },
  'drop-none-dark-it': {
    query: 'nofiles=1&theme=dark&lang=it',
    /** @param {Page} page */
    act: async (page) => {
      await room(page)
      await dragOver(page)
    }
  },
  'transfers-busy': { query: '', act: transfers },
  'transfers-busy-dark-it': { query: 'theme=dark&lang=it', act: transfers },
  'transfers-busy-narrow': { query: '', size: narrow, act: transfers },
  'transfers-failed': { query: 'transfers=failed', act: transfers },
  'transfers-empty': { query: 'transfers=empty', act: transfers },
  viewer: { query: '', act: view('Image: moth, pinned.jpg') },
  'viewer-zoomed-narrow': {
    query: '',
    size: narrow,
    /** @param {Page} page */
    act: async (page) => {
      await view('Image: tower.jpg')(page)
      await page.keyboard.press('1')
      await page.keyboard.press('+')
      await page.keyboard.press('ArrowDown')
    }
  },
  'viewer-not-here-it': {
    query: 'lang=it',
    /** @param {Page} page */
    act: async (page) => {
      await view('Immagine: panorama.jpg')(page)
      for (let n = 0; n < 3; n += 1) await page.keyboard.press('ArrowRight')
    }
  },
  'settings-files': {
    query: '',
    /** @param {Page} page */
    act: async (page) => {
      await page.keyboard.press('Control+,')
      await page.getByRole('tab', { name: 'Files' }).click()
    }
  },
  'settings-files-dark-it': {
    query: 'theme=dark&lang=it',
    /** @param {Page} page */
    act: async (page) => {
      await page.keyboard.press('Control+,')
      await page.getByRole('tab', { name: 'File', exact: true }).click()
    }
  }
}

/** @param {Page} page */
async function transfers(page) {
  await page.keyboard.press('Control+j')
  await page.waitForTimeout(1200)
}
