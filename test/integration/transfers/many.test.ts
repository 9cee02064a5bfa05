// Ten thousand files that wait are rows: what moves, and what anybody holds of them, stays small.
import type { ServerResponse } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileDialect, FileServer } from '../../support/network/file-server.ts'
import { TransferWorld } from '../../support/network/transfer-world.ts'
import { until } from '../../support/network/until.ts'

const MANY = 10_000
/** What a hundred bytes for each of them would come to. */
const MOST_GROWTH = 1_000_000
/** Files of one server that move at once. */
const AT_ONCE = 16

let server: FileServer
let world: TransferWorld
/** Who asked for which file, and is not answered. */
let asked: { path: string; response: ServerResponse }[]

beforeEach(async () => {
  asked = []
  server = await FileServer.open()
  server.onRequest = ({ url: path = '' }, response) => asked.push({ path, response }) > 0
  world = await TransferWorld.open({
    url: server.url,
    dialect: fileDialect({ way: 'body', address: '/put' })
  })
  await until(() => (server.io.sockets.sockets.size > 0 ? true : undefined))
  server.io.emit('said', { id: 'm1', by: 'Bo', text: 'all of them', files: [] })
})
afterEach(async () => {
  world.close()
  await server.close()
})

/** Puts files with these ids into the message, all of them wanted. */
async function queue(first: number, last: number): Promise<void> {
  const message = await until(async () => (await world.messages())[0])
  const { database } = world.store
  database.transaction(() => {
    for (let at = first; at <= last; at++) {
      database.run(
        `INSERT INTO files (id, conversation_id, message_id, place, token, name, media_type, kind, url)
         VALUES (?, ?, ?, ?, ?, ?, 'image/png', 'other', ?)`,
        [at, message.conversationId, message.id, at, `t${at}`, `${at}.png`, `/f/${at}`]
      )
      database.run(
        `INSERT INTO transfers (file_id, server_id, direction, state, created_at)
         SELECT ?, server_id, 'down', 'queued', 0 FROM conversations WHERE id = ?`,
        [at, message.conversationId]
      )
    }
  })
}

/** Whoever does something wakes the desk. */
async function wake(): Promise<void> {
  await world.window.ask.retryTransfer({ fileId: 5 })
}

test('of ten thousand files that wait a few move at once, those on screen first', async () => {
  await queue(1, MANY)
  await world.asked.ask.filesShown({ fileIds: [9_000, 9_001] })
  await wake()
  await until(() => (asked.length >= AT_ONCE ? true : undefined))
  const panel = await world.window.ask.watchTransfers({ on: true })
  expect(panel).toMatchObject({
    ok: true,
    value: { running: AT_ONCE, waiting: MANY - AT_ONCE }
  })
  expect(panel.ok && panel.value.transfers.length).toBeLessThanOrEqual(400)
  const paths = asked.map(({ path }) => path)
  expect(paths).toHaveLength(AT_ONCE)
  expect(paths).toEqual(expect.arrayContaining(['/f/9000', '/f/9001']))
})

test('ten thousand files that wait are held in memory by nobody, while others of them come', async () => {
  await queue(1, 200)
  await wake()
  await world.window.ask.watchTransfers({ on: true })
  await come(2 * AT_ONCE)
  const before = await held()
  await queue(201, MANY)
  await wake()
  await come(2 * AT_ONCE)
  const panel = await world.window.ask.watchTransfers({ on: true })
  expect(panel).toMatchObject({
    ok: true,
    value: { running: AT_ONCE, waiting: MANY - 5 * AT_ONCE }
  })
  expect((await held()) - before).toBeLessThan(MOST_GROWTH)
})

/** Gives as many files as wanted to whoever asks, and waits until the next ones are asked for. */
async function come(count: number): Promise<void> {
  for (let given = 0; given < count; given += AT_ONCE) {
    await until(() => (asked.length === AT_ONCE ? true : undefined))
    for (const { response } of asked.splice(0)) response.end('a small file')
  }
  await until(() => (asked.length === AT_ONCE ? true : undefined))
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes in use of store and network, heap and buffers, once all that can go is gone. */
async function held(): Promise<number> {
  const found: number[] = []
  for (let round = 0; round < 5; round++) {
    await new Promise(setImmediate)
    collect()
    const { heapUsed, external } = process.memoryUsage()
    found.push(heapUsed + external)
  }
  return Math.min(...found)
}
