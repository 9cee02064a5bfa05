// The benchmarks as a program: runs those that are wanted, prints a table, writes JSON.
//   --json FILE   --only NAME (several times)   --quick   --check   --save
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compare, toKeep, unknownTo, type BenchResult, type KeptFigure } from './check.ts'
import { commitBench } from './commit.bench.ts'
import type { Bench, Figure } from './figure.ts'
import { floodBench } from './flood.bench.ts'
import { growthBench } from './growth.bench.ts'
import { hostileBench } from './hostile.bench.ts'
import { idleBench } from './idle.bench.ts'
import { inspectorBench } from './inspector.bench.ts'
import { learnBench } from './learn.bench.ts'
import { describeMachine } from './machine.ts'
import { memoryBench } from './memory.bench.ts'
import { openBench } from './open.bench.ts'
import { receiveBench } from './receive.bench.ts'
import { recogniseBench } from './recognise.bench.ts'
import { scrollBench } from './scroll.bench.ts'
import { searchBench } from './search.bench.ts'
import { sendBench } from './send.bench.ts'
import { startBench } from './start.bench.ts'
import { machineLine, tableOf, verdictsOf } from './table.ts'
import { transfersBench } from './transfers.bench.ts'
import { wakeBench } from './wake.bench.ts'

const BENCHES: readonly Bench[] = [
  commitBench,
  floodBench,
  growthBench,
  hostileBench,
  idleBench,
  inspectorBench,
  learnBench,
  memoryBench,
  openBench,
  receiveBench,
  recogniseBench,
  scrollBench,
  searchBench,
  sendBench,
  startBench,
  transfersBench,
  wakeBench
]

interface Wanted {
  benches: readonly Bench[]
  isQuick: boolean
  json: string | undefined
  /** Compare with the reference; or make this run a part of it. */
  isChecked: boolean
  isSaved: boolean
}

/** The ratios that a run is compared with, full and quick ones apart. */
type Reference = Partial<Record<'full' | 'quick', KeptFigure[]>>

function readArguments(): Wanted {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      save: { type: 'boolean', default: false }
    }
  })
  const unknown = values.only?.find((name) => !BENCHES.some((bench) => bench.name === name))
  if (unknown !== undefined) {
    throw new Error(`no bench ${unknown}; there are ${BENCHES.map(({ name }) => name).join(', ')}`)
  }
  const benches = BENCHES.filter(({ name }) => values.only?.includes(name) ?? true)
  const { quick: isQuick, json, check: isChecked, save: isSaved } = values
  return { benches, isQuick, json, isChecked, isSaved }
}

function referencePath(): string {
  return join(process.env['FILO_REPO'] ?? '.', 'test', 'bench', 'reference.json')
}

function readReference(): Reference {
  const path = referencePath()
  // Written by `save` alone.
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Reference) : {}
}

/** Prints what differs from the reference; whether something got worse, is missing or was never kept. */
function check(mode: keyof Reference, results: readonly BenchResult[]): boolean {
  const kept = readReference()[mode] ?? []
  const verdicts = compare(kept, results)
  const unknown = unknownTo(kept, results)
  process.stdout.write(`\n${verdictsOf(verdicts)}\n`)
  if (unknown.length > 0) process.stdout.write(`no reference (${mode}) for ${unknown.join(', ')}\n`)
  return unknown.length > 0 || verdicts.some(({ kind }) => kind === 'worse' || kind === 'missing')
}

/** Puts these benches' figures into the reference, in the place of earlier ones. */
function save(mode: keyof Reference, results: readonly BenchResult[]): void {
  const reference = readReference()
  const ran = new Set(results.map(({ bench }) => bench))
  const others = (reference[mode] ?? []).filter(({ bench }) => !ran.has(bench))
  const all = [...others, ...toKeep(results)]
  reference[mode] = all.sort((one, other) => one.bench.localeCompare(other.bench))
  writeFileSync(referencePath(), `${JSON.stringify(reference, null, 2)}\n`)
}

async function runOne(bench: Bench, isQuick: boolean): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), `filo-bench-${bench.name}-`))
  const cacheFolder = join(process.env['FILO_CACHE'] ?? tmpdir(), 'bench')
  mkdirSync(cacheFolder, { recursive: true })
  const say = (what: string): void => void process.stderr.write(`bench ${bench.name}: ${what}\n`)
  try {
    return await bench.run({ isQuick, folder, cacheFolder, say })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function main(): Promise<void> {
  const { benches, isQuick, json, isChecked, isSaved } = readArguments()
  const machine = describeMachine()
  process.stdout.write(`${machineLine(machine)}${isQuick ? ' (quick)' : ''}\n`)
  const results = []
  for (const bench of benches) {
    const figures = await runOne(bench, isQuick)
    process.stdout.write(`\n${bench.name}: ${bench.about}\n${tableOf(figures)}\n`)
    results.push({ bench: bench.name, about: bench.about, figures })
  }
  if (json !== undefined)
    writeFileSync(json, `${JSON.stringify({ machine, isQuick, results }, null, 2)}\n`)
  const mode = isQuick ? 'quick' : 'full'
  if (isChecked && check(mode, results)) process.exitCode = 1
  if (isSaved) save(mode, results)
}

await main()
