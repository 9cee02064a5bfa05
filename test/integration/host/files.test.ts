// Files of a real host over real HTTP: sent by tus, in messages, fetched by those who may.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/base/sql.ts'
import { defaultHostLimits } from '../../../src-main/host/host-limits.ts'
import type { HostGuest } from '../../support/host-guest.ts'
import { TestHost } from '../../support/test-host.ts'

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex')
let test: TestHost
afterEach(() => test.close())

async function open(files: Partial<typeof defaultHostLimits.files> = {}, now = Date.now) {
  const limits = { files: { ...defaultHostLimits.files, ...files } }
  test = await TestHost.open({ limits, now })
}

const TUS = { 'Tus-Resumable': '1.0.0' }
function bearer({ welcome }: HostGuest): Record<string, string> {
  return { Authorization: `Bearer ${welcome.token}` }
}

function begin(guest: HostGuest, size: number, named: Record<string, string> = {}) {
  const all = { filename: 'a.bin', filetype: 'image/png', conversation: 'lobby', ...named }
  const metadata = Object.entries(all).map(([k, value]) => `${k} ${btoa(value)}`)
  const headers = { 'Upload-Length': String(size), 'Upload-Metadata': metadata.join(',') }
  const url = `${test.address}/files`
  return fetch(url, { method: 'POST', headers: { ...TUS, ...bearer(guest), ...headers } })
}

function patch(guest: HostGuest, id: string, bytes: Uint8Array, offset = 0) {
  const body = new Uint8Array(bytes)
  const type = { 'Content-Type': 'application/offset+octet-stream' }
  const headers = { ...TUS, ...bearer(guest), ...type, 'Upload-Offset': String(offset) }
  return fetch(`${test.address}/files/${id}`, { method: 'PATCH', headers, body })
}

async function offsetOf(guest: HostGuest, id: string): Promise<number> {
  const headers = { ...TUS, ...bearer(guest) }
  const answer = await fetch(`${test.address}/files/${id}`, { method: 'HEAD', headers })
  return Number(answer.headers.get('Upload-Offset'))
}

async function upload(guest: HostGuest, bytes: Uint8Array, named = {}): Promise<string> {
  const made = await begin(guest, bytes.length, named)
  const id = made.headers.get('Location')?.split('/').at(-1) ?? ''
  expect((await patch(guest, id, bytes)).status).toBe(204)
  return id
}

function send(guest: HostGuest, ids: string[], more: object = {}) {
  const files = ids.map((id) => ({ id, name: 'other.exe', type: 'text/html', size: 1 }))
  const clientId = `c-${ids.join('-')}`
  return guest.ask('message:send', { conversationId: 'lobby', clientId, text: '', files, ...more })
}

function fetchFile(guest: HostGuest, id: string, headers: Record<string, string> = {}) {
  return fetch(`${test.address}/files/${id}`, { headers: { ...bearer(guest), ...headers } })
}

function bytesOnDisk(): string[] {
  const top = join(test.dataDir, 'files')
  return readdirSync(top).flatMap((folder) => readdirSync(join(top, folder)))
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe('a file that goes up', () => {
  it('goes on where it was cut, and everybody in the conversation has the same bytes', async () => {
    await open()
    const [ada, bob] = [await test.guest('Ada'), await test.guest('Bob')]
    const bytes = randomBytes(300_000)
    const made = await begin(ada, bytes.length, { filename: 'holiday.bin' })
    const id = made.headers.get('Location')?.split('/').at(-1) ?? ''
    await patch(ada, id, bytes.subarray(0, 120_000))
    expect(await offsetOf(ada, id)).toBe(120_000)
    await patch(ada, id, bytes.subarray(120_000), 120_000)
    const sent = await send(ada, [id])
    expect(sent).toMatchObject({ ok: true })
    const told = await bob.hear('message')
    const [file] = told.files ?? []
    expect(file).toMatchObject({ id, name: 'holiday.bin', size: 300_000, sha256: sha256(bytes) })
    const got = await fetchFile(bob, id)
    expect(sha256(new Uint8Array(await got.arrayBuffer()))).toBe(sha256(bytes))
    expect(await send(ada, [id])).toMatchObject({ ok: true, duplicate: true })
  })

  it('survives that the host is started anew in the middle', async () => {
    await open()
    const ada = await test.guest('Ada', { auth: { token: 'a-token-that-ada-made' } })
    const made = await begin(ada, 10)
    const id = made.headers.get('Location')?.split('/').at(-1) ?? ''
    await patch(ada, id, Buffer.from('01234'))
    await test.stop()
    await test.start(0)
    const again = await test.guest('Ada', { auth: { token: 'a-token-that-ada-made' } })
    expect(await offsetOf(again, id)).toBe(5)
    await patch(again, id, Buffer.from('56789'), 5)
    await send(again, [id])
    expect(await (await fetchFile(again, id)).text()).toBe('0123456789')
  })

  it('is in its message though the host was killed before it noted the last byte', async () => {
    await open()
    const ada = await test.guest('Ada', { auth: { token: 'a-token-that-ada-made' } })
    const id = await upload(ada, Buffer.from('all of it'))
    await test.stop()
    const database = openDatabase(join(test.dataDir, 'host.db'))
    database.exec('DELETE FROM file')
    database.close()
    await test.start(0)
    const again = await test.guest('Ada', { auth: { token: 'a-token-that-ada-made' } })
    expect(await send(again, [id])).toMatchObject({ ok: true })
    expect(await (await fetchFile(again, id)).text()).toBe('all of it')
  })

  it('is what its bytes say, not what its sender says', async () => {
    await open()
    const ada = await test.guest('Ada')
    const page = await upload(ada, Buffer.from('<script>alert(1)</script>'))
    const picture = await upload(ada, PNG, { filetype: 'text/html' })
    const made = { id: picture, name: 'x', type: 'x', size: 1, width: 4, height: 3 }
    await send(ada, [page], { files: [{ ...made, id: page }, made] })
    const { files = [] } = await ada.hear('message')
    expect(files.map(({ type }) => type)).toEqual(['text/plain', 'image/png'])
    expect(files[1]).toMatchObject({ width: 4, height: 3, size: PNG.length })
    const got = await fetchFile(ada, page)
    expect(got.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(got.headers.get('Content-Disposition')).toBe('attachment')
  })

  it('is refused where it is too large, too much, one too many, or for somewhere else', async () => {
    await open({ bytes: 1_000, allBytes: 1_500, unsentPerPerson: 2 })
    const ada = await test.guest('Ada')
    expect(ada.welcome.limits).toMatchObject({ fileBytes: 1_000, filesPerMessage: 10 })
    expect((await begin(ada, 1_001)).status).toBe(413)
    expect((await begin(ada, 10, { conversation: 'nowhere' })).status).toBe(404)
    expect((await begin(ada, 900)).status).toBe(201)
    expect((await begin(ada, 900)).status).toBe(507)
    expect((await begin(ada, 100)).status).toBe(201)
    expect((await begin(ada, 100)).status).toBe(429)
  })

  it('is refused where the disk would get full', async () => {
    await open({ reserveBytes: Number.MAX_SAFE_INTEGER })
    expect((await begin(await test.guest('Ada'), 10)).status).toBe(507)
  })

  it('goes where nobody sent it for a week', async () => {
    let now = Date.now()
    await open({}, () => now)
    const ada = await test.guest('Ada', { auth: { token: 'a-token-that-ada-made' } })
    const id = await upload(ada, Buffer.from('never sent'))
    now += defaultHostLimits.files.unsentMs + 60_000
    await test.stop()
    await test.start(0)
    const again = await test.guest('Ada', { auth: { token: 'a-token-that-ada-made' } })
    expect((await fetchFile(again, id)).status).toBe(404)
    expect(await send(again, [id])).toMatchObject({ ok: false, error: { code: 'not-found' } })
    expect(bytesOnDisk()).toEqual([])
    expect(existsSync(join(test.dataDir, 'uploads', id))).toBe(false)
  })
})

describe('a file of a message', () => {
  it('is given in parts, and whole to who has a part of something else', async () => {
    await open()
    const ada = await test.guest('Ada')
    const id = await upload(ada, Buffer.from('0123456789'))
    const part = await fetchFile(ada, id, { Range: 'bytes=4-6' })
    expect([part.status, await part.text()]).toEqual([206, '456'])
    const same = { Range: 'bytes=7-', 'If-Range': part.headers.get('ETag') ?? '' }
    expect(await (await fetchFile(ada, id, same)).text()).toBe('789')
    const other = await fetchFile(ada, id, { ...same, 'If-Range': '"other"' })
    expect([other.status, await other.text()]).toEqual([200, '0123456789'])
  })

  it('is for those in its conversation, and only once it was sent', async () => {
    await open()
    const [ada, bob] = [await test.guest('Ada'), await test.guest('Bob')]
    const { conversation } = await ada.get('room:create', { title: 'Attic' })
    const id = await upload(ada, Buffer.from('secret'), { conversation: conversation.id })
    expect(await send(ada, [id])).toMatchObject({ ok: false, error: { code: 'not-found' } })
    await send(ada, [id], { conversationId: conversation.id })
    expect((await fetchFile(bob, id)).status).toBe(404)
    await bob.get('room:join', { conversationId: conversation.id })
    expect((await fetchFile(bob, id)).status).toBe(200)
  })

  it("is nobody else's to send, to go on with or to look at", async () => {
    await open()
    const [ada, bob] = [await test.guest('Ada'), await test.guest('Bob')]
    const id = await upload(ada, Buffer.from('mine'))
    expect((await fetchFile(bob, id)).status).toBe(404)
    expect((await patch(bob, id, Buffer.from('x'), 4)).status).toBe(404)
    expect(await send(bob, [id])).toMatchObject({ ok: false, error: { code: 'not-found' } })
    await send(ada, [id])
    const second = await send(ada, [id], { clientId: 'other' })
    expect(second).toMatchObject({ ok: false, error: { code: 'not-found' } })
  })

  it('is refused to strangers and to web pages', async () => {
    await open()
    const ada = await test.guest('Ada')
    const id = await upload(ada, Buffer.from('x'))
    const url = `${test.address}/files/${id}`
    expect((await fetch(url)).status).toBe(401)
    const stranger = { Authorization: 'Bearer nobody-has-this-token' }
    expect((await fetch(url, { headers: stranger })).status).toBe(401)
    expect((await fetchFile(ada, id, { Origin: 'https://evil.example' })).status).toBe(403)
    expect((await fetchFile(ada, '..%2F..%2Fhost.db')).status).toBe(404)
  })

  it('goes with its message, unless its bytes are in another one', async () => {
    await open()
    const ada = await test.guest('Ada')
    const ids = [await upload(ada, Buffer.from('same')), await upload(ada, Buffer.from('same'))]
    const sent: string[] = []
    for (const id of ids) {
      const answer = await send(ada, [id])
      if (answer.ok) sent.push(answer.id)
    }
    expect(bytesOnDisk()).toHaveLength(1)
    await ada.get('message:delete', { messageId: sent[0] })
    expect(await (await fetchFile(ada, ids[1] ?? '')).text()).toBe('same')
    expect((await fetchFile(ada, ids[0] ?? '')).status).toBe(404)
    await ada.get('message:delete', { messageId: sent[1] })
    expect(bytesOnDisk()).toEqual([])
    const [first] = ada.all('message:deleted')
    expect(first?.files).toBeUndefined()
  })
})

it('a message needs words or a file', async () => {
  await open()
  const ada = await test.guest('Ada')
  expect(await send(ada, [])).toMatchObject({ ok: false, error: { code: 'message-empty' } })
})
