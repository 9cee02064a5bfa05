// Prints figures, and what became of them since the reference, as tables for a person.
import type { Verdict } from './check.ts'
import { meetsAim, type Figure } from './figure.ts'
import type { Machine } from './machine.ts'

const HEADINGS = ['figure', 'value', 'baseline', 'ratio', 'aim', '']

/** One block of text with a row per figure. */
export function tableOf(figures: readonly Figure[]): string {
  return aligned([HEADINGS, ...figures.map(rowOf)])
}

/** What differs from the reference by more than noise; a line that says so where nothing does. */
export function verdictsOf(verdicts: readonly Verdict[]): string {
  const changed = verdicts.filter(({ kind }) => kind !== 'same')
  const count = `${verdicts.length - changed.length} of ${verdicts.length} figures are as in the reference`
  const rows = changed.map(({ bench, name, of, value, now, kind }) => [
    kind,
    `${bench}: ${name}`,
    `${of} ${short(value)}`,
    now === null ? 'not measured' : `now ${short(now)}`
  ])
  return [count, ...(rows.length > 0 ? [aligned(rows)] : [])].join('\n')
}

/** Rows of cells as lines, each column as wide as it has to be. */
export function aligned(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length))
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()
    )
    .join('\n')
}

export function machineLine(machine: Machine): string {
  const { cpu, cores, memoryGb, system, node, load } = machine
  return `${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}, load ${load}`
}

function rowOf(figure: Figure): string[] {
  const { name, note, unit, value, baseline, ratio } = figure
  return [
    note === undefined ? name : `${name} (${note})`,
    `${short(value)} ${unit}`,
    baseline ? `${short(baseline.value)} ${unit} (${baseline.name})` : '',
    ratio === undefined ? '' : short(ratio),
    aimOf(figure),
    { true: 'met', false: 'MISSED', null: '' }[String(meetsAim(figure))] ?? ''
  ]
}

function aimOf({ aim, unit }: Figure): string {
  if (!aim) return ''
  const of = aim.of === 'ratio' ? 'ratio ' : ''
  const ending = aim.of === 'value' ? ` ${unit}` : ''
  const bound = aim.atMost === undefined ? `≥ ${aim.atLeast ?? 0}` : `≤ ${aim.atMost}`
  return `${of}${bound}${ending}`
}

/** As many digits as mean something. */
export function short(value: number): string {
  if (value >= 1000) return String(Math.round(value))
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
