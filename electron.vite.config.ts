// Bundles the three sides of the app: main and its processes and threads, the preload, the window.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import { readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { noteStarts } from './scripts/bundle-starts.ts'
import { noteBundledPackages } from './scripts/bundled-packages.ts'
import { startByCache } from './scripts/start-by-cache.ts'

// The oldest Electron that Filo runs on is 33.2.1; electron-vite would build for the installed one.
const NODE_TARGET = 'node20.18'
const CHROME_TARGET = 'chrome130'

/** Runs the others. */
const LOADER = join('start', 'load.ts')

/** Finds the entry files: main.ts and every `*.process.ts` and `*.thread.ts` below src-main. */
function mainEntries(): Record<string, string> {
  const files = readdirSync('src-main', { recursive: true, encoding: 'utf8' })
  const entries = files.filter((file) => /\.(process|thread)\.ts$/.test(file))
  return Object.fromEntries(
    [...entries, 'main.ts', LOADER].map((file) => [basename(file, '.ts'), join('src-main', file)])
  )
}

export default defineConfig({
  main: {
    plugins: [noteBundledPackages('main'), noteStarts('main'), startByCache()],
    build: {
      target: NODE_TARGET,
      // Only what has a native part stays outside the bundle: the rest starts faster inside it.
      externalizeDeps: true,
      rollupOptions: {
        input: mainEntries(),
        output: {
          // Only a script can be compiled ahead, a module can not.
          format: 'cjs',
          entryFileNames: ({ name }) => (name === 'load' ? '[name].cjs' : '[name].code.cjs'),
          chunkFileNames: 'chunks/[name]-[hash].cjs',
          // V8 keeps a script with a single character beyond Latin-1 as two bytes for each.
          charset: 'ascii',
          // Less to read at each start; names stay, for the places of errors.
          minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } }
        }
      }
    }
  },
  preload: {
    plugins: [noteBundledPackages('preload')],
    build: {
      target: NODE_TARGET,
      // A sandboxed preload is one CommonJS file that can require only Electron.
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: 'src-preload/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' }
      }
    }
  },
  renderer: {
    root: 'src-renderer',
    plugins: [svelte(), noteBundledPackages('renderer'), noteStarts('renderer')],
    build: {
      target: CHROME_TARGET,
      minify: true,
      // The page's policy loads fonts from files only.
      assetsInlineLimit: 0,
      rollupOptions: {
        input: resolve('src-renderer/index.html'),
        output: { charset: 'ascii' }
      }
    }
  }
})
