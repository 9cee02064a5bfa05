// The `electron` npm package: finds its binary, or has it downloaded where the network allows.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, REPO } from './paths.mjs'
import { run } from './run.mjs'
import { reasonOf, say } from './say.mjs'

const PACKAGE = join(REPO, 'node_modules', 'electron')
const RELEASES = 'https://github.com/electron/electron/releases/download/'
/** A reachable host answers in well under this; a firewall that drops packets never does. */
const PROBE_TIMEOUT_MS = 10_000
/** About 110 MB: enough for a slow line, once the host is known to answer. */
const DOWNLOAD_TIMEOUT_MS = 15 * 60_000
/** A closed network seldom opens within a working day; asking at each start would cost the wait. */
const REFUSAL_LASTS_MS = 6 * 3_600_000

/**
 * The executable of the installed package, downloading it when it is not there yet.
 * @returns {Promise<{ ok: true, path: string, why: string } | { ok: false, why: string }>}
 */
export async function findInstalledElectron() {
  if (!existsSync(PACKAGE)) return { ok: false, why: 'the electron package is not installed' }
  const present = executableInPackage()
  if (present) return { ok: true, path: present, why: 'the installed electron package' }
  const refusal = readRefusal()
  if (refusal) return { ok: false, why: refusal }
  return await download()
}

async function download() {
  const trouble = (await probe()) ?? (await install())
  const path = executableInPackage()
  if (path)
    return { ok: /** @type {const} */ (true), path, why: 'the electron package, just downloaded' }
  const why = `electron's download failed (${trouble ?? 'it left no executable'})`
  writeFileSync(refusalFile(), why)
  return { ok: /** @type {const} */ (false), why }
}

/** @returns {Promise<string | undefined>} why the host of the binaries cannot be used */
async function probe() {
  const mirror = process.env['ELECTRON_MIRROR'] || process.env['npm_config_electron_mirror']
  try {
    // Any answer will do: that the host talks to us is what the probe asks.
    await fetch(mirror || RELEASES, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS)
    })
    return undefined
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return reasonOf(cause)
  }
}

/** @returns {Promise<string | undefined>} why the download did not succeed */
async function install() {
  say('runtime', `downloading Electron ${installedVersion()}`)
  const script = join(PACKAGE, 'install.js')
  const { code, output } = await run(process.execPath, [script], { timeoutMs: DOWNLOAD_TIMEOUT_MS })
  if (code === 0) return undefined
  return output.trim().split('\n')[0] || `exit code ${code}`
}

function executableInPackage() {
  try {
    const version = readFileSync(join(PACKAGE, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '')
    const path = join(PACKAGE, 'dist', readFileSync(join(PACKAGE, 'path.txt'), 'utf8'))
    return version === installedVersion() && existsSync(path) ? path : undefined
  } catch {
    // No dist yet, or half of one: the caller downloads it.
    return undefined
  }
}

function installedVersion() {
  const manifest = readFileSync(join(PACKAGE, 'package.json'), 'utf8')
  return /** @type {{ version: string }} */ (JSON.parse(manifest)).version
}

function refusalFile() {
  return join(cacheFolder(), `electron-${installedVersion()}.refused`)
}

/** @returns {string | undefined} the remembered reason, while it is fresh */
function readRefusal() {
  const file = refusalFile()
  if (!existsSync(file)) return undefined
  const ageMs = Date.now() - statSync(file).mtimeMs
  if (ageMs >= 0 && ageMs < REFUSAL_LASTS_MS) {
    return `${readFileSync(file, 'utf8')}, tried ${Math.round(ageMs / 60_000)} min ago`
  }
  rmSync(file, { force: true })
  return undefined
}
