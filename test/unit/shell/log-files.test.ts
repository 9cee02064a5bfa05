// Holds that the log on disk stays small, and that a disk that refuses harms nothing but the log.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { LogFiles } from '../../../src-main/shell/diagnostics/log-files.ts'

let folder = ''
let now = 0
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'filo-log-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (fileBytes = 4_000): LogFiles =>
  new LogFiles({ folder: join(folder, 'logs'), elapsed: () => now, fileBytes })
const numbers = (text: string): number[] =>
  [...text.matchAll(/^line (\d+)$/gm)].map(([, number]) => Number(number))

it('is five files of bounded size, read back in order, by the person alone', async () => {
  const files = open()
  for (let number = 0; number < 5_000; number++) {
    files.add(`line ${number}`)
    if (number % 500 === 0) await files.written()
  }
  await files.written()
  const names = readdirSync(join(folder, 'logs'))
  expect(names.toSorted()).toEqual([
    'filo.1.log',
    'filo.2.log',
    'filo.3.log',
    'filo.4.log',
    'filo.log'
  ])
  for (const name of names) {
    const { size, mode } = statSync(join(folder, 'logs', name))
    expect(size).toBeLessThan(10_000)
    expect(mode & 0o077).toBe(0)
  }
  const kept = numbers(await files.latest(1_000_000))
  expect(kept).toEqual(
    Array.from({ length: kept.length }, (_, index) => 5_000 - kept.length + index)
  )
  expect(numbers(await files.latest(65))).toEqual([4_994, 4_995, 4_996, 4_997, 4_998, 4_999])
  await files.close()
})

it('goes on where the last start ended', async () => {
  for (const number of [1, 2]) {
    const files = open()
    files.add(`line ${number}`)
    await files.close()
  }
  expect(numbers(await open().latest(1_000))).toEqual([1, 2])
})

it('leaves lines out where they come faster than the disk takes them, and says how many', async () => {
  const files = open(10_000_000)
  for (let number = 0; number < 40_000; number++) files.add(`line ${number}`)
  expect(files.left).toBeGreaterThan(0)
  await files.written()
  const { left } = files
  files.add('after the storm')
  expect(await files.latest(1_000_000)).toContain(`… ${left} lines left out\nafter the storm\n`)
  await files.close()
})

it('leaves a disk that refuses alone for a while, and then tries again', async () => {
  writeFileSync(join(folder, 'logs'), 'a file where the folder should be')
  const files = open()
  files.add('line 1')
  await files.written()
  rmSync(join(folder, 'logs'))
  files.add('line 2')
  expect(await files.latest(1_000)).toBe('')
  now += 31_000
  files.add('line 3')
  expect(await files.latest(1_000)).toBe('… 2 lines left out\nline 3\n')
  await files.close()
})

it('is harmed by no file that can not be written, and counts all that was lost with it', async () => {
  mkdirSync(join(folder, 'logs', 'filo.log'), { recursive: true })
  const files = open()
  for (const number of [1, 2, 3]) files.add(`line ${number}`)
  await files.written()
  rmSync(join(folder, 'logs'), { recursive: true })
  now += 31_000
  files.add('line 4')
  expect(await files.latest(1_000)).toBe('… 3 lines left out\nline 4\n')
  await files.close()
})
