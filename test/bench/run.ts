// The benchmarks as a program: runs those that are wanted, prints tables, writes JSON after each.
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { helpOf, readArguments, type Wanted } from './arguments.ts'
import { BENCHES } from './benches.ts'
import { compare, unknownTo, type BenchResult } from './check.ts'
import { describeMachine } from './machine.ts'
import { readReference, saveReference, type Mode } from './reference.ts'
import { runBenches, type Result } from './run-benches.ts'
import { machineLine, tableOf, verdictsOf } from './table.ts'

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

/** What was measured so far is there, whatever becomes of the rest. */
async function runAll(wanted: Wanted, mode: Mode): Promise<readonly Result[]> {
  const { isQuick, json, isSaved, benches } = wanted
  const machine = describeMachine()
  process.stdout.write(`${machineLine(machine)}${isQuick ? ' (quick)' : ''}\n`)
  return await runBenches(benches, {
    isQuick,
    cacheFolder: join(process.env['FILO_CACHE'] ?? tmpdir(), 'bench'),
    say: (bench, what) => void process.stderr.write(`bench ${bench}: ${what}\n`),
    onResult: (result, results) => {
      const { bench, about, minutes, failed, figures } = result
      const told = failed === undefined ? tableOf(figures) : `FAILED ${failed}`
      process.stdout.write(`\n${bench}: ${about}\n${told}\n${minutes} minutes\n`)
      if (json !== undefined)
        writeFileSync(json, `${JSON.stringify({ machine, isQuick, results }, null, 2)}\n`)
      if (isSaved && failed === undefined) saveReference(referencePath(), mode, [result])
    }
  })
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
