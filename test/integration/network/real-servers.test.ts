// The same conversation with the servers that are really out there: JavaScript's generations and Python's.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Server } from 'socket.io'
import openServer2 from 'socket.io-2'
import { Server as Server3 } from 'socket.io-3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testDialect } from '../../support/network/chat-server.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

interface Running {
  url: string
  close: () => unknown
}
type Emitter = {
  emit(event: string, ...args: unknown[]): unknown
  on(event: string, listener: (...args: never[]) => void): unknown
}

/** What each of them does, in the vocabulary of the test's dialect. */
function speak(all: Pick<Emitter, 'emit'>, socket: Emitter): void {
  socket.emit('message', { id: 'p1', from: 'Bo', text: 'hello' })
  socket.on('send', (message: { text: string }, ack: (answer: unknown) => void) => {
    all.emit('message', { id: 'p2', from: 'Ana', text: `${message.text} §` })
    ack({ ok: true, id: 'p2' })
  })
}

async function listening(http: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

async function open4(): Promise<Running> {
  const http = createServer()
  const io = new Server(http)
  io.on('connection', (socket) => speak(io, socket))
  return { url: await listening(http), close: () => io.close() }
}

async function open3(): Promise<Running> {
  const http = createServer()
  const io = new Server3(http)
  io.on('connection', (socket) => speak(io, socket))
  return { url: await listening(http), close: () => io.close() }
}

async function open2(): Promise<Running> {
  const http = createServer()
  const io = openServer2(http)
  io.on('connection', (socket) => speak(io, socket))
  return { url: await listening(http), close: () => io.close() }
}

// Debian's own: what comes first on the path may be another one, without its packages.
const python = '/usr/bin/python3'
const hasPython = spawnSync(python, ['-c', 'import socketio, aiohttp']).status === 0

async function openPython(): Promise<Running> {
  const file = join(import.meta.dirname, '../../support/network/python-server.py')
  const child: ChildProcess = spawn(python, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
  if (!child.stdout) throw new Error('no output')
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string]
  const close = async (): Promise<void> => {
    child.kill()
    await once(child, 'exit')
  }
  return { url: `http://127.0.0.1:${port}`, close }
}

let test: TestNetwork
let running: Running | null = null

beforeEach(() => {
  test = new TestNetwork({ documents: [testDialect] })
})
afterEach(async () => {
  test.close()
  await running?.close()
  running = null
})

// python3-socketio 5 dropped protocol revision 4, so it serves the generations 3 and 4 alike, and not 2.
const servers = [
  { name: 'socket.io 4', open: open4, generation: 4 },
  { name: 'socket.io 3', open: open3, generation: 3 },
  { name: 'socket.io 2', open: open2, generation: 2 },
  ...(hasPython ? [{ name: 'python3-socketio 5', open: openPython, generation: 3 }] : [])
]

describe.each(servers)('$name', ({ open, generation }) => {
  it.each(['auto', 'polling', 'websocket'] as const)(
    'is found, heard and answered over %s',
    async (transports) => {
      running = await open()
      const connect = {
        url: running.url,
        generation: 'auto' as const,
        transports,
        query: {},
        headers: {},
        auth: {}
      }
      const { serverId } = test.store.addLink({ connect })
      expect(await test.reached(serverId, 'online')).toMatchObject({ generation })
      const id = test.store.send(serverId, 'ciao')
      await until(() => test.store.outcomes(id).includes('acknowledged'))
      await until(() => test.store.texts().includes('ciao §'))
      expect(test.store.texts()[0]).toMatch(/^hello/)
    }
  )
})

describe.runIf(hasPython)('python3-socketio 5', () => {
  it('says why it refuses, and that it does not serve generation 2', async () => {
    running = await openPython()
    const connect = {
      url: running.url,
      generation: 'auto' as const,
      transports: 'auto' as const,
      query: {},
      headers: {},
      auth: { name: 'nobody' }
    }
    const tryAs = (generation: 'auto' | '2') =>
      test.window.ask.tryAddress({
        connect: { ...connect, generation },
        dialectId: 'test',
        login: { name: 'Ana' },
        trust: null
      })
    expect(await tryAs('auto')).toMatchObject({
      failure: { code: 'server-refused', detail: { reason: 'members only' } }
    })
    expect(await tryAs('2')).toMatchObject({ failure: { code: 'server-version-unsupported' } })
  })
})
