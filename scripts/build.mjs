// Builds the app into out/ when what is there is older than its sources.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { REPO } from './paths.mjs'
import { run } from './run.mjs'
import { say } from './say.mjs'

const SOURCES = [
  'src-main',
  'src-preload',
  'src-renderer',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json'
]
/** One file of each of the three bundles; they are written last, one bundle after the other. */
const RESULTS = ['out/main/main.cjs', 'out/preload/preload.cjs', 'out/renderer/index.html']

/**
 * Builds if needed; throws with the bundler's words when the sources do not build.
 * @returns {Promise<void>}
 */
export async function ensureBuilt() {
  if (isUpToDate()) return
  say('build', 'building the app into out/')
  const { code, output } = await build()
  if (code !== 0) throw new Error(`the build failed:\n${output}`)
}

/** Builds in any case. */
export async function build() {
  const bundler = join(REPO, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  return await run(process.execPath, [bundler, 'build'], { cwd: REPO })
}

function isUpToDate() {
  const results = RESULTS.map((path) => join(REPO, path))
  if (!results.every((path) => existsSync(path))) return false
  const builtAtMs = Math.min(...results.map((path) => statSync(path).mtimeMs))
  return SOURCES.every((path) => newestMs(join(REPO, path)) <= builtAtMs)
}

/**
 * @param {string} path a file or folder
 * @returns {number} when it or anything below it last changed; a folder's own time tells of
 *   files that were removed
 */
function newestMs(path) {
  if (!existsSync(path)) return 0
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  const below = readdirSync(path).map((name) => newestMs(join(path, name)))
  return Math.max(stats.mtimeMs, ...below)
}
