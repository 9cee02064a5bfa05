// The gallery's pictures of certificates and proxies: asked about, changed, chosen from files, set by hand.

/** @typedef {import('playwright').Page} Page */

const face = {
  fingerprint:
    '4F:9A:11:C2:7B:0D:EE:31:5A:90:44:1F:7C:22:AB:6E:4F:9A:11:C2:7B:0D:EE:31:5A:90:44:1F:7C:22:AB:6E',
  name: 'chat.home.example',
  issuer: 'chat.home.example',
  until: Date.UTC(2036, 10, 19)
}
const before = face.fingerprint.replaceAll('4', 'B')

/** @type {(page: Page) => Promise<unknown>} */
const changed = (page) =>
  page.evaluate(
    `world.network.tell('connectionChanged', ${JSON.stringify({
      state: 'needs-you',
      reason: {
        code: 'server-certificate-changed',
        retry: false,
        detail: { ...face, host: 'chat.home.example', before }
      },
      retryAt: null,
      since: 0,
      latencyMs: null,
      transport: null,
      generation: null
    }).replace('{', '{ "serverId": world.servers[0].id, ')})`
  )

/** @type {(look: string) => (page: Page) => Promise<unknown>} */
const lookAtChanged = (look) => async (page) => {
  await changed(page)
  await page.getByRole('button', { name: look }).click()
}

/** @type {(add: string, address: string, connect: string) => (page: Page) => Promise<unknown>} */
const addSelfSigned = (add, address, connect) => async (page) => {
  await page.getByRole('button', { name: add }).click()
  const dialog = page.getByRole('dialog', { name: add })
  await dialog.getByLabel(address, { exact: true }).fill('https://self-signed.home.example')
  await dialog.getByRole('button', { name: connect }).click()
  await page.waitForTimeout(900)
}

/** @type {(page: Page) => Promise<unknown>} */
const withPapers = (page) =>
  page.evaluate(
    `(() => {
      const paper = ${JSON.stringify(face)}
      const passage = {
        pin: paper,
        authority: { ...paper, name: 'Example Company Root CA with a rather long name', issuer: 'Example Company' },
        identity: { ...paper, name: 'Ada Lovelace', issuer: 'Example Company', until: 1e12 },
        proxy: 'app'
      }
      for (const server of world.servers) server.passage = passage
      world.store.tell('serversChanged', { servers: world.servers })
    })()`
  )

/** @type {(tab: string) => (page: Page) => Promise<unknown>} */
const papers = (tab) => async (page) => {
  await withPapers(page)
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name: tab, exact: true }).click()
  await page.getByRole('tabpanel').getByRole('combobox').first().selectOption({ index: 1 })
  await page.getByRole('tabpanel').evaluate((panel) => (panel.scrollTop = 240))
}

/** @type {(tab: string, manual: string, http: string, save: string) => (page: Page) => Promise<unknown>} */
const proxies = (tab, manual, http, save) => async (page) => {
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name: tab, exact: true }).click()
  await page.getByText(manual, { exact: true }).click()
  await page.getByRole('textbox', { name: http, exact: true }).fill('proxy/oops')
  await page.getByRole('button', { name: save }).click()
  await page.getByRole('tabpanel').evaluate((panel) => (panel.scrollTop = 200))
}

/** @type {(page: Page) => Promise<unknown>} */
const locked = (page) =>
  page.evaluate(
    `world.app.tell('papersChanged', { serverId: world.servers[0].id, kind: 'identity', file: 'ada.p12', isLocked: true, failure: null })`
  )

const narrow = { width: 480, height: 700 }

export const trustPictures = {
  'trust-ask': { query: 'theme=light', act: addSelfSigned('Add server', 'Address', 'Connect') },
  'trust-ask-it': {
    query: 'theme=dark&lang=it',
    act: /** @param {Page} page */ async (page) => {
      await addSelfSigned('Aggiungi server', 'Indirizzo', 'Collegati')(page)
      await page.setViewportSize(narrow)
    }
  },
  'trust-changed-bar': { query: 'theme=light', act: changed },
  'trust-changed': { query: 'theme=dark', act: lookAtChanged('Look at the certificate') },
  'trust-changed-it': {
    query: 'theme=light&lang=it',
    size: narrow,
    act: lookAtChanged('Guarda il certificato')
  },
  'trust-papers': { query: 'theme=light', act: papers('Servers') },
  'trust-papers-it': { query: 'theme=dark&lang=it', act: papers('Server') },
  'trust-papers-narrow': { query: 'theme=dark', size: narrow, act: papers('Servers') },
  'trust-locked': { query: 'theme=light', act: locked },
  proxy: {
    query: 'theme=light',
    act: proxies('Network', 'Manually', 'For http addresses', 'Use this proxy')
  },
  'proxy-it': {
    query: 'theme=dark&lang=it',
    act: proxies('Rete', 'A mano', 'Per indirizzi http', 'Usa questo proxy')
  },
  'proxy-narrow': {
    query: 'theme=light',
    size: narrow,
    act: proxies('Network', 'Manually', 'For http addresses', 'Use this proxy')
  }
}
