// Database files for tests: filled with words, opened and damaged the way a process and a disk do it.
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Result } from '../../../src-preload/contract/failure.ts'
import type { Message } from '../../../src-preload/contract/model.ts'
import { openRpc, type CallTable, type Caller } from '../../../src-preload/contract/rpc.ts'
import { storeCalls, type StoreCalls } from '../../../src-preload/contract/store-calls.ts'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import type { StoreOpenProgress } from '../../../src-preload/contract/vault.ts'
import type { StoreOpened } from '../../../src-main/ports/process-calls.ts'
import {
  storeForNetworkCalls,
  type StoreForNetworkCalls
} from '../../../src-main/ports/store-network-calls.ts'
import { checkFile } from '../../../src-main/store/file/check.ts'
import type { FileThread } from '../../../src-main/store/file/file-thread.ts'
import { nextStep } from '../../../src-main/store/file/step.ts'
import type { PaceClock } from '../../../src-main/store/pace.ts'
import { WorkSign } from '../../../src-main/ports/work-sign.ts'
import { makeMainSide, type MainSide } from '../../../src-main/store/serve-main.ts'
import { addRoom, commit, compose, live, must, openRig, room, said, SERVER } from './store-rig.ts'

/** Does at once what the app does in a thread. */
export const sameThread: FileThread = {
  runStep: (request, tell) => Promise.resolve(nextStep(request, tell)),
  runCheck: (request) => Promise.resolve(checkFile(request))
}

export const KEY = 'a'.repeat(64)
export const OTHER_KEY = 'b'.repeat(64)

export interface FileRig {
  folder: string
  path: string
  /** Everything beside the database. */
  names: () => string[]
  end: () => void
}

export function fileRig(): FileRig {
  const folder = mkdtempSync(join(tmpdir(), 'filo-file-'))
  return {
    folder,
    path: join(folder, 'filo.sqlite'),
    names: () => readdirSync(folder).sort(),
    end: () => rmSync(folder, { recursive: true })
  }
}

/** Puts a closed database with so many received messages, and three that wait to be sent, at `path`. */
export async function fill(path: string, key: string | null, messages: number): Promise<void> {
  const rig = openRig(key === null ? {} : { encryptionKey: key })
  const conversation = await addRoom(rig)
  for (let start = 0; start < messages; start += 500) {
    const count = Math.min(500, messages - start)
    const texts = Array.from({ length: count }, (_, n) => textOf(start + n))
    await commit(
      rig,
      texts.map((text, n) => live(said(text, { remoteId: `m${start + n}` })))
    )
    rig.clock.now += 1000
  }
  for (let n = 0; n < 3; n++) await compose(rig, conversation, `waiting ${n}`)
  rig.store.close()
  copyFileSync(rig.path, path)
  rig.end()
}

/** Long enough that a few hundred take many pages; now and then more than one page. */
export function textOf(n: number): string {
  return `message ${n} ${'perché no '.repeat(n % 97 === 0 ? 600 : 12)}`.trim()
}

export interface Opened {
  side: MainSide
  opened: StoreOpened
  window: Caller<StoreCalls>
  network: Caller<StoreForNetworkCalls>
  progress: StoreOpenProgress[]
  damage: number[]
  close: () => Promise<void>
}

export interface OpenOptions {
  key?: string | null
  nextKey?: string | null
  mayGoBack?: boolean
  thread?: FileThread
  clock?: PaceClock
}

/** Asks for the file as main does. */
export async function tryOpen(path: string, options: OpenOptions = {}): Promise<Result<Opened>> {
  const progress: StoreOpenProgress[] = []
  const damage: number[] = []
  const side = makeMainSide({
    sign: new WorkSign(() => undefined),
    thread: options.thread ?? sameThread,
    tell: (name, payload) => {
      // The payload belongs to the name.
      if (name === 'openProgress') progress.push(payload as StoreOpenProgress)
      else if ('problems' in payload) damage.push(payload.problems)
    },
    archiveDir: '',
    ...(options.clock ? { clock: options.clock } : {})
  })
  const { key = null, nextKey = null, mayGoBack = false } = options
  const opened = await side.handlers.open({ path, key, nextKey, mayGoBack })
  if (!opened.ok) return opened
  const value: Opened = {
    side,
    opened: opened.value,
    window: askOver<StoreCalls>(side, 'window', storeCalls),
    network: askOver<StoreForNetworkCalls>(side, 'network', storeForNetworkCalls),
    progress,
    damage,
    close: async () => void must(await side.handlers.close({}))
  }
  return { ok: true, value }
}

export async function open(path: string, options: OpenOptions = {}): Promise<Opened> {
  return must(await tryOpen(path, options))
}

function askOver<Table extends CallTable>(
  side: MainSide,
  role: 'window' | 'network',
  table: Table
): Caller<Table> {
  const [near, far] = portPair()
  side.onPort(role, far)
  return openRpc<CallTable, Table, object, object>(near, { asks: table }).ask
}

/** The last messages of the room, through the window's eyes. */
export async function wordsOf({ window, network }: Opened): Promise<Message[]> {
  const found = must(await network.conversationId({ serverId: SERVER, remoteId: room.remoteId }))
  if (found.conversationId === null) return []
  const { rangeId, messages } = must(
    await window.openRange({
      conversationId: found.conversationId,
      anchor: { at: 'end' },
      rows: 400
    })
  )
  must(await window.closeRange({ rangeId }))
  return messages
}

/** The same numbers for the same seed (mulberry32), so that a failing damage can be made again. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
