// A thousand guests send at the same time: nothing lost, nothing doubled, everyone hears one order.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildEntry, type BuiltEntry } from '../../support/build-entry.ts'
import { HeadlessHost } from '../../support/headless-host.ts'
import { HostGuest } from '../../support/host-guest.ts'
import type { LoadOrder, LoadReport } from '../../support/load-clients.ts'

const GUESTS = 1_000
const PROCESSES = 2
const ROOMS = 10
const MESSAGES = 5
const PER_ROOM = (GUESTS / ROOMS) * MESSAGES

let dataDir: string
let built: BuiltEntry[]
let host: HeadlessHost
let crowds: ChildProcess[]

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'filo-load-'))
  built = [
    await buildEntry('src-main/host/host.process.ts'),
    await buildEntry('test/support/load-clients.ts')
  ]
  const [hostScript, crowdScript] = built.map((entry) => entry.path)
  host = new HeadlessHost(hostScript ?? '', ['--port', '0', '--data', dataDir])
  crowds = Array.from({ length: PROCESSES }, () => fork(crowdScript ?? ''))
})

afterAll(async () => {
  for (const crowd of crowds) crowd.kill('SIGKILL')
  await host.stop('SIGTERM')
  for (const entry of built) entry.close()
  rmSync(dataDir, { recursive: true, force: true })
})

async function tell(crowd: ChildProcess, order: LoadOrder): Promise<LoadReport> {
  const answer = once(crowd, 'message')
  const died = once(crowd, 'exit').then(() => {
    throw new Error('a crowd process ended')
  })
  crowd.send(order)
  const heard: unknown[] = await Promise.race([answer, died])
  return heard[0] as LoadReport // the other end is load-clients.ts
}

async function makeRooms(guest: HostGuest): Promise<string[]> {
  const rooms: string[] = []
  for (let n = 0; n < ROOMS; n++) {
    rooms.push((await guest.get('room:create', { title: `Room ${n}` })).conversation.id)
  }
  return rooms
}

it(`holds ${GUESTS} guests in ${ROOMS} rooms who all send at once`, async () => {
  const address = await host.listening()
  const maker = await HostGuest.enter(address, 'Maker')
  const rooms = await makeRooms(maker)
  const tellAll = (orders: LoadOrder[]): Promise<LoadReport[]> =>
    Promise.all(
      crowds.map((crowd, index) => tell(crowd, orders[index % orders.length] ?? { kind: 'send' }))
    )
  const names = (crowd: number): string[] =>
    Array.from({ length: GUESTS / PROCESSES }, (_, n) => `Guest ${crowd}-${n}`)

  const startedAt = performance.now()
  await tellAll(
    crowds.map((_, crowd) => ({
      kind: 'enter',
      address,
      names: names(crowd),
      rooms,
      messages: MESSAGES
    }))
  )
  const enteredAt = performance.now()
  const sent = await tellAll([{ kind: 'send' }])
  const ackedAt = performance.now()
  for (const conversationId of rooms) {
    await maker.get('message:send', {
      conversationId,
      clientId: `end-${conversationId}`,
      text: 'the end'
    })
  }
  const ended = await tellAll([{ kind: 'hear-end' }])
  const heardAt = performance.now()
  process.stdout.write(
    `load: ${GUESTS} entered in ${ms(enteredAt - startedAt)}, ${GUESTS * MESSAGES} sends acked in ` +
      `${ms(ackedAt - enteredAt)}, ${GUESTS * (PER_ROOM + 1)} deliveries heard in ${ms(heardAt - enteredAt)}\n`
  )

  const acked = sent.flatMap((report) => (report.kind === 'sent' ? report.acked : []))
  const heard = ended.flatMap((report) => (report.kind === 'heard' ? report.heard : []))
  expect(new Set(acked).size).toBe(GUESTS * MESSAGES)
  expect(heard).toHaveLength(GUESTS)
  expect(heard.filter(({ count, isInOrder }) => count !== PER_ROOM + 1 || !isInOrder)).toEqual([])
  expect(new Set(heard.map(({ room, ids }) => `${room} ${ids}`)).size).toBe(ROOMS)
  expect(await storedIds(maker, rooms)).toEqual(new Set(acked))
  maker.close()
})

/** The ids of all messages in the rooms' histories, their ends left out. */
async function storedIds(guest: HostGuest, rooms: string[]): Promise<Set<string>> {
  const ids = new Set<string>()
  for (const conversationId of rooms) {
    // Each room holds as many messages as were sent, and the end.
    for (let after = 0; after <= PER_ROOM; after += 100) {
      const page = await guest.get('history', { conversationId, after, limit: 100 })
      const messages = page.messages.filter(({ text }) => text !== 'the end')
      for (const { id } of messages) ids.add(id)
    }
  }
  return ids
}

function ms(duration: number): string {
  return `${Math.round(duration)} ms`
}
