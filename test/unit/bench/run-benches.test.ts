// What becomes of a run of which one bench fails.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import type { Bench, BenchContext, Figure } from '../../bench/figure.ts'
import { runBenches, type Result } from '../../bench/run-benches.ts'

const folder = mkdtempSync(join(tmpdir(), 'filo-run-'))
afterEach(() => void vi.useRealTimers())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const figure: Figure = { name: 'x', unit: 'ms', value: 1 }
const minutes = { full: 10, quick: 1 }

function benchOf(name: string, run: (context: BenchContext) => Promise<Figure[]>): Bench {
  return { name, about: `measures ${name}`, minutes, run }
}

async function runAll(
  benches: readonly Bench[]
): Promise<{ results: readonly Result[]; told: string[][] }> {
  const told: string[][] = []
  const onResult = (_: Result, all: readonly Result[]): void =>
    void told.push(all.map(({ bench }) => bench))
  const options = {
    isQuick: false,
    cacheFolder: join(folder, 'cache'),
    say: () => undefined,
    onResult
  }
  return { results: await runBenches(benches, options), told }
}

test('one that fails leaves the figures of the others, and each is told as it ends', async () => {
  const { results, told } = await runAll([
    benchOf('flood', () => Promise.resolve([figure])),
    benchOf('send', () => Promise.reject(new Error('no window'))),
    benchOf('growth', ({ shared }) => Promise.resolve([...shared.measured, figure]))
  ])
  expect(told).toEqual([['flood'], ['flood', 'send'], ['flood', 'send', 'growth']])
  expect(results.map(({ figures }) => figures.length)).toEqual([1, 0, 2])
  expect(results.map(({ failed }) => failed?.includes('no window'))).toEqual([
    undefined,
    true,
    undefined
  ])
})

test('one that hangs is given up after four times what it should take', async () => {
  vi.useFakeTimers()
  const running = runAll([benchOf('flood', () => new Promise(() => undefined))])
  await vi.advanceTimersByTimeAsync(39 * 60_000)
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect((await running).results[0]?.failed).toContain('not done after 40 minutes')
})

test('what benches write is gone with them, what they share with the run', async () => {
  const folders: string[] = []
  const look = ({ folder: own, shared }: BenchContext): Promise<Figure[]> => {
    folders.push(own, shared.folder)
    expect(readdirSync(own)).toEqual([])
    return Promise.resolve([])
  }
  await runAll([benchOf('flood', look), benchOf('send', look)])
  expect(new Set(folders).size).toBe(3)
  expect(folders.filter((path) => existsSync(path))).toEqual([])
})
