// Builds the window over stand-ins of its processes and takes pictures of it: `node scripts/gallery.mjs DIR [name...]`.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { mkdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { chromium } from 'playwright'
import { build } from 'vite'
import { morePictures } from './gallery-more.mjs'

const [dir = 'out/pictures', ...only] = process.argv.slice(2)
const root = join(import.meta.dirname, '../out/window-gallery')

/** Builds the gallery page as the renderer is built. */
async function buildPage() {
  await build({
    root: join(import.meta.dirname, '../test/support/window-gallery'),
    configFile: false,
    logLevel: 'warn',
    plugins: [svelte()],
    build: { target: 'chrome130', outDir: root, emptyOutDir: true }
  })
}

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2'
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://gallery')
  const file = join(root, pathname === '/' ? 'index.html' : pathname)
  const body = await readFile(file).catch(() => null)
  const type = Object.entries(types).find(([end]) => extname(file) === end)?.[1]
  response.writeHead(body ? 200 : 404, { 'content-type': type ?? 'text/plain' })
  response.end(body)
}

/** Serves the built page on a port of its own; answers its address. */
async function serve() {
  const server = createServer((request, response) => void answer(request, response))
  await new Promise((go) => server.listen(0, '127.0.0.1', () => go(null)))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() }
}

/**
 * @typedef {import('playwright').Page} Page
 * @typedef {object} Picture
 * @property {string} [query] what the page is opened with
 * @property {{ width: number, height: number }} [size] CSS px
 * @property {boolean} [forced] with forced colours
 * @property {(page: Page) => Promise<unknown>} [act] what is done before the picture is taken
 */

/** @type {(keys: string) => (page: Page) => Promise<void>} */
const press = (keys) => (page) => page.keyboard.press(keys)
/** @type {(name: string) => (page: Page) => Promise<void>} */
const pick = (name) => (page) => page.getByRole('option', { name, exact: true }).click()
/** @type {(name: string) => (page: Page) => Promise<void>} */
const openTab = (name) => async (page) => {
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name }).click()
}
/** @type {(tab: string, start: string) => (page: Page) => Promise<void>} */
const checkNetwork = (tab, start) => async (page) => {
  await press('Control+,')(page)
  await page.getByRole('tab', { name: tab, exact: true }).click()
  await page.getByRole('combobox').first().selectOption({ index: 0 })
  await page.getByRole('button', { name: start }).click()
}
/** @type {Record<string, Picture>} */
const pictures = {
  welcome: { query: 'empty=1' },
  'welcome-dark-it': { query: 'empty=1&lang=it&theme=dark' },
  main: { query: 'theme=light' },
  'main-dark': { query: 'theme=dark' },
  'main-it': { query: 'lang=it' },
  compact: { query: 'density=compact' },
  history: { query: '', act: pick('history') },
  'history-up': {
    query: '',
    act: async (page) => {
      await pick('history')(page)
      await page.getByRole('log').hover()
      for (let n = 0; n < 8; n += 1) {
        await page.mouse.wheel(0, -2500)
        await page.waitForTimeout(120)
      }
    }
  },
  top: { query: '', act: (page) => page.getByRole('log').evaluate((log) => (log.scrollTop = 0)) },
  empty: { query: '', act: pick('empty room') },
  outside: { query: '', act: pick('lounge') },
  status: {
    query: 'state=reconnecting',
    act: (page) => page.getByRole('status', { name: 'Connection' }).hover()
  },
  hover: { query: '', act: (page) => page.getByRole('article').nth(-6).hover() },
  reply: {
    query: '',
    act: async (page) => {
      await page.getByRole('article').nth(-6).hover()
      await page.getByRole('button', { name: 'Reply', exact: true }).click()
      await page.getByRole('textbox', { name: 'Message' }).fill('One\ntwo\nthree')
    }
  },
  emoji: { query: '', act: (page) => page.getByRole('button', { name: 'Emoji' }).click() },
  'emoji-dark': {
    query: 'theme=dark&lang=it',
    act: async (page) => {
      await page.getByRole('button', { name: 'Emoji' }).click()
      await page.keyboard.type('cuore')
    }
  },
  add: { query: '', act: (page) => page.getByRole('button', { name: 'Add server' }).click() },
  'add-advanced': {
    query: 'theme=dark',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add server' }).click()
      const dialog = page.getByRole('dialog', { name: 'Add server' })
      await dialog.getByRole('button', { name: 'Advanced' }).click()
      await dialog.getByLabel('Address').fill('nobody.example')
      await dialog.getByRole('button', { name: 'Connect' }).click()
      await page.waitForTimeout(900)
    }
  },
  link: {
    query: '',
    act: (page) =>
      page.evaluate(() =>
        Reflect.get(globalThis, 'world').app.tell('linkOpened', {
          url: 'http://192.168.1.23:3000/',
          name: 'ada',
          dialect: 'auto',
          generation: 'auto',
          auth: { invite: 'x' },
          query: {}
        })
      )
  },
  settings: { query: '', act: press('Control+,') },
  'doctor-well': { query: '', act: checkNetwork('Network', 'Check the connection') },
  'doctor-failed-dark-it': {
    query: 'doctor=failed&theme=dark&lang=it',
    act: checkNetwork('Rete', 'Controlla la connessione')
  },
  'doctor-running-narrow': {
    query: 'doctor=running',
    size: { width: 420, height: 700 },
    act: checkNetwork('Network', 'Check the connection')
  },
  'doctor-offline': { query: 'state=offline' },
  'settings-dark-it': { query: 'theme=dark&lang=it', act: press('Control+,') },
  hosting: {
    query: '',
    act: async (page) => {
      await page.keyboard.press('Control+,')
      await page.getByRole('tab', { name: 'Hosting' }).click()
      await page.getByRole('switch').first().click()
      await page.getByRole('switch').nth(1).click()
    }
  },
  appearance: {
    query: 'theme=dark',
    act: async (page) => {
      await page.keyboard.press('Control+,')
      await page.getByRole('tab', { name: 'Appearance' }).click()
    }
  },
  servers: {
    query: '',
    act: async (page) => {
      await page.keyboard.press('Control+,')
      await page.getByRole('tab', { name: 'Servers' }).click()
    }
  },
  quick: {
    query: '',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.waitForTimeout(200)
      await page.keyboard.type('e')
    }
  },
  search: {
    query: '',
    act: async (page) => {
      await page.keyboard.press('Control+f')
      await page.waitForTimeout(200)
      await page.keyboard.type('the')
    }
  },
  'search-all-dark': {
    query: 'theme=dark',
    act: async (page) => {
      await page.keyboard.press('Control+Shift+f')
      await page.waitForTimeout(200)
      await page.keyboard.type('number')
    }
  },
  'retention-it': {
    query: 'lang=it',
    act: async (page) => {
      await page.keyboard.press('Control+,')
      await page.getByRole('tab', { name: 'Dati' }).click()
      await page.getByRole('combobox', { name: 'Officina' }).scrollIntoViewIfNeeded()
    }
  },
  'retention-ask-dark': {
    query: 'theme=dark&coverage=building',
    act: async (page) => {
      await page.keyboard.press('Control+,')
      await page.getByRole('tab', { name: 'Data' }).click()
      await page.getByRole('combobox', { name: 'Officina' }).selectOption('30')
    }
  },
  'search-start-it': { query: 'lang=it', act: press('Control+Shift+f') },
  'search-building': {
    query: 'coverage=building',
    act: async (page) => {
      await page.keyboard.press('Control+Shift+f')
      await page.waitForTimeout(200)
      await page.keyboard.type('from:grace the')
    }
  },
  'search-repairing-it': {
    query: 'coverage=repairing&theme=dark&lang=it',
    size: { width: 480, height: 800 },
    act: async (page) => {
      await page.keyboard.press('Control+Shift+f')
      await page.waitForTimeout(200)
      await page.keyboard.type('nowhere')
    }
  },
  gap: { query: 'gap=1' },
  'gap-dark-it': {
    query: 'gap=failed&theme=dark&lang=it',
    size: { width: 480, height: 800 },
    act: (page) => page.getByRole('button', { name: 'Caricali' }).click()
  },
  'gap-unknowable': {
    query: 'gap=unknowable',
    act: (page) => page.getByRole('button', { name: 'Load them' }).click()
  },
  ...morePictures,
  members: { query: '', act: (page) => page.getByRole('button', { name: 'Members' }).click() },
  shortcuts: { query: '', act: press('Control+/') },
  threads: { query: '', act: press('Control+Shift+t') },
  'threads-dark': { query: 'theme=dark', act: press('Control+Shift+t') },
  narrow: { query: '', size: { width: 600, height: 800 } },
  'narrow-list': {
    query: '',
    size: { width: 600, height: 800 },
    act: (page) => page.getByRole('button', { name: 'Show conversations' }).click()
  },
  phone: { query: '', size: { width: 480, height: 800 } },
  'phone-list': {
    query: 'theme=dark',
    size: { width: 480, height: 800 },
    act: (page) => page.getByRole('button', { name: 'Show conversations' }).click()
  },
  banner: {
    query: '',
    act: (page) =>
      page.evaluate(() => {
        Reflect.get(globalThis, 'world').app.tell('processChanged', {
          name: 'store',
          state: 'restarting',
          restarts: 1,
          restartAt: null,
          failure: null
        })
        Reflect.get(globalThis, 'world').app.tell('processChanged', {
          name: 'network',
          state: 'gave-up',
          restarts: 5,
          restartAt: null,
          failure: null
        })
      })
  },
  typing: {
    query: '',
    act: (page) =>
      page.evaluate(() =>
        Reflect.get(globalThis, 'world').network.tell('typingChanged', {
          conversationId: 1,
          names: ['Grace Hopper', 'Alan']
        })
      )
  },
  'vault-notice': { query: 'vault=notice' },
  'vault-notice-dark-it': {
    query: 'vault=notice&theme=dark&lang=it',
    size: { width: 720, height: 800 }
  },
  'vault-away': { query: 'vault=away' },
  'vault-changed': { query: 'vault=changed' },
  'vault-changed-dark-it': {
    query: 'vault=changed&theme=dark&lang=it',
    size: { width: 720, height: 800 }
  },
  'vault-needed': {
    query: 'vault=needed',
    act: async (page) => {
      await page.getByLabel('Passphrase').fill('wrong')
      await page.keyboard.press('Enter')
    }
  },
  'vault-damaged': { query: 'vault=damaged&theme=dark' },
  'vault-empty-asked': {
    query: 'vault=away',
    act: (page) => page.getByRole('button', { name: 'Start with an empty history…' }).click()
  },
  'vault-repairing': { query: 'vault=repairing', act: (page) => page.waitForTimeout(600) },
  'vault-repaired': { query: 'vault=repaired' },
  'vault-repaired-dark-it': {
    query: 'vault=repaired&theme=dark&lang=it',
    size: { width: 720, height: 800 }
  },
  'vault-refused': { query: 'vault=refused&lang=it' },
  data: { query: '', act: openTab('Data') },
  'data-both-dark-it': { query: 'vault=both&theme=dark&lang=it', act: openTab('Dati') },
  'data-passphrase-narrow': {
    query: 'vault=passphrase',
    size: { width: 720, height: 800 },
    act: openTab('Data')
  },
  'data-none': { query: 'vault=notice', act: openTab('Data') },
  'data-changing': { query: 'vault=changing', act: openTab('Data') },
  passphrase: {
    query: 'vault=notice',
    act: async (page) => {
      await page.getByRole('button', { name: 'Set a passphrase…' }).click()
      await page.getByLabel('New passphrase').fill('short')
      await page.keyboard.press('Enter')
    }
  },
  'passphrase-dark-it': {
    query: 'vault=notice&theme=dark&lang=it',
    act: (page) => page.getByRole('button', { name: 'Scegli una frase segreta…' }).click()
  },
  'change-key': {
    query: 'vault=both',
    act: async (page) => {
      await openTab('Data')(page)
      await page.getByRole('button', { name: 'Change the key…' }).click()
    }
  },
  forced: { query: '', forced: true },
  delete: {
    query: '',
    act: async (page) => {
      await page.getByRole('article').filter({ hasText: 'Looking now' }).hover()
      await page.getByRole('button', { name: 'Delete', exact: true }).click()
    }
  }
}

/**
 * @param {import('playwright').Browser} browser
 * @param {string} address
 * @param {string} name
 * @param {Picture} picture
 */
async function shoot(browser, address, name, picture) {
  const page = await browser.newPage({
    viewport: picture.size ?? { width: 1280, height: 800 },
    forcedColors: picture.forced ? 'active' : 'none'
  })
  page.on('pageerror', (error) => console.log(name, error.message))
  page.on('console', (said) => said.type() === 'error' && console.log(name, said.text()))
  await page.goto(`${address}?${picture.query ?? ''}`)
  await page.waitForTimeout(500)
  await Promise.resolve(picture.act?.(page)).catch((error) => console.log(name, String(error)))
  await page.waitForTimeout(400)
  await page.screenshot({ path: join(dir, `${name}.png`) })
  await page.close()
}

await buildPage()
await mkdir(dir, { recursive: true })
const served = await serve()
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
for (const [name, picture] of Object.entries(pictures)) {
  if (only.length === 0 || only.includes(name)) await shoot(browser, served.address, name, picture)
}
await browser.close()
served.close()
