// What the dialects that there are know of where servers stand: paths and namespaces to look at.
import type { DialectBook } from './dialect-book.ts'
import type { WayHints } from './link/way-search.ts'

const MAX_HINTS = 20

/** The fixed paths and namespaces of all dialects. */
export function wayHints({ sources }: DialectBook): WayHints {
  const parts = sources.map(({ document }) => partsOf(document))
  return {
    paths: distinct(parts.flatMap(({ paths }) => paths)),
    namespaces: distinct(parts.flatMap(({ namespaces }) => namespaces))
  }
}

interface Sketch {
  connect?: { path?: unknown; namespace?: unknown }
  recognise?: { paths?: unknown; namespaces?: unknown }
}

function partsOf(document: unknown): { paths: unknown[]; namespaces: unknown[] } {
  const { connect, recognise } = (document ?? {}) as Sketch
  return {
    paths: [connect?.path, recognise?.paths].flat(),
    namespaces: [connect?.namespace, recognise?.namespaces].flat()
  }
}

function distinct(values: unknown[]): string[] {
  const texts = values.filter(
    (value): value is string => typeof value === 'string' && /^\/./.test(value)
  )
  return [...new Set(texts)].slice(0, MAX_HINTS)
}
