// Holds that a process killed while it gives a file another key loses nothing, and that the thread works.
import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/base/sql.ts'
import { fileThread } from '../../../src-main/store/file/file-thread.ts'
import { buildEntry, type BuiltEntry } from '../../support/build-entry.ts'
import { fileRig, fill, KEY, open, OTHER_KEY, wordsOf, type FileRig } from './file-rig.ts'

const MESSAGES = 3000

let child: BuiltEntry
let thread: BuiltEntry
let rig: FileRig
beforeAll(async () => {
  child = await buildEntry('test/integration/store/file-child.ts')
  thread = await buildEntry('src-main/store/file/file.thread.ts')
})
afterAll(() => {
  child.close()
  thread.close()
})
beforeEach(() => {
  rig = fileRig()
})
afterEach(() => rig.end())

/** Kills a child so long after it began; answers whether it had come through by then. */
function runAndKill(key: string, nextKey: string, afterMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const running = spawn(process.execPath, [child.path, rig.path, key, nextKey], {
      stdio: ['ignore', 'pipe', 'ignore']
    })
    let printed = ''
    running.stdout.on('data', (chunk: Buffer) => {
      if (printed === '') setTimeout(() => running.kill('SIGKILL'), afterMs)
      printed += chunk.toString()
    })
    running.on('error', reject)
    running.on('close', () => resolve(printed.includes('open')))
  })
}

it('has every word under one of the two keys, whenever it is killed', async () => {
  await fill(rig.path, KEY, MESSAGES)
  let [key, nextKey] = [KEY, OTHER_KEY]
  let cutOff = 0
  for (const afterMs of [5, 15, 30, 50, 80, 120, 180]) {
    if (!(await runAndKill(key, nextKey, afterMs))) cutOff++
    const opened = await open(rig.path, { key, nextKey })
    expect([opened.opened.key, opened.opened.repair]).toEqual(['next', null])
    await opened.close()
    ;[key, nextKey] = [nextKey, key]
  }
  expect(cutOff).toBeGreaterThan(0)
  const database = openDatabase(rig.path, { encryptionKey: key })
  const count = database.prepare<{ n: number }>('SELECT count(*) AS n FROM messages').get()
  const check = database.prepare<{ integrity_check: string }>('PRAGMA integrity_check').get()
  database.close()
  expect([count?.n, check?.integrity_check]).toEqual([MESSAGES + 3, 'ok'])
})

it('is prepared and read through in a thread of its own', async () => {
  await fill(rig.path, null, 300)
  const real = fileThread(dirname(thread.path))
  const opened = await open(rig.path, { key: null, nextKey: KEY, thread: real })
  expect([opened.opened.key, (await wordsOf(opened)).length]).toEqual(['next', 303])
  expect(opened.progress[0]).toMatchObject({ step: 'copying', done: 0 })
  expect(await real.runCheck({ path: rig.path, key: KEY })).toEqual({
    problems: 0,
    isComplete: true
  })
  await opened.close()
})
