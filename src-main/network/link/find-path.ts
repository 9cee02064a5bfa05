// Finds where a server's Socket.IO is when it is not where it usually is: beside its address, or where its page says.
import type { FoundWay } from '../../../src-preload/contract/store-calls.ts'
import { readPage, type PageFinding } from './page.ts'
import { probeAddress } from './probe-address.ts'
import type { Target } from './target.ts'

/** Paths that are tried at most, how long one may take, and all together, ms. */
const MAX_PATHS = 16
const PROBE_LIMIT_MS = 4_000
const SEARCH_LIMIT_MS = 15_000

export interface FoundPath {
  path: string
  generation: '2' | '3' | '4'
  /** Namespaces that the page names. */
  namespaces: string[]
  parser?: NonNullable<FoundWay['parser']>
}

/** What came of the search. */
export interface PathSearch {
  found: FoundPath | null
  /** Other servers that the page there talks to. */
  elsewhere: string[]
}

/** Looks at paths until one answers as Engine.IO does; `known` are those that dialects name. */
export async function findPath(target: Target, known: readonly string[]): Promise<PathSearch> {
  const endsAt = performance.now() + SEARCH_LIMIT_MS
  const tried = new Set([bare(target.path)])
  const nothing: PageFinding = { paths: [], namespaces: [], servers: [] }
  const near = await firstThatAnswers(target, beside(target.page), tried, endsAt)
  const page = performance.now() < endsAt ? await readPage(target) : nothing
  const path = near ?? (await firstThatAnswers(target, [...page.paths, ...known], tried, endsAt))
  if (!path) return { found: null, elsewhere: page.servers }
  const { namespaces, parser } = page
  return { found: { ...path, namespaces, ...(parser ? { parser } : {}) }, elsewhere: [] }
}

function beside(page: string): string[] {
  const path = bare(new URL(page).pathname)
  return path === '' ? ['/socket.io'] : [`${path}/socket.io`, path, '/socket.io']
}

async function firstThatAnswers(
  target: Target,
  paths: readonly string[],
  tried: Set<string>,
  endsAt: number
): Promise<Pick<FoundPath, 'path' | 'generation'> | null> {
  for (const path of paths.map(bare)) {
    if (path === '' || tried.has(path) || tried.size > MAX_PATHS) continue
    if (performance.now() >= endsAt) break
    tried.add(path)
    const found = await probeAddress({ ...target, path }, PROBE_LIMIT_MS)
    if (found.ok) return { path, generation: `${found.value.generation}` }
  }
  return null
}

function bare(path: string): string {
  return path.replace(/\/+$/, '')
}
