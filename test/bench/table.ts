// Prints figures as a table for a person.
import { meetsAim, type Figure } from './figure.ts'
import type { Machine } from './machine.ts'

const HEADINGS = ['figure', 'value', 'baseline', 'ratio', 'aim', '']

/** One block of text with a row per figure. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = [HEADINGS, ...figures.map(rowOf)]
  const widths = HEADINGS.map((_, column) =>
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
  const { name, unit, value, baseline, ratio } = figure
  return [
    name,
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

function short(value: number): string {
  if (value >= 1000) return String(Math.round(value))
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
