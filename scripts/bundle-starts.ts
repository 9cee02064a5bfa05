// Notes what each process, thread and page loads when it starts, so that a test sees what crept in.
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Plugin } from 'vite'
import { packageFolderOf } from './bundled-packages.ts'

const BEYOND_LATIN = /[^\0-\u00ff]/

/** What is loaded before an entry's first line runs: its own file and all that are imported from there. */
export interface Start {
  /** Characters of code. */
  size: number
  /** Names of packages. */
  packages: string[]
  /** Those files that V8 keeps as two bytes for each character, since one is beyond Latin-1. */
  wide: string[]
}

interface Chunk {
  type: 'chunk'
  fileName: string
  name: string
  code: string
  isEntry: boolean
  imports: string[]
  moduleIds: string[]
}

/** A plugin that writes `out/starts/<side>.json`: a `Start` for each entry by its name. It is not packed. */
export function noteStarts(side: 'main' | 'renderer'): Plugin {
  return {
    name: 'filo-starts',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((part) => part.type === 'chunk')
      const byFile = new Map<string, Chunk>(chunks.map((chunk) => [chunk.fileName, chunk]))
      const entries = chunks.filter(({ isEntry }) => isEntry)
      const starts = entries.map((entry) => [entry.name, startOf(entry, byFile)] as const)
      const folder = join(process.cwd(), 'out', 'starts')
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, `${side}.json`), JSON.stringify(Object.fromEntries(starts)))
    }
  }
}

function startOf(entry: Chunk, byFile: ReadonlyMap<string, Chunk>): Start {
  const loaded = new Set([entry])
  for (const { imports } of loaded)
    for (const file of imports) {
      const chunk = byFile.get(file)
      if (chunk) loaded.add(chunk)
    }
  const folders = [...loaded].flatMap(({ moduleIds }) =>
    moduleIds.flatMap((id) => packageFolderOf(id, process.cwd()))
  )
  return {
    size: [...loaded].reduce((sum, { code }) => sum + code.length, 0),
    packages: [...new Set(folders.map(nameOf))].sort(),
    wide: [...loaded].flatMap(({ fileName, code }) => (BEYOND_LATIN.test(code) ? [fileName] : []))
  }
}

function nameOf(folder: string): string {
  const scope = basename(dirname(folder))
  return scope.startsWith('@') ? `${scope}/${basename(folder)}` : basename(folder)
}
