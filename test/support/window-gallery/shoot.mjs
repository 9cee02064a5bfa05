// Takes pictures of the window in every state: `node shoot.mjs DIR [name...]`.
import { chromium } from 'playwright'
import { createServer } from 'node:http'
import { readFile, mkdir } from 'node:fs/promises'
import { join, extname } from 'node:path'

const [dir = 'out/pictures', ...only] = process.argv.slice(2)
const root = join(import.meta.dirname, '../../../out/window-gallery')
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2'
}
const server = createServer(async (request, response) => {
  const path = new URL(request.url ?? '/', 'http://x').pathname
  const body = await readFile(join(root, path === '/' ? 'index.html' : path)).catch(() => null)
  response.writeHead(body ? 200 : 404, { 'content-type': types[extname(path)] ?? 'text/html' })
  response.end(body)
})
await new Promise((go) => server.listen(0, '127.0.0.1', go))
const base = `http://127.0.0.1:${server.address().port}/`

const press = (keys) => (page) => page.keyboard.press(keys)
const pick = (name) => (page) => page.getByRole('option', { name, exact: true }).click()
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
  offline: { query: 'state=offline' },
  blocked: { query: 'state=needs-you&theme=dark' },
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
        window.world.app.tell('linkOpened', {
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
        window.world.app.tell('processChanged', {
          name: 'store',
          state: 'restarting',
          restarts: 1,
          restartAt: null
        })
        window.world.app.tell('processChanged', {
          name: 'network',
          state: 'gave-up',
          restarts: 5,
          restartAt: null
        })
      })
  },
  typing: {
    query: '',
    act: (page) =>
      page.evaluate(() =>
        window.world.network.tell('typingChanged', {
          conversationId: 1,
          names: ['Grace Hopper', 'Alan']
        })
      )
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

await mkdir(dir, { recursive: true })
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox']
})
for (const [name, picture] of Object.entries(pictures)) {
  if (only.length > 0 && !only.includes(name)) continue
  const page = await browser.newPage({
    viewport: picture.size ?? { width: 1280, height: 800 },
    forcedColors: picture.forced ? 'active' : 'none'
  })
  page.on(
    'console',
    (said) => ['error', 'warning'].includes(said.type()) && console.log(name, said.text())
  )
  page.on('pageerror', (error) => console.log(name, error.message))
  await page.goto(`${base}?${picture.query}`)
  await page.waitForTimeout(500)
  try {
    await picture.act?.(page)
  } catch (error) {
    console.log(name, String(error).slice(0, 300))
  }
  await page.waitForTimeout(400)
  await page.screenshot({ path: join(dir, `${name}.png`) })
  await page.close()
}
await browser.close()
server.close()
