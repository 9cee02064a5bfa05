// Set-up of the suite that looks at packages: makes those of this version, and the AppImage of a next one.
import { createPackageWithOptions, extractAll } from '@electron/asar'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { REPO } from './paths.mjs'
import { run } from './run.mjs'
import { say } from './say.mjs'
import { ensurePackages, PACKAGING } from './system.mjs'
import setUpElectron from './with-electron.mjs'

const FOLDER = join(REPO, 'test-results', 'packages')
/** Nobody listens there: the tests name their own. */
const FEED = ['-c.publish.provider=generic', '-c.publish.url=http://127.0.0.1:9/']
/** Has to be that of the runtime's own text (stand-in-runtime.sh). */
const RUNTIME_BYTES = 4096
const BUILD_TIMEOUT_MS = 180_000

/**
 * Runs once before the suite; the tests find what was made in FILO_PACKAGES, `this` and `next`.
 * @returns {Promise<() => void>} the teardown
 */
export default async function setUpPackages() {
  const close = await setUpElectron()
  await ensurePackages(PACKAGING)
  // A caller that has them already has said so.
  if (process.env['FILO_PACKAGES']) return close
  rmSync(FOLDER, { recursive: true, force: true })
  makeTools(join(FOLDER, 'tools'))
  say('package', 'making the packages of this version')
  await make([join(REPO, 'scripts', 'package.mjs'), 'AppImage', 'deb', 'rpm', ...FEED], 'this')
  say('package', 'making the AppImage of a next version')
  await makeNext()
  process.env['FILO_PACKAGES'] = FOLDER
  return close
}

/**
 * What electron-builder downloads elsewhere: Debian's tools in its layout, and a runtime that unpacks.
 * @param {string} folder
 */
function makeTools(folder) {
  for (const part of ['runtimes', 'lib/x64']) mkdirSync(join(folder, part), { recursive: true })
  const runtime = join(folder, 'runtimes', 'runtime-x64')
  copyFileSync(join(REPO, 'scripts', 'stand-in-runtime.sh'), runtime)
  truncateSync(runtime, RUNTIME_BYTES)
  // Packing at full strength takes half a minute, and shows nothing more.
  const squash = '#!/bin/sh\nexec /usr/bin/mksquashfs "$@" -Xcompression-level 1\n'
  writeFileSync(join(folder, 'mksquashfs'), squash, { mode: 0o755 })
  symlinkSync('/usr/bin/desktop-file-validate', join(folder, 'desktop-file-validate'))
}

/**
 * @param {string[]} command of Node
 * @param {string} output a folder below FOLDER
 */
async function make(command, output) {
  const fpm = join(REPO, 'scripts', 'stand-in-fpm.mjs')
  chmodSync(fpm, 0o755)
  const env = { ...process.env, APPIMAGE_TOOLS_PATH: join(FOLDER, 'tools'), CUSTOM_FPM_PATH: fpm }
  const args = [...command, `-c.directories.output=${join(FOLDER, output)}`]
  const answer = await run(process.execPath, args, { cwd: REPO, env, timeoutMs: BUILD_TIMEOUT_MS })
  if (answer.code !== 0) throw new Error(`packaging failed:\n${answer.output.slice(-4000)}`)
}

// The same app under a higher number: packed anew from what was packed, so that most of it is the same to the byte.
async function makeNext() {
  const unpacked = join(FOLDER, 'next-unpacked')
  await run('cp', ['-al', join(FOLDER, 'this', 'linux-unpacked'), unpacked])
  const archive = join(unpacked, 'resources', 'app.asar')
  const content = join(FOLDER, 'next-content')
  extractAll(archive, content)
  const manifest = join(content, 'package.json')
  const next = { ...JSON.parse(readFileSync(manifest, 'utf8')), version: nextVersion() }
  writeFileSync(manifest, JSON.stringify(next))
  // A link to the former one's file must not be written through.
  rmSync(archive)
  rmSync(`${archive}.unpacked`, { recursive: true })
  await createPackageWithOptions(content, archive, { unpack: '*.node' })
  for (const note of ['package-type', 'apparmor-profile']) {
    rmSync(join(unpacked, 'resources', note), { force: true })
  }
  const builder = join(REPO, 'node_modules', 'electron-builder', 'cli.js')
  const version = `-c.extraMetadata.version=${nextVersion()}`
  const args = ['--linux', 'AppImage', `--prepackaged=${unpacked}`, version, '--publish=never']
  await make([builder, ...args, ...FEED], 'next')
}

/** A minor version more than this one. */
function nextVersion() {
  const { version } = JSON.parse(readFileSync(join(REPO, 'package.json'), 'utf8'))
  const [major, minor] = version.split('.')
  return `${major}.${Number(minor) + 1}.0`
}
