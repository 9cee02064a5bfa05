// Which rows of the Inspector are shown: by what they hold, which way they went, what they are called.
import type { EventRow } from '../../src-preload/contract/inspector.ts'

export interface EventFilter {
  text: string
  direction: 'all' | 'in' | 'out'
  /** Empty: any. */
  event: string
  understood: 'all' | 'yes' | 'no'
}

export const everything: EventFilter = { text: '', direction: 'all', event: '', understood: 'all' }

/** Whether anything is left out. */
export function isFiltering({ text, direction, event, understood }: EventFilter): boolean {
  return text.trim() !== '' || direction !== 'all' || event !== '' || understood !== 'all'
}

/** Whether a row is shown; `holding` are events known to hold the text beyond what their row shows. */
export function passes(row: EventRow, filter: EventFilter, holding: ReadonlySet<number>): boolean {
  if (filter.direction !== 'all' && row.direction !== filter.direction) return false
  if (filter.event !== '' && row.event !== filter.event) return false
  if (filter.understood !== 'all') {
    if (row.direction !== 'in') return false
    if (isUnderstood(row) !== (filter.understood === 'yes')) return false
  }
  const text = filter.text.trim().toLowerCase()
  return text === '' || holding.has(row.id) || shows(row, text)
}

/** Whether a rule of the dialect fitted. */
export function isUnderstood({ reading }: EventRow): boolean {
  return reading?.rules.some((rule) => !rule.includes('!')) === true
}

function shows({ event, preview, reading }: EventRow, text: string): boolean {
  const told = reading?.told.flatMap(({ who, text: said }) => [who ?? '', said ?? '']) ?? []
  return [event, preview, ...told].some((part) => part.toLowerCase().includes(text))
}
