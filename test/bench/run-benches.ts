// Runs benches one after the other, each in a folder of its own: one that fails or hangs keeps no other from running.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchResult } from './check.ts'
import type { Bench } from './figure.ts'
import { newShared, type Shared } from './support/shared.ts'

/** A bench that takes so many times what it usually does hangs. */
const MOST_TIMES = 4
const LEAST_MINUTES = 15

export interface Result extends BenchResult {
  about: string
  /** How long it took. */
  minutes: number
  /** Why there are no figures. */
  failed?: string
}

export interface RunOptions {
  isQuick: boolean
  cacheFolder: string
  /** Told what a bench says meanwhile. */
  say: (bench: string, what: string) => void
  /** Told after each bench, with all results so far. */
  onResult: (result: Result, all: readonly Result[]) => void
}

/** Runs them all in this order; answers with what became of each. */
export async function runBenches(
  benches: readonly Bench[],
  options: RunOptions
): Promise<readonly Result[]> {
  mkdirSync(options.cacheFolder, { recursive: true })
  const shared = newShared(mkdtempSync(join(tmpdir(), 'filo-bench-shared-')))
  const results: Result[] = []
  try {
    for (const bench of benches) {
      const result = await runOne(bench, options, shared)
      results.push(result)
      shared.measured.push(...result.figures)
      options.onResult(result, results)
    }
  } finally {
    rmSync(shared.folder, { recursive: true, force: true })
  }
  return results
}

async function runOne(bench: Bench, options: RunOptions, shared: Shared): Promise<Result> {
  const { isQuick, cacheFolder } = options
  const folder = mkdtempSync(join(tmpdir(), `filo-bench-${bench.name}-`))
  const say = (what: string): void => options.say(bench.name, what)
  const startedAt = performance.now()
  const { name, about } = bench
  const told = () => ({ bench: name, about, minutes: minutesSince(startedAt) })
  try {
    const running = bench.run({ isQuick, folder, cacheFolder, say, shared })
    const figures = await inTime(running, bench.minutes[isQuick ? 'quick' : 'full'])
    return { ...told(), figures }
  } catch (error) {
    const failed = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { ...told(), figures: [], failed }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function minutesSince(startedAt: number): number {
  return Math.round((performance.now() - startedAt) / 600) / 100
}

// Without a timer a run whose last process died would end without a word.
async function inTime<T>(work: Promise<T>, minutes: number): Promise<T> {
  const most = Math.max(LEAST_MINUTES, minutes * MOST_TIMES)
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${most} minutes`)), most * 60_000)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
