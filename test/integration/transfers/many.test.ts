// Ten thousand files that wait are rows: what moves, and what anybody holds of them, stays small.
import { afterEach, expect, test } from 'vitest'
import { fileDialect, FileServer } from '../../support/network/file-server.ts'
import { TransferWorld } from '../../support/network/transfer-world.ts'
import { until } from '../../support/network/until.ts'

let server: FileServer
let world: TransferWorld
afterEach(async () => {
  world.close()
  await server.close()
})

test('of ten thousand files that wait a few move at once, those on screen first', async () => {
  server = await FileServer.open()
  const asked: string[] = []
  server.onRequest = (request) => {
    asked.push(request.url ?? '')
    return true
  }
  world = await TransferWorld.open({
    url: server.url,
    dialect: fileDialect({ way: 'body', address: '/put' })
  })
  await until(() => (server.io.sockets.sockets.size > 0 ? true : undefined))
  server.io.emit('said', { id: 'm1', by: 'Bo', text: 'all of them', files: [] })
  const message = await until(async () => (await world.messages())[0])
  const database = world.store.database
  database.transaction(() => {
    for (let at = 1; at <= 10_000; at++) {
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
  await world.asked.ask.filesShown({ fileIds: [9_000, 9_001] })
  // Whoever does something wakes the desk.
  await world.window.ask.retryTransfer({ fileId: 5 })
  await until(() => (asked.length >= 16 ? true : undefined))
  const panel = await world.window.ask.watchTransfers({ on: true })
  expect(panel).toMatchObject({ ok: true, value: { running: 16, waiting: 9_984 } })
  expect(panel.ok && panel.value.transfers.length).toBeLessThanOrEqual(400)
  expect(asked).toHaveLength(16)
  expect(asked.slice(0, 2).sort()).toEqual(['/f/9000', '/f/9001'])
})
