// Files that lie with somebody else than their server: fetched without it, and told nothing of it.
import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileDialect, FileServer, sha256 } from '../../support/network/file-server.ts'
import { TransferWorld } from '../../support/network/transfer-world.ts'
import { until } from '../../support/network/until.ts'

const bytes = randomBytes(200_000)
let server: FileServer
let other: FileServer
let world: TransferWorld
/** What the other place was told with each request. */
let told: IncomingHttpHeaders[]

beforeEach(async () => {
  ;[server, other] = await Promise.all([FileServer.open(), FileServer.open()])
  told = []
  other.given.set('/far/a', bytes)
  other.onRequest = ({ headers }) => {
    told.push(headers)
    return false
  }
  const dialect = fileDialect(
    { way: 'body', address: '/put' },
    {
      download: {
        address: `file.url.startsWith('/far') ? '${other.url}' + file.url : file.url`,
        headers: { authorization: 'Bearer secret', 'x-who': '=login.name' }
      }
    }
  )
  world = await TransferWorld.open({ url: server.url, dialect })
  await until(() => server.io.sockets.sockets.size > 0)
})
afterEach(async () => {
  world.close()
  await Promise.all([server.close(), other.close()])
})

test('a file goes to the signed address that the server gave, with what that asks for and nothing else', async () => {
  world.close()
  world = await TransferWorld.open({
    url: server.url,
    dialect: fileDialect({
      way: 'body',
      ask: { emit: 'ask', wait: { for: 'leave' } },
      address: `='${other.url}/bucket/a?signature=' + asked[0].token`,
      headers: {
        authorization: 'Bearer secret',
        'x-amz-acl': 'private',
        'content-type': '=file.type'
      },
      result: "='bucket/a'"
    })
  })
  await world.send([world.write('note.txt', bytes)])
  await until(() => server.said[0])
  expect(server.said[0]).toMatchObject({ files: ['bucket/a'] })
  expect(other.taken[0]?.url).toBe('/bucket/a?signature=granted')
  expect(other.taken[0]?.bytes.equals(bytes)).toBe(true)
  expect(told[0]).toMatchObject({ 'x-amz-acl': 'private', 'content-type': 'text/plain' })
  expectNothingTold()
})

async function share(url: string): Promise<number> {
  const name = `${url.slice(1).replace('/', '-')}.bin`
  server.io.emit('said', { id: url, by: 'Bo', text: '', files: [{ url, name }] })
  const { id } = await world.file((file) => file.name === name)
  return id
}

function expectNothingTold(): void {
  expect(told).toHaveLength(1)
  for (const name of ['authorization', 'x-who', 'cookie', 'referer', 'origin'])
    expect(told[0]?.[name]).toBeUndefined()
}

test('they come while the server is away, by what was known of it; its own wait for it', async () => {
  const [far, own] = [await share('/far/a'), await share('/own/a')]
  await server.close()
  // A new network process has never been connected.
  world.killNetwork()
  await world.window.ask.downloadFile({ fileId: own })
  await world.window.ask.downloadFile({ fileId: far })
  await world.file(({ id, state }) => id === far && state === 'here')
  expect(sha256(await world.bytes(far))).toBe(sha256(bytes))
  expectNothingTold()
  const waiting = await world.file(({ id }) => id === own)
  expect(waiting).toMatchObject({ state: 'queued', failure: null })
})

test('where the server sends us there, nothing of ours goes along', async () => {
  const sent: IncomingHttpHeaders[] = []
  server.onRequest = ({ headers }, response) => {
    sent.push(headers)
    response.writeHead(302, { location: `${other.url}/far/a` }).end()
    return true
  }
  const id = await share('/own/b')
  await world.window.ask.downloadFile({ fileId: id })
  await world.file(({ state }) => state === 'here')
  expect(sent[0]).toMatchObject({ authorization: 'Bearer secret', 'x-who': 'Ana' })
  expectNothingTold()
})
