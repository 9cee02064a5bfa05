// The benchmarks as a program: runs those that are wanted, prints a table, writes JSON.
//   --json FILE   --only NAME (several times)   --quick
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { commitBench } from './commit.bench.ts'
import type { Bench, Figure } from './figure.ts'
import { floodBench } from './flood.bench.ts'
import { hostileBench } from './hostile.bench.ts'
import { inspectorBench } from './inspector.bench.ts'
import { learnBench } from './learn.bench.ts'
import { describeMachine } from './machine.ts'
import { openBench } from './open.bench.ts'
import { receiveBench } from './receive.bench.ts'
import { searchBench } from './search.bench.ts'
import { startBench } from './start.bench.ts'
import { machineLine, tableOf } from './table.ts'
import { wakeBench } from './wake.bench.ts'

const BENCHES: readonly Bench[] = [
  commitBench,
  floodBench,
  hostileBench,
  inspectorBench,
  learnBench,
  openBench,
  receiveBench,
  searchBench,
  startBench,
  wakeBench
]

interface Wanted {
  benches: readonly Bench[]
  isQuick: boolean
  json: string | undefined
}

function readArguments(): Wanted {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false }
    }
  })
  const unknown = values.only?.find((name) => !BENCHES.some((bench) => bench.name === name))
  if (unknown !== undefined) {
    throw new Error(`no bench ${unknown}; there are ${BENCHES.map(({ name }) => name).join(', ')}`)
  }
  const benches = BENCHES.filter(({ name }) => values.only?.includes(name) ?? true)
  return { benches, isQuick: values.quick, json: values.json }
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
  const { benches, isQuick, json } = readArguments()
  const machine = describeMachine()
  process.stdout.write(`${machineLine(machine)}${isQuick ? ' (quick)' : ''}\n`)
  const results = []
  for (const bench of benches) {
    const figures = await runOne(bench, isQuick)
    process.stdout.write(`\n${bench.name}: ${bench.about}\n${tableOf(figures)}\n`)
    results.push({ bench: bench.name, about: bench.about, figures })
  }
  if (json === undefined) return
  writeFileSync(json, `${JSON.stringify({ machine, isQuick, results }, null, 2)}\n`)
}

await main()
