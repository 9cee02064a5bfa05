// A disk without room: what can't fit is not begun, what runs out of room waits with the reason, and goes on.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileDialect, FileServer, sha256 } from '../../support/network/file-server.ts'
import { TransferWorld } from '../../support/network/transfer-world.ts'
import { until } from '../../support/network/until.ts'

const MB = 1024 * 1024
/** What the disk holds: the room that must stay free, and little more. */
const DISK_MB = 80
/** Only root may mount a disk of a test's own. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0

let server: FileServer
let world: TransferWorld
let disk: string

beforeEach(async () => {
  server = await FileServer.open()
  world = await TransferWorld.open({
    url: server.url,
    dialect: fileDialect({ way: 'body', address: '/put' })
  })
  await until(() => server.io.sockets.sockets.size > 0)
  disk = join(world.folder, 'store', 'files')
  mkdirSync(disk, { recursive: true })
  if (canMount) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'filo-test', disk])
})
afterEach(async () => {
  if (canMount) execFileSync('umount', ['-l', disk])
  world.close()
  await server.close()
})

function makeRoom(): void {
  execFileSync('mount', ['-o', `remount,size=${DISK_MB * 3}m`, disk])
}

async function want(file: Record<string, unknown>): Promise<number> {
  server.io.emit('said', { id: 'm1', by: 'Bo', text: '', files: [file] })
  const { id } = await world.file(({ name }) => name === file['name'])
  await world.window.ask.downloadFile({ fileId: id })
  return id
}

test.runIf(canMount)(
  'nobody is asked for a file that there is no room for; it comes when there is',
  async () => {
    const bytes = randomBytes(20 * MB)
    server.given.set('/f/a', bytes)
    let asked = 0
    server.onRequest = () => {
      asked++
      return false
    }
    const id = await want({ url: '/f/a', name: 'a.bin', size: bytes.length })
    const waiting = await world.file(({ failure }) => failure?.code === 'disk-full')
    expect(waiting.state).toBe('queued')
    expect(asked).toBe(0)
    makeRoom()
    await world.window.ask.retryTransfer({ fileId: id })
    await world.file(({ state }) => state === 'here')
    expect(sha256(await world.bytes(id))).toBe(sha256(bytes))
  }
)

/** Gives the bytes without saying how many there are. */
function stream(response: ServerResponse, bytes: Buffer, from: number): void {
  const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`
  response.writeHead(from > 0 ? 206 : 200, { etag: '"v1"', 'content-range': range })
  response.end(bytes.subarray(from))
}

test.runIf(canMount)(
  'one of unknown size stops while there is room left, and goes on from there',
  async () => {
    const bytes = randomBytes(50 * MB)
    const asked: number[] = []
    server.onRequest = (request, response) => {
      const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
      asked.push(from)
      stream(response, bytes, from)
      return true
    }
    const id = await want({ url: '/f/b', name: 'b.bin' })
    await world.file(({ failure }) => failure?.code === 'disk-full', 20_000)
    makeRoom()
    await world.window.ask.retryTransfer({ fileId: id })
    await world.file(({ state }) => state === 'here', 20_000)
    expect(sha256(await world.bytes(id))).toBe(sha256(bytes))
    expect(asked[0]).toBe(0)
    expect(asked.at(-1)).toBeGreaterThan(10 * MB)
  }
)

test('what came of a file that is not wanted any more does not stay on the disk', async () => {
  server.given.set('/f/c', randomBytes(2 * MB))
  world.network.setTransferRules({ upRate: null, downRate: 500_000, autoBytes: 0 })
  const id = await want({ url: '/f/c', name: 'c.bin' })
  await until(() => world.moved.some(({ bytes }) => bytes > 300_000))
  expect(readdirSync(join(disk, 'parts'))).toEqual([`${id}.part`])
  await world.window.ask.cancelTransfer({ fileId: id })
  await until(() => readdirSync(join(disk, 'parts')).length === 0)
})
