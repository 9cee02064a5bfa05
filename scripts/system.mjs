// What the operating system has to bring: shared libraries, and a display.
import { hasDisplay, startVirtualDisplay } from './display.mjs'
import { isOnPath, isRoot, run } from './run.mjs'
import { say } from './say.mjs'

/** Debian packages with the libraries that Electron links to. */
const LIBRARIES = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libnotify4',
  'libsecret-1-0'
]
/** What stands in for a desktop on a machine without one. */
const VIRTUAL_DESKTOP = ['xvfb', 'dbus-x11']
/** A real keyring, for the tests of what it protects. */
export const KEYRING = ['dbus', 'gnome-keyring']
/** A Socket.IO server that is not of JavaScript, for the integration tests. */
export const PYTHON_SERVER = ['python3-socketio', 'python3-aiohttp']
/** What makes packages on a network that reaches Debian but not electron-builder's tools, and what checks them. */
export const PACKAGING = ['p7zip-full', 'squashfs-tools', 'desktop-file-utils', 'appstream']
/** For a desktop that shows notifications and a tray to tests, on a real session bus, and presses real keys. */
export const DESKTOP = ['dbus', 'python3-dbus', 'python3-gi', 'xdotool']
const INSTALL_TIMEOUT_MS = 10 * 60_000

/**
 * Makes the machine ready to open windows: installs what is missing (root on Debian), then starts
 * a virtual display where there is none. Throws with the command to run where it may not install.
 * @returns {Promise<{ virtualDisplay: string | undefined, close: () => void }>} the name of the
 *   display it started; close it when the last window is gone
 */
export async function prepareSystem() {
  if (process.platform !== 'linux') return { virtualDisplay: undefined, close: () => undefined }
  const needed = hasDisplay() ? LIBRARIES : [...LIBRARIES, ...VIRTUAL_DESKTOP]
  await ensurePackages(needed)
  if (hasDisplay()) return { virtualDisplay: undefined, close: () => undefined }
  const display = await startVirtualDisplay()
  return { virtualDisplay: display.name, close: display.close }
}

/**
 * Installs what is missing; throws with the command to run where only root may.
 * Does nothing on systems without Debian's package tools.
 * @param {string[]} names Debian packages, by their name before the 64-bit time change
 */
export async function ensurePackages(names) {
  if (!isOnPath('dpkg-query')) return
  const missing = await missingPackages(names)
  if (missing.length === 0) return
  const install = ['install', '-y', '--no-install-recommends']
  if (!isRoot()) {
    const command = `sudo apt-get update && sudo apt-get ${install.join(' ')} ${missing.join(' ')}`
    throw new Error(`Debian packages are missing; please run: ${command}`)
  }
  say('system', `installing ${missing.join(' ')}`)
  await apt(['update', '-q'])
  await apt([...install, ...(await currentNames(missing))])
}

/**
 * @param {string[]} names
 * @returns {Promise<string[]>} those of which neither the old nor the new name is installed
 */
async function missingPackages(names) {
  const both = names.flatMap((name) => [name, `${name}t64`])
  const format = '${Package} ${db:Status-Status}\n'
  const { output } = await run('dpkg-query', ['-W', `-f=${format}`, ...both])
  const installed = new Set(output.split('\n').flatMap(installedName))
  return names.filter((name) => !installed.has(name) && !installed.has(`${name}t64`))
}

/** @param {string} line of dpkg-query, `name status` */
function installedName(line) {
  const [name, status] = line.split(' ')
  return name && status === 'installed' ? [name] : []
}

/**
 * Debian 13 renamed libraries for its 64-bit time change, and some old names are ambiguous there.
 * @param {string[]} names
 */
async function currentNames(names) {
  const pairs = names.map(async (name) => {
    const renamed = `${name}t64`
    const { code } = await run('apt-cache', ['show', '--no-all-versions', renamed])
    return code === 0 ? renamed : name
  })
  return await Promise.all(pairs)
}

/** @param {string[]} args */
async function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // Another apt may be at work on a machine that has just booted.
  const withWait = ['-o', 'DPkg::Lock::Timeout=120', ...args]
  const { code, output } = await run('apt-get', withWait, { env, timeoutMs: INSTALL_TIMEOUT_MS })
  if (code !== 0) throw new Error(`apt-get ${args.join(' ')} failed: ${output.trim()}`)
}
