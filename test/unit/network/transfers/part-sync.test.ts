// A file while it comes: what counts as safe, and that trouble of the disk is never overlooked.
import { mkdtempSync, rmSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PartFile } from '../../../../src-main/network/transfers/part-file.ts'

let folder: string
let part: PartFile
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'filo-part-'))
  part = await PartFile.open(folder, 1, 0)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await part.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What all open files share. */
async function handles(): Promise<FileHandle> {
  const handle = await open(join(folder, 'other'), 'w')
  await handle.close()
  return Object.getPrototypeOf(handle) as FileHandle
}

test('more may come while a sync is under way, and does not count as synced by it', async () => {
  let release: () => void = () => undefined
  const synced = new Promise<void>((resolve) => (release = resolve))
  vi.spyOn(await handles(), 'datasync').mockReturnValueOnce(synced)
  await part.add(Buffer.alloc(1_000))
  await part.syncMeanwhile()
  await part.add(Buffer.alloc(500))
  await part.syncMeanwhile()
  expect([part.size, part.synced]).toEqual([1_500, 0])
  release()
  await vi.waitFor(() => expect(part.synced).toBe(1_000))
  await part.sync()
  expect(part.synced).toBe(1_500)
})

test('what a sync failed to bring down is told by every later one: the system says it only once', async () => {
  const failed = Object.assign(new Error('input/output error'), { code: 'EIO' })
  vi.spyOn(await handles(), 'datasync').mockRejectedValueOnce(failed)
  await part.add(Buffer.alloc(1_000))
  await part.syncMeanwhile()
  await expect(part.sync()).rejects.toBe(failed)
  await expect(part.sync()).rejects.toBe(failed)
  expect(part.synced).toBe(0)
})
