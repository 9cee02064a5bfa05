// Finishes a packaged app before its fuses are set and it is signed.
import { chmod, copyFile, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { REPO } from './paths.mjs'

/** electron-builder's numbers for architectures. */
const ARCHITECTURES = /** @type {Record<number, string>} */ ({
  1: 'x64',
  3: 'arm64',
  4: 'universal'
})
/** What is packed for each platform: libsql's own names. */
const LIBRARIES = /** @type {Record<string, string>} */ ({
  'linux-x64': 'linux-x64-gnu',
  'linux-arm64': 'linux-arm64-gnu',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'win32-x64-msvc'
})

/**
 * @typedef {object} Context what electron-builder hands to its hooks
 * @property {string} appOutDir
 * @property {string} electronPlatformName
 * @property {number} arch
 * @property {Packager} packager
 */
/**
 * @typedef {object} Packager
 * @property {string} executableName
 * @property {{ electronFuses?: object | null }} config
 * @property {(appOutDir: string) => string} getResourcesDir
 * @property {(fuses: object) => Promise<object>} generateFuseConfig
 * @property {(context: Context, fuses: object) => Promise<void>} addElectronFuses
 */

/** The fuses of the configuration, which is told to forget them on Linux. @type {object | null | undefined} */
let linuxFuses

/**
 * Called by electron-builder, which cleans up only an Electron that it downloaded itself.
 * @param {Context} context
 */
export default async function finish(context) {
  const { appOutDir, packager, electronPlatformName } = context
  const resources = packager.getResourcesDir(appOutDir)
  for (const file of [join(resources, 'default_app.asar'), join(appOutDir, 'version')]) {
    await rm(file, { force: true })
  }
  await checkLibrary(context, resources)
  if (electronPlatformName === 'linux') await putLauncherFirst(context)
}

/**
 * Npm installs the library of the machine that it runs on; a package for another would not start.
 * @param {Context} context
 * @param {string} resources
 */
async function checkLibrary({ electronPlatformName, arch }, resources) {
  const name = ARCHITECTURES[arch] ?? `architecture ${arch}`
  // Both halves were looked at.
  if (name === 'universal') return
  const platform = `${electronPlatformName}-${name}`
  const wanted = LIBRARIES[platform]
  if (!wanted) throw new Error(`libsql has no library for ${platform}`)
  const folder = join(resources, 'app.asar.unpacked', 'node_modules', '@libsql')
  const packed = await readdir(folder).catch(() => /** @type {string[]} */ ([]))
  if (!packed.includes(wanted)) {
    throw new Error(`the package lacks @libsql/${wanted}; npm install it with --cpu and --no-save`)
  }
}

/**
 * The launcher takes the executable's name, so that desktop entries, links and AppRun all start with it.
 * electron-builder would set the fuses of the file with that name later, so they are set before.
 * @param {Context} context
 */
async function putLauncherFirst(context) {
  const { appOutDir, packager } = context
  linuxFuses ??= packager.config.electronFuses
  packager.config.electronFuses = null
  if (linuxFuses) {
    await packager.addElectronFuses(context, await packager.generateFuseConfig(linuxFuses))
  }
  const launcher = join(appOutDir, packager.executableName)
  await rename(launcher, `${launcher}-bin`)
  await copyFile(join(REPO, 'assets', 'package', 'launcher.sh'), launcher)
  await chmod(launcher, 0o755)
}
