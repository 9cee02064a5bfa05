// What a run of the benchmarks is asked for, and what it answers to --help.
import { parseArgs } from 'node:util'
import type { Bench } from './figure.ts'
import { aligned } from './table.ts'

export interface Wanted {
  benches: readonly Bench[]
  isQuick: boolean
  /** Where figures go as JSON, after each bench. */
  json: string | undefined
  /** Compare with the reference; or make this run a part of it. */
  isChecked: boolean
  isSaved: boolean
  isHelp: boolean
}

/** Reads the arguments; throws where a bench is wanted that is none of these. */
export function readArguments(args: readonly string[], all: readonly Bench[]): Wanted {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'string' },
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false }
    }
  })
  const only = values.only?.flatMap((names) => names.split(','))
  const unknown = only?.find((name) => !all.some((bench) => bench.name === name))
  if (unknown !== undefined) {
    throw new Error(`no bench ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`)
  }
  return {
    benches: all.filter(({ name }) => only?.includes(name) ?? true),
    isQuick: values.quick,
    json: values.json,
    isChecked: values.check,
    isSaved: values.save,
    isHelp: values.help
  }
}

/** What can be asked for, and how many minutes each bench takes. */
export function helpOf(benches: readonly Bench[]): string {
  const sum = (of: 'full' | 'quick'): string =>
    String(Math.round(benches.reduce((total, { minutes }) => total + minutes[of], 0)))
  const rows = [
    ['bench', 'full', 'quick', ''],
    ...benches.map(({ name, minutes, about }) => [
      name,
      `${minutes.full} min`,
      `${minutes.quick} min`,
      about
    ]),
    ['together', `${sum('full')} min`, `${sum('quick')} min`, '']
  ]
  return `${USAGE}\n\n${aligned(rows)}\n`
}

const USAGE = `npm run bench -- [--only NAME,NAME] [--quick] [--json FILE] [--check | --save]

  --only NAME   these alone; several by commas or by asking several times
  --quick       fewer and smaller: to see that all works, and whether anything got much worse
  --json FILE   figures with units, baselines and rounds; written after each bench
  --check       fails where a ratio got worse than in test/bench/reference.json by more than noise
  --save        puts this run's ratios into that file, after each bench; full and quick ones apart`
