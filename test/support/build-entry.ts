// Bundles one process or thread entry, so that a test can start it as the app would.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../..')

/** A bundled entry; `close` removes it. */
export interface BuiltEntry {
  path: string
  close(): void
}

/** Builds `src-main/…/<name>.process.ts` (or `.thread.ts`) below `out/`, where packages resolve. */
export async function buildEntry(entry: string): Promise<BuiltEntry> {
  mkdirSync(join(root, 'out'), { recursive: true })
  const folder = mkdtempSync(join(root, 'out', 'test-entry-'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['libsql', 'electron'] },
    build: {
      ssr: join(root, entry),
      target: 'node20.18',
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rollupOptions: { output: { format: 'cjs', entryFileNames: '[name].cjs' } }
    }
  })
  const path = join(folder, `${basename(entry, '.ts')}.cjs`)
  return { path, close: () => rmSync(folder, { recursive: true, force: true }) }
}
