// The gallery's pictures of what passes by: connections, and complaints of a server.

/** @type {(text: string) => (page: import('playwright').Page) => Promise<unknown>} */
const complain = (text) => (page) =>
  page.evaluate(
    `world.network.tell('serverComplained', { serverId: world.servers[0].id, text: ${JSON.stringify(text)} })`
  )

export const passingPictures = {
  offline: { query: 'state=offline' },
  blocked: { query: 'state=needs-you&theme=dark' },
  complaint: { query: 'theme=light', act: complain('You are sending messages too fast.') },
  'complaint-long': {
    query: 'theme=dark&lang=it',
    size: { width: 480, height: 700 },
    act: complain('You may not do this here. '.repeat(11).trim())
  }
}
