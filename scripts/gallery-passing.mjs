// The gallery's pictures of what passes by: connections, and complaints of a server.

/** @type {(text: string) => (page: import('playwright').Page) => Promise<unknown>} */
const complain = (text) => (page) =>
  page.evaluate(
    `world.network.tell('serverComplained', { serverId: world.servers[0].id, text: ${JSON.stringify(text)} })`
  )

/** @param {import('playwright').Page} page */
const lookAtConnection = (page) => page.locator('[data-connection]').focus()

export const passingPictures = {
  offline: { query: 'state=offline' },
  paused: { query: 'state=paused&theme=light', act: lookAtConnection },
  'paused-dark': { query: 'state=paused&theme=dark', act: lookAtConnection },
  'paused-narrow': {
    query: 'state=paused&theme=light&lang=it',
    size: { width: 480, height: 700 }
  },
  'paused-italian': { query: 'state=paused&theme=dark&lang=it', act: lookAtConnection },
  'paused-threads': {
    query: 'state=paused&theme=light',
    act: (/** @type {import('playwright').Page} */ page) =>
      page.getByRole('button', { name: 'Threads' }).click()
  },
  'threads-narrow-it': {
    query: 'lang=it',
    size: { width: 480, height: 800 },
    act: (/** @type {import('playwright').Page} */ page) => page.keyboard.press('Control+Shift+t')
  },
  blocked: { query: 'state=needs-you&theme=dark' },
  complaint: { query: 'theme=light', act: complain('You are sending messages too fast.') },
  'complaint-long': {
    query: 'theme=dark&lang=it',
    size: { width: 480, height: 700 },
    act: complain('You may not do this here. '.repeat(11).trim())
  }
}
