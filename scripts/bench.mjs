// Runs the benchmarks: bundles them, finds an Electron and a display, passes the arguments on.
//
//   npm run bench                                  all, at full size
//   npm run bench -- --help                        what there is, and how long it takes
//   npm run bench -- --only search,open --quick    two, small, to see that they work
//   npm run bench -- --json FILE                   figures with units and baselines as JSON, after each bench
//   npm run bench -- --check                       fails where a ratio got worse than test/bench/reference.json
//   npm run bench -- --save                        puts this run's ratios into that file; quick and full apart
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'vite'
import { ensureBuilt } from './build.mjs'
import { provideCodeCache } from './code-cache.mjs'
import { runInForeground } from './foreground.mjs'
import { cacheFolder, REPO } from './paths.mjs'
import { resolveRuntime } from './runtime.mjs'
import { reasonOf, say } from './say.mjs'
import { prepareSystem } from './system.mjs'

const FOLDER = join(REPO, 'out', 'bench')
const SUPPORT = join(REPO, 'test', 'bench', 'support')

/** The program itself, and the threads, processes and windows that it starts beside it. */
function entries() {
  const workers = readdirSync(SUPPORT).filter((name) => /(-worker|\.main)\.ts$/.test(name))
  const files = [
    join(REPO, 'test', 'bench', 'run.ts'),
    ...workers.map((name) => join(SUPPORT, name))
  ]
  return Object.fromEntries(files.map((file) => [basename(file, '.ts'), file]))
}

async function bundle() {
  await build({
    root: REPO,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['libsql', 'electron', 'playwright', '@playwright/test'] },
    build: {
      ssr: true,
      target: 'node20.18',
      outDir: FOLDER,
      emptyOutDir: true,
      minify: false,
      rollupOptions: { input: entries() }
    }
  })
}

/** What runs inside pages: one script each, and the pages themselves. */
async function bundlePages() {
  const scripts = readdirSync(SUPPORT).filter((name) => name.endsWith('.page.ts'))
  for (const name of scripts) {
    await build({
      root: REPO,
      configFile: false,
      logLevel: 'error',
      build: {
        target: 'chrome130',
        outDir: FOLDER,
        emptyOutDir: false,
        minify: false,
        lib: {
          entry: join(SUPPORT, name),
          formats: ['iife'],
          name: 'page',
          fileName: () => `${basename(name, '.ts')}.js`
        }
      }
    })
  }
  for (const name of readdirSync(SUPPORT).filter((file) => file.endsWith('.html')))
    copyFileSync(join(SUPPORT, name), join(FOLDER, name))
}

/** Electron starts a folder with a manifest: this one holds the empty window. */
function makeStartable() {
  const manifest = { name: 'empty-window', type: 'module', main: 'empty-window.main.js' }
  writeFileSync(join(FOLDER, 'package.json'), JSON.stringify(manifest))
}

async function main() {
  process.env['FILO_ELECTRON'] ||= await resolveRuntime()
  process.env['FILO_CACHE'] = cacheFolder()
  process.env['FILO_REPO'] = REPO
  const system = await prepareSystem()
  try {
    await ensureBuilt()
    await provideCodeCache(process.env['FILO_ELECTRON'])
    await bundle()
    await bundlePages()
    makeStartable()
    const program = join(FOLDER, 'run.js')
    process.exitCode = await runInForeground(process.execPath, [program, ...process.argv.slice(2)])
  } finally {
    system.close()
  }
}

try {
  await main()
} catch (error) {
  say('bench', reasonOf(error))
  process.exitCode = 1
}
