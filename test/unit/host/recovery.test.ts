// What Socket.IO keeps for those who come back soon stays bounded.
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { expect, it } from 'vitest'
import { trimRecovery } from '../../../src-main/host/recovery.ts'

it('cuts the kept broadcasts to the newest, in the adapter that Socket.IO ships', async () => {
  const io = new Server(createServer(), { connectionStateRecovery: {} })
  for (let n = 0; n < 10; n++) io.emit('message', n)
  const { adapter } = io.of('/')
  trimRecovery(adapter, 3)
  const kept: unknown = Reflect.get(adapter, 'packets')
  await io.close()
  expect(kept).toMatchObject([
    { data: ['message', 7, expect.any(String)] },
    { data: ['message', 8, expect.any(String)] },
    { data: ['message', 9, expect.any(String)] }
  ])
})

it('leaves other adapters alone', () => {
  const adapter = { rooms: new Map() }
  trimRecovery(adapter, 3)
  expect(adapter).toEqual({ rooms: new Map() })
})
