// The dialects that one thread knows, each compiled when it is first needed.
import type { Result } from '../../src-preload/contract/failure.ts'
import type { DialectSummary } from '../../src-preload/contract/network-calls.ts'
import { compileDialect } from '../dialects/compile.ts'
import type { CompiledDialect } from '../dialects/compiled.ts'
import { presets } from '../dialects/presets.ts'

/** The id that stands for: find out which dialect the server speaks. */
export const AUTO_DIALECT = 'auto'

export interface DialectBook {
  /** The dialect of this id, or null if it is unknown or does not compile. */
  get(id: string): CompiledDialect | null
  /** All that compile. The first time takes a moment for each, so others get their turn in between. */
  list(): Promise<DialectSummary[]>
  /** The document of this id; null if it is unknown. */
  documentOf(id: string): unknown
  /** All documents, for recognising. */
  readonly sources: readonly DialectSource[]
  /** Takes over another document under this id, or none; what comes with Filo stays as it is. */
  set(id: string, document: unknown): void
}

/** One dialect, not yet compiled. */
export interface DialectSource {
  id: string
  document: unknown
  compile: () => Result<CompiledDialect>
}

/** Opens a book; of two sources with one id the first counts, so that presets can't be replaced. */
export function openDialectBook(sources: readonly DialectSource[]): DialectBook {
  const compiled = new Map<string, CompiledDialect | null>()
  const byId = new Map<string, DialectSource>()
  for (const source of sources) if (!byId.has(source.id)) byId.set(source.id, source)
  const get = (id: string): CompiledDialect | null => {
    const known = compiled.get(id)
    if (known !== undefined) return known
    const result = byId.get(id)?.compile()
    const dialect = result?.ok === true ? result.value : null
    compiled.set(id, dialect)
    return dialect
  }
  const list = async (): Promise<DialectSummary[]> => {
    for (const id of byId.keys()) {
      if (!compiled.has(id)) await new Promise((resolve) => setImmediate(resolve))
      get(id)
    }
    return [...byId.keys()].flatMap((id) => get(id)?.summary ?? [])
  }
  const set = (id: string, document: unknown): void => {
    if (presets.some((preset) => preset.id === id)) return
    compiled.delete(id)
    byId.delete(id)
    for (const source of sourceOf(document)) byId.set(source.id, source)
  }
  return {
    get,
    list,
    set,
    documentOf: (id) => byId.get(id)?.document ?? null,
    get sources() {
      return [...byId.values()]
    }
  }
}

/** The dialects that come with Filo, and the person's own. */
export function standardSources(documents: readonly unknown[]): DialectSource[] {
  return [...presets, ...documents.flatMap(sourceOf)]
}

function sourceOf(document: unknown): DialectSource[] {
  const id = (document as { id?: unknown } | null)?.id
  if (typeof id !== 'string' || id === AUTO_DIALECT) return []
  return [{ id, document, compile: () => compileDialect(document) }]
}
