// Files come from a real server: whole, proven, bounded, and never from where they must not be fetched.
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PIXEL } from '../../support/media.ts'
import { fileDialect, FileServer, sha256 } from '../../support/network/file-server.ts'
import { TransferWorld } from '../../support/network/transfer-world.ts'
import { until } from '../../support/network/until.ts'

let server: FileServer
let world: TransferWorld
const bytes = randomBytes(700_000)

beforeEach(async () => {
  server = await FileServer.open()
  const dialect = fileDialect({ way: 'body', address: '/put' })
  world = await TransferWorld.open({ url: server.url, dialect })
})
afterEach(async () => {
  world.close()
  await server.close()
})

/** Somebody shares a file; answers once it is told of here. */
async function share(file: Record<string, unknown>, id = 'm1') {
  await until(() => (server.io.sockets.sockets.size > 0 ? true : undefined))
  server.io.emit('said', { id, by: 'Bo', text: '', files: [file] })
  return world.file((_file, message) => message.author.name === 'Bo')
}

test('cut several times it comes from where it was, and is proven', async () => {
  server.given.set('/f/song', bytes)
  server.cuts.push(200_000, 150_000)
  const { id } = await share({
    url: '/f/song',
    name: '../../evil\\so:ng.mp3',
    size: bytes.length,
    sha256: sha256(bytes)
  })
  await world.window.ask.downloadFile({ fileId: id })
  const file = await world.file(({ state }) => state === 'here')
  expect(file).toMatchObject({ name: '_.._evil_so_ng.mp3', kind: 'audio', size: bytes.length })
  expect(sha256(await world.bytes(id))).toBe(sha256(bytes))
  expect(server.ranges.length).toBe(2)
  expect(server.ranges.every((range) => !range.startsWith('bytes=0-'))).toBe(true)
})

test('what changed on the server meanwhile is fetched anew', async () => {
  const other = randomBytes(500_000)
  server.given.set('/f/a', bytes)
  server.cuts.push(300_000)
  const { id } = await share({ url: '/f/a', name: 'a.bin' })
  await world.window.ask.downloadFile({ fileId: id })
  await until(() => (server.cuts.length === 0 ? true : undefined))
  server.given.set('/f/a', other)
  server.etag = '"v2"'
  await world.file(({ state }) => state === 'here')
  expect(sha256(await world.bytes(id))).toBe(sha256(other))
})

test('it comes no faster than the person wants, and at full speed as soon as nobody minds', async () => {
  server.given.set('/f/a', bytes)
  world.network.setTransferRules({ upRate: null, downRate: 200_000, autoBytes: 0 })
  const { id } = await share({ url: '/f/a', name: 'a.bin' })
  const beganAt = performance.now()
  await world.window.ask.downloadFile({ fileId: id })
  const slow = await until(() => world.moved.find((progress) => progress.bytes > 250_000))
  // What goes at once after a pause is a tenth of a second's worth, and one block may be on its way.
  expect(slow.bytes / (performance.now() - beganAt)).toBeLessThan(350)
  world.network.setTransferRules({ upRate: null, downRate: null, autoBytes: 0 })
  await world.file(({ state }) => state === 'here')
  expect(sha256(await world.bytes(id))).toBe(sha256(bytes))
})

test('tampered bytes are not kept', async () => {
  server.given.set('/f/a', bytes)
  const { id } = await share({ url: '/f/a', name: 'a.bin', sha256: 'a'.repeat(64) })
  await world.window.ask.downloadFile({ fileId: id })
  const file = await world.file(({ state }) => state === 'failed')
  expect(file).toMatchObject({ isHere: false, failure: { code: 'file-damaged', retry: false } })
  expect(readdirSync(join(world.folder, 'store', 'files', 'parts'))).toEqual([])
})

test('more bytes than were told are not read to their end', async () => {
  server.given.set('/f/a', bytes)
  const { id } = await share({ url: '/f/a', name: 'a.bin', size: 1_000 })
  await world.window.ask.downloadFile({ fileId: id })
  const file = await world.file(({ state }) => state === 'failed')
  expect(file.failure?.code).toBe('file-damaged')
})

test.each([
  ['a private address', 'http://10.0.0.1/x'],
  ['this computer under another name', 'http://[::ffff:7f00:1]:9/x'],
  ['a name that leads to this computer', 'http://localhost:9/x'],
  ['the addresses of clouds', 'http://169.254.169.254/latest/meta-data']
])('%s is not asked on behalf of a server that is elsewhere', async (_name, url) => {
  const { id } = await share({ url, name: 'a.bin' })
  await world.window.ask.downloadFile({ fileId: id })
  const file = await world.file(({ state }) => state === 'failed')
  expect(file.failure?.code).toBe('file-address-refused')
})

test.each(['http://10.0.0.1/secret', 'file:///etc/passwd'])(
  'nor by way of a redirect to %s',
  async (location) => {
    server.onRequest = (_request, response) => {
      response.writeHead(302, { location }).end()
      return true
    }
    const { id } = await share({ url: '/f/a', name: 'a.bin' })
    await world.window.ask.downloadFile({ fileId: id })
    const file = await world.file(({ state }) => state === 'failed')
    expect(file.failure?.code).toBe('file-address-refused')
  }
)

test('images on screen come by themselves, small ones only; what only calls itself one is none', async () => {
  world.network.setTransferRules({ upRate: null, downRate: null, autoBytes: 0 })
  server.given.set('/p.png', PIXEL)
  server.given.set('/big.png', bytes)
  server.given.set('/page.png', Buffer.from('<script>alert(1)</script>'))
  const small = await share({ url: '/p.png', name: 'p.png' })
  // Where the network costs by the byte: none at all.
  await world.asked.ask.filesShown({ fileIds: [small.id] })
  await world.file(({ id, state }) => id === small.id && state === 'none')
  world.network.setTransferRules({ upRate: null, downRate: null, autoBytes: 1_000 })
  const big = await share({ url: '/big.png', name: 'big.png' }, 'm2').then(() =>
    world.file(({ name }) => name === 'big.png')
  )
  await share({ url: '/page.png', name: 'page.png' }, 'm3')
  const page = await world.file(({ name }) => name === 'page.png')
  await world.asked.ask.filesShown({ fileIds: [small.id, big.id, page.id] })
  const shown = await world.file(({ name, state }) => name === 'p.png' && state === 'here')
  expect(shown).toMatchObject({ kind: 'image', width: 1, height: 1 })
  expect(shown.src).toMatch(/^app:\/\/filo\/local\/[\w-]{32}$/)
  // Its size became known, and nothing of it was kept.
  await world.file(
    ({ name, size, state }) => name === 'big.png' && size === bytes.length && state === 'none'
  )
  const none = await world.file(({ name, state }) => name === 'page.png' && state === 'here')
  expect(none).toMatchObject({ kind: 'other', src: null })
})

test('only what lies at an address of the web is a file at all', async () => {
  const strange = ['file:///etc/passwd', 'ftp://127.0.0.1/x', 'javascript:alert(1)', 'app://filo/x']
  const files = [...strange, '/f/a'].map((url) => ({ url, name: url }))
  await until(() => server.io.sockets.sockets.size > 0)
  server.io.emit('said', { id: 'm1', by: 'Bo', text: 'these', files })
  await world.file(() => true)
  const [message] = await world.messages()
  expect(message?.files).toHaveLength(1)
  expect(message?.files[0]?.name).toBe('_f_a')
})

test('an image whose header promises more pixels than fit is decoded nowhere', async () => {
  const bomb = Buffer.from(PIXEL)
  bomb.writeUInt32BE(60_000, 16)
  bomb.writeUInt32BE(60_000, 20)
  server.given.set('/bomb.png', bomb)
  const { id } = await share({ url: '/bomb.png', name: 'bomb.png' })
  await world.window.ask.downloadFile({ fileId: id })
  await world.file(({ state }) => state === 'here')
  const read = await world.window.ask.readImage({ fileId: id })
  expect(read).toMatchObject({ ok: false, failure: { code: 'not-supported' } })
})

test('a file that came within a message is here at once, and searched for by has:file', async () => {
  const data = `data:image/png;base64,${PIXEL.toString('base64')}`
  const file = await share({ url: data, name: 'dot.png' })
  expect(file).toMatchObject({ state: 'here', kind: 'image', isHere: true, size: PIXEL.length })
  const image = await world.window.ask.readImage({ fileId: file.id })
  expect(image).toMatchObject({ ok: true, value: { width: 1, height: 1, mediaType: 'image/png' } })
  const kept = await world.window.ask.keepThumbnail({
    fileId: file.id,
    bytes: new Uint8Array(PIXEL)
  })
  expect(kept).toEqual({ ok: true, value: null })
  const small = await world.file(({ thumbnail }) => thumbnail !== null)
  expect(world.store.thumbnail(small.thumbnail?.split('/').at(-1) ?? '')).not.toBeNull()
  const found = await until(async () => {
    const answer = await world.window.ask.search({
      query: 'has:file',
      conversationId: null,
      limit: 5
    })
    return answer.ok && answer.value.hits.length > 0 ? answer.value : undefined
  })
  expect(found.hits.map(({ author }) => author)).toEqual(['Bo'])
})

test('a file goes with its message from the disk', async () => {
  server.given.set('/f/a', bytes)
  const { id } = await share({ url: '/f/a', name: 'a.bin' })
  await world.window.ask.downloadFile({ fileId: id })
  await world.file(({ state }) => state === 'here')
  const found = await world.store.localFile({ fileId: id })
  const path = found.ok ? found.value.path : null
  expect(path !== null && existsSync(path)).toBe(true)
  await world.window.ask.removeServer({ serverId: '0b51b5a5-6a31-4a4b-8d0a-5ae4b3f4f001' })
  await until(() => (path !== null && !existsSync(path) ? true : undefined))
})
