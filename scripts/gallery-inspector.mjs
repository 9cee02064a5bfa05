// Pictures of the Inspector: its list, one event, emitting, recording, teaching.

/** @typedef {import('playwright').Page} Page */

const wide = { width: 1440, height: 860 }

/** @type {(page: Page) => Promise<void>} */
const open = async (page) => {
  await page.keyboard.press('Control+Shift+i')
  await page.waitForTimeout(500)
}
/** @type {(name: string) => (page: Page) => Promise<void>} */
const choose = (name) => async (page) => {
  await open(page)
  await page.locator(`[data-event="${name}"]`).last().click()
  await page.waitForTimeout(200)
}
/** @type {(labels: { teach: string, pick: (name: string) => string }) => (page: Page) => Promise<void>} */
const teach = (labels) => async (page) => {
  await choose('message')(page)
  await page.getByRole('button', { name: labels.teach }).click()
  await page.waitForTimeout(200)
  await page.getByRole('button', { name: labels.pick('text'), exact: true }).click()
  await page.getByRole('button', { name: labels.pick('name'), exact: true }).click()
  await page.waitForTimeout(300)
}
/** @type {(labels: { write: string, words: string }) => (page: Page) => Promise<void>} */
const teachWriting = (labels) => async (page) => {
  await open(page)
  await page.locator('[data-event="say"]').last().click()
  await page.waitForTimeout(200)
  await page.getByRole('button', { name: labels.write }).click()
  await page.waitForTimeout(300)
  await page.getByRole('textbox', { name: labels.words }).fill('Good morning')
  await page.waitForTimeout(300)
}
const english = {
  write: 'Teach Filo to write like this…',
  words: 'Words to try it with',
  send: 'Send it once',
  teach: 'Read this as…',
  pick: (/** @type {string} */ name) => `This one: ${name}`
}
const italian = {
  write: 'Insegna a Filo a scrivere così…',
  words: 'Parole per provare',
  send: 'Invialo una volta',
  teach: 'Leggilo come…',
  pick: (/** @type {string} */ name) => `Questo: ${name}`
}

/** @type {(page: Page) => Promise<void>} */
const replay = async (page) => {
  await open(page)
  const recording = {
    filoRecording: 1,
    dialectId: 'filo',
    namespace: '/',
    me: { id: null, name: 'Ada' },
    redacted: true,
    events: [{ at: 1, direction: 'in', event: 'message', args: [{ text: 'found it' }], ack: null }]
  }
  await page.locator('header input[type=file]').setInputFiles({
    name: 'officina-events.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(recording))
  })
  await page.waitForTimeout(300)
}

/** @type {Record<string, { query: string, size?: { width: number, height: number }, act: (page: Page) => Promise<void> }>} */
export const inspectorPictures = {
  inspector: { query: '', size: wide, act: open },
  'inspector-dark-it': { query: 'theme=dark&lang=it', size: wide, act: choose('message') },
  'inspector-event': { query: '', size: wide, act: choose('message') },
  'inspector-bytes-dark': { query: 'theme=dark', size: wide, act: choose('picture') },
  'inspector-asked': { query: '', size: wide, act: choose('ready?') },
  'inspector-narrow': { query: '', size: { width: 600, height: 800 }, act: open },
  'inspector-narrow-event': {
    query: 'lang=it',
    size: { width: 600, height: 800 },
    act: choose('message')
  },
  'inspector-empty': { query: 'events=none', act: open },
  'inspector-empty-dark-it': { query: 'events=none&theme=dark&lang=it&state=offline', act: open },
  'inspector-paused': {
    query: '',
    size: wide,
    act: async (page) => {
      await open(page)
      await page.getByRole('button', { name: 'Pause' }).click()
      await page.getByRole('searchbox').fill('relay')
    }
  },
  'inspector-emit': {
    query: '',
    size: wide,
    act: async (page) => {
      await open(page)
      await page.getByRole('button', { name: 'Emit…' }).click()
      await page.getByRole('combobox', { name: 'Event' }).last().fill('say')
      await page.getByRole('button', { name: 'Add JSON' }).click()
      await page.getByLabel('Argument 1', { exact: true }).fill('{ "text": "hello" }')
      await page.getByRole('button', { name: 'Add JSON' }).click()
      await page.getByLabel('Argument 2', { exact: true }).fill('not json')
      await page.getByRole('button', { name: 'Emit', exact: true }).click()
    }
  },
  'inspector-emit-dark-it': {
    query: 'theme=dark&lang=it',
    act: async (page) => {
      await open(page)
      await page.getByRole('button', { name: 'Emetti…' }).click()
    }
  },
  'inspector-recording': {
    query: '',
    act: async (page) => {
      await open(page)
      await page.getByRole('button', { name: 'Save all events…' }).click()
      await page.waitForTimeout(200)
      await page.getByText('values left out').click()
    }
  },
  'inspector-recording-dark-it': {
    query: 'theme=dark&lang=it',
    act: async (page) => {
      await open(page)
      await page.getByRole('button', { name: 'Salva tutti gli eventi…' }).click()
    }
  },
  'inspector-replay': { query: '', act: replay },
  'inspector-replay-narrow-it': {
    query: 'lang=it&theme=dark',
    size: { width: 600, height: 800 },
    act: replay
  },
  'inspector-teach': { query: '', size: wide, act: teach(english) },
  'inspector-teach-dark-it': { query: 'theme=dark&lang=it', size: wide, act: teach(italian) },
  'inspector-write': { query: '', size: { ...wide, height: 1100 }, act: teachWriting(english) },
  'inspector-write-dark-it': {
    query: 'theme=dark&lang=it',
    size: { ...wide, height: 1100 },
    act: teachWriting(italian)
  },
  'inspector-write-narrow-it': {
    query: 'lang=it',
    size: { width: 600, height: 1000 },
    act: async (page) => {
      await teachWriting(italian)(page)
      await page.getByRole('button', { name: italian.send }).click()
      await page.waitForTimeout(300)
    }
  },
  'inspector-write-fault-dark': {
    query: 'theme=dark',
    size: { ...wide, height: 1100 },
    act: async (page) => {
      await teachWriting(english)(page)
      await page.getByRole('combobox', { name: 'My words *' }).fill('nope')
      await page.waitForTimeout(300)
      await page.getByRole('combobox', { name: 'My name' }).pressSequentially('me')
    }
  },
  'inspector-teach-fault': {
    query: '',
    size: wide,
    act: async (page) => {
      await teach(english)(page)
      const text = page.getByRole('combobox', { name: 'Text *' })
      await text.fill('args[0].text + nope')
      await page.waitForTimeout(300)
      await page.getByRole('combobox', { name: 'Time' }).pressSequentially('ti')
    }
  }
}
