// The headless host as a process of its own: what it says, how it ends, what survives a kill.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildEntry, type BuiltEntry } from '../../support/build-entry.ts'
import { HeadlessHost } from '../../support/headless-host.ts'
import { HostGuest } from '../../support/host-guest.ts'

let built: BuiltEntry
let dataDir: string
let hosts: HeadlessHost[]

beforeAll(async () => {
  built = await buildEntry('src-main/host/host.process.ts')
})
afterAll(() => built.close())
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'filo-headless-'))
  hosts = []
})
afterEach(async () => {
  for (const host of hosts) await host.stop('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

function run(...args: string[]): HeadlessHost {
  const host = new HeadlessHost(built.path, args)
  hosts.push(host)
  return host
}

function start(port = '0'): HeadlessHost {
  return run('--port', port, '--data', dataDir)
}

describe('the command line', () => {
  it('says where it listens in one line and ends cleanly when asked', async () => {
    const host = start()
    const address = await host.listening()
    const ended = await host.stop('SIGTERM')
    expect(ended).toEqual({
      code: 0,
      signal: null,
      stdout: `Filo host listening on ${address}\n`,
      stderr: ''
    })
  })

  it('ends cleanly on Ctrl+C while guests are connected', async () => {
    const host = start()
    const guest = await HostGuest.enter(await host.listening(), 'Anna')
    const left = new Promise((resolve) => guest.socket.once('disconnect', resolve))
    const ended = await host.stop('SIGINT')
    await left
    guest.close()
    expect(ended.code).toBe(0)
  })

  it('adds the invite link to the line when it is shared', async () => {
    const host = run('--port', '0', '--data', dataDir, '--share')
    await host.listening()
    const { stdout } = await host.stop('SIGTERM')
    expect(stdout).toMatch(
      /^Filo host listening on http:\/\/127\.0\.0\.1:\d+, invite filo:\/\/connect\?url=\S+&dialect=filo&auth\.secret=\S+\n$/
    )
  })

  it.each([
    [['--port', 'many'], '--port takes a number from 0 to 65535'],
    [['--port', '70000'], '--port takes a number from 0 to 65535'],
    [['--ports', '3000'], "Unknown option '--ports'"],
    [['extra'], "Unexpected argument 'extra'"],
    [['--data', ''], '--data takes a folder']
  ])('refuses %j with exit code 2 and the usage', async (args, sentence) => {
    const { code, stdout, stderr } = await run(...args).ended
    expect([code, stdout, stderr.includes(sentence), stderr.includes('Usage:')]).toEqual([
      2,
      '',
      true,
      true
    ])
  })

  it('explains itself when asked', async () => {
    const { code, stdout } = await run('--help').ended
    expect([code, stdout.startsWith('Usage: npm run host')]).toEqual([0, true])
  })

  it('refuses a taken port with exit code 3 and a sentence', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const address = taken.address()
    const port = typeof address === 'object' && address !== null ? String(address.port) : ''
    const { code, stderr } = await start(port).ended
    taken.close()
    expect([code, stderr]).toEqual([
      3,
      `Port ${port} is taken or not allowed. Choose another with --port.\n`
    ])
  })

  it('refuses data that another host is using', async () => {
    await start().listening()
    const { code, stderr } = await start().ended
    expect([code, stderr]).toEqual([
      1,
      `Another Filo host is using ${dataDir}. Stop it, or choose another folder with --data.\n`
    ])
  })

  it('refuses data that is no database', async () => {
    writeFileSync(join(dataDir, 'host.db'), 'x'.repeat(5_000))
    const { code, stderr } = await start().ended
    expect([code, stderr]).toEqual([
      1,
      `The data in ${dataDir} can't be read: it is damaged or not a Filo host's.\n`
    ])
  })
})

describe('a kill in the middle of sends', () => {
  const payloadOf = (clientId: string) => ({ conversationId: 'lobby', clientId, text: clientId })
  const GUESTS = 20
  const SENDS = 30

  it('loses nothing that was acknowledged, and doubles nothing that is sent again', async () => {
    const host = start()
    const address = await host.listening()
    const guests = await Promise.all(
      Array.from({ length: GUESTS }, (_, n) => HostGuest.enter(address, `Guest ${n}`))
    )
    const acked = new Map<string, { id: string; seq: number }>()
    // Each guest sends on as it is answered, so that the kill comes in the middle on any machine.
    const killed = new Promise<{ signal: NodeJS.Signals | null }>((resolve) => {
      const sendFrom = (g: number, n: number): void => {
        const clientId = `${g}-${n}`
        guests[g]?.socket.emit(
          'message:send',
          payloadOf(clientId),
          ({ id, seq }: { id: string; seq: number }) => {
            acked.set(clientId, { id, seq })
            if (acked.size === (GUESTS * SENDS) / 4) void host.stop('SIGKILL').then(resolve)
            if (n + 1 < SENDS) sendFrom(g, n + 1)
          }
        )
      }
      for (const g of guests.keys()) sendFrom(g, 0)
    })
    const { signal } = await killed
    const known = new Map(acked)
    const again = await start().listening()
    const back = await Promise.all(
      guests.map(({ welcome }) =>
        HostGuest.enter(again, welcome.me.name, { auth: { token: welcome.token } })
      )
    )
    for (const [g, guest] of back.entries()) {
      const sends = Array.from({ length: SENDS }, (_, n) => `${g}-${n}`)
      await Promise.all(sends.map((clientId) => guest.get('message:send', payloadOf(clientId))))
    }
    const stored = await readAll(back[0])
    for (const guest of [...guests, ...back]) guest.close()
    expect([signal, known.size < GUESTS * SENDS]).toEqual(['SIGKILL', true])
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1))
    expect(stored.map(({ clientId }) => clientId).toSorted()).toEqual(allClientIds().toSorted())
    const lost = [...known].filter(
      ([clientId, { id, seq }]) =>
        !stored.some((one) => one.id === id && one.seq === seq && one.clientId === clientId)
    )
    expect(lost).toEqual([])
  })

  function allClientIds(): string[] {
    return Array.from({ length: GUESTS * SENDS }, (_, n) => `${Math.floor(n / SENDS)}-${n % SENDS}`)
  }

  async function readAll(guest: HostGuest | undefined) {
    const stored: { id: string; seq: number; clientId: string }[] = []
    for (let more = guest !== undefined; more && guest;) {
      const after = stored.at(-1)?.seq ?? 0
      const page = await guest.get('history', { conversationId: 'lobby', after, limit: 200 })
      stored.push(...page.messages)
      more = page.more
    }
    return stored
  }
})
