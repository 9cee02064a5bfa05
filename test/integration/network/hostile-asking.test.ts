// Servers that ask without end, do not listen, or pack bombs: nothing grows, and a calm server notices nothing.
import * as msgpack from 'socket.io-msgpack-parser'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sanitiseLimits } from '../../../src-main/dialects/sanitise.ts'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import {
  handshake,
  HostileServer,
  type HostileSocket
} from '../../support/network/hostile-server.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

/** Answers with all that it was given. */
const echoing = {
  ...testDialect,
  id: 'echoing',
  inbound: [
    ...testDialect.inbound,
    { on: 'echo', is: 'typing', own: 'false', by: { name: '"Bo"' }, answer: ['=args[0]'] }
  ]
}
const wide = { eventsPerSecond: 1e9, bytesPerSecond: 1e12, fullMs: 1e6 }
const hello = `0${JSON.stringify(handshake)}`

interface Packer {
  encode(packet: object): [Uint8Array]
}

let calm: ChatServer
let test: TestNetwork
let calmId: string
let hostile: HostileServer
let said = 0

beforeAll(async () => {
  calm = await ChatServer.open()
  test = new TestNetwork({
    documents: [testDialect, echoing],
    budget: { moment: wide, stretch: wide, refusedCost: 1 }
  })
  calmId = test.store.addLink({ connect: calm.connect, dialectId: 'test' }).serverId
  await test.reached(calmId, 'online')
})
afterEach(async () => {
  await calmGoesOn()
  await hostile.close()
})
afterAll(async () => {
  test.close()
  await calm.close()
})

async function calmGoesOn(): Promise<void> {
  const text = `calm ${++said}`
  calm.io.emit('message', { id: text, from: 'Bo', text })
  await until(() => test.store.texts().includes(text))
  expect(test.connection(calmId)?.state).toBe('online')
}

async function reasonOf(serverId: string): Promise<unknown> {
  const reason = await until(() => test.connection(serverId)?.reason, 20_000)
  test.store.removeLink(serverId)
  return reason
}

const malformed = (cause: string): object => ({
  code: 'server-malformed',
  retry: true,
  detail: { cause }
})

describe('a server that asks', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void

  /** Bytes in use once all that can go is gone: what is under way in this turn goes with a later one. */
  async function heap(): Promise<number> {
    const found: number[] = []
    for (let round = 0; round < 5; round++) {
      await new Promise(setImmediate)
      collect()
      found.push(process.memoryUsage().heapUsed)
    }
    return Math.min(...found)
  }

  it.each([
    ['for answers that no dialect has', (n: number) => `42${n}["tick",{}]`],
    ['by names without end', (n: number) => `42${n}["tick ${n}",{}]`]
  ])('%s makes nothing grow', async (_what, packet) => {
    let sockets: HostileSocket[] = []
    hostile = await HostileServer.open({
      onSocket: (socket) => {
        sockets.push(socket)
        for (const text of [hello, '40{"sid":"s"}']) socket.say(text)
      }
    })
    const { serverId } = test.store.addLink({ connect: hostile.connect(), dialectId: 'test' })
    await test.reached(serverId, 'online')

    let n = 0
    const ask = async (count: number): Promise<void> => {
      for (const end = n + count; n < end;) {
        for (let of = 0; of < 1_000; of++) sockets[0]?.say(packet(n++))
        await new Promise(setImmediate)
      }
      const text = `asked ${n}`
      sockets[0]?.say(`42["message",{"id":"${text}","text":"${text}"}]`)
      await until(() => test.store.texts().includes(text), 30_000)
    }
    await ask(20_000)
    // What is kept grows each time; what else the process makes of its memory does not.
    const grown: number[] = []
    for (let round = 0; round < 2; round++) {
      const before = await heap()
      await ask(100_000)
      grown.push((await heap()) - before)
    }
    // Each answer that were kept would cost more than a hundred bytes.
    expect(Math.min(...grown)).toBeLessThan(3_000_000)
    expect(test.connection(serverId)?.state).toBe('online')
    test.store.removeLink(serverId)
    sockets = []
  })

  it('and does not read the answers is left once too many wait', async () => {
    const pad = 'x'.repeat(sanitiseLimits.text)
    hostile = await HostileServer.open({
      onSocket: (socket) => {
        for (const text of [hello, '40{"sid":"s"}']) socket.say(text)
        socket.tcp.pause()
        let n = 0
        const ask = setInterval(() => socket.say(`42${n++}["echo","${pad}"]`), 10)
        socket.tcp.on('close', () => clearInterval(ask))
      }
    })
    const { serverId } = test.store.addLink({ connect: hostile.connect(), dialectId: 'echoing' })
    expect(await reasonOf(serverId)).toEqual(malformed('stalled'))
    await until(() => hostile.openSockets === 0)
  })
})

describe('a packet of msgpack', () => {
  // The library's types say otherwise: what it gives is a list of one.
  const packed = (packet: object): Uint8Array =>
    (new msgpack.Encoder() as unknown as Packer).encode(packet)[0]
  const event = (...data: unknown[]): Uint8Array => packed({ type: 2, nsp: '/', data })
  /** An event whose data are these bytes. */
  const holding = (...data: number[]): Uint8Array =>
    Buffer.concat([
      Buffer.from([0x83, 0xa4, ...Buffer.from('type'), 2]),
      Buffer.from([0xa3, ...Buffer.from('nsp'), 0xa1, 0x2f]),
      Buffer.from([0xa4, ...Buffer.from('data'), ...data])
    ])
  const most = [0xff, 0xff, 0xff, 0xff]

  async function meet(bomb: Uint8Array): Promise<{ serverId: string; text: string }> {
    const text = `after ${++said}`
    hostile = await HostileServer.open({
      onSocket: (socket) => {
        socket.say(hello)
        socket.sayBytes(packed({ type: 0, nsp: '/', data: { sid: 's' } }))
        socket.sayBytes(bomb)
        socket.sayBytes(event('message', { id: text, text }))
      }
    })
    const connect = { ...hostile.connect(), parser: 'msgpack' as const }
    return { serverId: test.store.addLink({ connect, dialectId: 'test' }).serverId, text }
  }

  it.each([
    ['that promises four billion values', holding(0xdd, ...most), 'too-complex'],
    ['that promises four billion keys', holding(0xdf, ...most), 'too-complex'],
    ['that is such a promise alone', Buffer.from([0xdf, ...most]), 'too-complex'],
    [
      'with promises in promises',
      holding(...Array<number[]>(60).fill([0xdc, 0xea, 0x60]).flat()),
      'too-complex'
    ],
    [
      'nested a hundred thousand deep',
      holding(...Array<number>(100_000).fill(0x91)),
      'too-complex'
    ],
    ['of a million maps', event('message', Array<object>(100_000).fill({})), 'too-complex'],
    ['of five million letters', event('message', 'x'.repeat(5e6)), 'too-large']
  ])('%s is left out', async (_what, bomb, why) => {
    const { serverId, text } = await meet(bomb)
    await until(() => test.store.texts().includes(text))
    await until(() => test.traffic.get(serverId))
    expect(test.traffic.get(serverId)?.refused).toEqual({ [why]: 1 })
    expect(test.connection(serverId)?.state).toBe('online')
    test.store.removeLink(serverId)
  })

  it.each([
    ['with a text longer than itself', holding(0xdb, ...most)],
    ['with bytes longer than itself', holding(0xc6, ...most)],
    ['with an extension longer than itself', holding(0xc9, ...most, 1)],
    ['of the one kind that there is not', holding(0xc1)],
    ['that ends in a promise that it may make', holding(0xdc, 0xc3, 0x50)],
    ['that is none', Buffer.from([0x07])],
    ['that is empty', new Uint8Array()]
  ])('%s ends its connection', async (_what, bomb) => {
    expect(await reasonOf((await meet(bomb)).serverId)).toEqual(malformed('unreadable'))
  })
})
