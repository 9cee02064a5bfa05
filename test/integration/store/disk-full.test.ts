// Holds that a full disk refuses what it can not keep, loses nothing it has kept, and works again with room.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Result } from '../../../src-preload/contract/failure.ts'
import type { Clock } from '../../../src-main/network/clock.ts'
import { CommitQueue } from '../../../src-main/network/receiver/commit-queue.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { tryOpen } from './file-rig.ts'
import {
  addRoom,
  clientId,
  commit,
  live,
  must,
  openRig,
  said,
  SERVER,
  START,
  type Rig
} from './store-rig.ts'

/** A disk that can be filled and emptied while a store is on it. */
interface SmallDisk {
  fill: (rig: Rig) => void
  empty: (rig: Rig) => void
  end: () => void
  isReal: boolean
}

let disk: SmallDisk
let rig: Rig
beforeEach(() => {
  disk = smallDisk()
  rig = openRig()
})
afterEach(() => {
  rig.end()
  vi.unstubAllEnvs()
  disk.end()
})

// Who may mount gets a real one; for others SQLite is told to stop growing, which fails in the same way.
function smallDisk(): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'filo-disk-'))
  vi.stubEnv('TMPDIR', folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return limitedFile(folder)
  }
  const ballast = join(folder, 'ballast')
  return {
    isReal: true,
    fill: () => {
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(ballast, Buffer.alloc(bavail * bsize, 1))
    },
    empty: () => rmSync(ballast, { force: true }),
    end: () => {
      // A store that was just closed may still hold its file.
      execFileSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

function limitedFile(folder: string): SmallDisk {
  const pages = ({ store }: Rig): number =>
    store.database.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0
  return {
    isReal: false,
    fill: (open) => void open.store.database.get(`PRAGMA max_page_count = ${pages(open) + 2}`),
    empty: (open) => void open.store.database.get('PRAGMA max_page_count = 1000000'),
    end: () => rmSync(folder, { recursive: true, force: true })
  }
}

/** Writes until the disk takes no more; answers with what it took and how it refused. */
async function sendUntilFull(
  conversationId: number
): Promise<{ taken: string[]; refused: Result<unknown> }> {
  const taken: string[] = []
  for (let n = 0; n < 5000; n++) {
    const text = `word ${n} ${'x'.repeat(2000)}`
    const input = { conversationId, clientId: clientId(), text, replyToId: null }
    const answer = await rig.window.ask.sendMessage(input)
    if (!answer.ok) return { taken, refused: answer }
    taken.push(text)
  }
  throw new Error('the disk was never full')
}

const outbox = async (): Promise<string[]> =>
  must(await rig.network.ask.listOutbox({})).map(({ text }) => text)

it('refuses words that it can not keep, keeps those it took, and takes more when there is room', async () => {
  const conversation = await addRoom(rig)
  await commit(rig, [live(said('before'))])
  disk.fill(rig)
  const { taken, refused } = await sendUntilFull(conversation)
  expect(refused).toMatchObject({ failure: { code: 'disk-full', retry: true } })
  // Reading goes on, and what is done already is not undone.
  expect(await outbox()).toEqual(taken)
  disk.empty(rig)
  const input = {
    conversationId: conversation,
    clientId: clientId(),
    text: 'after',
    replyToId: null
  }
  must(await rig.window.ask.sendMessage(input))
  rig.reopen()
  expect(await outbox()).toEqual([...taken, 'after'])
  const check = rig.store.database.get<{ integrity_check: string }>('PRAGMA integrity_check')
  expect(check?.integrity_check).toBe('ok')
})

it('lets what comes from a server wait, in order, until there is room', async () => {
  const conversation = await addRoom(rig)
  disk.fill(rig)
  await sendUntilFull(conversation)
  const retries: (() => void)[] = []
  // Long moments, so that nothing waits for company.
  let elapsedMs = 0
  const clock: Clock = {
    now: () => 0,
    elapsed: () => (elapsedMs += 1_000),
    random: () => 0,
    after: (_, work) => {
      retries.push(work)
      return () => undefined
    }
  }
  const outcomes: string[] = []
  const queue = new CommitQueue({
    serverId: SERVER,
    clock,
    batchPrefix: 'full',
    isAlone: () => false,
    commit: async ({ events, receivedAt, batch }) => {
      const answer = await rig.network.ask.commit({ serverId: SERVER, events, receivedAt, batch })
      outcomes.push(answer.ok ? 'kept' : answer.failure.code)
      return answer
    },
    settled: () => undefined,
    dropped: () => outcomes.push('dropped')
  })
  const texts = ['first', 'second', 'third'].map((word) => `${word} ${'y'.repeat(15_000)}`)
  for (const [index, text] of texts.entries()) {
    queue.push({
      events: [live(said(text, { remoteId: `f${index}` }))],
      receivedAt: START,
      seq: index + 1,
      reply: null,
      committed: null
    })
    queue.flush()
  }
  for (let round = 0; round < 3; round++) {
    await vi.waitFor(() => expect(retries).toHaveLength(1))
    if (round === 2) disk.empty(rig)
    retries.pop()?.()
  }
  await vi.waitFor(() => expect(outcomes.filter((one) => one === 'kept').length).toBe(2))
  expect(outcomes.slice(0, 3)).toEqual(['disk-full', 'disk-full', 'disk-full'])
  expect(outcomes).not.toContain('dropped')
  rig.reopen()
  const stored = rig.store.database.all<{ text: string }>(
    'SELECT text FROM messages WHERE own = 0 ORDER BY position'
  )
  expect(stored.map(({ text }) => text)).toEqual(texts)
})

it('opens again once there is room, with all that was kept', async () => {
  const conversation = await addRoom(rig)
  disk.fill(rig)
  const { taken } = await sendUntilFull(conversation)
  rig.store.close()
  const full = openStore({ path: rig.path, encryptionKey: null })
  if (full.ok) full.value.close()
  else expect(full.failure.code).toBe('disk-full')
  disk.empty(rig)
  rig.reopen()
  expect(await outbox()).toEqual(taken)
})

it('begins no copy that the disk has no room for', async () => {
  if (!disk.isReal) return expect(statfsSync(rig.path).bavail).toBeGreaterThan(0)
  await addRoom(rig)
  rig.store.close()
  disk.fill(rig)
  const asked = { key: null, nextKey: 'c'.repeat(64) }
  const refused = await tryOpen(rig.path, asked)
  expect(refused).toMatchObject({ failure: { code: 'disk-space-low', detail: { freeBytes: 0 } } })
  disk.empty(rig)
  const opened = must(await tryOpen(rig.path, asked))
  expect(opened.opened.key).toBe('next')
  await opened.close()
})
