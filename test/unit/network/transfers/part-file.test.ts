// A file that came gets a name that nothing has, on disks where files can have two names and where they can't.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type * as disk from 'node:fs/promises'
import { link, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { PartFile } from '../../../../src-main/network/transfers/part-file.ts'

vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof disk>()
  return { ...real, link: vi.fn(real.link) }
})

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'filo-part-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function arrive(fileId: number, words: string): Promise<string> {
  const part = await PartFile.open(folder, fileId, 0)
  await part.add(Buffer.from(words))
  await part.sync()
  const { path } = await part.settle(folder, '2026-11', 'a.txt')
  return path
}

describe.each([
  ['two names', null],
  ['one name', 'EPERM'],
  ['one name, of another kind', 'ENOTSUP']
])('where a file can have %s', (_name, code) => {
  beforeEach(() => {
    if (code === null) return
    vi.mocked(link).mockImplementation(() =>
      Promise.reject(Object.assign(new Error('no links here'), { code }))
    )
  })
  afterEach(() => {
    vi.mocked(link).mockRestore()
  })

  test('what is there stays as it is', async () => {
    await mkdir(join(folder, '2026-11'))
    await writeFile(join(folder, '2026-11', 'a.txt'), 'the person’s own')
    expect(await arrive(1, 'a stranger’s')).toBe('2026-11/a (2).txt')
    expect(readFileSync(join(folder, '2026-11', 'a.txt'), 'utf8')).toBe('the person’s own')
    expect(readFileSync(join(folder, '2026-11', 'a (2).txt'), 'utf8')).toBe('a stranger’s')
  })

  test('of many that come at once under one name each gets its own, and no part is left', async () => {
    const fileIds = Array.from({ length: 20 }, (_, at) => at + 1)
    const paths = await Promise.all(fileIds.map((fileId) => arrive(fileId, String(fileId))))
    expect(new Set(paths).size).toBe(20)
    const kept = paths.map((path) => readFileSync(join(folder, path), 'utf8'))
    expect(kept).toEqual(fileIds.map(String))
    expect(readdirSync(join(folder, 'parts'))).toEqual([])
  })
})
