// Builds the rig beside stand-ins for the app's processes, which set the clock before they load the real ones.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../../..')
const entries = ['rig-child', 'clock-child', 'host-child']

export interface BuiltRig {
  /** A folder that Electron can be started with. */
  folder: string
  hostScript: string
  clockScript: string
  close(): void
}

/** Bundles below `out/`; the processes themselves are those of the app's own build. */
export async function buildRig(): Promise<BuiltRig> {
  mkdirSync(join(root, 'out'), { recursive: true })
  const folder = mkdtempSync(join(root, 'out', 'test-rig-'))
  const inputs = entries.map((name) => [name, join(root, `test/fault/support/${name}.ts`)])
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['libsql', 'electron'] },
    build: {
      ssr: true,
      target: 'node20.18',
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rollupOptions: { input: Object.fromEntries(inputs) as Record<string, string> }
    }
  })
  const description = {
    name: 'filo-fault-rig',
    version: '0.0.0',
    type: 'module',
    main: 'rig-child.js'
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(description))
  for (const name of ['store', 'network']) {
    const code = `import('./clock-child.js').then(() => require('../main/${name}.process.cjs'))\n`
    writeFileSync(join(folder, `${name}.process.cjs`), code)
  }
  return {
    folder,
    hostScript: join(folder, 'host-child.js'),
    clockScript: join(folder, 'clock-child.js'),
    close: () => rmSync(folder, { recursive: true, force: true })
  }
}
