// Loads the app named on the command line, as the default app of a stock Electron does.
//
// It goes into resources/default_app.asar of an Electron that came without one. It is a module
// that awaits the app, because Electron holds back `ready` only as long as the entry is loading,
// and an app may have to register its schemes before `ready`.
import { app } from 'electron'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const require = createRequire(import.meta.url)

/** Splits our own arguments: modules to require first (`-r`), then the path of the app. */
function readArguments(args) {
  const preloads = []
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '-r' || args[at] === '--require') preloads.push(args[++at])
    else if (!args[at].startsWith('-')) return { preloads, path: args[at] }
  }
  return { preloads, path: undefined }
}

/** Gives the app its own name, version and path, so that userData and getVersion() are right. */
function applyManifest(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (manifest.version) app.setVersion(manifest.version)
  const name = manifest.productName ?? manifest.name
  if (name) app.setName(name)
  if (manifest.desktopName) app.setDesktopName(manifest.desktopName)
  app.setAppPath(folder)
}

/** How long a driver may take to say that it is there, ms. */
const DRIVER_MS = 15_000

/**
 * Started by Playwright, which looks at the windows that there are while it connects and waits for ever for one
 * that is just being made: so the app hears that Electron is ready once the driver is done, and says so by calling
 * `__playwright_run`. Whoever else debugs does not call it, and waits a while.
 */
function holdForDriver() {
  const isReady = app.whenReady()
  const emit = app.emit.bind(app)
  let heldArguments = null
  let isReleased = false
  let release
  const released = new Promise((resolve) => (release = resolve))
  app.emit = (event, ...args) => {
    if (event !== 'ready' || isReleased) return emit(event, ...args)
    heldArguments = args
    return true
  }
  app.isReady = () => isReleased
  app.whenReady = () => released
  const run = async () => {
    await isReady
    if (isReleased) return
    isReleased = true
    release()
    if (heldArguments) emit('ready', ...heldArguments)
  }
  globalThis.__playwright_run = run
  setTimeout(run, DRIVER_MS)
}

function isDriven() {
  return ['inspect', 'remote-debugging-port'].every((name) => app.commandLine.hasSwitch(name))
}

async function load(path) {
  Object.defineProperty(process, 'defaultApp', { enumerable: true, value: true })
  const target = resolve(path)
  if (existsSync(join(target, 'package.json'))) applyManifest(target)
  else app.setAppPath(dirname(target))
  await import(pathToFileURL(require.resolve(target)).href)
}

const { preloads, path } = readArguments(process.argv.slice(1))
try {
  for (const preload of preloads) require(resolve(preload))
  if (preloads.length === 0 && isDriven()) holdForDriver()
  if (path === undefined) throw new Error('name the folder of the app to open')
  await load(path)
} catch (error) {
  console.error(`default app: ${error?.stack ?? error}`)
  app.exit(1)
}
