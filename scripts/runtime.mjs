// Says which Electron this machine runs Filo with, getting one first where there is none.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findElectronFromNpm } from './electron-from-npm.mjs'
import { findInstalledElectron } from './electron-installed.mjs'
import { reasonOf, say } from './say.mjs'

/** The executable's place inside a dist folder, by platform. */
const EXECUTABLES = /** @type {Record<string, string>} */ ({
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe'
})

/**
 * The path of a runnable Electron. Tells on stderr, in one line, which one it took and why.
 * The first run may take minutes (a download); throws with all reasons when there is none.
 * @returns {Promise<string>}
 */
export async function resolveRuntime() {
  const named = namedByEnvironment()
  if (named) return told(named, 'ELECTRON_OVERRIDE_DIST_PATH names it')
  const installed = await findInstalledElectron()
  if (installed.ok) return told(installed.path, installed.why)
  const fromNpm = await findElectronFromNpm()
  if (fromNpm.ok) return told(fromNpm.path, `${fromNpm.why}: ${installed.why}`)
  throw new Error(
    `no Electron: ${installed.why}; ${fromNpm.why}. ` +
      'Unpack one yourself and set ELECTRON_OVERRIDE_DIST_PATH to its folder'
  )
}

function namedByEnvironment() {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (!folder) return undefined
  const path = resolve(join(folder, EXECUTABLES[process.platform] ?? 'electron'))
  if (!existsSync(path)) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH: there is no ${path}`)
  return path
}

/**
 * @param {string} path
 * @param {string} why
 */
function told(path, why) {
  say('runtime', `using ${path} (${why})`)
  return path
}

async function main() {
  try {
    process.stdout.write(`${await resolveRuntime()}\n`)
  } catch (error) {
    say('runtime', reasonOf(error))
    process.exitCode = 1
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
