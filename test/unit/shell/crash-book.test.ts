// Holds that crashes are noted and joined with their dumps, that few dumps are kept, and that both can be deleted.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { gatherLog } from '../../../src-main/base/log.ts'
import { CrashBook } from '../../../src-main/shell/diagnostics/crash-book.ts'
import { DumpFolder } from '../../../src-main/shell/diagnostics/crash-dumps.ts'

// Only its folder is looked at here; Chromium's own writing of dumps is shown by the e2e suite.
vi.mock('electron', () => ({ app: {}, crashReporter: {} }))

const START = Date.UTC(2026, 10, 26, 9)
const DAY = 24 * 60 * 60 * 1000
let folder = ''
let now = START
let told = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'filo-crashes-'))
  now = START
  told = 0
  gatherLog(() => undefined)
})
afterEach(() => {
  gatherLog(null)
  rmSync(folder, { recursive: true, force: true })
})

const dumps = (): DumpFolder => new DumpFolder(join(folder, 'dumps'), () => now)
function open(): CrashBook {
  let id = 0
  const newId = (): string => `note-${String(now)}-${String(id++)}`
  return new CrashBook({ folder, dumps: dumps(), newId, now: () => now, onChange: () => told++ })
}

function writeDump(name: string, at: number, bytes = 100): void {
  const pending = join(folder, 'dumps', 'pending')
  mkdirSync(pending, { recursive: true })
  for (const end of ['dmp', 'meta']) {
    const path = join(pending, `${name}.${end}`)
    writeFileSync(path, Buffer.alloc(bytes))
    utimesSync(path, at / 1000, at / 1000)
  }
}

const dumpFiles = (): string[] => readdirSync(join(folder, 'dumps', 'pending'))

it('joins what was noted with the dump that was written meanwhile, and keeps it over a restart', async () => {
  const book = open()
  writeDump('network', now - 800)
  await book.note('network', 'crashed', 11)
  now += 60_000
  await book.note('store', 'hung', 9)
  expect(told).toBe(2)
  const wanted = [
    { at: START + 60_000, part: 'store', kind: 'hung', code: 9, dumpBytes: null },
    { at: START, part: 'network', kind: 'crashed', code: 11, dumpBytes: 100 }
  ]
  expect(await book.list()).toMatchObject(wanted)
  expect(await open().list()).toMatchObject(wanted)
})

it('takes a dump that nobody noted for main’s own, where it is older than this start', async () => {
  writeDump('before', START - 5_000)
  expect(await open().list()).toMatchObject([{ id: 'before', part: 'main', kind: 'crashed' }])
  rmSync(join(folder, 'dumps'), { recursive: true })
  const book = open()
  now += 90_000
  writeDump('since', now)
  expect(await book.list()).toMatchObject([{ id: 'since', part: 'other' }])
})

it('corrects how something ended when the system says it more exactly, but not a hang', async () => {
  const book = open()
  await book.note('store', 'exited', 1)
  await book.told('store', 'out-of-memory')
  await book.note('network', 'hung', 9)
  await book.told('network', 'crashed')
  expect((await book.list()).map(({ part, kind }) => [part, kind])).toEqual([
    ['network', 'hung'],
    ['store', 'out-of-memory']
  ])
})

it('keeps ten dumps of the last thirty days, the latest', async () => {
  for (let number = 0; number < 14; number++) writeDump(`dump-${number}`, START - number * DAY)
  writeDump('old', START - 31 * DAY)
  await dumps().thin()
  const kept = Array.from({ length: 10 }, (_, number) => `dump-${number}`)
  expect((await dumps().list()).map(({ id }) => id)).toEqual(kept)
  expect(dumpFiles()).toHaveLength(20)
  now = START + 25 * DAY
  await dumps().thin()
  expect((await dumps().list()).map(({ id }) => id)).toEqual(kept.slice(0, 6))
})

it('deletes crashes with their dumps, and nothing else', async () => {
  const book = open()
  writeDump('one', now)
  await book.note('window', 'crashed', 11)
  now += 60_000
  writeDump('other', now)
  await book.note('gpu', 'crashed', 11)
  const [gpu] = await book.list()
  await book.remove(new Set([gpu?.id ?? '']))
  expect(await book.list()).toMatchObject([{ part: 'window', dumpBytes: 100 }])
  expect(dumpFiles()).toEqual(['one.dmp', 'one.meta'])
  expect(await book.dumpsOf(new Set([gpu?.id ?? '']))).toEqual([])
})

it('begins anew where its file is nonsense', async () => {
  writeFileSync(join(folder, 'crashes.json'), '[{"part":"Grace"}]')
  const book = open()
  expect(await book.list()).toEqual([])
  await book.note('host', 'killed', 9)
  expect(await open().list()).toHaveLength(1)
})
