// A file while it goes: how much of it is read at once.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SourceFile } from '../../../../src-main/network/transfers/source-file.ts'

const KB = 1024
let folder: string
let source: SourceFile
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'filo-source-'))
  const path = join(folder, 'big.bin')
  writeFileSync(path, Buffer.alloc(2_000 * KB, 'filo'))
  const { size, mtimeMs } = statSync(path)
  source = await SourceFile.open({ path, size, modifiedAt: mtimeMs })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await source.close()
  rmSync(folder, { recursive: true, force: true })
})

/** How large the blocks are, in KB, where each takes so long to go, ms. */
async function sizes(tookMs: (block: number) => number): Promise<number[]> {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const found: number[] = []
  for await (const block of source.blocks(0)) {
    now += tookMs(found.length)
    found.push(block.length / KB)
  }
  return found
}

test('what goes at once is read in larger blocks', async () => {
  expect(await sizes(() => 1)).toEqual([128, 256, 512, 512, 512, 80])
})

test('what goes slowly is read in small ones, so that it shows how far it is', async () => {
  const found = await sizes(() => 100)
  expect(Math.max(...found)).toBe(128)
  expect(found).toHaveLength(16)
})

test('a line that becomes slow has small blocks again', async () => {
  const found = await sizes((block) => (block < 2 ? 1 : 100))
  expect(found.slice(0, 5)).toEqual([128, 256, 512, 128, 128])
})
