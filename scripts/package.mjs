// Packages Filo for this platform into dist/, around the Electron that this machine resolved.
//
//   npm run package               the targets of electron-builder.yml
//   npm run package -- dir        only the unpacked folder
//   npm run package -- AppImage -c.publish.provider=generic -c.publish.url=https://…
//                                 one that looks for updates there
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build as buildApp } from './build.mjs'
import { provideCodeCache } from './code-cache.mjs'
import { runInForeground } from './foreground.mjs'
import { writePackagePapers } from './package-papers.mjs'
import { REPO } from './paths.mjs'
import { isOnPath, isRoot } from './run.mjs'
import { resolveRuntime } from './runtime.mjs'
import { reasonOf, say } from './say.mjs'
import { ensurePackages, prepareSystem } from './system.mjs'

// The archiver's default, its strongest, takes three minutes instead of half a one, for one per cent less.
process.env['ELECTRON_BUILDER_COMPRESSION_LEVEL'] ||= '6'

/** Leaves it to electron-builder to fetch Electron for each architecture; what is resolved here is of one. */
const FETCH = '--fetch-electron'

async function main() {
  const words = process.argv.slice(2)
  const electron = await resolveRuntime()
  const distFolder = distFolderOf(electron)
  const version = readFileSync(join(distFolder, 'version'), 'utf8').trim().replace(/^v/, '')
  await provideArchiver()
  const built = await buildApp()
  if (built.code !== 0) throw new Error(`the build failed:\n${built.output}`)
  writePackagePapers(version, new Date())
  await keepCompiled(electron)
  say('package', `packaging with Electron ${version} into dist/`)
  const args = [
    join(REPO, 'node_modules', 'electron-builder', 'cli.js'),
    ...words.filter((word) => word !== FETCH).flatMap(platformTarget),
    ...(words.includes(FETCH)
      ? []
      : [`-c.electronDist=${distFolder}`, `-c.electronVersion=${version}`]),
    '--publish=never'
  ]
  process.exitCode = await runInForeground(process.execPath, args)
}

/**
 * A bare word is a target of this platform; everything else is electron-builder's.
 * @param {string} arg
 */
function platformTarget(arg) {
  if (arg.startsWith('-')) return [arg]
  const platforms = /** @type {Record<string, string>} */ ({ darwin: '--mac', win32: '--win' })
  return [platforms[process.platform] ?? '--linux', arg]
}

/**
 * Goes into the archive: there it is as safe as the code is.
 * @param {string} electron
 */
async function keepCompiled(electron) {
  const system = await prepareSystem()
  try {
    await provideCodeCache(electron)
  } finally {
    system.close()
  }
}

/** @param {string} executable */
function distFolderOf(executable) {
  const folder = dirname(executable)
  // There the executable is Electron.app/Contents/MacOS/Electron.
  return process.platform === 'darwin' ? resolve(folder, '../../..') : folder
}

/** The archives need 7-Zip; electron-builder would download one from a host not always reached. */
async function provideArchiver() {
  if (process.platform !== 'linux' || process.env['ELECTRON_BUILDER_7ZIP_PATH']) return
  if (!isOnPath('7za') && isRoot()) await ensurePackages(['p7zip-full'])
  if (isOnPath('7za')) process.env['ELECTRON_BUILDER_7ZIP_PATH'] = '/usr/bin/7za'
}

try {
  await main()
} catch (error) {
  say('package', reasonOf(error))
  process.exitCode = 1
}
