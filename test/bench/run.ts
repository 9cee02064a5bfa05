// The benchmarks as a program: runs those that are wanted, prints tables, writes JSON after each.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { helpOf, readArguments, type Wanted } from './arguments.ts'
import { BENCHES } from './benches.ts'
import { compare, unknownTo, type BenchResult } from './check.ts'
import type { Bench } from './figure.ts'
import { describeMachine } from './machine.ts'
import { readReference, saveReference, type Mode } from './reference.ts'
import { newShared, type Shared } from './support/shared.ts'
import { machineLine, tableOf, verdictsOf } from './table.ts'

/** A bench that takes so many times what it usually does hangs. */
const MOST_TIMES = 4
const LEAST_MINUTES = 15

interface Result extends BenchResult {
  about: string
  minutes: number
  /** Why there are no figures. */
  failed?: string
}

function referencePath(): string {
  return join(process.env['FILO_REPO'] ?? '.', 'test', 'bench', 'reference.json')
}

/** Prints what differs from the reference; whether something got worse, is missing or was never kept. */
function check(mode: Mode, results: readonly BenchResult[]): boolean {
  const kept = readReference(referencePath(), mode)
  const verdicts = compare(kept, results)
  const unknown = unknownTo(kept, results)
  process.stdout.write(`\n${verdictsOf(verdicts)}\n`)
  if (unknown.length > 0) process.stdout.write(`no reference (${mode}) for ${unknown.join(', ')}\n`)
  return unknown.length > 0 || verdicts.some(({ kind }) => kind === 'worse' || kind === 'missing')
}

async function runOne(bench: Bench, isQuick: boolean, shared: Shared): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), `filo-bench-${bench.name}-`))
  const cacheFolder = join(process.env['FILO_CACHE'] ?? tmpdir(), 'bench')
  mkdirSync(cacheFolder, { recursive: true })
  const say = (what: string): void => void process.stderr.write(`bench ${bench.name}: ${what}\n`)
  const startedAt = performance.now()
  const took = () => ({ minutes: Math.round((performance.now() - startedAt) / 600) / 100 })
  const { name, about } = bench
  try {
    const running = bench.run({ isQuick, folder, cacheFolder, say, shared })
    const figures = await inTime(running, bench.minutes[isQuick ? 'quick' : 'full'])
    return { bench: name, about, ...took(), figures }
  } catch (error) {
    const failed = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { bench: name, about, ...took(), figures: [], failed }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
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

/** What was measured so far is there, whatever becomes of the rest. */
async function runAll(wanted: Wanted, mode: Mode): Promise<Result[]> {
  const machine = describeMachine()
  process.stdout.write(`${machineLine(machine)}${wanted.isQuick ? ' (quick)' : ''}\n`)
  const shared = newShared(mkdtempSync(join(tmpdir(), 'filo-bench-shared-')))
  const results: Result[] = []
  try {
    for (const bench of wanted.benches) {
      const result = await runOne(bench, wanted.isQuick, shared)
      results.push(result)
      shared.measured.push(...result.figures)
      const told = result.failed === undefined ? tableOf(result.figures) : `FAILED ${result.failed}`
      process.stdout.write(`\n${bench.name}: ${bench.about}\n${told}\n${result.minutes} minutes\n`)
      const whole = { machine, isQuick: wanted.isQuick, results }
      if (wanted.json !== undefined)
        writeFileSync(wanted.json, `${JSON.stringify(whole, null, 2)}\n`)
      if (wanted.isSaved && result.failed === undefined)
        saveReference(referencePath(), mode, [result])
    }
  } finally {
    rmSync(shared.folder, { recursive: true, force: true })
  }
  return results
}

async function main(): Promise<void> {
  const wanted = readArguments(process.argv.slice(2), BENCHES)
  if (wanted.isHelp) return void process.stdout.write(helpOf(BENCHES))
  const mode = wanted.isQuick ? 'quick' : 'full'
  const results = await runAll(wanted, mode)
  const failed = results.filter((result) => result.failed !== undefined)
  const done = results.filter((result) => result.failed === undefined)
  if (wanted.isChecked && check(mode, done)) process.exitCode = 1
  if (failed.length === 0) return
  process.stdout.write(`\nfailed: ${failed.map(({ bench }) => bench).join(', ')}\n`)
  process.exitCode = 1
}

await main()
// What a bench that was given up on left running would keep the program alive.
process.exit()
