// The committed ratios that runs are compared with, full and quick ones apart.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { toKeep, type BenchResult, type KeptFigure } from './check.ts'

export type Mode = 'full' | 'quick'
type Reference = Partial<Record<Mode, KeptFigure[]>>

/** What is kept of runs of this kind. */
export function readReference(path: string, mode: Mode): readonly KeptFigure[] {
  return readAll(path)[mode] ?? []
}

/** Puts these benches' figures into the file, in the place of earlier ones. */
export function saveReference(path: string, mode: Mode, results: readonly BenchResult[]): void {
  const reference = readAll(path)
  const ran = new Set(results.map(({ bench }) => bench))
  const others = (reference[mode] ?? []).filter(({ bench }) => !ran.has(bench))
  const all = [...others, ...toKeep(results)]
  reference[mode] = all.sort((one, other) => one.bench.localeCompare(other.bench))
  writeFileSync(path, `${JSON.stringify(reference, null, 2)}\n`)
}

function readAll(path: string): Reference {
  // Written by `saveReference` alone.
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Reference) : {}
}
