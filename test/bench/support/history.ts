// Makes history files of any size by the store's own way of committing, and keeps them for the next run.
import {
  constants,
  copyFileSync,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync
} from 'node:fs'
import { join } from 'node:path'
import type { ConversationRef, KeptEvent } from '../../../src-preload/contract/inbound.ts'
import { openRpc, type Caller } from '../../../src-preload/contract/rpc.ts'
import { storeCalls, type StoreCalls } from '../../../src-preload/contract/store-calls.ts'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import {
  storeForNetworkCalls,
  type StoreForNetworkCalls
} from '../../../src-main/ports/store-network-calls.ts'
import { realPaceClock, type PaceClock } from '../../../src-main/store/pace.ts'
import { schemaSteps } from '../../../src-main/store/schema/steps.ts'
import { openStore, type Store } from '../../../src-main/store/store.ts'
import type { BenchContext } from '../figure.ts'
import { must } from './must.ts'
import { randomFrom, textFrom } from './words.ts'

/** Changes whenever what is made changes. */
const RECIPE = 3
export const SERVER = serverIdOf(0)
const OLD_MS = 7 * 86_400_000
const BATCH = 500
const START = 1_700_000_000_000
const EVERY_MS = 40_000

/** The room that is opened at a start, and one beside it. */
export const BIG = 'big'
export const SMALL = 'small'
const SMALL_MESSAGES = 1_000

export interface Room {
  remoteId: string
  messages: number
}

/** A store that is open in this process, with both of its sides. */
export interface OpenedStore {
  store: Store
  window: Caller<StoreCalls>
  network: Caller<StoreForNetworkCalls>
}

export function openHere(
  path: string,
  encryptionKey: string | null = null,
  clock: PaceClock = realPaceClock
): OpenedStore {
  const store = must(openStore({ path, encryptionKey, clock }))
  const [nearWindow, farWindow] = portPair()
  store.serveWindow(farWindow)
  const [nearNetwork, farNetwork] = portPair()
  store.serveNetwork(farNetwork)
  const timeoutMs = 600_000
  return {
    store,
    window: openRpc(nearWindow, { asks: storeCalls, timeoutMs }).ask,
    network: openRpc(nearNetwork, { asks: storeForNetworkCalls, timeoutMs }).ask
  }
}

/** The id of the server with this number, from 0 on. */
export function serverIdOf(number: number): string {
  return `018f0000-0000-7000-8000-${String(number + 1).padStart(12, '0')}`
}

function refOf(remoteId: string): ConversationRef {
  return { remoteId, kind: 'room', title: `Room ${remoteId}`, peer: null }
}

/** Adds the one server, reached nowhere, with these rooms. */
export async function addServer(opened: OpenedStore, rooms: readonly string[]): Promise<void> {
  await addServerAt(opened, 'http://127.0.0.1:9')
  const conversations = rooms.map((remoteId) => ({
    ...refOf(remoteId),
    joined: true,
    topic: null,
    unread: null
  }))
  const events: KeptEvent[] = [{ kind: 'conversations', conversations, complete: false }]
  must(await opened.network.commit({ serverId: SERVER, events, receivedAt: START }))
}

/** Adds the one server, or one more, reached at `url`, which speaks Filo's own protocol. */
export async function addServerAt({ window }: OpenedStore, url: string, number = 0): Promise<void> {
  must(
    await window.addServer({
      id: serverIdOf(number),
      name: 'Bench',
      connect: { url, generation: '4', transports: 'websocket' },
      dialectId: 'filo',
      login: { name: 'Ada' }
    })
  )
}

/** The number-th message of a room, always the same. */
export function messageEvent(remoteId: string, number: number, random: () => number): KeptEvent {
  return {
    kind: 'message',
    conversation: refOf(remoteId),
    message: {
      remoteId: `${remoteId}-${number}`,
      clientId: null,
      author: { id: `u${number % 40}`, name: `Person ${number % 40}` },
      own: false,
      text: textFrom(random),
      time: START + number * EVERY_MS,
      seq: number,
      edited: false,
      deleted: false,
      notice: false,
      replyTo: null,
      reactions: []
    }
  }
}

/** The rooms of a history of so many messages: all benches share the file. Beside a big room there is a small one. */
export function roomsOf(messages: number): Room[] {
  const big = { remoteId: BIG, messages }
  return messages > SMALL_MESSAGES ? [{ remoteId: SMALL, messages: SMALL_MESSAGES }, big] : [big]
}

/**
 * Writes a history file with these rooms to `path`, from the cache where it was made before.
 * The file is plain and closed.
 */
export async function provideHistory(
  path: string,
  rooms: readonly Room[],
  options: Pick<BenchContext, 'cacheFolder' | 'say'>
): Promise<void> {
  const name = rooms.map(({ remoteId, messages }) => `${remoteId}${messages}`).join('-')
  const recipe = `schema${schemaSteps.length}-${RECIPE}.sqlite`
  const cached = join(options.cacheFolder, `${name}-${recipe}`)
  if (!existsSync(cached)) {
    dropOld(options.cacheFolder, recipe)
    const making = `${cached}.making`
    rmSync(making, { force: true })
    await makeHistory(making, rooms, options.say)
    renameSync(making, cached)
    for (const ending of ['-wal', '-shm']) rmSync(`${making}${ending}`, { force: true })
  }
  copyFileSync(cached, path, constants.COPYFILE_FICLONE)
}

/** Those of earlier schemas are large, and soon of no use to anybody. */
function dropOld(folder: string, recipe: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const isOther = name.endsWith('.sqlite') && !name.endsWith(recipe)
    if (isOther && statSync(path).mtimeMs < Date.now() - OLD_MS) rmSync(path, { force: true })
  }
}

/** Nobody else waits here: the background's pauses between slices are left out. */
const hurried: PaceClock = {
  now: () => realPaceClock.now(),
  after: (_, work) => realPaceClock.after(0, work)
}

async function makeHistory(
  path: string,
  rooms: readonly Room[],
  say: (what: string) => void
): Promise<void> {
  const opened = openHere(path, null, hurried)
  // What a crash spoils is made anew.
  opened.store.database.raw.exec('PRAGMA synchronous = OFF')
  await addServer(
    opened,
    rooms.map(({ remoteId }) => remoteId)
  )
  for (const room of rooms) await fillRoom(opened, room, say)
  await wholeIndex(opened, say)
  opened.store.close()
}

/** Waits until everything can be found. */
async function wholeIndex({ window }: OpenedStore, say: (what: string) => void): Promise<void> {
  let isWhole = false
  while (!isWhole) {
    const { state, share } = must(await window.searchCoverage({}))
    isWhole = state === 'whole'
    if (!isWhole) {
      say(`${Math.floor(share * 100)} % indexed`)
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
  }
}

async function fillRoom(
  { network }: OpenedStore,
  { remoteId, messages }: Room,
  say: (what: string) => void
): Promise<void> {
  const random = randomFrom(messages)
  for (let first = 0; first < messages; first += BATCH) {
    if (first > 0 && first % 200_000 === 0) say(`${first} of ${messages} messages made`)
    const count = Math.min(BATCH, messages - first)
    const events = Array.from({ length: count }, (_, index) =>
      messageEvent(remoteId, first + index, random)
    )
    const receivedAt = START + (first + count) * EVERY_MS
    must(await network.commit({ serverId: SERVER, events, receivedAt }))
  }
}
