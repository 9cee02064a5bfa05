// Two people share files on Filo's own host, with the threads that move them as they are built.
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RunningThread } from '../../../src-main/network/thread-slot.ts'
import { buildThreads, type BuiltThreads } from '../../support/network/built-threads.ts'
import { sha256 } from '../../support/network/file-server.ts'
import { TransferWorld } from '../../support/network/transfer-world.ts'
import { until } from '../../support/network/until.ts'
import { TestHost } from '../../support/test-host.ts'

let built: BuiltThreads
let host: TestHost
const worlds: TransferWorld[] = []
const threads: RunningThread[] = []

beforeAll(async () => {
  built = await buildThreads()
}, 60_000)
afterAll(() => built.close())
beforeEach(async () => {
  host = await TestHost.open()
})
afterEach(async () => {
  for (const world of worlds.splice(0)) world.close()
  threads.length = 0
  await host.close()
})

async function enter(name: string): Promise<TransferWorld> {
  const world = await TransferWorld.open({
    url: host.address,
    dialect: 'filo',
    name,
    startMover: (setup) => {
      const running = built.startMover(setup)
      threads.push(running)
      return running
    }
  })
  worlds.push(world)
  return world
}

test('a file goes up, is shown to the other and comes down, whichever threads die on the way', async () => {
  const [ana, bo] = [await enter('Ana'), await enter('Bo')]
  const bytes = randomBytes(3_000_000)
  ana.network.setTransferRules({ upRate: 3_000_000, downRate: null, autoBytes: 0 })
  bo.network.setTransferRules({ upRate: null, downRate: 3_000_000, autoBytes: 0 })
  expect(threads).toHaveLength(0)
  const isLinux = process.platform === 'linux'
  const usual = isLinux ? nicenesses() : []
  await ana.send([ana.write('talk.bin', bytes)], 'here it is')
  await until(() => ana.moved.find((progress) => progress.bytes > 500_000))
  // Elsewhere a thread has no niceness of its own.
  if (isLinux) expect(Math.max(...nicenesses())).toBe(Math.max(...usual) + 5)
  threads[0]?.terminate()
  const shown = await bo.file((_file, { text }) => text === 'here it is')
  expect(shown).toMatchObject({
    name: 'talk.bin',
    size: bytes.length,
    state: 'none',
    isHere: false
  })
  await bo.window.ask.downloadFile({ fileId: shown.id })
  await until(() => bo.moved.find((progress) => progress.bytes > 500_000))
  threads.at(-1)?.terminate()
  const here = await bo.file(({ state }) => state === 'here')
  expect(sha256(await bo.bytes(here.id))).toBe(sha256(bytes))
  const told = await ana.file(({ state }) => state === 'here')
  expect(told.isHere).toBe(true)
  const [message] = (await ana.messages()).filter(({ files }) => files.length > 0)
  expect(message).toMatchObject({ own: true, text: 'here it is', failure: null })
  expect(message?.files).toHaveLength(1)
}, 30_000)

test('the network process dies while eight go up and words are said: all arrive, once each', async () => {
  const [ana, bo] = [await enter('Ana'), await enter('Bo')]
  ana.network.setTransferRules({ upRate: 4_000_000, downRate: null, autoBytes: 0 })
  const files = Array.from({ length: 8 }, (_, at) => ({
    name: `${at}.bin`,
    bytes: randomBytes(400_000)
  }))
  for (const { name, bytes } of files) await ana.send([ana.write(name, bytes)], name)
  await until(() => ana.moved.find((progress) => progress.bytes > 100_000))
  ana.killNetwork()
  await ana.send([], 'words meanwhile')
  const arrived = await until(async () => {
    const messages = await bo.messages()
    return messages.filter((message) => message.files.length > 0).length === files.length
      ? messages
      : undefined
  }, 20_000)
  expect(arrived.map(({ text }) => text).sort()).toEqual(
    [...files.map(({ name }) => name), 'words meanwhile'].sort()
  )
  for (const { name, bytes } of files) {
    const file = arrived.find(({ text }) => text === name)?.files[0]
    expect(file).toMatchObject({ name, size: bytes.length })
    await bo.window.ask.downloadFile({ fileId: file?.id ?? 0 })
  }
  for (const { name, bytes } of files) {
    const here = await bo.file((one) => one.name === name && one.state === 'here', 20_000)
    expect(sha256(await bo.bytes(here.id))).toBe(sha256(bytes))
  }
}, 60_000)

/** How far each thread of this process stands behind others, as Linux counts it. */
function nicenesses(): number[] {
  return readdirSync('/proc/self/task').flatMap((id) => {
    const stat = readFileSync(`/proc/self/task/${id}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
  })
}
